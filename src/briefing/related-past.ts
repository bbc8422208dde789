// Puts past commits that answer a task beside its lessons: the best with its reasons, the others in a line.
import { nameOf, type Past, pastLine, pastText } from "../history/past.ts";
import { snippet } from "../retrieval/snippet.ts";
import type { RelatedEntry } from "./related.ts";

/** What is longer is cut to the sentences that answer best. */
const BODY_TOKENS = 220;

export const pastEntries = (found: readonly Past[], task: string): RelatedEntry[] =>
  found.map((past, at) => ({
    id: nameOf(past),
    text:
      at === 0
        ? pastText(past, past.body === "" ? "" : snippet(past.body, task, BODY_TOKENS))
        : `raw history, ${pastLine(past)}`,
  }));
