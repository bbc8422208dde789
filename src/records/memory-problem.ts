// Says why records can't be read, so that an unreadable memory is never taken for an empty one.
import { AgentOpsError } from "../shared/errors.ts";
import { counted } from "../shared/text/count.ts";
import type { State } from "./state.ts";

/** The form of a clone's ref. Any other name is somebody's own text, and is not shown to a model. */
const CLONE_REF = /^refs\/agentops\/clones\/[0-9a-z]{10}(?:-[2-9])?$/;

/**
 * One or two sentences for people and agents; null where everything can be read. `looksEmpty`: nothing is known here, but
 * other clones' records could be fetched.
 */
export function memoryProblem(state: State, looksEmpty: boolean): string | null {
  const unread = [...state.quarantined.values()].filter(
    ({ path, aside }) => path.startsWith("refs/") && !aside,
  );
  const [first] = unread;
  if (first) {
    const named = CLONE_REF.test(first.path) ? `${first.path}: ` : "";
    const more = unread.length > 1 ? `, and ${unread.length - 1} more` : "";
    return `The memory of this clone can't be read: ${named}${first.reason}${more}. agentops-mcp doctor says what to do.`;
  }
  const { size } = state.unfinished;
  if (size > 0)
    return `Records of ${counted(size, "clone")} are still being read: not all of them are known yet. Ask again in a minute.`;
  return looksEmpty && state.newest.size === 0
    ? "No records of any clone are here. Where others have recorded lessons: agentops-mcp sync."
    : null;
}

/** For a caller that needs all records, while reading them takes longer than it can wait. */
export const stillReading = ({ unfinished }: State): AgentOpsError =>
  new AgentOpsError(
    "STILL_READING",
    `Records of ${counted(unfinished.size, "clone")} are still being read, and this needs all of them.`,
    "Try again in a minute. Whose they are, and how to do without: agentops-mcp doctor.",
  );
