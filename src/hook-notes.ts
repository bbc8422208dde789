// Between the notes of hooks and the journal: each note is written once, by whichever process comes first.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { RecordDraft } from "./domain/record.ts";
import { draftsOf, parseSpool, type SpoolEntry } from "./domain/spool.ts";
import {
  appendSpool,
  foldedUpTo,
  hasSpool,
  markFolded,
  spoolFile,
  spoolFolder,
  unfolded,
} from "./hook/spool.ts";
import { inTurn } from "./journal/queue.ts";

/**
 * Brings a session's notes into the journal through `write`. A process that ends between writing and marking leaves
 * an injection written twice under one key, of which every reader counts one.
 */
export async function foldSpool(
  folder: string,
  session: string,
  write: (drafts: readonly RecordDraft[], runtime: string) => Promise<unknown>,
): Promise<void> {
  if (!unfolded(folder).includes(session)) return;
  const file = spoolFile(folder, session);
  await inTurn(path.join(spoolFolder(folder), "queue"), async () => {
    const from = foldedUpTo(file);
    const bytes = readFileSync(file);
    // A line that is being written at this moment comes with the next fold.
    const end = bytes.lastIndexOf(10) + 1;
    if (end <= from) return;
    const drafts = draftsOf(
      parseSpool(bytes.toString("utf8", 0, from)),
      parseSpool(bytes.toString("utf8", from, end)),
    );
    for (const runtime of new Set(drafts.map((each) => each.runtime))) {
      const own = drafts.filter((each) => each.runtime === runtime);
      await write(
        own.map(({ draft }) => draft),
        runtime,
      );
    }
    markFolded(file, end);
  });
}

/** Lets the hooks of a session know what it has recorded and cited, so that they do not ask for it. */
export function tellHooks(folder: string, session: string, drafts: readonly RecordDraft[]): void {
  const at = new Date().toISOString();
  const entries = drafts.flatMap((draft): SpoolEntry[] => {
    if (draft.record === "learning") return [{ t: "recorded", at }];
    return draft.record === "citation" ? [{ t: "cited", at, ids: draft.citations.map(({ id }) => id) }] : [];
  });
  try {
    const file = spoolFile(folder, session);
    if (entries.length > 0 && hasSpool(file)) appendSpool(file, entries);
  } catch {
    // A question too many at the end of a turn is no reason to fail a call that has been stored.
  }
}
