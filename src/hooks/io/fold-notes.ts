// Writes the notes of hooks into the journal: each once, by whichever process comes first.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import Citation from "../../learnings/records/citation.ts";
import Learning from "../../learnings/records/learning.ts";
import type { RecordDraft } from "../../records/record.ts";
import { isCode, readTextNow } from "../../shared/files.ts";
import { hasEnded, ownName } from "../../shared/process-start.ts";
import { draftsOf } from "../note-drafts.ts";
import { type HookNote, parseNotes } from "../notes.ts";
import { appendNotes, foldedUpTo, hasNotes, markFolded, notesFile, unfolded } from "./notes-file.ts";

/**
 * Brings a session's notes into the journal through `write`; leaves them to another process that is at it. One that is
 * killed between writing and marking leaves an injection written twice under one key, of which every reader counts one.
 */
export async function recordNotes(
  folder: string,
  session: string,
  write: (drafts: readonly RecordDraft[], runtime: string) => Promise<unknown>,
): Promise<void> {
  if (!unfolded(folder).includes(session)) return;
  const file = notesFile(folder, session);
  const from = foldedUpTo(file);
  const claim = `${file}.from-${from}`;
  if (!(await isOurs(claim))) return;
  try {
    // Another one may have finished between the look at the mark and the claim.
    if (foldedUpTo(file) === from) await foldFrom(file, from, write);
  } finally {
    rmSync(claim, { force: true });
  }
}

async function foldFrom(file: string, from: number, write: Parameters<typeof recordNotes>[2]): Promise<void> {
  const bytes = readFileSync(file);
  // A line that is being written at this moment comes with the next fold.
  const end = bytes.lastIndexOf(10) + 1;
  if (end <= from) return;
  const drafts = draftsOf(
    parseNotes(bytes.toString("utf8", 0, from)),
    parseNotes(bytes.toString("utf8", from, end)),
  );
  for (const runtime of new Set(drafts.map((each) => each.runtime))) {
    const own = drafts.filter((each) => each.runtime === runtime);
    await write(
      own.map(({ draft }) => draft),
      runtime,
    );
  }
  markFolded(file, end);
}

/** True if this process is the one to fold. It takes over from a process that has ended. */
async function isOurs(claim: string): Promise<boolean> {
  const name = await ownName();
  for (const _ of [1, 2]) {
    try {
      writeFileSync(claim, name, { flag: "wx" });
      return true;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    if ((await hasEnded(readTextNow(claim) ?? "")) !== true) return false;
    rmSync(claim, { force: true });
  }
  return false;
}

/** Lets the hooks of a session know what it has recorded and cited, so that they do not ask for it. */
export function tellHooks(folder: string, session: string, drafts: readonly RecordDraft[]): void {
  const at = new Date().toISOString();
  const entries = drafts.flatMap((draft): HookNote[] => {
    if (Learning.isDraft(draft)) return [{ t: "recorded", at }];
    return Citation.isDraft(draft) ? [{ t: "cited", at, ids: draft.citations.map(({ id }) => id) }] : [];
  });
  try {
    const file = notesFile(folder, session);
    if (entries.length > 0 && hasNotes(file)) appendNotes(file, entries);
  } catch {
    // A question too many at the end of a turn is no reason to fail a call that has been stored.
  }
}
