// Folds all records of all clones into one state, in any order and for any kinds, and enforces every law here.

import { newestFirst, newestOfAll } from "../shared/ids.ts";
import type { RecordKind } from "./define-record.ts";
import { feedsOf, recordsBySession } from "./feeds.ts";
import { createFreshRecords } from "./fresh-records.ts";
import type { Index } from "./indexes.ts";
import { joinParts, type KeptPart } from "./kept-parts.ts";
import type { Kinds } from "./kinds.ts";
import type { Lies, Origin, StoredRecord } from "./origin.ts";
import type { JournalRecord, Quarantined } from "./record.ts";
import Redaction, { type RedactionRecord } from "./redaction.ts";
import { areRivals, type Copy, outranks } from "./rivals.ts";

export interface State {
  readonly kinds: Kinds;
  /** True where `get` would find it; reads no record. */
  holds(kind: RecordKind, id: string): boolean;
  /** The number of records that `all` returns. */
  count(kind: RecordKind): number;
  /** A time before which no record of the kind was written; null where there is none. */
  oldest(kind: RecordKind): string | null;
  /** Undefined also for a record of another kind. */
  get<R extends JournalRecord>(kind: RecordKind<R>, id: string): R | undefined;
  /** As `all`, newest first, each parsed when it is reached. */
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
  /** By the id of the removed record, which stays out even if somebody still holds it. */
  readonly redactions: ReadonlyMap<string, RedactionRecord>;
  /** By clone: the largest id in its own journal, also of a record that no longer counts. */
  readonly newest: ReadonlyMap<string, string>;
  /** Refs of journals that are not read to their end yet. */
  readonly unfinished: ReadonlySet<string>;
}

/** Records of one kind that a session wrote, in no order. */
export const recordsOf = <R extends JournalRecord>(state: State, session: string, kind: RecordKind<R>): R[] =>
  state.by(recordsBySession, session).filter(kind.is);

export interface MutableState extends State {
  /**
   * Adds one record; the result does not depend on the order of calls. Returns false where nothing changed. Adds to
   * `changed` all keys under which the state now answers otherwise.
   */
  add(record: JournalRecord, blob: string, lies: Lies, changed?: Set<string>): boolean;
  quarantine(entry: Quarantined, changed?: Set<string>): void;
  /** Sets which journals are not read to their end yet. */
  leave(unfinished: Iterable<string>): void;
  /** Takes back that a journal is set aside. */
  readAgain(ref: string, changed?: Set<string>): void;
  /** True for a record that counts and is only in memory. */
  isFresh(stored: StoredRecord): boolean;
  /** Says that all records that count lie in these parts now, and drops those in memory. */
  settle(parts: readonly KeptPart[]): void;
  /** Ids that several clones have used, none of them the reading one. */
  readonly contested: ReadonlySet<string>;
}

/** What a state needs beside its parts to be restored. */
export type KeptFold = Pick<State, "newest" | "redactions" | "quarantined"> & {
  readonly contested: Iterable<string>;
  readonly parts: readonly KeptPart[];
};

