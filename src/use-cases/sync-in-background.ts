// Exchanges records without anybody who could be asked, so it sends only where somebody has agreed before.
import { setTimeout as sleep } from "node:timers/promises";
import { findRemote } from "../git/remote.ts";
import type { Journal } from "../journal/journal.ts";
import { syncAwaits, syncJournal } from "../journal/sync.ts";
import { remoteToSync } from "../journal/unfetched.ts";

/** The last writes of the server that started this sync go with it. */
const GATHER_MS = 300;

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
