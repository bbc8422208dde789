// Compares the journal's trees: finds the files in which two commits differ, and makes the trees that a new file needs.

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
import { type Bounds, boundsOfRef, REF_LIMITS, SetAside, take } from "./bounds.ts";

export interface JournalFile {
  readonly path: string;
  readonly id: string;
}

export interface TreeReader {
  /** Entries by name of this tree, or of the commit's tree; empty for null. */
  entries(id: string | null): Promise<Map<string, TreeEntry>>;
  treeOf(commit: string | null): Promise<string | null>;
}

/** Trees are immutable, so the few that are read often (root, month, day) are kept. */
const KEPT_TREES = 64;

/** `bounded` is for other clones' journals, where anything but a proper folder or commit sets the ref aside. */
export function createTreeReader(
  reader: ObjectReader,
  format: Repository["objectFormat"],
  bounded = false,
): TreeReader {
  const kept = new Map<string, Map<string, TreeEntry>>();
  async function read(id: string, type: "tree" | "commit", most: number): Promise<Buffer> {
    const object = await (bounded ? reader.readBounded(id, most) : reader.read(id));
    if (object === null) throw new Error(`${type} ${id} is missing`);
    if (object.data === null) throw new SetAside(`${type} ${id} is larger than one may be`);
    if (object.type !== type) throw new SetAside(`${id} is no ${type}`);
    return object.data;
  }
  function decoded(id: string, data: Buffer): TreeEntry[] {
    try {
      return decodeTree(data, format === "sha256" ? 32 : 20);
    } catch (error) {
      throw bounded ? new SetAside(`${id} is no tree`) : error;
    }
  }
  return {
    async entries(id) {
      if (id === null) return new Map();
      const known = kept.get(id);
      if (known) return known;
      const data = await read(id, "tree", REF_LIMITS.treeBytes);
      const entries = new Map(decoded(id, data).map((entry) => [entry.name, entry]));
      kept.set(id, entries);
      if (kept.size > KEPT_TREES) kept.delete(kept.keys().next().value ?? "");
      return entries;
    },
    async treeOf(commit) {
      if (commit === null) return null;
      const data = await read(commit, "commit", REF_LIMITS.commitBytes);
      return data.toString("latin1", 5, data.indexOf(10));
    },
  };
}

export interface TreeDifference {
  readonly added: JournalFile[];
  readonly removed: JournalFile[];
  /** What `to` holds outside of the layout: the first name of each path, without a look inside. */
  readonly misplaced: string[];
}

/** `<kind>/<yyyy>/<mm>/<dd>/<id>.<ext>`; all else is no record, however deep it lies. */
const LAYOUT: readonly RegExp[] = [
  /^[a-z][a-z_]{0,39}$/,
  /^\d{4}$/,
  /^(?:0[1-9]|1[0-2])$/,
  /^(?:0[1-9]|[12]\d|3[01])$/,
  /^[0-9A-HJKMNP-TV-Z]{26}\.(?:json|md)$/,
];

/** The entry's id; null for none, and for one that does not fit its level of the layout. */
function placed(entry: TreeEntry | undefined, level: number): string | null {
  if (entry === undefined || LAYOUT[level]?.test(entry.name) !== true) return null;
  const fits = level === LAYOUT.length - 1 ? entry.mode.startsWith("100") : isFolder(entry);
  return fits ? entry.id : null;
}

/**
 * Files that are in `to` and not in `from`, and the other way round; both are tree ids, null for none. Throws SetAside
 * beyond the `bounds`.
 */
export async function diffTrees(
  trees: TreeReader,
  from: string | null,
  to: string | null,
  bounds: Bounds | null = null,
): Promise<TreeDifference> {
  const found: TreeDifference = { added: [], removed: [], misplaced: [] };
  await compare({ trees, bounds, found }, from, to, "");
  return found;
}

/** The files of one kind that a commit's journal holds. Throws SetAside, and where objects are missing. */
export async function filesOfKind(trees: TreeReader, commit: string, kind: string): Promise<JournalFile[]> {
  const root = await trees.entries(await trees.treeOf(commit));
  const found: TreeDifference = { added: [], removed: [], misplaced: [] };
  const work = { trees, bounds: boundsOfRef(), found };
  await compare(work, null, placed(root.get(kind), 0), `${kind}/`);
  return found.added;
}

interface Comparison {
  readonly trees: TreeReader;
  readonly bounds: Bounds | null;
  readonly found: TreeDifference;
}

/** `prefix` is the folder's path with a slash behind each name, as LAYOUT expects. */
async function compare(
  work: Comparison,
  from: string | null,
  to: string | null,
  prefix: string,
): Promise<void> {
  if (from === to) return;
  const level = prefix.split("/").length - 1;
  const { trees, bounds, found } = work;
  const [before, after] = await Promise.all([trees.entries(from), trees.entries(to)]);
  take(bounds, "entries", before.size + after.size);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(name);
    const now = after.get(name);
    if (old?.id === now?.id) continue;
    const kept = placed(old, level);
    const made = placed(now, level);
    if (now && made === null) {
      take(bounds, "misplaced");
      found.misplaced.push(prefix + name);
    }
    if (level < LAYOUT.length - 1) await compare(work, kept, made, `${prefix}${name}/`);
    else {
      if (kept !== null) found.removed.push({ path: prefix + name, id: kept });
      if (made === null) continue;
      take(bounds, "files");
      found.added.push({ path: prefix + name, id: made });
    }
  }
}

const folderId = (entry: TreeEntry | undefined): string | null =>
  entry && isFolder(entry) ? entry.id : null;

export interface NewObject {
  readonly id: string;
  readonly framed: Buffer;
}

/** The trees that hold `files` in addition to all that `root` holds; the last one is the new root. */
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
