// Runs a runtime once without a terminal, without the user's settings and credentials, and never longer than allowed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { initialise } from "./initialise.ts";
import { commandOf, isInstalled } from "./runtimes/installed.ts";
import type { Runtime, Session } from "./runtimes/runtime.ts";

const LIMIT_MS = 90_000;
const GRACE_MS = 3_000;

export interface Finished {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly timedOut: boolean;
}

/** Throws where the runtime is not installed: a missing runtime fails its test. */
export async function runHeadless(runtime: Runtime, session: Session, limitMs = LIMIT_MS): Promise<Finished> {
  if (!isInstalled(runtime))
    throw new Error(`${runtime.title} ${runtime.version} is missing; see the start of the run`);
  const { args, env } = await runtime.prepare(session);
  if (runtime.scope === "user") await initialise([runtime], "user", session.cwd, session.home);
  await runtime.trust?.(session, runtime);
  const [program, ...first] = commandOf(runtime);
  const child = spawn(program, [...first, ...args], {
    cwd: session.cwd,
    env: { PATH: process.env.PATH, HOME: session.home, LANG: "C.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: the launcher, the program and what they start can be ended together.
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const closed = once(child, "close");
  const timer = new AbortController();
  const limit = wait(limitMs, true, { signal: timer.signal }).catch(() => false);
  const timedOut = await Promise.race([closed.then(() => false), limit]);
  timer.abort();
  if (timedOut) {
    await endGroup(child.pid, closed);
    // A server that outlives its client may still hold the pipes.
    child.stdout.destroy();
    child.stderr.destroy();
  }
  await closed;
  return { exitCode: child.exitCode, output, timedOut };
}

/** Asks first, so that the runtime can stop its servers, which may have groups of their own; then ends what is left. */
async function endGroup(pid: number | undefined, closed: Promise<unknown>): Promise<void> {
  signalGroup(pid, "SIGTERM");
  await Promise.race([closed, wait(GRACE_MS)]);
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing is left of the group.
  }
}
