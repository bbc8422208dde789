// Defines a job, what can happen to it, and the short name by which people and agents call it.

import * as z from "zod";
import { RISKS } from "../../policy/checks-and-levels.ts";
import { ScopeGlob } from "../../policy/scope.ts";
import { hash64 } from "../../shared/hash.ts";
import { RECORD_ID } from "../../shared/ids.ts";

export const JOB_LIMITS = {
  title: 120,
  globs: 50,
  acceptance: 20,
  criterion: 500,
  dependencies: 50,
  attempts: 100,
  minutes: 10_000,
  note: 1000,
  approach: 80,
  reason: 1000,
  part: 2000,
  inherits: 5000,
} as const;

/** How many sessions may fail at a job before a supervisor has to look at it. */
export const DEFAULT_ATTEMPTS = 3;

const RecordId = z.string().regex(RECORD_ID);
const Globs = z.array(ScopeGlob).max(JOB_LIMITS.globs);

export const Title = z
  .string()
  .trim()
  .min(1)
  .max(JOB_LIMITS.title)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line of plain text");

export const JOB_FIELDS = {
  title: Title,
  /** Globs over the repository's paths; `read` empty means all, `write` empty means nothing. */
  scope: z.object({ read: Globs, write: Globs }),
  acceptance: z.array(z.string().min(1).max(JOB_LIMITS.criterion)).max(JOB_LIMITS.acceptance),
  risk: z.enum(RISKS),
  /** Jobs that have to be done first. */
  depends_on: z.array(RecordId).max(JOB_LIMITS.dependencies),
  attempts: z.int().min(1).max(JOB_LIMITS.attempts),
  /** After how many a worker is advised to hand off; null for what the configuration says. */
  minutes: z.int().min(1).max(JOB_LIMITS.minutes).nullable(),
  /** A worktree and branch of its own. */
  isolate: z.boolean(),
} as const;

export const OUTCOMES = ["done", "hand_off", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const Part = z.string().min(1).max(JOB_LIMITS.part);
const Handoff = z.object({ goal: Part, done: Part, decisions: Part, next: Part });
export type Handoff = z.output<typeof Handoff>;

/**
 * Records under earlier tokens that counted when this token was given out. What is missing here came too late: so
 * a late writer is refused by the records alone, whatever any clock says.
 */
const Inherits = z.array(RecordId).max(JOB_LIMITS.inherits);
const Reason = z.string().max(JOB_LIMITS.reason);

const JobEvent = z.discriminatedUnion("what", [
  z.object({
    what: z.literal("started"),
    /** Why a session takes a second job. */
    reason: Reason.nullable(),
    branch: z.string().max(200).nullable(),
    inherits: Inherits,
    /** Tells the runtime process that hosts the session from others. */
    process: z.string().max(40).nullable().optional(),
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
  /** A supervisor's: gives the token to nobody, so that whoever held the job comes too late. */
  z.object({
    what: z.literal("released"),
    reason: Reason.min(1),
    inherits: Inherits,
    /** The ruling that it carries out; it counts as far as that one does. */
    ruling: RecordId.optional(),
  }),
]);
export type JobEvent = z.output<typeof JobEvent>;

/** Grows with each owner of a job's lease. */
const Token = z.int().min(1).max(1_000_000_000);

export const JOB_EVENT_FIELDS = { job: RecordId, token: Token, event: JobEvent } as const;

/** The lease under which a record was written. */
export const UnderLease = z.object({ id: RecordId, token: Token });

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const SHOWN = 8;

/** `j-` and thirteen letters that follow from the record's id: a hash, as ids that were made together look alike. */
export function fullJobName(id: string): string {
  const hash = hash64(id);
  let name = "";
  for (let at = 59n; at >= -1n; at -= 5n) name += LETTERS[Number((at < 0n ? hash << 1n : hash >> at) & 31n)];
  return `j-${name}`;
}

/** The beginning of it that is shown; forty bits, so that two of a thousand jobs agree once in two million repositories. */
export const jobName = (id: string): string => fullJobName(id).slice(0, 2 + SHOWN);

export const isJobName = (text: string): boolean => /^j-[0-9a-z]{4,13}$/i.test(text.trim());
