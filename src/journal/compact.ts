// Copies other clones' records into this clone's ref, so that refs of clones that no longer exist can be dropped.
import path from "node:path";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import { canVouch, countsAnywhere, vouchedAmong } from "../records/authority.ts";
import { CLONE_REFS, commitFiles } from "./append.ts";
import { boundsOfRef, SetAside } from "./bounds.ts";
import { type Decoded, decodeRecord, MAX_RECORD_BYTES } from "./codec.ts";
import type { Journal } from "./journal.ts";
import { inTurn } from "./queue.ts";
import {
  createTreeReader,
  diffTrees,
  type JournalFile,
  type TreeDifference,
  type TreeReader,
} from "./tree.ts";

export interface Droppable {
  readonly ref: string;
  readonly tip: string;
}

/** A ref that stays, because its records of these kinds would not count in this clone's journal. */
export interface Bound {
  readonly ref: string;
  readonly kinds: readonly string[];
}

export interface Gathered {
  readonly droppable: readonly Droppable[];
  readonly bound: readonly Bound[];
}

/**
 * The refs of other clones whose records all lie in this clone's ref afterwards, with the same bytes and counting the same.
 */
export async function gatherForeign(journal: Journal): Promise<Gathered> {
  const { repository } = journal;
  const writer = await journal.writer();
  const trees = createTreeReader(journal.reader, repository.objectFormat, true);
  return inTurn(path.join(journal.folder, "queue"), async () => {
    const refs = await readRefs(repository, CLONE_REFS);
    const ours = await trees.treeOf(refs.get(CLONE_REFS + writer.clone) ?? null);
    const files = new Map<string, JournalFile>();
    const droppable: Droppable[] = [];
    const bound: Bound[] = [];
    const others = [...refs].filter(([ref]) => !ref.startsWith(CLONE_REFS + writer.clone));
    for (const { ref, tip, ...theirs } of await within(trees, others)) {
      const kinds = await boundKinds(journal, theirs.files);
      if (kinds.length > 0) {
        bound.push({ ref, kinds });
        continue;
      }
      const missing = await missingIn(journal, await diffTrees(trees, ours, theirs.tree), writer.clone);
      const clash = missing?.some((file) => (files.get(file.path) ?? file).id !== file.id) ?? true;
      if (missing === null || clash) continue;
      for (const file of missing) files.set(file.path, file);
      droppable.push({ ref, tip });
    }
    if (files.size > 0)
      await commitFiles(writer, [...files.values()], `compact: ${files.size} records of other clones\n`);
    return { droppable, bound };
  });
}

interface ForeignTree extends Droppable {
  readonly tree: string | null;
  readonly files: readonly JournalFile[];
}

/** Without refs that are set aside, as what nobody reads nobody copies. */
async function within(
  trees: TreeReader,
  refs: readonly (readonly [ref: string, tip: string])[],
): Promise<ForeignTree[]> {
  const found: ForeignTree[] = [];
  for (const [ref, tip] of refs) {
    try {
      const tree = await trees.treeOf(tip);
      const { added, misplaced } = await diffTrees(trees, null, tree, boundsOfRef());
      if (misplaced.length === 0) found.push({ ref, tip, tree, files: added });
    } catch (error) {
      if (!(error instanceof SetAside)) throw error;
    }
  }
  return found;
}

/** Kinds of the records that would not count in another journal; of other records only those that can vouch are read. */
async function boundKinds(journal: Journal, files: readonly JournalFile[]): Promise<string[]> {
  const { kinds } = journal;
  const kindOf = (file: JournalFile): string => file.path.split("/")[0] ?? "";
  const inQuestion = files.filter((file) => !countsAnywhere(kinds, kindOf(file)));
  const vouching = files.filter((file) => canVouch(kinds, kindOf(file)));
  const read = await Promise.all(vouching.map((file) => decodedIn(journal, file)));
  const vouched = vouchedAmong(
    kinds,
    read.flatMap((decoded) => (decoded?.ok ? [decoded.record] : [])),
  );
  const bound = inQuestion.filter((file) => !vouched.has(path.posix.parse(file.path).name));
  return [...new Set(bound.map(kindOf))].sort();
}

/** The files that our tree lacks; null where the two differ, or where a stranger's file would pass for our own there. */
async function missingIn(
  journal: Journal,
  { added, removed }: TreeDifference,
  clone: string,
): Promise<JournalFile[] | null> {
  const different = new Set(removed.map((file) => file.path));
  for (const file of added) {
    if (different.has(file.path)) return null;
    const decoded = await decodedIn(journal, file);
    if (decoded === null || (decoded.ok && decoded.record.clone === clone)) return null;
  }
  return added;
}

/** Null where the object is missing or larger than a record. */
async function decodedIn({ kinds, reader }: Journal, { path, id }: JournalFile): Promise<Decoded | null> {
  const object = await reader.readBounded(id, MAX_RECORD_BYTES);
  return object?.data ? await decodeRecord(kinds, path, object.data) : null;
}

/** A ref that has moved in between stays. */
export async function dropLocally({ commonDir }: Repository, refs: readonly Droppable[]): Promise<void> {
  for (const { ref, tip } of refs)
    await git(commonDir, ["update-ref", "--no-deref", "-d", ref, tip]).catch(() => {});
}
