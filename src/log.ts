// The only import of pino: logs go to stderr or to a file, never to stdout, which belongs to the protocol.
import pino from "pino";

export type Log = pino.Logger;

/** Names of fields that could hold what a user wrote; only their sizes are worth logging. */
const REDACTED = ["body", "title", "task", "note", "ref", "evidence", "arguments"];

/** `level` is one of pino's names; `file` null means stderr. */
export function createLog(level: string, file: string | null): Log {
  const destination = pino.destination({ dest: file ?? 2, sync: true, mkdir: true });
  // A closed stderr must not take the server down.
  destination.on("error", () => {});
  return pino(
    { level, base: { pid: process.pid }, redact: REDACTED.flatMap((name) => [name, `*.${name}`]) },
    destination,
  );
}
