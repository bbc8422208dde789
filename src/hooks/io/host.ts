// Names all that a hook takes from its process, so that the same code also runs inside another process.
import { writeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { startApart } from "../../git/this-program.ts";

export interface HookHost {
  /** `--runtime <name> <event>`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The id of the runtime's process, which runs the hook. */
  readonly parent: number;
  readonly input: Readable;
  readonly output: Writable;
  /** Writes to stderr, before anything that comes next. Never throws. */
  complain(text: string): void;
  /** Milliseconds since the process began. */
  age(): number;
  /** Runs `work` later; returns what cancels it. */
  after(ms: number, work: () => unknown): () => void;
  /** Calls `hear` once, with the first error that nothing has caught. */
  onFault(hear: (error: unknown) => void): void;
  /** Starts this program again as a process that outlives this one. */
  startApart(args: readonly string[], cwd: string): Promise<void>;
  /** Ends the process at once. */
  exit(code: number): never;
}

/** The process that runs this code. */
export const processHost = (args: readonly string[]): HookHost => ({
  args,
  env: process.env,
  cwd: process.cwd(),
  parent: process.ppid,
  input: process.stdin,
  output: process.stdout,
  complain(text) {
    try {
      writeSync(2, text);
    } catch {
      // Where stderr is closed, the exit code says enough.
    }
  },
  age: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  onFault(hear) {
    process.once("uncaughtException", hear).once("unhandledRejection", hear);
  },
  startApart,
  exit: (code) => process.exit(code),
});
