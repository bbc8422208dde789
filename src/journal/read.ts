// Reads the union of all clones' refs: what is new since a known state, and nothing twice.

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

/** The position of a ref whose file is empty or cut off. */
export const TORN = "torn";
/** The position of a ref that this clone wrote and that is missing now. */
export const GONE = "gone";
export const UNREADABLE: Readonly<Record<string, string>> = {
  [TORN]: "the file of this ref is empty or cut off",
  [GONE]: "this clone wrote it, and it is not there any more",
};

/** Commit id, `TORN` or `GONE` by ref name: the state of the journal at the last reading. */
export type Positions = ReadonlyMap<string, string>;

export interface Changes {
  readonly records: StoredRecord[];
  readonly quarantined: Quarantined[];
  /** Refs whose objects are not all here yet; they are tried again at the next reading. */
  readonly unread: string[];
  /** Refs of other clones that break a limit or are no journals; nothing of them is read until they move. */
  readonly aside: string[];
  /** Refs that were read in part, and with null those of which nothing was read. */
  readonly unfinished: Map<string, Unfinished | null>;
  /** Why refs that were read in part turned out to break a limit, by `brokenKey`. */
  readonly broken: Map<string, SetAside>;
  /** True when something known is gone or was replaced, so that what was folded before can't be trusted. */
  readonly rewritten: boolean;
  /** The refs where this happened. */
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

/** Refs read in parallel, as each small one is a series of questions to git. */
const REFS_AT_ONCE = 16;

/**
 * Another clone's ref is read in the end wholly or not at all: one that breaks a limit after a part of it was read makes
 * everything be read again without it.
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

/** The refs beyond the limit: never this clone's own, and those that were read before only last. */
function beyondLimit({ clone }: ReadPorts, from: Positions, to: Positions): ReadonlySet<string> {
  if (to.size <= MOST_REFS) return new Set();
  const rank = (ref: string): number => (isOwnRef(ref, clone) ? 0 : from.has(ref) ? 1 : 2);
  const ordered = [...to.keys()].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return new Set(ordered.slice(MOST_REFS));
}
