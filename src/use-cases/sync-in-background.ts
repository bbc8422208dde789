// Exchanges records without anybody to ask, so it sends only where somebody has agreed before.
import { setTimeout as sleep } from "node:timers/promises";
import { findRemote } from "../git/remote.ts";
import type { Journal } from "../journal/journal.ts";
import { syncAwaits, syncJournal } from "../journal/sync.ts";
import { remoteToSync } from "../journal/unfetched.ts";

/** Milliseconds to wait, so that the last writes of the server that started this sync are sent too. */
const GATHER_MS = 300;

/** Exchanges records where somebody agreed to it, else only fetches. Of many started at once only two run. */
export async function syncInBackground(journal: Journal, limitMs: number): Promise<void> {
  await sleep(GATHER_MS);
  if (await syncAwaits(journal)) return;
  const name = await remoteToSync(journal);
  if (name === null) return;
  const remote = await findRemote(journal.repository.commonDir, name);
  const agree = async () => false;
  await syncJournal(journal, remote, { fetch: true, push: true, compact: false, limitMs, agree });
}
