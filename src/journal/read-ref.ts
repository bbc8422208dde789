// Reads one ref of the journal: what it holds beyond what is known of it, but no more than a turn allows.

import type { ObjectReader } from "../git/object-reader.ts";
import type { Kinds } from "../records/kinds.ts";
import type { StoredRecord } from "../records/origin.ts";
import type { Quarantined } from "../records/record.ts";
import { CLONE_REFS } from "./append.ts";
import { type Bounds, boundsOfRef, paused, resumed, SetAside, take } from "./bounds.ts";
import { type Decoded, decodeForeignRecord, decodeRecord, idInPath, MAX_RECORD_BYTES } from "./codec.ts";
import { diffTrees, type JournalFile, type TreeReader } from "./tree.ts";

/** Reads at most this many objects at a time, to bound memory. */
const AT_ONCE = 500;

export interface ReadPorts {
  readonly kinds: Kinds;
  readonly reader: ObjectReader;
  readonly trees: TreeReader;
  /** The reading clone: only its own records have passed its own gate. */
  readonly clone: string | null;
}

/** How far reading has come in a ref. */
export interface Unfinished {
  readonly commit: string;
  /** The commit whose records were all read before; null for none. */
  readonly start: string | null;
  /** Null where another process has read the part; then the known records tell what is left. */
  readonly left: { readonly files: readonly JournalFile[]; readonly bounds: Bounds | null } | null;
}

/** What earlier readings have found. */
export interface SoFar {
  /** Refs that were set aside at the position `from`, of which nothing was read. */
  readonly aside: ReadonlySet<string>;
  readonly unfinished: ReadonlyMap<string, Unfinished | null>;
  /** By `brokenKey`. */
  readonly broken: ReadonlyMap<string, SetAside>;
  /** True if this very file of that ref was read before. */
  has(ref: string, file: JournalFile): boolean;
  /** The most files of other clones to read; of this clone's own ref more are read. */
  readonly most: number;
}

export type Read = ReadRef | SetAside | "unreadable";
export const isRead = (read: Read): read is ReadRef => read !== "unreadable" && !(read instanceof SetAside);

export const isOwnRef = (ref: string, clone: string | null): boolean => ref === `${CLONE_REFS}${clone}`;

export interface ReadRef {
  readonly records: StoredRecord[];
  readonly quarantined: Quarantined[];
  /** True where a file that was there is missing now. */
  readonly removed: boolean;
  /** Where the turn ended early; null where nothing was read. */
  readonly unfinished?: Unfinished | null;
}

/** Files of this clone's own ref read in the first turn, which takes half a second: two weeks of a busy developer. */
const OWN_FILES = 2_000;

/** One reading of all refs. */
export interface Turn extends ReadPorts {
  readonly soFar: SoFar;
  /** How many more files of other clones it may read. */
  left: number;
}

interface MovedRef {
  readonly ref: string;
  readonly start: string | null;
  readonly commit: string;
}

/** `unreadable` where objects are missing: those of the earlier commit after a redaction, or any in a shallow clone. */
export async function readRef(turn: Turn, moved: MovedRef): Promise<Read> {
  const { ref, start, commit } = moved;
  const refs = [ref];
  const isOwn = isOwnRef(ref, turn.clone);
  if (!isOwn && turn.left <= 0) return waiting(turn, moved);
  try {
    const { files, bounds, misplaced, removed, resumes } = await leftToRead(turn, moved);
    const read: ReadRef = { records: [], quarantined: [], removed };
    for (const path of misplaced)
      read.quarantined.push({ id: idInPath(path), path, reason: "in no place that a record has", refs });
    const room = isOwn && !resumes ? Math.max(OWN_FILES, turn.left) : Math.max(0, turn.left);
    const most = Math.min(files.length, room);
    if (!isOwn || resumes) turn.left -= most;
    for (let at = 0; at < most; at += AT_ONCE) {
      const group = files.slice(at, Math.min(at + AT_ONCE, most));
      await Promise.all(group.map((file) => readFile(turn, ref, file, { read, bounds })));
    }
    if (most === files.length) return read;
    const left = { files: files.slice(most), bounds: bounds && paused(bounds) };
    return { ...read, unfinished: { commit, start, left } };
  } catch (error) {
    return error instanceof SetAside ? error : "unreadable";
  }
}

