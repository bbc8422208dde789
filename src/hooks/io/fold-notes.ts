// Writes the notes of hooks into the journal, each once, in whichever process comes first.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import Citation from "../../learnings/records/citation.ts";
import Learning from "../../learnings/records/learning.ts";
import type { RecordDraft } from "../../records/record.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { isCode, readTextNow } from "../../shared/files.ts";
import { hasEnded, ownName } from "../../shared/process-start.ts";
import { draftsOf } from "../note-drafts.ts";
import { type HookNote, parseNotes } from "../notes.ts";
import { storableDraft } from "../storable-draft.ts";
import {
  appendNotes,
  foldedUpTo,
  hasNotes,
  markFolded,
  noteSkipped,
  notesFile,
  unfolded,
} from "./notes-file.ts";
import { scrubNotes } from "./scrub-notes.ts";

/** A note that the journal refused in every form. */
export interface SkippedNote {
  readonly kind: string;
  readonly reason: string;
}

/**
 * Brings a session's notes into the journal through `write`, unless another process is doing so. A process that is killed
 * between writing and marking leaves an injection stored twice under one key, of which every reader counts one. A note that
 * the journal refuses keeps none of the others out: it is left out and reported, here and in a file for `doctor`. Throws
 * where the journal can't be written at all; then the notes stay for the next time.
 */
export async function recordNotes(
  folder: string,
  session: string,
  write: Write,
): Promise<readonly SkippedNote[]> {
  if (!unfolded(folder).includes(session)) return [];
  const file = notesFile(folder, session);
  const from = foldedUpTo(file);
  const claim = `${file}.from-${from}`;
  if (!(await isOurs(claim))) return [];
  try {
    // Another process may have finished between the look at the mark and the claim.
    return foldedUpTo(file) === from ? await foldFrom(file, from, write) : [];
  } finally {
    rmSync(claim, { force: true });
  }
}

/** `store` is the folder of the layer that the drafts belong to; null for the session's own store. */
type Write = (drafts: readonly RecordDraft[], runtime: string, store: string | null) => Promise<unknown>;

async function foldFrom(file: string, from: number, write: Write): Promise<readonly SkippedNote[]> {
  const bytes = readFileSync(file);
  // A line that is being written at this moment comes with the next fold.
  const end = bytes.lastIndexOf(10) + 1;
  if (end <= from) return [];
  const drafts = draftsOf(
    parseNotes(bytes.toString("utf8", 0, from)),
    parseNotes(bytes.toString("utf8", from, end)),
  );
  // Before anything else, so that no credential waits for a busy journal. Folding is safe after it, as a scrubbed line
  // keeps its length.
  scrubNotes(file, bytes, from, end);
  const skipped: SkippedNote[] = [];
  const to = new Map(drafts.map(({ runtime, store }) => [`${runtime}\n${store}`, { runtime, store }]));
  for (const { runtime, store } of to.values()) {
    const own = drafts.filter((each) => each.runtime === runtime && each.store === store);
    const storable = own.map(({ draft }) => storableDraft(draft));
    skipped.push(...(await writeAll(storable, (some) => write(some, runtime, store))));
  }
  noteSkipped(file, skipped);
  markFolded(file, end);
  return skipped;
}

/** All in one commit; where one is refused, each in a commit of its own. */
async function writeAll(
  drafts: readonly RecordDraft[],
  write: (drafts: readonly RecordDraft[]) => Promise<unknown>,
): Promise<SkippedNote[]> {
  const [first] = drafts;
  if (first === undefined) return [];
  try {
    await write(drafts);
    return [];
  } catch (error) {
    if (!(error instanceof AgentOpsError) || error.code !== "INVALID_ARGUMENT") throw error;
    if (drafts.length === 1) return [{ kind: first.record, reason: error.message }];
  }
  const skipped: SkippedNote[] = [];
  for (const draft of drafts) skipped.push(...(await writeAll([draft], write)));
  return skipped;
}

/** True if this process is the one to fold; it takes over from a process that has ended. */
async function isOurs(claim: string): Promise<boolean> {
  const name = ownName();
  for (const _ of [1, 2]) {
    try {
      writeFileSync(claim, name, { flag: "wx" });
      return true;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    if (hasEnded(readTextNow(claim) ?? "") !== true) return false;
    rmSync(claim, { force: true });
  }
  return false;
}

/** Tells the hooks of a session what it has recorded and cited, so that they do not ask for it. */
export function tellHooks(
  folder: string,
  session: string,
  drafts: readonly RecordDraft[],
  store: string | null,
): void {
  const at = new Date().toISOString();
  const entries = drafts.flatMap((draft): HookNote[] => {
    if (Learning.isDraft(draft)) return [{ t: "recorded", at }];
    if (!Citation.isDraft(draft)) return [];
    const ids = draft.citations.map(({ id }) => id);
    return [
      {
        t: "cited",
        at,
        ids,
        ...(store === null ? {} : { stores: Object.fromEntries(ids.map((id) => [id, store])) }),
      },
    ];
  });
  try {
    const file = notesFile(folder, session);
    if (entries.length > 0 && hasNotes(file)) appendNotes(file, entries);
  } catch {
    // Without this note a hook may ask once too often, which is no reason to fail a call that is stored.
  }
}
