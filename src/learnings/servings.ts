// Lists what sessions were given to read, asked for or put before them by a hook.

import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import Injection, { copiesByInjection, type InjectionRecord, injectionKey } from "./records/injection.ts";
import Retrieval, { type RetrievalRecord, servingsByLearning } from "./records/retrieval.ts";

export interface Serving {
  /** The id of the record that shows it. */
  readonly record: string;
  readonly at: string;
  readonly session: string;
  readonly runtime: string;
  /** Null for what a session asked for itself. */
  readonly injected: InjectionRecord["injections"][number] | null;
  readonly served: readonly string[];
  readonly tokens: number;
}

/** All servings, each once: an injection that a crash has left in two records counts where it stands first. */
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

/** When a record says that its session was first given the learning; null where other records have told all of that. */
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

/** Picks out of a record the injections that stand nowhere before. */
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

/** What so many sessions were shown, and is no pattern yet, has had its trial and makes room for the next. */
export const TRIAL_SESSIONS = 5;
