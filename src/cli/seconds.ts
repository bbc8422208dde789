// Reads a time limit in seconds.
import { AgentOpsError } from "../shared/errors.ts";

/** Milliseconds; throws INVALID_ARGUMENT. */
export function limitOf(value: string | boolean | undefined, otherwise: number): number {
  const seconds = value === undefined ? otherwise : Number(value);
  if (seconds > 0 && seconds <= 3600) return seconds * 1000;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--timeout ${value} is no time.`,
    "Give seconds, from 1 to 3600.",
  );
}
