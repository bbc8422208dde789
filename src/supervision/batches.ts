// Joins escalations that tell of the same into one item for a supervisor, and makes the records of a ruling.

import { jobName } from "../jobs/job-name.ts";
import type { LeaseView } from "../jobs/lease.ts";
import Escalation, {
  ESCALATION_LIMITS,
  type EscalationRecord,
  PARTS,
  type Report,
  type Trigger,
} from "../jobs/records/escalation.ts";
import Job, { type JobRecord } from "../jobs/records/job.ts";
import Ruling, { RELEASING, type RulingKind } from "../jobs/records/ruling.ts";
import { nextTokenToNobody } from "../jobs/release.ts";
import { failureSignature } from "../jobs/rulings/failure-signature.ts";
import { objectionToEscalation, rulingOn } from "../jobs/rulings/laws.ts";
import { standingOfJob } from "../jobs/standing.ts";
import type { DraftOf, RecordDraft } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { compareIds } from "../shared/ids.ts";
import { type CodePlace, relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { replyTo } from "./replies.ts";

/** What is escalated as one: equal failures, whoever reports them and on whichever clone. */
export interface Batch {
  /** Of the oldest of them. */
  readonly id: string;
  /** Oldest first. */
  readonly escalations: readonly EscalationRecord[];
  /** The deferral that holds until another ruling; null while one of them was not looked at. */
  readonly deferredBy: string | null;
}

/** Nobody has answered it or ruled on it for good, and its job still waits for that. */
export const isOpen = (state: State, escalation: EscalationRecord): boolean =>
  canBeRuledOn(state, escalation) && replyTo(state, escalation) === null;

/** A reply of the client leaves it to a supervisor to say otherwise. */
function canBeRuledOn(state: State, escalation: EscalationRecord): boolean {
  if (objectionToEscalation(state, escalation) !== null) return false;
  const ruling = rulingOn(state, escalation);
  return (ruling === null || ruling.ruling === "defer") && jobOver(state, escalation) === null;
}

/** Oldest first. */
export function openBatches(state: State): Batch[] {
  const open = state
    .all(Escalation)
    .filter((each) => isOpen(state, each))
    .toSorted(compareIds);
  const asked = new Map<string, string>();
  for (const each of open)
    if (each.trigger === "worker" && !asked.has(holdingOf(each))) asked.set(holdingOf(each), each.signature);
  const batches = new Map<string, EscalationRecord[]>();
  for (const each of open) {
    // A report of the server belongs to the same holder's own report.
    const own = each.trigger === "worker" || each.job === null ? undefined : asked.get(holdingOf(each));
    const key = own ?? each.signature;
    batches.set(key, [...(batches.get(key) ?? []), each]);
  }
  return [...batches.values()]
    .flatMap((escalations) => {
      const [first] = escalations;
      const deferrals = escalations.map((each) => rulingOn(state, each)?.id ?? null);
      const deferredBy = deferrals.every((each) => each !== null) ? (deferrals[0] ?? null) : null;
      return first ? [{ id: first.id, escalations, deferredBy }] : [];
    })
    .toSorted(compareIds);
}

export const batchOf = (state: State, escalation: EscalationRecord): Batch | null =>
  openBatches(state).find(({ escalations }) => escalations.some(({ id }) => id === escalation.id)) ?? null;

/** Throws RULING_REFUSED where nothing about it can be ruled any more. */
export function openBatchOf(state: State, escalation: EscalationRecord): Batch {
  const batch = batchOf(state, escalation);
  if (batch) return batch;
  if (!canBeRuledOn(state, escalation)) throw closed(state, escalation);
  const deferredBy = rulingOn(state, escalation)?.id ?? null;
  return { id: escalation.id, escalations: [escalation], deferredBy };
}

const holdingOf = ({ session, clone, job }: EscalationRecord): string =>
  `${session} ${clone} ${job?.id} ${job?.token}`;

/** Why nothing about its job can be ruled any more; null while something can. */
export function jobOver(state: State, { job }: EscalationRecord): string | null {
  const record = job && state.get(Job, job.id);
  const standing = record ? standingOfJob(state, record) : null;
  if (standing?.state === "done") return `${standing.name} is done`;
  return standing?.state === "stopped" ? `${standing.name} was stopped by ruling ${standing.ruledBy}` : null;
}

export interface EscalationParts {
  readonly report: Report;
  readonly trigger: Trigger;
  /** The job that its session held last, with its token; null without one. */
  readonly job: { readonly id: string; readonly token: number } | null;
  readonly process: string | null;
}

/** Throws SECRET_FOUND or UNSAFE_TEXT for a text that must not be stored. */
export function escalationDraft(
  { report, trigger, job, process }: EscalationParts,
  place: CodePlace,
): DraftOf<EscalationRecord> {
  for (const part of PARTS) checkText(report[part], part);
  const told = (part: keyof Report) =>
    relativise(report[part], place.root, place.home).slice(0, ESCALATION_LIMITS.part);
  const failed = told("failed");
  return Escalation.draft({
    job,
    trigger,
    tried: told("tried"),
    failed,
    evidence: told("evidence"),
    hypothesis: told("hypothesis"),
    ask: told("ask"),
    signature: failureSignature(failed),
    process,
  });
}

export interface RulingParts {
  /** The new one that it is stored under. */
  readonly id: string;
  readonly ruling: RulingKind;
  readonly text: string;
  readonly authority: string;
  readonly attested: "supervisor" | "terminal";
  readonly session: string;
  readonly process: string | null;
}

export interface RulingDrafts {
  readonly batch: Batch;
  readonly drafts: RecordDraft[];
  /** By job: its next token, which is nobody's. */
  readonly released: ReadonlyMap<string, number>;
}

/** What this clone knows beside the records. */
interface Here {
  /** By job. */
  readonly leases: ReadonlyMap<string, LeaseView>;
  readonly place: CodePlace;
}

/**
 * A ruling on an escalation and all that tell of the same, with the releases that it takes. Throws RULING_REFUSED where
 * it is closed, and for whoever escalated.
 */
export function rulingDrafts(
  state: State,
  escalation: EscalationRecord,
  { id, session, ...parts }: RulingParts,
  { leases, place }: Here,
): RulingDrafts {
  checkText([parts.text, parts.authority], "ruling");
  const batch = openBatchOf(state, escalation);
  const deferral = batch.deferredBy;
  if (deferral !== null && parts.ruling === "defer")
    throw refused(
      `It is deferred already, by ruling ${deferral}.`,
      "Rule something else, or leave it as it is.",
    );
  const escalations = batch.escalations.slice(0, ESCALATION_LIMITS.batch);
  for (const each of escalations)
    if (each.session === session || (parts.process !== null && parts.process === each.process))
      throw refused(
        `${each.session === session ? "This session" : "The runtime process of this session"} escalated ${each.id}, so it can't rule on it.`,
        "Let another supervisor rule, in a process of its own, or a person: agentops-mcp rule.",
      );
  const text = relativise(parts.text, place.root, place.home).slice(0, ESCALATION_LIMITS.text);
  const releases = RELEASING.has(parts.ruling)
    ? affectedJobs(state, escalations, parts.ruling).map((job) =>
        nextTokenToNobody(state, { job, lease: leases.get(job.id) ?? null }, `${parts.ruling}: ${text}`, id),
      )
    : [];
  const ruling = Ruling.draft({ id, escalations: escalations.map((each) => each.id), ...parts, text });
  return {
    batch,
    drafts: [ruling, ...releases],
    released: new Map(releases.map(({ job, token }) => [job, token])),
  };
}

/** Jobs that a ruling takes from whoever has them: where somebody fresh is at work on one already, only to end the work. */
function affectedJobs(
  state: State,
  escalations: readonly EscalationRecord[],
  ruling: RulingKind,
): JobRecord[] {
  const ends = ruling === "defer" || ruling === "stop";
  const jobs = escalations.flatMap(({ job }) => {
    const record = job && state.get(Job, job.id);
    if (!job || !record) return [];
    const { state: now, holder, token } = standingOfJob(state, record);
    if (now === "done" || now === "stopped") return [];
    return ends || holder === null || token === job.token ? [record] : [];
  });
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}

/** Names of jobs that wait for one of these, directly. */
export const dependantsOf = (state: State, jobs: Iterable<string>): string[] => {
  const ended = new Set(jobs);
  return state
    .all(Job)
    .filter(({ depends_on }) => depends_on.some((each) => ended.has(each)))
    .map(({ id }) => jobName(id));
};

/** Throws RULING_REFUSED where another ruling came first, on this clone or, as far as is known here, on another. */
export function refuseLateRuling(state: State, { escalations }: Batch, id: string): void {
  const lost = escalations.filter((each) => rulingOn(state, each)?.id !== id);
  const [first] = lost;
  if (first && lost.length === escalations.length) throw closed(state, first);
}

function closed(state: State, escalation: EscalationRecord): AgentOpsError {
  const objection = objectionToEscalation(state, escalation);
  if (objection !== null)
    return refused(
      `It does not count: ${objection}.`,
      "agentops-mcp rule and agentops://escalations list what is open.",
    );
  const ruling = rulingOn(state, escalation);
  const over = jobOver(state, escalation);
  return refused(
    ruling === null
      ? `It is closed: ${over}.`
      : `It is closed: ruling ${ruling.id} (${ruling.ruling}, ${ruling.at.slice(0, 10)}) is in force.`,
    "agentops-mcp rule and agentops://escalations list what is open; a worker that is stuck again escalates again.",
  );
}

const refused = (message: string, fix: string): AgentOpsError =>
  new AgentOpsError("RULING_REFUSED", message, fix);
