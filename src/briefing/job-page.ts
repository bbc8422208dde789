// Tells the story of a job, and makes its page.

import Claim from "../claims/records/claim.ts";
import { verdictsByClaim } from "../claims/records/verdict.ts";
import { jobName } from "../jobs/job-name.ts";
import type { LeaseView } from "../jobs/lease.ts";
import { escalationsByJob } from "../jobs/records/escalation.ts";
import type { JobEventRecord } from "../jobs/records/job_event.ts";
import { objectionToEscalation, rulingsOn } from "../jobs/rulings/laws.ts";
import { type JobStanding, objectionToClaim } from "../jobs/standing.ts";
import { stateInWords } from "../jobs/text.ts";
import { claimsByJob } from "../jobs/under-lease.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { handoffText } from "./job-brief.ts";

export interface JobStoryEvent extends Pick<JobEventRecord, "at" | "session" | "runtime"> {
  readonly what: string;
  readonly note: string | null;
}

/** All that happened to a job, oldest first: its events, claims made for it and the verdicts on them. */
export function storyOf(state: State, { job, events, refused }: JobStanding): JobStoryEvent[] {
  const because = new Map(refused.map(({ event, because }) => [event.id, because]));
  const claims = state.by(claimsByJob, job.id).filter(Claim.is);
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
      state.by(verdictsByClaim, id).map((record) => ({
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

/** What was asked about it and what was decided. */
function escalationsIn(state: State, job: string) {
  const escalations = state.by(escalationsByJob, job);
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

/** Characters of the story that a page may have; `trace` tells the rest. */
const STORY_CHARACTERS = 5_000;

/** Markdown. What was stored is fenced or on one line after the word that names it. */
export function jobPage(state: State, standing: JobStanding, lease: LeaseView | null): string {
  const { job, name } = standing;
  const told = storyOf(state, standing).map(
    ({ at, what, session, runtime, note }) =>
      `- ${at}: ${what} by ${session} in ${runtime}${note === null ? "" : ` (stored note: ${oneLine(note)})`}`,
  );
  return `${[
    `# Job ${name}`,
    "",
    `stored title (data): ${oneLine(job.title)}`,
    "",
    `- state: ${stateInWords(standing)}`,
    `- lease: ${lease === null ? "none" : `${lease.session}, token ${lease.token}${lease.expired ? ", run out" : ""}`}`,
    `- risk: ${job.risk}`,
    `- may write: ${job.scope.write.join(", ") || "nothing"}`,
    `- may read: ${job.scope.read.join(", ") || "everything"}`,
    ...(job.depends_on.length > 0 ? [`- after: ${job.depends_on.map(jobName).join(", ")}`] : []),
    `- made: ${job.at} by ${job.session} in ${job.runtime} as ${job.role}; record ${job.id}`,
    "",
    handoffText(state, standing),
    "",
    ...newest(told),
  ].join("\n")}\n`;
}

function newest(lines: readonly string[]): string[] {
  let room = STORY_CHARACTERS;
  const kept = lines.toReversed().filter((line) => {
    room -= line.length;
    return room >= 0;
  });
  const left = lines.length - kept.length;
  return [...(left > 0 ? [`- ${left} older events: call trace_record`] : []), ...kept.toReversed()];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
