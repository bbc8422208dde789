// Prints a job: where it stands, its story, and its page.

import { jobName } from "../records/kinds/job.ts";
import type { JobEventRecord, JournalRecord } from "../records/record.ts";
import { recordsOf } from "../records/sessions.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { objectionToEscalation, rulingsOn } from "./rulings/laws.ts";
import { type JobStanding, objectionToClaim } from "./standing.ts";

export interface JobStoryEvent extends Pick<JobEventRecord, "at" | "session" | "runtime"> {
  readonly what: string;
  readonly note: string | null;
}

/** All that happened to a job, oldest first: its events, claims made for it and the verdicts on them. */
export function storyOf(state: State, { job, events, refused }: JobStanding): JobStoryEvent[] {
  const because = new Map(refused.map(({ event, because }) => [event.id, because]));
  const claims = state.jobClaims.get(job.id) ?? [];
  const told = [
    ...[...events, ...refused.map(({ event }) => event)].map((record) => ({
      record,
      ...wordsOf(record),
      objection: because.get(record.id) ?? null,
    })),
    ...claims.map((record) => ({
      record,
      what: `claimed ${record.id}`,
      note: record.statement.predicate.statement,
      objection: objectionToClaim(state, record),
    })),
    ...escalationsIn(state, job.id),
    ...claims.flatMap(({ id }) =>
      (state.verdicts.get(id) ?? []).map((record) => ({
        record,
        what: `verdict on ${id}: ${record.statement.predicate.verificationResult}`,
        note: null,
        objection: null,
      })),
    ),
  ];
  return told
    .toSorted((a, b) => compareIds(a.record, b.record))
    .map(({ record: { at, session, runtime }, what, note, objection }) => ({
      at,
      session,
      runtime,
      what: objection === null ? what : `${what} (does not count: ${objection})`,
      note,
    }));
}

/** Escalations about it, and their rulings. */
function escalationsIn(state: State, job: string) {
  const escalations = state.jobEscalations.get(job) ?? [];
  const rulings = new Map(
    escalations.flatMap((each) => rulingsOn(state, each).map((told) => [told.ruling.id, told] as const)),
  );
  return [
    ...escalations.map((record) => ({
      record,
      what: `escalated ${record.id} (trigger: ${record.trigger})`,
      note: `failed: ${record.failed}; ask: ${record.ask}`,
      objection: objectionToEscalation(state, record),
    })),
    ...[...rulings.values()].map(({ ruling, because }) => ({
      record: ruling,
      what: `ruling ${ruling.id}: ${ruling.ruling}, attested by ${ruling.attested}`,
      note: `authority: ${ruling.authority}; ${ruling.text}`,
      objection: because,
    })),
  ];
}

export function stateInWords({ state, waits, holder, token, failures, ruledBy }: JobStanding): string {
  switch (state) {
    case "blocked":
      return `blocked: waits for ${waits.join("; ")}`;
    case "in_work":
      return `in work: session ${holder?.session ?? "unknown"}, token ${token}`;
    case "stuck":
      return `stuck: ${failures} sessions have failed at it`;
    case "deferred":
    case "stopped":
      return `${state} by ruling ${ruledBy}`;
    default:
      return state;
  }
}

/** Name of the job that the session of a record held when it wrote it, as its clone's own records tell; null without one. */
export function jobAt(state: State, record: JournalRecord): string | null {
  if (record.record === "job" || record.record === "job_event")
    return jobName(record.record === "job" ? record.id : record.job);
  if (record.record === "claim") return record.job ? jobName(record.job.id) : null;
  const own = recordsOf(state, record.session, "job_event")
    .filter(({ id, clone }) => clone === record.clone && id < record.id)
    .toSorted(compareIds);
  const last = own.findLast((event) => event.event.what === "started" || event.event.what === "finished");
  return last?.event.what === "started" ? jobName(last.job) : null;
}

function wordsOf({ event, token }: JobEventRecord): { what: string; note: string | null } {
  switch (event.what) {
    case "started":
      return {
        what: `started with token ${token}${event.branch ? ` on ${event.branch}` : ""}`,
        note: event.reason,
      };
    case "progress":
      return {
        what: event.failed ? "failed an attempt" : "made progress",
        note: [event.approach, event.note].filter(Boolean).join(": ") || null,
      };
    case "finished": {
      const { goal, done, decisions, next } = event.handoff;
      return {
        what: `finished: ${event.outcome}`,
        note: `goal: ${goal}; done: ${done}; decisions: ${decisions}; next: ${next}${event.none_because ? `; no lessons: ${event.none_because}` : ""}`,
      };
    }
    case "released":
      return {
        what: `released by ${event.ruling ? `ruling ${event.ruling}` : "a supervisor"}, token ${token}`,
        note: event.reason,
      };
  }
}
