// Lists what sessions were given to read, because they asked or because a hook put it before them.

import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import Injection, { copiesByInjection, type InjectionRecord, injectionKey } from "./records/injection.ts";
import Retrieval, { type RetrievalRecord, servingsByLearning } from "./records/retrieval.ts";

export interface Serving {
  /** The id of the record that tells it. */
  readonly record: string;
  readonly at: string;
  readonly session: string;
  readonly runtime: string;
  /** Null where the session asked for it. */
  readonly injected: InjectionRecord["injections"][number] | null;
  readonly served: readonly string[];
  readonly tokens: number;
}

/** All servings, each once: an injection that a crash has left in two records counts in the first. */
export function servingsOf(state: State): Serving[] {
  return [...state.all(Retrieval).flatMap(ofRetrieval), ...injectionsOf(state.all(Injection))];
}

/** Oldest record first, so that every clone counts the same copy of an injection. */
export function injectionsOf(records: readonly InjectionRecord[]): Serving[] {
  const known = new Set<string>();
  return records.toSorted(compareIds).flatMap(({ id: record, session, runtime, injections }) =>
    injections.flatMap((injected): Serving[] => {
      const key = `${session}\n${injected.key}`;
      if (known.has(key)) return [];
      known.add(key);
      const { at, served, tokens } = injected;
      return [{ record, at, session, runtime, injected, served, tokens }];
    }),
  );
}

/** Sessions that were given the learning of that id to read. */
export const readersOf = (state: State, id: string): Set<string> =>
  new Set(state.by(servingsByLearning, id).map(({ session }) => session));

/** When, by this record, its session was first given the learning; null where other records tell all of it. */
export function servedAt(state: State, record: JournalRecord, learning: string): string | null {
  const servings = [
    ...(Retrieval.is(record) ? record.retrievals : []),
    ...(Injection.is(record) ? record.injections.filter(isFirstIn(state, record)) : []),
  ];
  let first: string | null = null;
  for (const serving of servings)
    if ((first === null || serving.at < first) && serving.served.includes(learning)) first = serving.at;
  return first;
}

/** The injections of a record that no earlier record holds. */
function isFirstIn(state: State, record: InjectionRecord) {
  return ({ key }: InjectionRecord["injections"][number], place: number): boolean =>
    !record.injections.slice(0, place).some((each) => each.key === key) &&
    !state.by(copiesByInjection, injectionKey(record, key)).some(({ id }) => id < record.id);
}

const ofRetrieval = ({ id: record, session, runtime, retrievals }: RetrievalRecord): Serving[] =>
  retrievals.map(({ at, served, tokens }) => ({
    record,
    at,
    session,
    runtime,
    injected: null,
    served,
    tokens,
  }));

/** A learning that so many sessions were shown, and that is no pattern yet, makes room for the next one on trial. */
export const TRIAL_SESSIONS = 5;
