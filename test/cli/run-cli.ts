// The built command line as a person runs it: in a folder and a home of its own, without a terminal.
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { configuredServer, ROOT } from "../support/client.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";
import { type StartedProgram, startProgram } from "./started-program.ts";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly home: string;
  readonly env?: Record<string, string>;
  /** A user who is not the owner of the files. */
  readonly uid?: number;
}

/** No test judges by what the load of the machine leaves a command. */
const LONGEST_MS = 300_000;

export const BUILT = configuredServer().args[0] ?? path.join(ROOT, "dist/agentops-mcp.js");

/** PATH without the programs of this machine's user, so that only what a test puts there is found. */
export const SYSTEM_PATH = [path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter);

let started: StartedProgram | null = null;
/** Variables that Node reads at its start. */
const READ_AT_START = /^(?:NODE_|UV_|LD_|LC_|LANG)/;

/** In a process that goes on to the next one, with the folder, the variables and the streams that it would have in one of its own. */
export function runCli(cwd: string, args: readonly string[], options: CliOptions): Ran {
  const env = { PATH: SYSTEM_PATH, HOME: options.home, GIT_CONFIG_NOSYSTEM: "1", ...options.env };
  const [first = ""] = args;
  const isCommand = /^[a-z]/.test(first) && !/^(?:serve|ui|hook)$/.test(first);
  const mayStay =
    process.platform === "linux" &&
    options.uid === undefined &&
    !Object.keys(env).some((name) => READ_AT_START.test(name));
  if (!isCommand || !mayStay || !existsSync(cwd)) return runProcess(cwd, args, options);
  started ??= startProgram(BUILT);
  return started.answer({ cwd, args, env }) ?? { code: null, stdout: "", stderr: "" };
}

/** In a process of its own, where that is the matter. */
export function runProcess(cwd: string, args: readonly string[], options: CliOptions): Ran {
  const built = options.uid === undefined ? BUILT : path.join(readableCopy(), path.basename(BUILT));
  const { status, stdout, stderr } = spawnSync(process.execPath, [built, ...args], {
    cwd,
    encoding: "utf8",
    timeout: LONGEST_MS,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    env: { PATH: SYSTEM_PATH, HOME: options.home, GIT_CONFIG_NOSYSTEM: "1", ...options.env },
  });
  return { code: status, stdout, stderr };
}

let copied: string | null = null;

/** Where everyone can read it: the checkout may lie in a folder of root's own. */
function readableCopy(): string {
  if (copied !== null) return copied;
  copied = temporaryFolder();
  cpSync(path.dirname(BUILT), copied, { recursive: true });
  chmodSync(copied, 0o755);
  process.once("exit", () => removeFolder(copied ?? ""));
  return copied;
}

/** The command as a person runs it at a terminal of its own, with what that person types. Only the `script` of Linux does this. */
export function runOnTerminal(
  cwd: string,
  args: readonly string[],
  { home, env, columns }: Pick<CliOptions, "home" | "env"> & { readonly columns?: number },
  typed = "",
): { readonly code: number | null; readonly output: string } {
  const command = [process.execPath, BUILT, ...args]
    .map((arg) => `'${arg.replaceAll("'", "'\\''")}'`)
    .join(" ");
  const sized = columns === undefined ? command : `stty cols ${columns}; ${command}`;
  const { status, stdout } = spawnSync("/usr/bin/script", ["-qec", sized, "/dev/null"], {
    cwd,
    input: typed,
    encoding: "utf8",
    timeout: LONGEST_MS,
    env: { PATH: SYSTEM_PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1", SHELL: "/bin/sh", ...env },
  });
  return { code: status, output: stdout.replaceAll("\r", "") };
}

/** The same while this process goes on, for tests that serve what the command asks for. */
export function runCliBeside(
  cwd: string,
  args: readonly string[],
  { home, env: more }: CliOptions,
): Promise<Ran> {
  const env = { PATH: SYSTEM_PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1", ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [BUILT, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** An empty home beside an empty folder for programs, removed together. */
export function createHome(): { home: string; programs: string; remove(): void } {
  const folder = temporaryFolder();
  const [home, programs] = [path.join(folder, "home"), path.join(folder, "programs")];
  mkdirSync(home);
  mkdirSync(programs);
  return { home, programs, remove: () => removeFolder(folder) };
}
