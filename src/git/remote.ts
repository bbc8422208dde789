// Talks to a remote within a time limit, never asks a person anything, and says in plain words what went wrong.
import { spawn } from "node:child_process";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { git, remoteEnvironment, SAFE_FLAGS, tryGit } from "./run.ts";
import { faultIn, type GitFault } from "./words.ts";

export type RemoteAnswer =
  | { readonly ok: true; readonly stdout: string }
  | {
      readonly ok: false;
      /** Null where only the words are known. */
      readonly fault: "late" | GitFault | null;
      /** The same for people. */
      readonly reason: string;
      readonly stdout: string;
    };

/** No question of git and no helper's window; ssh would ask on a terminal of its own. */
const NEVER_ASK = ["core.askPass=", "credential.interactive=never", "push.gpgSign=false"].flatMap((each) => [
  "-c",
  each,
]);

/** Runs one git command that talks to a remote. Ends it, with all that it started, after `limitMs`. */
export async function askRemote(
  dir: string,
  args: readonly string[],
  limitMs: number,
): Promise<RemoteAnswer> {
  const [command, ...rest] = args;
  const ssh = await sshFlags(dir);
  // A mirror refuses to push anything but all of its refs.
  const name = command === "push" ? rest.find((arg) => !arg.startsWith("-")) : undefined;
  const plain = name === undefined ? [] : ["-c", `remote.${name}.mirror=false`];
  return new Promise((resolve) => {
    const child = spawn("git", [...SAFE_FLAGS, ...NEVER_ASK, ...ssh, ...plain, ...args], {
      // A relative address such as `../team.git` starts at the top of the working tree.
      cwd: path.basename(dir) === ".git" ? path.dirname(dir) : dir,
      env: { ...remoteEnvironment(), GIT_ASKPASS: "", SSH_ASKPASS: "", GCM_INTERACTIVE: "never" },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own has no terminal to ask on, and ends together with what it started.
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const failed = (fault: "late" | GitFault | null, reason: string) =>
      resolve({ ok: false, fault, reason, stdout });
    const giveUp = () => {
      failed("late", `did not answer within ${limitMs / 1000} s`);
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const due = performance.now() + limitMs;
    let timer = setTimeout(() => {
      // If this process itself slept past the limit, the answer may be waiting unread.
      if (performance.now() - due > limitMs / 10) timer = setTimeout(giveUp, limitMs);
      else giveUp();
    }, limitMs);
    child.once("error", (error) => failed(null, error.message));
    child.once("close", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve({ ok: true, stdout });
      else {
        const fault = faultIn(stderr);
        failed(fault, fault === "no_login" ? NO_LOGIN : reasonIn(stderr));
      }
    });
  });
}

/** Leaves a person's own ssh command as it is. */
async function sshFlags(dir: string): Promise<string[]> {
  if (process.env.GIT_SSH || process.env.GIT_SSH_COMMAND) return [];
  const { code } = await tryGit(dir, ["config", "--get", "core.sshCommand"]);
  return code === 0 ? [] : ["-c", "core.sshCommand=ssh -o BatchMode=yes"];
}

const NO_LOGIN = "asks for a password or a key that git does not find here";

/** Only for people, and never for a decision. */
function reasonIn(stderr: string): string {
  const lines = withoutCredentials(stderr)
    .split("\n")
    .map((line) => line.trim());
  // The remote's words tell more than git's summary, which comes last.
  const told = TELLING.flatMap((pattern) => lines.find((line) => pattern.test(line)) ?? [])[0];
  return (told ?? lines[0] ?? "").replace(/^(fatal|remote): /, "") || "ended without a word";
}

const TELLING = [/^remote: ./, /^! \[/, /^ssh: /, /^fatal: /, /^error: /];

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}

const withoutCredentials = (text: string): string => text.replace(/(\/\/)[^/@\s]+@/g, "$1");

export interface Remote {
  readonly name: string;
  /** Where pushes go, without credentials. */
  readonly url: string;
  readonly hosting: string;
}

export const remoteNames = async (dir: string): Promise<string[]> =>
  (await git(dir, ["remote"])).split("\n").filter(Boolean);

/** Throws INVALID_ARGUMENT when there is no such remote. */
export async function findRemote(dir: string, name: string): Promise<Remote> {
  const names = await remoteNames(dir);
  if (!names.includes(name)) {
    const fix =
      names.length > 0 ? `There are: ${names.join(", ")}.` : "Add one: git remote add origin <url>.";
    throw new AgentOpsError("INVALID_ARGUMENT", `This repository has no remote ${name}.`, fix);
  }
  const url = (await git(dir, ["remote", "get-url", "--push", "--", name])).trim();
  return { name, url: withoutCredentials(url), hosting: hostingOf(url) };
}

const PUBLIC_HOSTS =
  /^(www\.|ssh\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht|gitee\.com)$/i;

/** What a URL tells about who may read there; only its host knows if a repository is public. */
function hostingOf(url: string): string {
  const host =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(url)?.[1] ??
    /^(?:[^/@:]+@)?([^/:]{2,}):/.exec(url)?.[1];
  if (/^file:/i.test(url) || host === undefined) return "a folder on this machine or a share";
  if (/^(localhost|127\.|\[?::1)/.test(host)) return "a server on this machine";
  if (PUBLIC_HOSTS.test(host))
    return `public hosting (${host}): all who may read that repository can read it`;
  return `the server ${host}`;
}
