// A process of the built program that goes on from one command line to the next: starting one takes longer than most commands.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { constants, openSync, readFileSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../support/client.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";

interface Request {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface StartedProgram {
  /** Waits for the answer, as for that of a process; null where the program has died. */
  answer(request: Request): { code: number; stdout: string; stderr: string } | null;
}

export function startProgram(built: string): StartedProgram {
  const folder = temporaryFolder();
  const [requests = "", answers = ""] = ["requests", "answers"].map((name) => path.join(folder, name));
  spawnSync("mkfifo", [requests, answers]);
  // Opened for both, neither waits for the other end.
  const asked = openSync(requests, constants.O_RDWR);
  const told = openSync(answers, constants.O_RDWR | constants.O_NONBLOCK);
  const program = path.join(ROOT, "test/cli/started-program.cjs");
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
  const child = spawn(process.execPath, [program, built, requests, answers], { env, stdio: "ignore" });
  child.unref();
  process.once("exit", () => {
    child.kill("SIGKILL");
    removeFolder(folder);
  });
  return {
    answer(request) {
      writeAll(asked, Buffer.from(`${JSON.stringify(request)}\n`));
      const line = readLine(told, child);
      return line === null ? null : JSON.parse(line);
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function readLine(file: number, child: ChildProcess): string | null {
  const parts: Buffer[] = [];
  for (;;) {
    const part = readSome(file);
    if (part !== null) parts.push(part);
    if (part?.at(-1) === 10) return String(Buffer.concat(parts));
    if (part === null && !isAlive(child)) return null;
  }
}

/** Null where there was nothing for a moment. */
function readSome(file: number): Buffer | null {
  const part = Buffer.alloc(65_536);
  try {
    return part.subarray(0, readSync(file, part));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    return null;
  }
}

/** One that has ended is still listed, until this process comes to hear of it. */
function isAlive({ pid }: ChildProcess): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
