// Names all that a hook takes from the process that it is, so that the same code runs in another one's place.
import { writeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { startApart } from "../../git/this-program.ts";

export interface HookHost {
  /** `--runtime <name> <event>`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The process that runs the hook: the runtime's. */
  readonly parent: number;
  readonly input: Readable;
  readonly output: Writable;
  /** To stderr, before whatever comes next. Never throws. */
  complain(text: string): void;
  /** Milliseconds since it began. */
  age(): number;
  /** Gives what takes it back. */
  after(ms: number, work: () => unknown): () => void;
  /** Hears once of what nobody has caught. */
  onFault(hear: (error: unknown) => void): void;
  /** Starts this program again, apart. */
  startApart(args: readonly string[], cwd: string): Promise<void>;
  /** Nothing runs after it. */
  exit(code: number): never;
}

/** The process that runs this. */
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
      // The exit code says enough.
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
