// Defines how far the process that renders a verdict has come.
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

/** `stopped`: it gave up; `code` is null for an unforeseen error. */
export type RunProgress = Readonly<z.infer<typeof Progress>>;

const LONGEST = 1000;

export function stoppedBy(error: unknown): RunProgress {
  const known = error instanceof AgentOpsError;
  const problem = known ? `${error.message} ${error.fix}` : String(error);
  return { state: "stopped", code: known ? error.code : null, problem: problem.slice(0, LONGEST) };
}

/** Null for a text that is not progress, such as one that is half written. */
export function readProgress(text: string): RunProgress | null {
  try {
    return Progress.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
