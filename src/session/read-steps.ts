// Decides how far the journal was read: where each ref stands after a step, and when the new records are worth a chunk of
// the cache.

import { setImmediate } from "node:timers/promises";
import { CLONE_REFS } from "../journal/append.ts";
import type { SetAside } from "../journal/bounds.ts";
import { idInPath } from "../journal/codec.ts";
import { brokenKey, type Changes, type Positions } from "../journal/read.ts";
import type { SoFar } from "../journal/read-ref.ts";
import { restlessRefs } from "../journal/restless.ts";
import type { JournalFile } from "../journal/tree.ts";
import Learning from "../learnings/records/learning.ts";
import { toDocument } from "../learnings/search-document.ts";
import type { StoredRecord } from "../records/origin.ts";
import Redaction from "../records/redaction.ts";
import type { State } from "../records/state.ts";
import type { JournalModel } from "./cache/keep.ts";

/** From this number on fresh records are saved as a chunk; fewer are read from git again, which is cheap. */
const CHUNK_RECORDS = 64;

export function apply(
  { state, engine }: JournalModel,
  records: readonly StoredRecord[],
  changed: Set<string>,
): void {
  const moved = records.flatMap(({ record, blob, own }) =>
    state.add(record, blob, own, changed) ? [record.id] : [],
  );
  // The record that counts under an id is not always the one that came last.
  const learnings = moved.flatMap((id) => state.get(Learning, id) ?? []);
  engine.add(learnings.map(toDocument));
  for (const id of moved) if (state.record(id) === undefined) engine.remove(id);
  // A redaction may come before what it redacts; the state remembers it, and the engine has nothing to remove yet.
  for (const { record } of records) if (Redaction.is(record)) engine.remove(record.redacted);
}

/**
 * Equal texts mean that the state says the same of all lessons: they name the records that add a lesson or remove one.
 * Where a text only got longer, its new part names the lessons that may have changed.
 */
export function lessonsIn({ chunks, fresh }: JournalModel): string {
  const later = fresh.flatMap(({ record, blob, own }) =>
    Learning.is(record) || Redaction.is(record)
      ? [`${Redaction.is(record) ? record.redacted : record.id} ${record.id} ${blob} ${own}`]
      : [],
  );
  return `${chunks.map(({ name }) => name).join()};${later.join()}`;
}

/** Documents indexed in one slice, about 20 ms. */
const INDEXED_AT_ONCE = 200;

/** A few are left until somebody searches; many are indexed in slices, so that other calls get their turn. */
export async function indexInTurns({ engine }: JournalModel): Promise<void> {
  if (engine.index(0) > INDEXED_AT_ONCE) while (engine.index(INDEXED_AT_ONCE) > 0) await setImmediate();
}

/** Files of other clones that are read between two looks at the clock, about 100 ms. */
const STEP_FILES = 100;

/** What the next step builds on. */
export const soFarIn = (
  { aside, unfinished, state }: JournalModel,
  broken: ReadonlyMap<string, SetAside>,
): SoFar => ({
  aside,
  unfinished,
  broken,
  most: STEP_FILES,
  has: (ref, file) => wasRead(state, ref, file),
});

/** True if this very file was read, and we know whose journal it lies in. */
function wasRead(state: State, ref: string, { path, id }: JournalFile): boolean {
  const record = idInPath(path);
  const known = state.origin(record);
  return known?.blob === id && (known.own || ref !== `${CLONE_REFS}${state.record(record)?.clone}`);
}

interface Judged {
  readonly folder: string;
  readonly model: JournalModel;
  readonly broken: Map<string, SetAside>;
  /** Refs that were read again after they had stood still. */
  readonly calmed: Set<string>;
}

/** Sets aside a journal that keeps moving before it is read, so that the other ones are read all the same. */
export async function judgeMoves({ folder, model, broken, calmed }: Judged, now: Positions): Promise<void> {
  const { refs, calm } = await restlessRefs(folder);
  for (const [ref, reason] of refs) broken.set(brokenKey(ref, now.get(ref) ?? ""), reason);
  const again = [...calm].filter((ref) => model.aside.has(ref) && !calmed.has(ref));
  for (const ref of again) {
    calmed.add(ref);
    broken.delete(brokenKey(ref, now.get(ref) ?? ""));
  }
  if (again.length > 0)
    model.positions = new Map([...model.positions].filter(([ref]) => !again.includes(ref)));
}

/** A ref that was not read to its end is put back to where everything was known. */
export function positionsAfter(
  { positions: before, aside }: Pick<JournalModel, "positions" | "aside">,
  now: Positions,
  { unread, unfinished }: Changes,
): Positions {
  const after = [...now].flatMap(([ref, commit]): [string, string][] => {
    if (unread.includes(ref)) return [];
    if (!unfinished.has(ref)) return [[ref, commit]];
    const part = unfinished.get(ref) ?? null;
    const known = aside.has(ref) ? null : (before.get(ref) ?? null);
    const start = part === null ? known : part.start;
    return start === null ? [] : [[ref, start]];
  });
  return new Map(after);
}

/** Records that a killed process may lose, which is some seconds of reading. */
const MOST_UNKEPT = 20_000;

/** Reading fewer again is cheap. While a large journal is being read each chunk is as large as all before it, so that there are few. */
export function isWorthKeeping({ fresh, chunks, unfinished }: JournalModel): boolean {
  const kept = chunks.reduce((sum, { records }) => sum + records.size, 0);
  return (
    fresh.length >=
    (unfinished.size === 0 ? CHUNK_RECORDS : Math.min(MOST_UNKEPT, Math.max(CHUNK_RECORDS, kept)))
  );
}

export function isSame(a: Positions, b: Positions): boolean {
  return a.size === b.size && [...a].every(([ref, commit]) => b.get(ref) === commit);
}
