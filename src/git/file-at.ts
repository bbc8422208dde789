// Reads a file as it stands in a commit: its object id, its lines, and whether it is a link.
import type { ObjectReader } from "./object-reader.ts";
import { decodeTree, isFolder } from "./objects.ts";

const LINK_MODE = "120000";
const LINE_BREAK = 10;
/** Bytes: like git, takes a file for binary if a zero byte is among the first ones. */
const LOOKED_AT = 8000;

export interface CommittedFile {
  readonly id: string;
  /** Null where it is no text. */
  readonly lines: number | null;
  /** A symbolic link: its text is the name of another file. */
  readonly isLink: boolean;
}

/** `commit` is a full id; null where there is no such file, as for a folder or a submodule. */
export async function fileAt(
  reader: ObjectReader,
  commit: string,
  file: string,
): Promise<CommittedFile | null> {
  const end = file.lastIndexOf("/");
  const tree = await reader.read(`${commit}:${file.slice(0, Math.max(0, end))}`);
  if (tree?.type !== "tree") return null;
  // A commit's id is as long as all ids of its repository.
  const entry = decodeTree(tree.data, commit.length / 2).find(({ name }) => name === file.slice(end + 1));
  if (!entry || isFolder(entry)) return null;
  const found = await reader.read(entry.id);
  if (found?.type !== "blob") return null;
  const { data } = found;
  const isText = !data.subarray(0, LOOKED_AT).includes(0);
  return { id: entry.id, lines: isText ? linesIn(data) : null, isLink: entry.mode === LINK_MODE };
}

function linesIn(data: Buffer): number {
  const breaks = data.reduce((sum, byte) => sum + Number(byte === LINE_BREAK), 0);
  // Text behind the last line break is one more line.
  return breaks + (data.length > 0 && data.at(-1) !== LINE_BREAK ? 1 : 0);
}
