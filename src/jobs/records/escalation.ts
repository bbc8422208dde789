// An escalation is how a stuck worker asks for help: a report in five parts.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, ShortHash } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { jobName } from "../job-name.ts";
import { UnderLease } from "../under-lease.ts";

export const ESCALATION_LIMITS = { part: 1000, authority: 200, text: 2000, batch: 2000 } as const;

/**
 * `worker`: the worker's own decision; all others are automatic. `plan`: the job has failed and others wait for it.
 * `unread`: a message that nobody was told.
 */
export const TRIGGERS = ["worker", "attempts", "minutes", "repeat", "plan", "unread"] as const;
export type Trigger = (typeof TRIGGERS)[number];

const Part = z.string().min(1).max(ESCALATION_LIMITS.part);
const FIELDS = {
  job: UnderLease.nullable(),
  trigger: z.enum(TRIGGERS),
  tried: Part,
  failed: Part,
  evidence: Part,
  hypothesis: Part,
  ask: Part,
  /**
   * A hash of what failed without numbers, paths and case, so that equal failures have equal signatures whoever reports
   * them.
   */
  signature: ShortHash,
  /** Null where it can't be told. */
  process: HostProcess.nullable(),
} as const;
export type EscalationRecord = RecordWith<"escalation", typeof FIELDS>;

export const PARTS = ["tried", "failed", "evidence", "hypothesis", "ask"] as const;
export type Report = Readonly<Record<(typeof PARTS)[number], string>>;

/** In no order; which of them count is for `rulings/laws.ts` to say. */
export const escalationsByJob = defineIndex<EscalationRecord>("escalations by job");

export default defineRecord("escalation", FIELDS, {
  summary: ({ trigger, ask }) => `escalation: ${trigger}, ${oneLine(ask).slice(0, 120)}`,
  story: ({ job, ask }) => ({
    derived_from: job === null ? [] : [`job ${jobName(job.id)}, token ${job.token}`],
    title: oneLine(ask),
  }),
  indexes: [keyed(escalationsByJob, ({ job }) => job?.id ?? null)],
});
