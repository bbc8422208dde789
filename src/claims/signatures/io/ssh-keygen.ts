// Starts ssh-keygen, and nothing else does: from a folder of the system, with a small environment, leaving nothing behind.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Never looked for on PATH, which may hold folders that the worker can write. */
const PLACES = [
  ...["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin", "/run/current-system/sw/bin"],
  "C:\\Windows\\System32\\OpenSSH",
  "C:\\Program Files\\Git\\usr\\bin",
];
const NAMES = process.platform === "win32" ? ["ssh-keygen.exe"] : ["ssh-keygen"];
/** Nobody types a passphrase in so long a time; a check takes some milliseconds. */
const LONGEST_MS = 120_000;
const PASSED_ON = ["HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];
/** What a signature by an agent's key or with a passphrase needs, and checking one does not. */
const FOR_SIGNING = ["SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "WAYLAND_DISPLAY"];

export interface KeygenResult {
  /** Null where it could not be started or took too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Null where this machine has none. */
export function findKeygen(): string | null {
  const files = PLACES.flatMap((place) => NAMES.map((name) => path.join(place, name)));
  return files.find((file) => existsSync(file)) ?? null;
}

/** Times are read in UTC. Never throws. */
export function runKeygen(
  program: string,
  args: readonly string[],
  { input = "", signing = false }: { readonly input?: string; readonly signing?: boolean } = {},
): Promise<KeygenResult> {
  const env: Record<string, string> = { LC_ALL: "C", TZ: "UTC0" };
  for (const name of [...PASSED_ON, ...(signing ? FOR_SIGNING : [])]) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, timeout: LONGEST_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/** A folder that nobody else can read, removed afterwards. */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "agentops-signature-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
