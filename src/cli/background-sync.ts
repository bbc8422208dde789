// Syncs for a server with `sync: auto`, in a process of its own: no call waits for a remote, and a client may kill the server.
import { setTimeout as sleep } from "node:timers/promises";
import { startDetached } from "../git/detached.ts";
import { findRemote, remoteNames } from "../git/remote.ts";
import type { Journal } from "../journal/journal.ts";
import { agreedRemotes } from "../journal/remote-memory.ts";
import { syncAwaits, syncJournal } from "../journal/sync.ts";
import type { CommandInput } from "./define-command.ts";

/** The last writes of the server that started this sync go with it. */
const GATHER_MS = 300;
const PASSED_ON = ["dir", "knowledge", "base"];

/** Starts `agentops-mcp sync --background` for the repository that these options name; it outlives this process. */
export function startBackgroundSync(options: CommandInput["options"]): void {
  const [, program = ""] = process.argv;
  const passed = PASSED_ON.flatMap((name) =>
    typeof options[name] === "string" ? [`--${name}`, options[name]] : [],
  );
  startDetached([program, "sync", "--background", ...passed]);
}

/** Exchanges records where somebody agreed to it, else only fetches. Of many that are started at once two run. */
export async function syncInBackground(journal: Journal, limitMs: number): Promise<void> {
  await sleep(GATHER_MS);
  if (await syncAwaits(journal)) return;
  const name = await remoteToSync(journal);
  if (name === null) return;
  const remote = await findRemote(journal.repository.commonDir, name);
  const agree = async () => false;
  await syncJournal(journal, remote, { fetch: true, push: true, compact: false, limitMs, agree });
}

/** The remote that somebody agreed to, else origin; null without either. */
export async function remoteToSync({ repository, folder }: Journal): Promise<string | null> {
  const names = await remoteNames(repository.commonDir);
  const agreed = await agreedRemotes(folder);
  return [...agreed, "origin"].find((name) => names.includes(name)) ?? null;
}
