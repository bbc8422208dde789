// Reads the union of all clones' refs: what is new since a known state, without reading anything twice.

import type { ObjectReader } from "../git/object-reader.ts";
import type { Kinds } from "../records/kinds.ts";
import type { JournalRecord, Quarantined } from "../records/record.ts";
import { CLONE_REFS } from "./append.ts";
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
  /** True when something that was there is gone or was replaced: what was folded before can't be trusted any more. */
  readonly rewritten: boolean;
}

/** Reads at most this many objects at a time, to bound memory. */
const AT_ONCE = 500;

export interface ReadPorts {
  readonly kinds: Kinds;
  readonly reader: ObjectReader;
  readonly trees: TreeReader;
  /** The one that reads: only what it wrote itself has passed its own gate. */
  readonly clone: string | null;
}

export async function readChanges(ports: ReadPorts, from: Positions, to: Positions): Promise<Changes> {
  const { trees } = ports;
  const changes: Changes = { records: [], quarantined: [], unread: [], rewritten: false };
  if ([...from.keys()].some((ref) => !to.has(ref))) return { ...changes, rewritten: true };
  for (const [ref, commit] of to) {
    if (from.get(ref) === commit) continue;
    const diff = await difference(trees, from.get(ref) ?? null, commit);
    if (diff === "unreadable" && !from.has(ref)) {
      const reason = UNREADABLE[commit] ?? "objects of this journal are missing";
      changes.quarantined.push({ id: ref, path: ref, reason });
      changes.unread.push(ref);
      continue;
    }
    if (diff === "unreadable" || diff.removed.length > 0) return { ...changes, rewritten: true };
    for (let at = 0; at < diff.added.length; at += AT_ONCE) {
      await Promise.all(
        diff.added.slice(at, at + AT_ONCE).map((file) => readFile(ports, ref, file, changes)),
      );
    }
  }
  return changes;
}

/** `unreadable` when objects are missing: those of the earlier commit after a redaction, or any in a shallow copy. */
async function difference(trees: TreeReader, from: string | null, to: string) {
  try {
    return await diffTrees(trees, await trees.treeOf(from), await trees.treeOf(to));
  } catch {
    return "unreadable";
  }
}

async function readFile(ports: ReadPorts, ref: string, file: JournalFile, changes: Changes): Promise<void> {
  const isOwn = ref === `${CLONE_REFS}${ports.clone}`;
  const decoded = await decodeFile({ ...ports, clone: isOwn ? ports.clone : null }, file);
  if (!decoded.ok)
    changes.quarantined.push({ id: idInPath(file.path), path: file.path, reason: decoded.reason });
  else {
    const own = ref === `${CLONE_REFS}${decoded.record.clone}`;
    changes.records.push({ record: decoded.record, blob: file.id, own });
  }
}

async function decodeFile({ kinds, reader, clone }: ReadPorts, file: JournalFile): Promise<Decoded> {
  const object = await reader.readBounded(file.id, MAX_RECORD_BYTES);
  if (object === null) return { ok: false, reason: "its object is missing" };
  if (object.data === null) return { ok: false, reason: "larger than a record may be" };
  if (clone === null) return decodeForeignRecord(kinds, file.path, object.data);
  const decoded = await decodeRecord(kinds, file.path, object.data);
  // Copied here from another clone's journal.
  const copied = decoded.ok && decoded.record.clone !== clone;
  return copied ? decodeForeignRecord(kinds, file.path, object.data) : decoded;
}