/** Reads nothing more; what was read before stays valid. */
const waiting = ({ soFar }: Turn, { ref }: MovedRef): ReadRef => ({
  records: [],
  quarantined: [],
  removed: false,
  unfinished: soFar.unfinished.get(ref) ?? null,
});

interface LeftToRead {
  readonly files: readonly JournalFile[];
  readonly bounds: Bounds | null;
  readonly misplaced: readonly string[];
  readonly removed: boolean;
  /** True where this goes on with a ref that was read in part. */
  readonly resumes: boolean;
}

/** Throws SetAside, and where objects are missing. */
async function leftToRead(turn: Turn, { ref, start, commit }: MovedRef): Promise<LeftToRead> {
  const { trees, soFar } = turn;
  const part = soFar.unfinished.get(ref) ?? null;
  if (part?.commit === commit && part.left !== null)
    return { ...resumedPart(part.left), misplaced: [], removed: false, resumes: true };
  const bounds = isOwnRef(ref, turn.clone) ? null : boundsOfRef();
  const to = await trees.treeOf(commit);
  const diff = await diffTrees(trees, await trees.treeOf(start), to, bounds);
  // The part that was read belongs to an older commit of the ref.
  const before = part && part.commit !== commit ? await trees.treeOf(part.commit) : to;
  const lost = before === to ? [] : (await diffTrees(trees, before, to, bounds && boundsOfRef())).removed;
  const unread = diff.added.filter((file) => !soFar.has(ref, file));
  return {
    files: bounds === null && unread.length <= OWN_FILES ? unread : inOrder(unread),
    bounds,
    misplaced: diff.misplaced,
    removed: diff.removed.length > 0 || lost.length > 0,
    resumes: false,
  };
}

const resumedPart = ({ files, bounds }: NonNullable<Unfinished["left"]>) => ({
  files,
  bounds: bounds && resumed(bounds),
});

/** Where the time is short, records that remove others come first, then lessons, the newest first. */
const FIRST = ["redaction/", "curation/", "learning/"];

function inOrder(files: readonly JournalFile[]): JournalFile[] {
  const newestFirst = files.toSorted((a, b) => (a.path < b.path ? 1 : -1));
  const isOf = (kind: string) => (file: JournalFile) => file.path.startsWith(kind);
  const others = newestFirst.filter((file) => !FIRST.some((kind) => isOf(kind)(file)));
  return [...FIRST.flatMap((kind) => newestFirst.filter(isOf(kind))), ...others];
}

async function readFile(
  ports: ReadPorts,
  ref: string,
  file: JournalFile,
  { read, bounds }: { readonly read: ReadRef; readonly bounds: Bounds | null },
): Promise<void> {
  const clone = isOwnRef(ref, ports.clone) ? ports.clone : null;
  const decoded = await decodeFile({ ...ports, clone }, file, bounds);
  if (decoded.ok) {
    const isOwn = ref === `${CLONE_REFS}${decoded.record.clone}`;
    const own = isOwn && clone !== null ? "here" : isOwn;
    read.records.push({ record: decoded.record, blob: file.id, own });
    return;
  }
  // A record of a later version is not its writer's fault.
  if (!decoded.isNewer) take(bounds, "malformed");
  read.quarantined.push({
    id: idInPath(file.path),
    path: file.path,
    reason: decoded.reason,
    refs: [ref],
  });
}

async function decodeFile(
  { kinds, reader, clone }: ReadPorts,
  file: JournalFile,
  bounds: Bounds | null,
): Promise<Decoded> {
  const object = await reader.readBounded(file.id, MAX_RECORD_BYTES);
  if (object === null) return { ok: false, reason: "its object is missing" };
  if (object.data === null) return { ok: false, reason: "larger than a record may be" };
  take(bounds, "bytes", object.data.length);
  if (clone === null) return decodeForeignRecord(kinds, file.path, object.data);
  const decoded = await decodeRecord(kinds, file.path, object.data);
  // It was copied here from another clone's journal.
  const copied = decoded.ok && decoded.record.clone !== clone;
  return copied ? decodeForeignRecord(kinds, file.path, object.data) : decoded;
}
