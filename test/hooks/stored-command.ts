// A hook before a tool as a runtime runs it, the command that `init` stores in a shell, and the same in the test's own process.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { HOOK_SCRIPT, HOOK_SCRIPT_FILE } from "../../src/runtimes/hook-script.ts";
import { hookEntries } from "../../src/runtimes/hook-settings.ts";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { type HereOptions, runHere } from "./here.ts";
import { asBytes, PATIENT } from "./hook-process.ts";

/** A runtime's event before a tool, and its own names for tools. */
export interface Before {
  readonly runtime: string;
  readonly event: string;
  readonly write: string;
  readonly read: string;
  readonly shell: string;
  readonly web: string;
}

/** The same tools in each of them. */
export const BEFORE = [
  { runtime: "claude", event: "PreToolUse", write: "Write", read: "Read", shell: "Bash", web: "WebFetch" },
  { runtime: "codex", event: "PreToolUse", write: "Write", read: "Read", shell: "Bash", web: "web_fetch" },
  {
    runtime: "gemini",
    event: "BeforeTool",
    write: "write_file",
    read: "read_file",
    shell: "run_shell_command",
    web: "web_fetch",
  },
  { runtime: "cursor", event: "preToolUse", write: "Write", read: "Read", shell: "Bash", web: "WebFetch" },
] as const satisfies readonly Before[];

export interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the runtime lets the call go ahead, by its own format. */
  readonly decision: "allow" | "ask" | "deny";
  readonly reason: string;
}

/** Whose settings the command stands in. */
export type Form = "project" | "user";

interface Options {
  readonly form?: Form;
  /** Another program than ours in its place. */
  readonly program?: readonly string[];
  readonly env?: Record<string, string>;
  /** Called with the pid of the shell, once it runs. */
  started?(pid: number): void;
}

/** Beside all working trees, so that no test sees a file there that it has not made. */
const scriptFile = (): string => {
  const file = path.join(os.tmpdir(), `agentops-hook-${process.pid}`);
  if (!existsSync(file)) writeFileSync(file, HOOK_SCRIPT);
  return file;
};

/** As `init` writes it into a project's settings, or into a person's; `program` in place of ours. */
export const commandFor = (
  runtime: string,
  event: string,
  program?: readonly string[],
  form: Form = "project",
): string => {
  const settings = RUNTIMES.find(({ name }) => name === runtime)?.hooks;
  if (!settings) throw new Error(`${runtime} has no hooks`);
  const { args } = configuredServer();
  const [command = "node", ...rest] = program ?? [process.execPath, ...args];
  const at = { base: "main", depth: 0, program: null };
  const place = form === "project" ? at : null;
  const entries = hookEntries(runtime, settings, { command, args: rest }, place);
  const entry = entries.find((each) => each.event === event);
  if (!entry) throw new Error(`${runtime} has no ${event}`);
  if (form === "user") return entry.command;
  return `${entry.command.replaceAll(HOOK_SCRIPT_FILE, scriptFile())} ${rest[0] ?? command}`;
};

/** Runs the stored command; what it prints is read as the runtime reads it. */
export function askHook(
  cwd: string,
  { runtime, event }: Pick<Before, "runtime" | "event">,
  input: unknown,
  { form, program, env, started }: Options = {},
): Promise<Stopped> {
  const child = spawn(commandFor(runtime, event, program, form), {
    cwd,
    shell: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: EMPTY_HOME,
      CLAUDE_PROJECT_DIR: cwd,
      GEMINI_PROJECT_DIR: cwd,
      ...env,
    },
  });
  if (child.pid !== undefined) started?.(child.pid);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(asBytes(input));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr, ...decided(runtime, code, stdout, stderr) }));
  });
}

/**
 * What the program decides, asked in the test's own process. Without `apart` what it notes stays in the session's notes.
 * Throws where the shell around the program would have to decide.
 */
export async function askHere(
  cwd: string,
  { runtime, event }: Pick<Before, "runtime" | "event">,
  input: unknown,
  { env = {}, apart = false }: Pick<Options, "env"> & Partial<Pick<HereOptions, "apart">> = {},
): Promise<Stopped> {
  const { code, stdout, stderr } = await runHere(cwd, event, input, {
    runtime,
    env: { CLAUDE_PROJECT_DIR: cwd, GEMINI_PROJECT_DIR: cwd, AGENTOPS_HOOK_MS: PATIENT, ...env },
    apart,
  });
  if (code !== 0 && code !== 2) throw new Error(`the hook ended with ${code}`);
  return { code, stdout, stderr, ...decided(runtime, code, stdout, stderr) };
}

/** Anything but 0 and 2 is a fault, after which a runtime goes on. */
function decided(runtime: string, code: number | null, stdout: string, stderr: string) {
  if (code === 2) return { decision: "deny", reason: stderr } as const;
  if (code !== 0 || stdout === "") return { decision: "allow", reason: "" } as const;
  const answer = JSON.parse(stdout);
  const { permissionDecision, permissionDecisionReason } = answer.hookSpecificOutput ?? {};
  if (runtime === "gemini") return { decision: answer.decision ?? "allow", reason: answer.reason ?? "" };
  if (runtime === "cursor")
    return { decision: answer.permission ?? "allow", reason: answer.agent_message ?? "" };
  return { decision: permissionDecision ?? "allow", reason: permissionDecisionReason ?? "" };
}

export const call = (tool: string, input: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  session_id: "s",
  conversation_id: "s",
  tool_name: tool,
  tool_input: input,
  ...more,
});

/** A program named as ours, which does something else. */
export const programIn = (folder: string): string => path.join(folder, "agentops-mcp.js");
