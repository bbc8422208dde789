// Folds all records of all clones into one state, whatever kinds there are, in any order, with every law enforced here.
// It is long because all laws of the fold stand together, as each of them undoes what another one does.

import { newestFirst, newestOfAll } from "../shared/ids.ts";
import type { RecordKind } from "./define-record.ts";
import { feedsOf, recordsBySession } from "./feeds.ts";
import type { Index } from "./indexes.ts";
import { joinParts, type KeptPart } from "./kept-parts.ts";
import type { Kinds } from "./kinds.ts";
import type { Lies, Origin, StoredRecord } from "./origin.ts";
import type { JournalRecord, Quarantined } from "./record.ts";
import Redaction, { type RedactionRecord } from "./redaction.ts";
import { areRivals, type Copy, outranks } from "./rivals.ts";

export interface State {
  readonly kinds: Kinds;
  /** True where `get` has it, without reading it. */
  holds(kind: RecordKind, id: string): boolean;
  /** How many `all` has. */
  count(kind: RecordKind): number;
  /** A time before which no record of the kind was written; null where there is none. */
  oldest(kind: RecordKind): string | null;
  /** Undefined also for a record of another kind. */
  get<R extends JournalRecord>(kind: RecordKind<R>, id: string): R | undefined;
  /** The same as `all`, the newest first, each read when it is asked for. */
  newestFirst<R extends JournalRecord>(kind: RecordKind<R>): Iterable<R>;
  /** In no order. */
  all<R extends JournalRecord>(kind: RecordKind<R>): R[];
  by<V>(index: Index<V>, key: string): readonly V[];
  /** All keys that have values. */
  entries<V>(index: Index<V>): Iterable<readonly [key: string, values: readonly V[]]>;
  record(id: string): JournalRecord | undefined;
  origin(id: string): Origin | undefined;
  ids(): Iterable<string>;
  readonly quarantined: ReadonlyMap<string, Quarantined>;
  /** By the id of the record that was taken out: it stays out, whoever still holds it. */
  readonly redactions: ReadonlyMap<string, RedactionRecord>;
  /** By clone: the largest id in its own journal, whether or not its record still counts. */
  readonly newest: ReadonlyMap<string, string>;
  /** Journals that are not read to their end yet, by ref. */
  readonly unfinished: ReadonlySet<string>;
}

/** Records of one kind that a session wrote, in no order. */
export const recordsOf = <R extends JournalRecord>(state: State, session: string, kind: RecordKind<R>): R[] =>
  state.by(recordsBySession, session).filter(kind.is);

export interface MutableState extends State {
  /**
   * Adds one record; the result does not depend on the order of calls. Returns false when it changed nothing. Into
   * `changed` go all keys under which it changed what the state answers.
   */
  add(record: JournalRecord, blob: string, lies: Lies, changed?: Set<string>): boolean;
  quarantine(entry: Quarantined, changed?: Set<string>): void;
  /** These and no others are not read to their end yet. */
  leave(unfinished: Iterable<string>): void;
  /** Takes back that a journal is not read. */
  readAgain(ref: string, changed?: Set<string>): void;
  /** True for what counts and is only in memory. */
  isFresh(stored: StoredRecord): boolean;
  /** All that counts is in these parts now, and nothing is held in memory any more. */
  settle(parts: readonly KeptPart[]): void;
  /** Ids that several clones have given, of which none is the one that reads. */
  readonly contested: ReadonlySet<string>;
}

/** What a state needs beside its parts to be as it was. */
export type KeptFold = Pick<State, "newest" | "redactions" | "quarantined"> & {
  readonly contested: Iterable<string>;
  readonly parts: readonly KeptPart[];
};

const NONE: readonly never[] = [];

