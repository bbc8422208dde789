// A job event tells that somebody took a job, made progress, finished it, or had it taken away.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, RecordId } from "../../records/shapes.ts";
import { jobName } from "../job-name.ts";
import { JOB_LIMITS } from "../limits.ts";
import { Token } from "../under-lease.ts";

export const OUTCOMES = ["done", "hand_off", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const Part = z.string().min(1).max(JOB_LIMITS.part);
const Handoff = z.object({ goal: Part, done: Part, decisions: Part, next: Part });
export type Handoff = z.output<typeof Handoff>;

/**
 * Records under earlier tokens that counted when this token was given out. Any other one came too late, so a late writer is
 * refused by the records alone, whatever any clock says.
 */
const Inherits = z.array(RecordId).max(JOB_LIMITS.inherits);
const Reason = z.string().max(JOB_LIMITS.reason);

const What = z.discriminatedUnion("what", [
  z.object({
    what: z.literal("started"),
    /** Why a session takes a second job. */
    reason: Reason.nullable(),
    branch: z.string().max(200).nullable(),
    inherits: Inherits,
    process: HostProcess.nullable().optional(),
  }),
  z.object({
    what: z.literal("progress"),
    note: z.string().max(JOB_LIMITS.note),
    approach: z.string().max(JOB_LIMITS.approach).nullable(),
    failed: z.boolean(),
    utilisation: z.number().min(0).max(1).nullable(),
  }),
  z.object({
    what: z.literal("finished"),
    outcome: z.enum(OUTCOMES),
    handoff: Handoff,
    learnings: z.array(RecordId).max(50),
    none_because: Reason.nullable(),
    /** The claims whose passed verdicts it rests on. */
    claims: z.array(RecordId).max(50),
  }),
  /** By a supervisor: gives the token to nobody, so that all later records of the holder come too late. */
  z.object({
    what: z.literal("released"),
    reason: Reason.min(1),
    inherits: Inherits,
    /** The ruling that it carries out; it counts if that one does. */
    ruling: RecordId.optional(),
  }),
]);

const FIELDS = { job: RecordId, token: Token, event: What } as const;
export type JobEventRecord = RecordWith<"job_event", typeof FIELDS>;

/** In no order; which of them count is for `chain.ts` to say. */
export const eventsByJob = defineIndex<JobEventRecord>("events by job");

export default defineRecord("job_event", FIELDS, {
  summary: ({ job, event, token }) => `job: ${jobName(job)} ${event.what}, token ${token}`,
  story: ({ job, event }) => ({ derived_from: [`job ${jobName(job)}`], title: event.what }),
  job: ({ job }) => job,
  indexes: [keyed(eventsByJob, ({ job }) => job)],
});
