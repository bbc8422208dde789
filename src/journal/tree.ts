// Compares the journal's folder trees: which files two commits differ in, and the trees that a new file needs.

import type { ObjectReader } from "../git/object-reader.ts";
import {
  decodeTree,
  encodeTree,
  FILE_MODE,
  FOLDER_MODE,
  frame,
  isFolder,
  type TreeEntry,
} from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";

export interface JournalFile {
  readonly path: string;
  readonly id: string;
}

export interface TreeReader {
  /** Entries by name of the tree with this id, or of the commit's tree; empty for null. */
  entries(id: string | null): Promise<Map<string, TreeEntry>>;
  treeOf(commit: string | null): Promise<string | null>;
}

/** Trees are immutable, so the few that are read again and again (root, month, day) are kept. */
const KEPT_TREES = 64;

export function createTreeReader(reader: ObjectReader, format: Repository["objectFormat"]): TreeReader {
  const kept = new Map<string, Map<string, TreeEntry>>();
  return {
    async entries(id) {
      if (id === null) return new Map();
      const known = kept.get(id);
      if (known) return known;
      const object = await reader.read(id);
      if (object?.type !== "tree") throw new Error(`tree ${id} is missing`);
      const entries = new Map(
        decodeTree(object.data, format === "sha256" ? 32 : 20).map((entry) => [entry.name, entry]),
      );
      kept.set(id, entries);
      if (kept.size > KEPT_TREES) kept.delete(kept.keys().next().value ?? "");
      return entries;
    },
    async treeOf(commit) {
      if (commit === null) return null;
      const object = await reader.read(commit);
      if (object?.type !== "commit") throw new Error(`commit ${commit} is missing`);
      return object.data.toString("latin1", 5, object.data.indexOf(10));
    },
  };
}

export interface TreeDifference {
  readonly added: JournalFile[];
  readonly removed: JournalFile[];
}

/** Files that are in `to` and not in `from`, and the other way round; both are tree ids, null for none. */
export async function diffTrees(
  trees: TreeReader,
  from: string | null,
  to: string | null,
): Promise<TreeDifference> {
  const found: TreeDifference = { added: [], removed: [] };
  await compare(trees, from, to, "", found);
  return found;
}

async function compare(
  trees: TreeReader,
  from: string | null,
  to: string | null,
  prefix: string,
  found: TreeDifference,
): Promise<void> {
  if (from === to) return;
  const [before, after] = await Promise.all([trees.entries(from), trees.entries(to)]);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(name);
    const now = after.get(name);
    if (old?.id === now?.id) continue;
    if (old && !isFolder(old)) found.removed.push({ path: prefix + name, id: old.id });
    if (now && !isFolder(now)) found.added.push({ path: prefix + name, id: now.id });
    await compare(trees, folderId(old), folderId(now), `${prefix}${name}/`, found);
  }
}

const folderId = (entry: TreeEntry | undefined): string | null =>
  entry && isFolder(entry) ? entry.id : null;

export interface NewObject {
  readonly id: string;
  readonly framed: Buffer;
}

/** The trees that hold `files` besides all that `root` holds already; the last one is the new root. */
export async function insertFiles(
  trees: TreeReader,
  format: Repository["objectFormat"],
  root: string | null,
  files: readonly JournalFile[],
): Promise<{ root: string; objects: NewObject[] }> {
  const entries = new Map(await trees.entries(root));
  const objects: NewObject[] = [];
  const folders = new Map<string, JournalFile[]>();
  for (const { path, id } of files) {
    const slash = path.indexOf("/");
    if (slash < 0) entries.set(path, { name: path, id, mode: FILE_MODE });
    else {
      const name = path.slice(0, slash);
      folders.set(name, [...(folders.get(name) ?? []), { path: path.slice(slash + 1), id }]);
    }
  }
  for (const [name, inside] of folders) {
    const child = entries.get(name);
    const made = await insertFiles(trees, format, folderId(child), inside);
    entries.set(name, { name, id: made.root, mode: FOLDER_MODE });
    objects.push(...made.objects);
  }
  const tree = frame(format, "tree", encodeTree(entries.values()));
  objects.push(tree);
  return { root: tree.id, objects };
}
