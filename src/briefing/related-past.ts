// Puts past commits that answer a task beside its lessons: the best with its reasons, the others in a line.
import { nameOf, type Past, pastLine, pastText } from "../history/past.ts";
import { snippet } from "../retrieval/snippet.ts";
import type { RelatedEntry } from "./related.ts";

/** What is longer is cut to the sentences that answer best. */
const BODY_TOKENS = 220;

/** Put before what sessions of this clone have found wrong or out of date. */
export const DOUBTED = "called wrong or out of date by a session of this clone: ";

export const pastEntries = (
  found: readonly Past[],
  task: string,
  doubted: ReadonlySet<string>,
): RelatedEntry[] =>
  found.map((past, at) => ({
    id: nameOf(past),
    text: `${doubted.has(past.id) ? DOUBTED : ""}${
      at === 0
        ? pastText(past, past.body === "" ? "" : snippet(past.body, task, BODY_TOKENS))
        : `raw history, ${pastLine(past)}`
    }`,
  }));
