// Joins the story of one record: what it tells of itself, and what the other records tell of it.

import tellers from "agentops:stories";
import { jobAt } from "../jobs/text.ts";
import { kindOf } from "../records/kinds.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import type { Story, StoryEvent } from "../records/story.ts";

export interface Trace extends Story {
  readonly derived_from: string[];
  readonly events: StoryEvent[];
  readonly id: string;
  readonly record: string;
  readonly recorded: {
    readonly at: string;
    readonly session: string;
    readonly runtime: string;
    readonly role: string;
    /** The job it was recorded in; sessions without one have none. */
    readonly job: string | null;
    /** HEAD of the code at that time. */
    readonly code_commit: string | null;
  };
}

const TELLERS = new Map(tellers.map((each) => [each.kind, each]));

/** For a record that nothing has come of. */
export const NO_FATE = {
  derived_from: [],
  superseded_by: null,
  strength: null,
  assurance: null,
  stage: null,
  events: [],
} satisfies Partial<Story>;

const UNTOLD: Story = { title: null, state: "stored", ...NO_FATE };

/** `now` in milliseconds since 1970. */
export function traceOf(state: State, record: JournalRecord, now: number): Trace {
  const { id, at, session, runtime, role, commit } = record;
  const story = {
    ...UNTOLD,
    ...kindOf(state.kinds, record).story?.(record),
    ...TELLERS.get(record.record)?.tell(state, record, now),
  };
  return {
    id,
    record: record.record,
    recorded: { at, session, runtime, role, job: jobAt(state, record), code_commit: commit },
    ...story,
    derived_from: [...story.derived_from],
    events: [...story.events],
  };
}
