// Writes the tree of a commit with some files taken from another commit: the code before, with the tests of now.
import { groupBy } from "../shared/group-by.ts";
import type { ObjectReader } from "./object-reader.ts";
import {
  decodeTree,
  encodeTree,
  FOLDER_MODE,
  frame,
  isFolder,
  type TreeEntry,
  writeLoose,
} from "./objects.ts";
import type { Repository } from "./repository.ts";

type Store = Pick<Repository, "commonDir" | "objectFormat">;

/** Ids of two trees; `paths` are files, as git writes them. */
export interface Overlay {
  readonly below: string;
  readonly above: string;
  readonly paths: readonly string[];
}

/** The id of the written tree. Throws where a tree is missing or can't be written. */
export async function overlay(
  store: Store,
  reader: ObjectReader,
  { below, above, paths }: Overlay,
): Promise<string> {
  // One character per byte, as names need not be text.
  const split = paths.map((path) => Buffer.from(path).toString("latin1").split("/"));
  return (await laid(store, reader, [below, above], split)) ?? below;
}

/** Null for an empty tree, which git does not keep inside another. */
async function laid(
  store: Store,
  reader: ObjectReader,
  [below, above]: readonly [string | null, string | null],
  paths: readonly (readonly string[])[],
): Promise<string | null> {
  const entries = new Map((await entriesOf(reader, below)).map((entry) => [entry.name, entry]));
  const over = new Map((await entriesOf(reader, above)).map((entry) => [entry.name, entry]));
  for (const [name, deeper] of groupBy(paths, ([first = ""]) => first)) {
    const old = entries.get(name);
    const now = over.get(name);
    const inner = deeper.map(([, ...rest]) => rest).filter((rest) => rest.length > 0);
    const found = inner.length === 0 ? (now ?? null) : await folderOf(name, old, now, inner);
    if (found === null) entries.delete(name);
    else entries.set(name, found);
  }
  if (entries.size === 0) return null;
  const { id, framed } = frame(store.objectFormat, "tree", encodeTree(entries.values(), "latin1"));
  await writeLoose(store.commonDir, id, framed);
  return id;

  async function folderOf(
    name: string,
    old: TreeEntry | undefined,
    now: TreeEntry | undefined,
    inner: readonly (readonly string[])[],
  ): Promise<TreeEntry | null> {
    const treeIn = (entry: TreeEntry | undefined) => (entry && isFolder(entry) ? entry.id : null);
    const id = await laid(store, reader, [treeIn(old), treeIn(now)], inner);
    return id === null ? null : { name, mode: FOLDER_MODE, id };
  }
}

async function entriesOf(reader: ObjectReader, id: string | null): Promise<TreeEntry[]> {
  if (id === null) return [];
  const tree = await reader.read(id);
  if (tree?.type !== "tree") throw new Error(`tree ${id} is missing`);
  return decodeTree(tree.data, id.length / 2, "latin1");
}
