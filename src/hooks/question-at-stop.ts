// Decides when the end of a turn is worth a question, and words it.
import type { NotesState } from "./notes-state.ts";

/** So many searches in a row without an edit would cost a later session as much again. */
const LONG_SEARCH = 15;
const MOST_NAMED = 5;

/**
 * What the agent is asked before it ends; null to let it end. Asks once per session, and not about lessons of the brief,
 * which are general; a lesson given for a task, path, command or error did fit or did not.
 */
export function questionAtStop(state: NotesState): string | null {
  if (state.asked) return null;
  const { overcome, reverts, searches } = state.sinceLesson;
  const uncited = [...state.windowOf(null).items].flatMap(([id, reason]) =>
    reason === "brief" || state.cited.has(id) ? [] : [id],
  );
  const learned = [
    overcome > 0 ? `${count(overcome, "command")} that failed works now` : "",
    reverts > 0 ? `${count(reverts, "change")} taken back` : "",
    searches >= LONG_SEARCH ? `${searches} searches in a row` : "",
  ].filter((reason) => reason !== "");
  if (learned.length === 0 && uncited.length === 0) return null;
  return [
    "Before you end:",
    ...(uncited.length > 0
      ? [
          `- You were given ${count(uncited.length, "lesson")} without a word on it yet: ${uncited.slice(0, MOST_NAMED).join(", ")}. Call cite_learnings with what came of each: applied, still_true, ignored, stale or wrong.`,
        ]
      : []),
    ...(learned.length > 0
      ? [
          `- This session shows something worth keeping (${learned.join("; ")}). If a later session would pay for it again, call record_learning with the cause and what to do instead.`,
        ]
      : []),
    "If there is nothing to say, end; you are not asked again.",
  ].join("\n");
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
