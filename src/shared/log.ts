// Logs to stderr or a file, and never to stdout, which belongs to the protocol. Only this file imports pino.
import type { Logger } from "pino";
import { withoutSecrets } from "./text/without-secrets.ts";

type Level = "info" | "warn" | "error";
type Write = (facts: Record<string, unknown> | string, text?: string) => void;

export interface Log extends Record<Level, Write> {
  /** Resolves when everything logged so far is written. */
  written(): Promise<void>;
}

/** Fields that could hold a user's text; only their sizes are logged. */
const REDACTED = ["body", "title", "task", "note", "ref", "evidence", "arguments"];
/** In pino's order; a log writes its own level and those after it. */
const LEVELS = ["trace", "debug", "info", "warn", "error", "silent"];

/**
 * `level` is one of pino's names; `file` null means stderr. pino is loaded with the first line, as it takes a tenth of the
 * start-up and most sessions log nothing.
 */
export function createLog(level: string, file: string | null): Log {
  let loading: Promise<Logger> | null = null;
  let done = Promise.resolve();

  const writer =
    (at: Level): Write =>
    (facts, text) => {
      if (LEVELS.indexOf(at) < LEVELS.indexOf(level)) return;
      loading ??= openPino(level, file);
      const pino = loading;
      const write = async () => {
        const logger = await pino;
        if (typeof facts === "string") logger[at](facts);
        else logger[at](facts, text);
      };
      done = done.then(write).catch(complain);
    };

  return { info: writer("info"), warn: writer("warn"), error: writer("error"), written: () => done };
}

/** A log that can't be opened must neither stop the server nor go unnoticed. */
function complain(error: unknown): void {
  process.stderr.write(`agentops-mcp: the log could not be written: ${error}\n`);
}

async function openPino(level: string, file: string | null): Promise<Logger> {
  // In a bundle, a CommonJS package that is imported dynamically has no named exports.
  const { default: pino } = await import("pino");
  const destination = pino.destination({ dest: file ?? 2, sync: true, mkdir: true });
  // A closed stderr must not stop the server.
  destination.on("error", () => {});
  return pino(
    { level, base: { pid: process.pid }, redact: REDACTED.flatMap((name) => [name, `*.${name}`]) },
    // Any error may contain text of another program or a person.
    { write: (line: string) => destination.write(`${withoutSecrets(line.trimEnd())}\n`) },
  );
}
