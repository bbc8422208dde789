// Runs one command to its end, or to the limit that it breaks, and leaves none of its processes behind.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AgentOpsError } from "../shared/errors.ts";
import { endTree } from "./launch-on-windows.ts";
import { createOutput, type Output } from "./output.ts";
import type { Reason } from "./receipt.ts";
import type { Launch } from "./sandbox.ts";
import { type Limits, watch } from "./watch.ts";

export interface Outcome {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: Exclude<Reason, "metric">;
  readonly durationMs: number;
  readonly output: Output;
}

export interface Bounds {
  readonly limits: Limits;
  readonly timeoutMs: number;
  /** Where it may write. */
  readonly folders: readonly string[];
  /** Null in a sandbox that takes care of this itself. */
  readonly mark: string | null;
  readonly signal: AbortSignal;
  /** File that it reads as its standard input; none where not given. */
  readonly input?: string;
  /** How many bytes of the end of standard output are wanted. */
  readonly keep?: number;
}

/** How long closed streams may take after the last process is gone. */
const GRACE_MS = 2_000;
/** Longer than a program takes to be started in the place of another. */
const AGAIN_MS = 5;
/** The shell's way to tell that a signal ended a program. */
const BY_SIGNAL = 128;

/** Throws CANCELLED when `signal` fires; every other end is an outcome. */
export async function runConfined(launch: Launch, bounds: Bounds): Promise<Outcome> {
  const { limits, timeoutMs, mark, signal } = bounds;
  if (signal.aborted) throw cancelled();
  const output = createOutput(bounds.keep);
  const began = performance.now();
  let stopped: Reason | "cancelled" | null = null;
  const input = bounds.input === undefined ? null : openSync(bounds.input, "r");
  const child = spawn(launch.program, launch.args, {
    cwd: launch.cwd,
    env: { ...launch.env },
    stdio: [input ?? "ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  if (input !== null) closeSync(input);
  const ended = once(child, "exit").then(
    () => null,
    (error: unknown) => error,
  );
  const closed = once(child, "close").catch(() => {});
  const stop = (why: Reason | "cancelled") => {
    stopped ??= why;
    killGroup(child);
  };
  const abort = () => stop("cancelled");
  signal.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(stop, timeoutMs, "timeout");
  const unwatch = child.pid === undefined ? () => {} : watch(child.pid, bounds.folders, limits, stop);

  let heard = "";
  streamOf(child, 3)?.on("data", (chunk: Buffer) => {
    heard += chunk.toString("latin1");
  });
  for (const [stream, at] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    streamOf(child, at)?.on("data", (chunk: Buffer) => {
      if (stopped) return;
      output.add(stream, chunk);
      if (output.bytes > limits.outputBytes) stop("output");
    });
  }
  try {
    const problem = await ended;
    if (mark !== null) {
      killGroup(child);
      await killMarked(mark);
    }
    if (problem === null) await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
    else output.add("stderr", Buffer.from(`${problem instanceof Error ? problem.message : problem}\n`));
  } finally {
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener("abort", abort);
    for (const at of [1, 2, 3]) streamOf(child, at)?.destroy();
  }
  if (stopped === "cancelled") throw cancelled();
  const durationMs = Math.round(performance.now() - began);
  if (stopped)
    return { exit: null, signal: null, reason: stopped === "metric" ? "exit" : stopped, durationMs, output };
  return { ...ending(child, heard), durationMs, output };
}

function ending(child: ChildProcess, heard: string): Pick<Outcome, "exit" | "signal" | "reason"> {
  // What stands between us and the command tells when it was not reached.
  if (!heard.startsWith("found")) return { exit: null, signal: null, reason: "not_started" };
  const { exitCode, signalCode } = child;
  const signal = signalCode ?? signalNamed((exitCode ?? 0) - BY_SIGNAL);
  if (signal === "SIGXFSZ") return { exit: exitCode, signal, reason: "disk" };
  return { exit: exitCode, signal, reason: exitCode === 0 ? "ok" : "exit" };
}

const signalNamed = (wanted: number): string | null =>
  Object.entries(os.constants.signals).find(([, number]) => number === wanted)?.[0] ?? null;

function streamOf(child: ChildProcess, at: number): Readable | null {
  const stream = child.stdio[at];
  return stream && "read" in stream ? stream : null;
}

/** In a sandbox the group is the sandbox itself, with which all in it ends. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    const { program, args } = endTree(pid);
    spawnSync(program, args, { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/**
 * Ends whatever carries the mark in its environment, until nothing does, looked at twice: a process may just be starting
 * another one, and one that is being started shows no environment for a moment.
 */
export async function killMarked(mark: string): Promise<void> {
  let wasQuiet = false;
  for (let round = 0; round < 20; round += 1) {
    const found = marked(mark);
    if (found.length === 0 && wasQuiet) return;
    wasQuiet = found.length === 0;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    await sleep(wasQuiet ? AGAIN_MS : 20);
  }
}

function marked(mark: string): number[] {
  if (process.platform !== "linux") return [];
  const wanted = `AGENTOPS_CHECK=${mark}`;
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(wanted)) return [];
      const { state } = /\) (?<state>\w)/.exec(readFileSync(`/proc/${name}/stat`, "latin1"))?.groups ?? {};
      return state === "Z" ? [] : [Number(name)];
    } catch {
      return [];
    }
  });
}

const cancelled = (): AgentOpsError =>
  new AgentOpsError("CANCELLED", "The run of the checks was cancelled.", "Start it again when you want it.");