export function createState(kinds: Kinds, kept?: KeptFold): MutableState {
  let parts = joinParts(kinds, kept?.parts ?? []);
  /** Records that are in no part. */
  const fresh = createFreshRecords(kinds);
  const contested = new Set<string>(kept?.contested);
  const quarantined = new Map<string, Quarantined>(kept?.quarantined);
  const redactions = new Map<string, RedactionRecord>(kept?.redactions);
  const newest = new Map<string, string>(kept?.newest);
  /** By kind. */
  const oldest = new Map<string, readonly [string]>();
  const unfinished = new Set<string>();
  function copyOf(id: string): Copy | undefined {
    const known = fresh.find(id);
    const found = known ? null : parts.find(id);
    if (!found) return known;
    return {
      record: found.read(),
      blob: found.blob,
      own: found.lies !== false,
      isHere: found.lies === "here",
    };
  }

  function note(record: JournalRecord, changed?: Set<string>): void {
    if (!changed) return;
    changed.add(record.id);
    for (const { entriesOf } of feedsOf(kinds, record))
      for (const [key] of entriesOf(record)) changed.add(key);
  }

  function take(record: JournalRecord, changed?: Set<string>): void {
    if (!fresh.take(record)) parts.find(record.id)?.drop();
    note(record, changed);
  }

  function under(index: Index<unknown>, key: string): readonly unknown[] {
    const news = fresh.values(index, key);
    const kept = parts.values(index, key);
    if (kept.length === 0) return news;
    const both = [...kept, ...news];
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

  /** Ids are random, so one clone took the other's. Nobody can tell which, so neither record counts. */
  function contest({ record }: Copy, changed?: Set<string>): true {
    const { id } = record;
    take(record, changed);
    contested.add(id);
    quarantined.set(id, { id, path: id, reason: "several clones say that they have written it" });
    return true;
  }

  /**
   * Applies for good, even where another copy wins, so that the order of calls does not matter. A redaction can't be
   * redacted, or what it removed would come back. Of several the oldest is named.
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
    holds: ({ name }, id) => (fresh.find(id)?.record.record ?? parts.find(id)?.kind) === name,
    count: ({ name }) => parts.count(name) + fresh.count(name),
    oldest: ({ name }) => [...parts.oldest(name), ...(oldest.get(name) ?? [])].sort()[0] ?? null,
    get: <R extends JournalRecord>(kind: RecordKind<R>, id: string) => {
      const known = fresh.find(id)?.record;
      const found = known ? null : parts.find(id);
      const record = found?.kind === kind.name ? found.read() : known;
      return record && kind.is(record) ? record : undefined;
    },
    all: <R extends JournalRecord>({ name }: RecordKind<R>) =>
      // Only records that this kind's `is` accepts lie under its name.
      [...parts.all(name), ...fresh.all(name)] as R[],
    newestFirst: <R extends JournalRecord>({ name }: RecordKind<R>) => {
      return newestOfAll([parts.falling(name), fresh.all(name).sort(newestFirst)]) as Iterable<R>;
    },
    // Only feeds of this index put values there, so they are of its type.
    by: <V>(index: Index<V>, key: string) => under(index, key) as readonly V[],
    *entries<V>(index: Index<V>): Iterable<[string, readonly V[]]> {
      for (const key of new Set([...parts.keys(index), ...fresh.keys(index)])) {
        const values = under(index, key) as readonly V[];
        if (values.length > 0) yield [key, values];
      }
    },
    record: (id) => copyOf(id)?.record,
    origin(id) {
      const known = fresh.find(id);
      const found = known ? null : parts.find(id);
      return found ? { blob: found.blob, own: found.lies !== false } : known;
    },
    ids: () => [...parts.ids(), ...fresh.ids()],
    isFresh: ({ record }) => fresh.find(record.id)?.record === record,
    settle(settled) {
      parts = joinParts(kinds, settled);
      fresh.clear();
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
        // Also where the redaction itself does not count.
        redact(record, changed);
      } else if (redactions.has(record.id)) return false;
      const known = copyOf(record.id);
      if (contested.has(record.id) && !copy.isHere) return false;
      if (known && areRivals(copy, known)) return contest(known, changed);
      if (known && !outranks(copy, known)) return false;
      if (known) take(known.record, changed);
      fresh.put(copy);
      note(record, changed);
      contested.delete(record.id);
      quarantined.delete(record.id);
      return true;
    },
    quarantine(entry, changed) {
      // A broken copy in another journal must not withhold a record that can be read elsewhere.
      const known = quarantined.get(entry.id);
      if (redactions.has(entry.id) || contested.has(entry.id)) return;
      if (fresh.find(entry.id) || parts.find(entry.id)) return;
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

const redactionKey = ({ id, at, reason }: RedactionRecord): string => `${id}\n${at}\n${reason}`;

/** Orders broken copies, so that every clone names the same one. */
const quarantineKey = ({ path, reason }: Quarantined): string => `${path}\n${reason}`;
