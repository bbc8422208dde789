// Reads the union of all clones' refs: what is new since a known state, without reading anything twice.

import type { StoredRecord } from "../records/origin.ts";
import type { Quarantined } from "../records/record.ts";
import { MOST_REFS, SetAside } from "./bounds.ts";
import {
  isOwnRef,
  isRead,
  type Read,
  type ReadPorts,
  readRef,
  type SoFar,
  type Unfinished,
} from "./read-ref.ts";

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

export interface Changes {
  readonly records: StoredRecord[];
  readonly quarantined: Quarantined[];
  /** Refs whose objects are not all here yet; they are asked for again at the next reading. */
  readonly unread: string[];
  /** Refs of other clones that break a limit or are no journals; nothing of them is read until they move. */
  readonly aside: string[];
  /** Refs of which only a part was read, and by null those of which nothing was. */
  readonly unfinished: Map<string, Unfinished | null>;
  /** Refs that were read in part before it showed that they break a limit: why, by `brokenKey`. */
  readonly broken: Map<string, SetAside>;
  /** True when something that was there is gone or was replaced: what was folded before can't be trusted any more. */
  readonly rewritten: boolean;
  /** The refs in which it is so. */
  readonly lost: readonly string[];
}

export const NOTHING_SO_FAR: SoFar = {
  aside: new Set(),
  unfinished: new Map(),
  broken: new Map(),
  has: () => false,
  most: Number.POSITIVE_INFINITY,
};

export const brokenKey = (ref: string, commit: string): string => `${ref} ${commit}`;

/** Refs that are read side by side: of many small ones each is a row of questions to git. */
const REFS_AT_ONCE = 16;

/**
 * Of another clone's ref all is read in the end or nothing: one of which something was read and that breaks a limit by
 * then makes all be read again without it.
 */
export async function readChanges(
  ports: ReadPorts,
  from: Positions,
  to: Positions,
  soFar: SoFar = NOTHING_SO_FAR,
): Promise<Changes> {
  const { aside } = soFar;
  const changes: Changes = {
    records: [],
    quarantined: [],
    unread: [],
    aside: [],
    unfinished: new Map(),
    broken: new Map(),
    rewritten: false,
    lost: [],
  };
  const begun = new Set([...soFar.unfinished].flatMap(([ref, part]) => (part === null ? [] : [ref])));
  const gone = [...from.keys(), ...begun].filter((ref) => !to.has(ref) && !aside.has(ref));
  if (gone.length > 0) return { ...changes, rewritten: true, lost: gone };
  const tooMany = beyondLimit(ports, from, to);
  const moved = [...to].filter(([ref, commit]) => from.get(ref) !== commit);
  // Small journals do not wait for a large one that was begun before.
  const groups = [
    ...inGroups(moved.filter(([ref]) => !begun.has(ref))),
    ...inGroups(moved.filter(([ref]) => begun.has(ref))),
  ];
  changes.aside.push(...[...aside].filter((ref) => from.get(ref) === to.get(ref)));
  const turn = { ...ports, soFar, left: soFar.most };
  for (const refs of groups) {
    const group = await Promise.all(
      refs.map(async ([ref, commit]) => {
        const start = aside.has(ref) ? null : (from.get(ref) ?? null);
        const found = tooMany.has(ref) ? TOO_MANY : soFar.broken.get(brokenKey(ref, commit));
        const read = found ?? (await readRef(turn, { ref, start, commit }));
        const isBegun = start !== null || begun.has(ref);
        if (isBegun && read instanceof SetAside) changes.broken.set(brokenKey(ref, commit), read);
        return { ref, commit, read, isLost: isBegun && (!isRead(read) || read.removed) };
      }),
    );
    const lost = group.flatMap(({ ref, isLost }) => (isLost ? [ref] : []));
    if (lost.length > 0) return { ...changes, rewritten: true, lost };
    for (const { ref, commit, read } of group) tell(changes, ref, commit, read);
  }
  return changes;
}

const inGroups = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / REFS_AT_ONCE) }, (_, at) =>
    list.slice(at * REFS_AT_ONCE, (at + 1) * REFS_AT_ONCE),
  );

const TOO_MANY = new SetAside(`this repository has more than ${MOST_REFS} journals`);

function tell(changes: Changes, ref: string, commit: string, read: Read): void {
  if (isRead(read)) {
    for (const each of read.records) changes.records.push(each);
    for (const each of read.quarantined) changes.quarantined.push(each);
    if (read.unfinished !== undefined) changes.unfinished.set(ref, read.unfinished);
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
