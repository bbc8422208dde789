// How far the process that renders a verdict has come, as a value that whoever waits for it can tell apart.
import * as z from "zod";
import { AgentOpsError, ERROR_CODES, type ErrorCode } from "../shared/errors.ts";

const Progress = z.discriminatedUnion("state", [
  z.object({ state: z.literal("working"), step: z.string() }),
  z.object({
    state: z.literal("stopped"),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]).nullable(),
    problem: z.string(),
  }),
]);

/** `stopped`: it went no further; `code` is null for a fault that nobody foresaw. */
export type RunProgress = Readonly<z.infer<typeof Progress>>;

const LONGEST = 1000;

export function stoppedBy(error: unknown): RunProgress {
  const known = error instanceof AgentOpsError;
  const problem = known ? `${error.message} ${error.fix}` : String(error);
  return { state: "stopped", code: known ? error.code : null, problem: problem.slice(0, LONGEST) };
}

/** Null for a text that is none, such as one that is being written at this moment. */
export function readProgress(text: string): RunProgress | null {
  try {
    return Progress.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