export function createState(kinds: Kinds, kept?: KeptFold): MutableState {
  let parts = joinParts(kinds, kept?.parts ?? []);
  /** Those that are in no part. */
  const held = new Map<string, Copy>();
  const contested = new Set<string>(kept?.contested);
  const quarantined = new Map<string, Quarantined>(kept?.quarantined);
  const redactions = new Map<string, RedactionRecord>(kept?.redactions);
  const newest = new Map<string, string>(kept?.newest);
  /** By kind. */
  const oldest = new Map<string, readonly [string]>();
  const unfinished = new Set<string>();
  const byKind = new Map<string, Map<string, JournalRecord>>(
    Array.from(kinds.keys(), (name) => [name, new Map()]),
  );
  const byIndex = new Map<Index<unknown>, Map<string, unknown[]>>();
  const mapOf = (index: Index<unknown>): Map<string, unknown[]> => {
    const known = byIndex.get(index);
    if (known) return known;
    const made = new Map<string, unknown[]>();
    byIndex.set(index, made);
    return made;
  };

  function copyOf(id: string): Copy | undefined {
    const found = held.has(id) ? null : parts.find(id);
    if (!found) return held.get(id);
    return {
      record: found.read(),
      blob: found.blob,
      own: found.lies !== false,
      isHere: found.lies === "here",
    };
  }

  function put(record: JournalRecord, changed?: Set<string>): void {
    changed?.add(record.id);
    byKind.get(record.record)?.set(record.id, record);
    for (const { index, entriesOf } of feedsOf(kinds, record)) {
      const map = mapOf(index);
      for (const [key, value] of entriesOf(record)) {
        changed?.add(key);
        const list = map.get(key);
        if (!list) map.set(key, [value]);
        else if (index.sorted) map.set(key, list.toSpliced(placeIn(list, value), 0, value));
        else list.push(value);
      }
    }
  }

  function take(record: JournalRecord, changed?: Set<string>): void {
    changed?.add(record.id);
    const kept = held.delete(record.id) ? null : parts.find(record.id);
    kept?.drop();
    byKind.get(record.record)?.delete(record.id);
    for (const { index, entriesOf } of feedsOf(kinds, record)) {
      const map = mapOf(index);
      for (const [key, value] of entriesOf(record)) {
        changed?.add(key);
        if (kept) continue;
        const list = map.get(key) ?? [];
        if (list.length > 1) map.set(key, list.toSpliced(list.indexOf(value), 1));
        else map.delete(key);
      }
    }
  }

  function under(index: Index<unknown>, key: string): readonly unknown[] {
    const fresh = byIndex.get(index)?.get(key) ?? NONE;
    const kept = parts.values(index, key);
    if (kept.length === 0) return fresh;
    const both = [...kept, ...fresh];
    return index.sorted ? both.sort((a, b) => (String(a) < String(b) ? -1 : 1)) : both;
  }

  function noteTime({ record, at }: JournalRecord): void {
    const [first] = oldest.get(record) ?? [];
    if (first === undefined || at < first) oldest.set(record, [at]);
  }

  function follow({ id, clone }: JournalRecord, changed?: Set<string>): void {
    if (id <= (newest.get(clone) ?? "")) return;
    newest.set(clone, id);
    changed?.add(clone);
  }

  /** An id is drawn at random, so one of the two has taken the other's; nobody can tell which, and neither may speak for it. */
  function contest({ record }: Copy, changed?: Set<string>): true {
    const { id } = record;
    take(record, changed);
    contested.add(id);
    quarantined.set(id, { id, path: id, reason: "several clones say that they have written it" });
    return true;
  }

  /**
   * In force for good, even where another copy of it wins: so the order of calls does not matter.
   * A redaction itself can't be redacted, or what it took out would come back. Of several the oldest is named.
   */
  function redact(redaction: RedactionRecord, changed?: Set<string>): void {
    const { redacted, at, reason } = redaction;
    const target = copyOf(redacted)?.record;
    const known = redactions.get(redacted);
    if (target && Redaction.is(target)) return;
    if (known && redactionKey(known) <= redactionKey(redaction)) return;
    if (target) take(target, changed);
    changed?.add(redacted);
    redactions.set(redacted, redaction);
    quarantined.set(redacted, {
      id: redacted,
      path: redacted,
      reason: `redacted on ${at.slice(0, 10)}: ${reason}`,
    });
  }

  return {
    kinds,
    holds: ({ name }, id) => (held.get(id)?.record.record ?? parts.find(id)?.kind) === name,
    count: ({ name }) => parts.count(name) + (byKind.get(name)?.size ?? 0),
    oldest: ({ name }) => [...parts.oldest(name), ...(oldest.get(name) ?? [])].sort()[0] ?? null,
    get: <R extends JournalRecord>(kind: RecordKind<R>, id: string) => {
      const known = held.get(id)?.record;
      const found = known ? null : parts.find(id);
      const record = found?.kind === kind.name ? found.read() : known;
      return record && kind.is(record) ? record : undefined;
    },
    all: <R extends JournalRecord>({ name }: RecordKind<R>) =>
      // Only what `is` of this kind accepts lies under its name.
      [...parts.all(name), ...(byKind.get(name)?.values() ?? [])] as R[],
    newestFirst: <R extends JournalRecord>({ name }: RecordKind<R>) => {
      const fresh = Array.from(byKind.get(name)?.values() ?? []).sort(newestFirst);
      return newestOfAll([parts.falling(name), fresh]) as Iterable<R>;
    },
    // Only feeds of this index put values there, and they are of its type.
    by: <V>(index: Index<V>, key: string) => under(index, key) as readonly V[],
    *entries<V>(index: Index<V>): Iterable<[string, readonly V[]]> {
      for (const key of new Set([...parts.keys(index), ...(byIndex.get(index)?.keys() ?? [])])) {
        const values = under(index, key) as readonly V[];
        if (values.length > 0) yield [key, values];
      }
    },
    record: (id) => copyOf(id)?.record,
    origin(id) {
      const found = held.has(id) ? null : parts.find(id);
      return found ? { blob: found.blob, own: found.lies !== false } : held.get(id);
    },
    ids: () => [...parts.ids(), ...held.keys()],
    isFresh: ({ record }) => held.get(record.id)?.record === record,
    settle(settled) {
      parts = joinParts(kinds, settled);
      held.clear();
      byIndex.clear();
      for (const records of byKind.values()) records.clear();
    },
    contested,
    quarantined,
    redactions,
    newest,
    unfinished,
    leave(refs) {
      unfinished.clear();
      for (const ref of refs) unfinished.add(ref);
    },
    add(record, blob, lies, changed) {
      const copy: Copy = { record, blob, own: lies !== false, isHere: lies === "here" };
      if (copy.own) follow(record, changed);
      noteTime(record);
      if (Redaction.is(record)) {
        if (redactions.delete(record.id)) quarantined.delete(record.id);
        // Whatever becomes of the record that says so.
        redact(record, changed);
      } else if (redactions.has(record.id)) return false;
      const known = copyOf(record.id);
      if (contested.has(record.id) && !copy.isHere) return false;
      if (known && areRivals(copy, known)) return contest(known, changed);
      if (known && !outranks(copy, known)) return false;
      if (known) take(known.record, changed);
      held.set(record.id, copy);
      contested.delete(record.id);
      quarantined.delete(record.id);
      put(record, changed);
      return true;
    },
    quarantine(entry, changed) {
      // A broken copy in another journal must not withhold what can be read elsewhere.
      const known = quarantined.get(entry.id);
      if (redactions.has(entry.id) || contested.has(entry.id)) return;
      if (held.has(entry.id) || parts.find(entry.id)) return;
      const named = known && quarantineKey(known) <= quarantineKey(entry) ? known : entry;
      const refs = [...new Set([...(known?.refs ?? []), ...(entry.refs ?? [])])].sort();
      if (named === known && refs.length === (known.refs ?? []).length) return;
      quarantined.set(entry.id, refs.length === 0 ? named : { ...named, refs });
      changed?.add(entry.id);
    },
    readAgain(ref, changed) {
      if (quarantined.delete(ref)) changed?.add(ref);
    },
  };
}

/** Where a value belongs in a list that is in order: found by halves, as anybody may put any number under one key. */
function placeIn(list: readonly unknown[], value: unknown): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (String(list[middle]) < String(value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const redactionKey = ({ id, at, reason }: RedactionRecord): string => `${id}\n${at}\n${reason}`;

/** Of several broken copies the same one is named everywhere. */
const quarantineKey = ({ path, reason }: Quarantined): string => `${path}\n${reason}`;
