// Starts git, and nothing else does: same safe flags, same small environment, no prompt, no hooks, no signing. This file is
// long because all ways to start git share these.

import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { AgentOpsError } from "../shared/errors.ts";
import { isCode } from "../shared/files.ts";
import { faultIn } from "./words.ts";

/**
 * Flags of every call. Hooks include `reference-transaction`, which update-ref would run, and fsmonitor starts a program
 * too. Background maintenance would pack objects that are in use. Output of log must not depend on a person's settings.
 */
export const SAFE_FLAGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "gc.auto=0",
  "log.showSignature=false",
  "log.follow=false",
  "maintenance.auto=false",
  "core.fsync=reference,loose-object,pack,pack-metadata",
].flatMap((setting) => ["-c", setting]);

const PASSED_ON = [
  "PATH",
  "HOME",
  "USERPROFILE",
  "SYSTEMROOT",
  "XDG_CONFIG_HOME",
  "TMPDIR",
  "TEMP",
  "SSH_AUTH_SOCK",
  // A person's own settings, such as whom git may trust.
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
];

/** Variables by which a person's git reaches a remote; curl also knows the first four in lower case. */
const WAYS_OUT = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  ...["GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_PROXY_COMMAND"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY"],
];

/** Folders inside of a repository that git trusts when asked from its working tree. */
const trusted = new Set<string>();

/**
 * Allows git to be started in this folder too: `safe.directory` names another owner's working tree, and git would want a
 * separate entry for each folder inside `.git`.
 */
export const trustLikeTop = (folder: string): void => void trusted.add(folder);

/**
 * A fixed, small environment: variables such as GIT_DIR or GIT_INDEX_FILE, set when we run below a git hook,
 * would point git at another repository, and EDITOR or PAGER would start programs.
 */
export function gitEnvironment(): Record<string, string> {
  const env: Record<string, string> = {
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    // One clone's replacements would show it other facts in a commit than all other clones see.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: "/dev/null",
  };
  const settings = [
    ...givenSettings().filter(([key]) => key.toLowerCase() === "safe.directory"),
    ...[...trusted].map((folder) => ["safe.directory", folder] as const),
  ];
  return { ...env, ...taken(PASSED_ON), ...asEnvironment(settings) };
}

/** The same for calls to a remote, with all variables by which the person's git reaches it. */
export const remoteEnvironment = (): Record<string, string> => ({
  ...gitEnvironment(),
  ...taken(WAYS_OUT),
  ...asEnvironment([
    ...givenSettings(),
    ...[...trusted].map((folder) => ["safe.directory", folder] as const),
  ]),
});

function taken(names: readonly string[]): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

type Setting = readonly [key: string, value: string];

/** Settings that a person passes to git in the environment, as containers do. */
function givenSettings(): Setting[] {
  const count = Math.min(Number(process.env.GIT_CONFIG_COUNT) || 0, 100);
  return Array.from({ length: count }, (_, at): Setting => {
    const { [`GIT_CONFIG_KEY_${at}`]: key = "", [`GIT_CONFIG_VALUE_${at}`]: value = "" } = process.env;
    return [key, value];
  }).filter(([key]) => key !== "");
}

function asEnvironment(settings: readonly Setting[]): Record<string, string> {
  if (settings.length === 0) return {};
  const pairs = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}

export interface GitResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs git and returns its exit code and output; throws GIT_MISSING or NOT_A_REPOSITORY when it can't start. Never a shell. */
export function tryGit(
  cwd: string,
  args: readonly string[],
  input?: string | Buffer,
  env = gitEnvironment(),
): Promise<GitResult> {
  return start(cwd, args, { input, env, encoding: "utf8" });
}

/** The same with one character per byte of input and output, for names of files, which need not be text. */
export function tryGitBytes(
  cwd: string,
  args: readonly string[],
  input: string | undefined,
  env: Record<string, string>,
): Promise<GitResult> {
  const bytes = input === undefined ? undefined : Buffer.from(input, "latin1");
  return start(cwd, args, { input: bytes, env, encoding: "latin1" });
}

interface Start {
  readonly input: string | Buffer | undefined;
  readonly env: Record<string, string>;
  readonly encoding: "utf8" | "latin1";
}

function start(cwd: string, args: readonly string[], { input, env, encoding }: Start): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...SAFE_FLAGS, ...args],
      { cwd, env, maxBuffer: 1 << 30, encoding },
      (error, stdout, stderr) => {
        if (error && typeof (error as { code?: unknown }).code === "string") reject(startFailure(error, cwd));
        else resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
    // A git that ends before it has read everything says why on stderr, so the broken pipe can be ignored.
    child.stdin?.on("error", () => {});
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Runs git and returns what it printed; throws GIT_FAILED with git's own last line when it exits non-zero. */
export async function git(
  cwd: string,
  args: readonly string[],
  input?: string | Buffer,
  env = gitEnvironment(),
): Promise<string> {
  const { code, stdout, stderr } = await tryGit(cwd, args, input, env);
  if (code !== 0) throw gitFailure(args[0] ?? "", stderr);
  return stdout;
}

/**
 * Starts a long-lived git that talks over pipes, such as `cat-file --batch`. Its stderr is dropped, as it complains there
 * about each broken object, and a full pipe that nobody reads would stop it.
 */
export function spawnGit(
  cwd: string,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, null> {
  return spawn("git", [...SAFE_FLAGS, ...args], {
    cwd,
    env: gitEnvironment(),
    stdio: ["pipe", "pipe", "ignore"],
  });
}

export function gitFailure(command: string, stderr: string): AgentOpsError {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  const fault = faultIn(stderr);
  if (fault === "read_only") return readOnly();
  if (fault === "full_disk") return diskFull();
  return new AgentOpsError(
    "GIT_FAILED",
    `git ${command} failed: ${said}`,
    "Run the same command by hand to see why.",
  );
}

export const readOnly = (): AgentOpsError =>
  new AgentOpsError(
    "READ_ONLY",
    "The repository's git directory cannot be written.",
    "Make .git writable for this user, or start the server with --knowledge <a repository that is>.",
  );

export const diskFull = (): AgentOpsError =>
  new AgentOpsError(
    "DISK_FULL",
    "The disk that holds the repository is full.",
    "Free some space and call again; nothing was stored.",
  );

/** The typed error for a failed file operation; any other error is passed on. */
export function fileFailure(error: unknown): unknown {
  if (isCode(error, "ENOSPC", "EDQUOT", "EFBIG")) return diskFull();
  if (isCode(error, "EROFS", "EACCES", "EPERM")) return readOnly();
  return isAbsent(error) ? vanished() : error;
}

/** True where a file operation failed because the file, or a folder on its path, does not exist. */
export const isAbsent = (error: unknown): boolean => isCode(error, "ENOENT", "ENOTDIR");

const vanished = (): AgentOpsError =>
  new AgentOpsError(
    "NOT_A_REPOSITORY",
    "The folder of the repository is not there.",
    "Start the server with --dir <repository>, or put the folder back.",
  );

export const tooOld = (): AgentOpsError =>
  new AgentOpsError(
    "GIT_MISSING",
    "The installed git is too old.",
    "Install git 2.36 or newer and put it on PATH.",
  );

/** A missing program and a missing folder fail with the same code. */
export function startFailure(error: Error & { code?: unknown }, cwd: string): Error {
  if (!existsSync(cwd)) return vanished();
  if (error.code === "ENOENT") {
    return new AgentOpsError(
      "GIT_MISSING",
      "The program git was not found.",
      "Install git 2.36 or newer and put it on PATH.",
    );
  }
  return error;
}
