// Reads the union of all clones' refs: what is new since a known state, without reading anything twice.

import type { ObjectReader } from "../git/object-reader.ts";
import type { Kinds } from "../records/kinds.ts";
import type { JournalRecord, Quarantined } from "../records/record.ts";
import { CLONE_REFS } from "./append.ts";
import { type Bounds, boundsOfRef, MOST_REFS, SetAside, take } from "./bounds.ts";
import { type Decoded, decodeForeignRecord, decodeRecord, idInPath, MAX_RECORD_BYTES } from "./codec.ts";
import { diffTrees, type JournalFile, type TreeReader } from "./tree.ts";

/** Where a ref stands whose file is empty or cut off. */
export const TORN = "torn";
/** Where a ref stands that this clone wrote, and that is not there any more. */
export const GONE = "gone";
export const UNREADABLE: Readonly<Record<string, string>> = {
  [TORN]: "the file of this ref is empty or cut off",
  [GONE]: "this clone wrote it, and it is not there any more",
};

/** Commit id, `TORN` or `GONE` by ref name: the state of the journal that was read last. */
export type Positions = ReadonlyMap<string, string>;

/** A record with what decides when two journals hold different bytes under one id. */
export interface StoredRecord {
  readonly record: JournalRecord;
  readonly blob: string;
  /** True when it lies in the journal of the clone that it says it was written in. */
  readonly own: boolean;
}

export interface Changes {
  readonly records: StoredRecord[];
  readonly quarantined: Quarantined[];
  /** Refs whose objects are not all here yet; they are asked for again at the next reading. */
  readonly unread: string[];
  /** Refs of other clones that break a limit or are no journals; nothing of them is read until they move. */
  readonly aside: string[];
  /** True when something that was there is gone or was replaced: what was folded before can't be trusted any more. */
  readonly rewritten: boolean;
}

/** Reads at most this many objects at a time, to bound memory. */
const AT_ONCE = 500;
/** Refs that are read side by side: of many small ones each is a row of questions to git. */
const REFS_AT_ONCE = 16;

export interface ReadPorts {
  readonly kinds: Kinds;
  readonly reader: ObjectReader;
  readonly trees: TreeReader;
  /** The one that reads: only what it wrote itself has passed its own gate. */
  readonly clone: string | null;
}

/**
 * `aside` are the refs that were set aside where `from` stands: nothing of them was read. Of another clone's ref all is
 * read or nothing: one that was read and breaks a limit by now makes all be read again without it.
 */
export async function readChanges(
  ports: ReadPorts,
  from: Positions,
  to: Positions,
  aside: ReadonlySet<string> = new Set(),
): Promise<Changes> {
  const changes: Changes = { records: [], quarantined: [], unread: [], aside: [], rewritten: false };
  const gone = [...from.keys()].filter((ref) => !to.has(ref) && !aside.has(ref));
  if (gone.length > 0) return { ...changes, rewritten: true };
  const tooMany = beyondLimit(ports, from, to);
  const moved = [...to].filter(([ref, commit]) => from.get(ref) !== commit);
  changes.aside.push(...[...aside].filter((ref) => from.get(ref) === to.get(ref)));
  for (let at = 0; at < moved.length; at += REFS_AT_ONCE) {
    const group = await Promise.all(
      moved.slice(at, at + REFS_AT_ONCE).map(async ([ref, commit]) => {
        const start = aside.has(ref) ? null : (from.get(ref) ?? null);
        const read = tooMany.has(ref) ? TOO_MANY : await readRef(ports, ref, start, commit);
        return { ref, commit, read, isLost: start !== null && (!isRead(read) || read.removed) };
      }),
    );
    if (group.some(({ isLost }) => isLost)) return { ...changes, rewritten: true };
    for (const { ref, commit, read } of group) tell(changes, ref, commit, read);
  }
  return changes;
}

const TOO_MANY = new SetAside(`this repository has more than ${MOST_REFS} journals`);

type Read = ReadRef | SetAside | "unreadable";
const isRead = (read: Read): read is ReadRef => read !== "unreadable" && !(read instanceof SetAside);

function tell(changes: Changes, ref: string, commit: string, read: Read): void {
  if (isRead(read)) {
    for (const each of read.records) changes.records.push(each);
    for (const each of read.quarantined) changes.quarantined.push(each);
  } else if (read === "unreadable") {
    const reason = UNREADABLE[commit] ?? "objects of this journal are missing";
    changes.quarantined.push({ id: ref, path: ref, reason, refs: [ref] });
    changes.unread.push(ref);
  } else {
    const reason = `set aside: ${read.message}`;
    changes.quarantined.push({ id: ref, path: ref, reason, refs: [ref], aside: true });
    changes.aside.push(ref);
  }
}

/** The refs beyond the limit: never our own, and of the others last those that were read before. */
function beyondLimit({ clone }: ReadPorts, from: Positions, to: Positions): ReadonlySet<string> {
  if (to.size <= MOST_REFS) return new Set();
  const rank = (ref: string): number => (isOwnRef(ref, clone) ? 0 : from.has(ref) ? 1 : 2);
  const ordered = [...to.keys()].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return new Set(ordered.slice(MOST_REFS));
}

const isOwnRef = (ref: string, clone: string | null): boolean => ref === `${CLONE_REFS}${clone}`;

interface ReadRef {
  readonly records: StoredRecord[];
  readonly quarantined: Quarantined[];
  /** True where something that was there is there no more. */
  readonly removed: boolean;
}

/** `unreadable` when objects are missing: those of the earlier commit after a redaction, or any in a shallow copy. */
async function readRef(ports: ReadPorts, ref: string, from: string | null, to: string): Promise<Read> {
  const { trees, clone } = ports;
  const bounds = isOwnRef(ref, clone) ? null : boundsOfRef();
  const refs = [ref];
  try {
    const diff = await diffTrees(trees, await trees.treeOf(from), await trees.treeOf(to), bounds);
    const read: ReadRef = { records: [], quarantined: [], removed: diff.removed.length > 0 };
    for (const path of diff.misplaced)
      read.quarantined.push({ id: idInPath(path), path, reason: "in no place that a record has", refs });
    for (let at = 0; at < diff.added.length; at += AT_ONCE) {
      const files = diff.added.slice(at, at + AT_ONCE);
      await Promise.all(files.map((file) => readFile(ports, ref, file, { read, bounds })));
    }
    return read;
  } catch (error) {
    return error instanceof SetAside ? error : "unreadable";
  }
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
    const own = ref === `${CLONE_REFS}${decoded.record.clone}`;
    read.records.push({ record: decoded.record, blob: file.id, own });
    return;
  }
  // What a later version has written is no fault of its writer.
  if (!decoded.isNewer) take(bounds, "malformed");
  read.quarantined.push({
    ...{ id: idInPath(file.path), path: file.path, reason: decoded.reason },
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
  // Copied here from another clone's journal.
  const copied = decoded.ok && decoded.record.clone !== clone;
  return copied ? decodeForeignRecord(kinds, file.path, object.data) : decoded;
}
