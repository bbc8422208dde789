// Copies other clones' records into our own ref, so that refs of clones that are no more can be dropped.
import path from "node:path";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import { CLONE_REFS, commitFiles } from "./append.ts";
import { decodeRecord, MAX_RECORD_BYTES } from "./codec.ts";
import type { Journal } from "./journal.ts";
import { inTurn } from "./queue.ts";
import { createTreeReader, diffTrees, type JournalFile, type TreeReader } from "./tree.ts";

export interface Droppable {
  readonly ref: string;
  readonly tip: string;
}

/** The refs of other clones all of whose records our own ref holds afterwards, as the same bytes. */
export async function gatherForeign(journal: Journal): Promise<Droppable[]> {
  const { repository } = journal;
  const writer = await journal.writer();
  const trees = createTreeReader(journal.reader, repository.objectFormat);
  return inTurn(path.join(journal.folder, "queue"), async () => {
    const refs = await readRefs(repository, CLONE_REFS);
    const ours = await trees.treeOf(refs.get(CLONE_REFS + writer.clone) ?? null);
    const files = new Map<string, JournalFile>();
    const droppable: Droppable[] = [];
    for (const [ref, tip] of refs) {
      if (ref.startsWith(CLONE_REFS + writer.clone)) continue;
      const missing = await missingIn(journal, trees, ours, tip, writer.clone);
      const clash = missing?.some((file) => (files.get(file.path) ?? file).id !== file.id) ?? true;
      if (missing === null || clash) continue;
      for (const file of missing) files.set(file.path, file);
      droppable.push({ ref, tip });
    }
    if (files.size > 0)
      await commitFiles(writer, [...files.values()], `compact: ${files.size} records of other clones\n`);
    return droppable;
  });
}

/** What our tree lacks; null when the two disagree, or when a stranger's file would pass for our own there. */
async function missingIn(
  { reader }: Journal,
  trees: TreeReader,
  ours: string | null,
  tip: string,
  clone: string,
): Promise<JournalFile[] | null> {
  const { added, removed } = await diffTrees(trees, ours, await trees.treeOf(tip));
  const different = new Set(removed.map((file) => file.path));
  for (const file of added) {
    if (different.has(file.path)) return null;
    const object = await reader.readBounded(file.id, MAX_RECORD_BYTES);
    const decoded = object?.data ? await decodeRecord(file.path, object.data) : null;
    if (decoded === null || (decoded.ok && decoded.record.clone === clone)) return null;
  }
  return added;
}

/** Refs that have moved meanwhile stay. */
export async function dropLocally({ commonDir }: Repository, refs: readonly Droppable[]): Promise<void> {
  for (const { ref, tip } of refs)
    await git(commonDir, ["update-ref", "--no-deref", "-d", ref, tip]).catch(() => {});
}
