// Returns the error of a refused call, so that a test can look at all of it.
import { AgentOpsError } from "../../src/shared/errors.ts";

/** Throws where nothing is refused, or where another error is thrown. */
export function refusalOf(act: () => unknown): AgentOpsError {
  try {
    act();
  } catch (error) {
    if (error instanceof AgentOpsError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
