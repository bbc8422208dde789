// Finds what fits a subagent's task, which only the call that starts the subagent tells.
import type { HookNote } from "./notes.ts";

/** A subagent starts at once, unless a person is asked first. */
const RECENT_MS = 60_000;

/**
 * Ids of learnings that fit what was handed to subagents of that type a moment ago. Where several start together nobody
 * tells which task is whose, so each gets what fits any of them. `now` in milliseconds since 1970.
 */
export function delegatedTo(
  type: string | null,
  delegated: readonly Extract<HookNote, { t: "delegated" }>[],
  now: number,
): string[] {
  const recent = delegated.filter(
    (each) =>
      Math.abs(now - Date.parse(each.at)) < RECENT_MS &&
      (each.type === "" || type === null || each.type === type),
  );
  return [...new Set(recent.toReversed().flatMap(({ ids }) => ids))];
}
