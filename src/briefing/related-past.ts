// Puts past commits that answer a task beside its lessons. The best, and those that no log of its files shows, come with
// their reasons.
import { isBeyondLog, nameOf, type Past, pastLine, pastText } from "../history/past.ts";
import { nearTo } from "../policy/scope.ts";
import { snippet } from "../retrieval/snippet.ts";
import type { RelatedEntry, RelatedQuery } from "./related.ts";

/** In tokens: a longer text is cut to the sentences that answer best. */
const BODY_TOKENS = 220;

/** Precedes what sessions of this clone have found wrong or out of date. */
export const DOUBTED = "called wrong or out of date by a session of this clone: ";

export const pastEntries = (
  found: readonly Past[],
  { task, paths }: RelatedQuery,
  doubted: ReadonlySet<string>,
): RelatedEntry[] =>
  found.map((past, at) => {
    const isBeyond = paths.length > 0 && isBeyondLog(past, nearTo(paths));
    const mark = doubted.has(past.id) ? DOUBTED : "";
    const line = `${mark}raw history, ${pastLine(past)}`;
    if (at > 0 && !isBeyond) return { id: nameOf(past), text: line };
    const body = past.body === "" ? "" : snippet(past.body, task, BODY_TOKENS);
    return { id: nameOf(past), text: mark + pastText(past, body), shorter: [line] };
  });
