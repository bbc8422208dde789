// Measures of one repository, however large: processor time of whole process trees, so that a busy machine does not matter.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { configuredServer } from "../support/client.ts";
import { INITIALIZE, type RawServer, startRawServer } from "./raw-server.ts";

/** Of one tick of the kernel's clock. */
const TICK_MS = 10;
/** Where `/proc/<pid>/stat` has the ticks of a process, and of its children that have ended and were waited for. */
const OWN_AT = 11;
const CHILDREN_AT = 13;

function ticks(pid: number | "self", at: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[at]) + Number(fields[at + 1])) * TICK_MS;
}

/** Processor time of a process until now, in milliseconds. */
export const processorTime = (pid: number): number => ticks(pid, OWN_AT);

/** Milliseconds of processor time that processes took which `work` started and waited for, with all of theirs. */
export async function treeTime(work: () => Promise<unknown>): Promise<number> {
  const before = ticks("self", CHILDREN_AT);
  await work();
  return ticks("self", CHILDREN_AT) - before;
}

export const residentMb = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
};

/** A program of ours to its end. */
export async function run(args: readonly string[], cwd: string, input = ""): Promise<string> {
  const child = spawn("node", args, { cwd, stdio: ["pipe", "pipe", "ignore"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  // 1 says that nothing fits or something is to be done, which is an answer.
  if (code > 1) throw new Error(`exit code ${code}: ${args.join(" ")}`);
  return printed;
}

export const command = (cwd: string, ...args: string[]): Promise<string> =>
  run([...configuredServer().args, ...args], cwd);

export const hookEvent = (cwd: string, event: string, facts: Record<string, unknown>): Promise<string> =>
  run(
    [...configuredServer().args, "hook", "--runtime", "claude", event],
    cwd,
    JSON.stringify({ cwd, hook_event_name: event, ...facts }),
  );

/** Starts a server, has it answer `work`, and ends it. */
export async function withRawServer<T>(cwd: string, work: (server: RawServer) => Promise<T>): Promise<T> {
  const server = startRawServer(cwd);
  try {
    await server.request("initialize", INITIALIZE);
    server.notify("notifications/initialized");
    return await work(server);
  } finally {
    await server.end();
  }
}

/** The answer as text; throws where it is a refusal. */
export async function callTool(
  server: RawServer,
  name: string,
  facts: Record<string, unknown>,
): Promise<string> {
  const answer = await server.request("tools/call", { name, arguments: facts });
  const text = JSON.stringify(answer.structuredContent ?? answer.content);
  if (answer.isError === true) throw new Error(text.slice(0, 500));
  return text;
}
