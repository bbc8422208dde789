// Folds all records of all clones into one state, whatever kinds there are, in any order, with every law enforced here.

import type { RecordKind } from "./define-record.ts";
import { defineIndex, type Feed, type Index, keyed } from "./indexes.ts";
import { type Kinds, kindOf } from "./kinds.ts";
import type { JournalRecord, Quarantined } from "./record.ts";
import Redaction, { type RedactionRecord } from "./redaction.ts";

export interface Origin {
  /** The record's object id. */
  readonly blob: string;
  /** True where it lies in the journal of the clone that it says it was written in. */
  readonly own: boolean;
}

/** Where a record lies: `here` in the journal of the clone that reads, whose word about its own ids is the last. */
export type Lies = boolean | "here";

export interface State {
  readonly kinds: Kinds;
  /** Undefined also for a record of another kind. */
  get<R extends JournalRecord>(kind: RecordKind<R>, id: string): R | undefined;
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

/** Records of all kinds by the session that wrote them, as the journal has them, in no order. */
export const recordsBySession = defineIndex<JournalRecord>("records by session");
const BY_SESSION = keyed(recordsBySession, ({ session }) => session);

/** Records of one kind that a session wrote, in no order. */
export const recordsOf = <R extends JournalRecord>(state: State, session: string, kind: RecordKind<R>): R[] =>
  state.by(recordsBySession, session).filter(kind.is);

/** Everything that a record puts into indexes. */
export const feedsOf = (kinds: Kinds, record: JournalRecord): readonly Feed<JournalRecord>[] => [
  BY_SESSION,
  ...kindOf(kinds, record).indexes,
];

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
}

const NONE: readonly never[] = [];

export function createState(kinds: Kinds): MutableState {
  const held = new Map<string, Held>();
  /** Ids that several clones have given, of which none is the one that reads. */
  const contested = new Set<string>();
  const quarantined = new Map<string, Quarantined>();
  const redactions = new Map<string, RedactionRecord>();
  const newest = new Map<string, string>();
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
    byKind.get(record.record)?.delete(record.id);
    for (const { index, entriesOf } of feedsOf(kinds, record)) {
      const map = mapOf(index);
      for (const [key, value] of entriesOf(record)) {
        changed?.add(key);
        const list = map.get(key) ?? [];
        if (list.length > 1) map.set(key, list.toSpliced(list.indexOf(value), 1));
        else map.delete(key);
      }
    }
  }

  function follow({ id, clone }: JournalRecord, changed?: Set<string>): void {
    if (id <= (newest.get(clone) ?? "")) return;
    newest.set(clone, id);
    changed?.add(clone);
  }

  /** An id is drawn at random, so one of the two has taken the other's; nobody can tell which, and neither may speak for it. */
  function contest({ record }: Held, changed?: Set<string>): true {
    const { id } = record;
    take(record, changed);
    held.delete(id);
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
    const target = held.get(redacted)?.record;
    const known = redactions.get(redacted);
    if (target && Redaction.is(target)) return;
    if (known && redactionKey(known) <= redactionKey(redaction)) return;
    if (target) take(target, changed);
    changed?.add(redacted);
    held.delete(redacted);
    redactions.set(redacted, redaction);
    quarantined.set(redacted, {
      id: redacted,
      path: redacted,
      reason: `redacted on ${at.slice(0, 10)}: ${reason}`,
    });
  }

  return {
    kinds,
    get: (kind, id) => {
      const record = held.get(id)?.record;
      return record && kind.is(record) ? record : undefined;
    },
    all: <R extends JournalRecord>(kind: RecordKind<R>) =>
      // Only what `is` of this kind accepts lies under its name.
      Array.from(byKind.get(kind.name)?.values() ?? []) as R[],
    // Only feeds of this index put values there, and they are of its type.
    by: <V>(index: Index<V>, key: string) => (byIndex.get(index)?.get(key) ?? NONE) as readonly V[],
    entries: <V>(index: Index<V>) => (byIndex.get(index) ?? []) as Iterable<[string, readonly V[]]>,
    record: (id) => held.get(id)?.record,
    origin: (id) => held.get(id),
    ids: () => held.keys(),
    quarantined,
    redactions,
    newest,
    unfinished,
    leave(refs) {
      unfinished.clear();
      for (const ref of refs) unfinished.add(ref);
    },
    add(record, blob, lies, changed) {
      const copy: Held = { record, blob, own: lies !== false, isHere: lies === "here" };
      if (copy.own) follow(record, changed);
      if (Redaction.is(record)) {
        if (redactions.delete(record.id)) quarantined.delete(record.id);
        // Whatever becomes of the record that says so.
        redact(record, changed);
      } else if (redactions.has(record.id)) return false;
      const known = held.get(record.id);
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
      if (held.has(entry.id)) return;
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

interface Held extends Origin {
  readonly record: JournalRecord;
  readonly isHere: boolean;
}

/** Two clones have each written a record under one id, and neither is the one that reads. */
const areRivals = (a: Held, b: Held): boolean =>
  a.own && b.own && !a.isHere && !b.isHere && a.record.clone !== b.record.clone;

/**
 * Two journals hold different bytes under one id: a copy that was tampered with, as ids never repeat by chance.
 * That of the clone that reads wins, then that of the clone that wrote it; where that one is not at hand, the smaller
 * blob id, everywhere alike.
 */
function outranks(challenger: Held, holder: Held): boolean {
  if (challenger.isHere !== holder.isHere) return challenger.isHere;
  if (challenger.own !== holder.own) return challenger.own;
  return challenger.blob < holder.blob;
}

const redactionKey = ({ id, at, reason }: RedactionRecord): string => `${id}\n${at}\n${reason}`;

/** Of several broken copies the same one is named everywhere. */
const quarantineKey = ({ path, reason }: Quarantined): string => `${path}\n${reason}`;
