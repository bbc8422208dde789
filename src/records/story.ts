// Defines the story of a record: what it tells of itself, and what other records tell of it.
import type { RecordKind, Told } from "./define-record.ts";
import type { JournalRecord } from "./record.ts";
import type { State } from "./state.ts";

export interface StoryEvent {
  readonly at: string;
  readonly what: string;
  readonly session: string;
  readonly runtime: string;
  readonly note?: string;
}

/** What other records add to it. */
export interface Story extends Told {
  readonly superseded_by: string | null;
  /** Of a learning, 0 to 1. */
  readonly strength: number | null;
  /** Of a learning: how far it can be trusted. */
  readonly assurance: string | null;
  /** Of a learning: how far it has come from a remark to guidance. */
  readonly stage: string | null;
  /** Oldest first. */
  readonly events: readonly StoryEvent[];
}

/** Adds to the story of one kind's records; found by its place, as kinds are. */
export interface Teller {
  /** The kind's name. */
  readonly kind: string;
  /** `now` in milliseconds since 1970. */
  tell(state: State, record: JournalRecord, now: number): Partial<Story>;
}

export const tellerOf = <R extends JournalRecord>(
  kind: RecordKind<R>,
  tell: (state: State, record: R, now: number) => Partial<Story>,
): Teller => ({
  kind: kind.name,
  tell: (state, record, now) => (kind.is(record) ? tell(state, record, now) : {}),
});

export const byTime = (a: StoryEvent, b: StoryEvent): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
