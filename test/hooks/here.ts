// Runs a hook in the test's own process, where what it decides and says is the matter: a process takes a hundred times as long.
import { PassThrough, Readable } from "node:stream";
import type { HookHost } from "../../src/hooks/io/host.ts";
import { judgeCall } from "../../src/hooks/io/judge-call.ts";
import { layeredView, messagesFor } from "../../src/hooks/io/more.ts";
import { nameBehind, namePast } from "../../src/hooks/io/past.ts";
import type { HookWork } from "../../src/hooks/io/programs.ts";
import { runHook } from "../../src/hooks/io/run.ts";
import { makeViewHere, openHookWork, recordAllHere } from "../../src/session/hook-work.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { asBytes } from "./hook-process.ts";

export interface HereOptions {
  readonly runtime: string;
  readonly env: NodeJS.ProcessEnv;
  /** Does what the hook would start a process for; else that is left undone, as on a machine that is too busy. */
  readonly apart: boolean;
}

export interface Here {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown where a process would end, so that nothing runs after it. */
class Ended {
  constructor(readonly code: number) {}
}

/** With the files, git and session that a process would have. What nobody catches fails the test. */
export async function runHere(
  cwd: string,
  event: string,
  input: unknown,
  { runtime, env, apart }: HereOptions,
): Promise<Here> {
  const [began, output] = [performance.now(), new PassThrough()];
  const timers = new Set<NodeJS.Timeout>();
  const opened: HookWork[] = [];
  const later: (() => Promise<void>)[] = [];
  let [stdout, stderr] = ["", ""];
  output.on("data", (chunk) => {
    stdout += chunk;
  });
  const host: HookHost = {
    args: ["--runtime", runtime, event],
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME, ...env },
    cwd,
    parent: process.pid,
    input: Readable.from([asBytes(input)], { objectMode: false }),
    output,
    complain(text) {
      stderr += text;
    },
    age: () => performance.now() - began,
    after(ms, work) {
      const timer = setTimeout(work, ms);
      timers.add(timer);
      return () => clearTimeout(timer);
    },
    onFault() {},
    async startApart(args, dir) {
      if (apart) later.push(() => workApart(args, dir));
    },
    exit(code) {
      throw new Ended(code);
    },
  };
  const slow = async () => ({
    openHookWork(place: Parameters<typeof openHookWork>[0]) {
      const work = openHookWork(place);
      opened.push(work);
      return work;
    },
  });
  const code = await runHook(host, {
    slow,
    past: () => ({ nameBehind, namePast }),
    judge: () => ({ judgeCall }),
    more: () => ({ layeredView, messagesFor }),
  }).catch((error: unknown) => {
    if (error instanceof Ended) return error.code;
    throw error;
  });
  for (const timer of timers) clearTimeout(timer);
  for (const work of opened) work.close();
  for (const work of later) await work();
  return { code, stdout, stderr };
}

async function workApart([command, what]: readonly string[], dir: string): Promise<void> {
  if (command === "hook" && what === "--fold") return recordAllHere(dir);
  if (command === "hook" && what === "--make-view") return makeViewHere(dir);
  throw new Error(`no work is known by ${command} ${what}`);
}
