// Defines how a stuck worker asks upward and what comes down: a report in five parts, and a ruling with its authority.

import * as z from "zod";
import { RECORD_ID } from "../../shared/ids.ts";
import { UnderLease } from "./job.ts";

export const ESCALATION_LIMITS = { part: 1000, authority: 200, text: 2000, batch: 2000 } as const;

/** `worker`: its own decision; the others are mechanical. */
export const TRIGGERS = ["worker", "attempts", "minutes", "repeat"] as const;
export type Trigger = (typeof TRIGGERS)[number];

const Part = z.string().min(1).max(ESCALATION_LIMITS.part);
const RecordId = z.string().regex(RECORD_ID);

export const ESCALATION_FIELDS = {
  job: UnderLease.nullable(),
  trigger: z.enum(TRIGGERS),
  tried: Part,
  failed: Part,
  evidence: Part,
  hypothesis: Part,
  ask: Part,
  /** Equal for equal failures, whoever reports them: a hash of what failed without numbers, paths and case. */
  signature: z.string().regex(/^[0-9a-f]{16}$/),
  /** Tells the runtime process that hosts the session from others; null where it can't be told. */
  process: z.string().max(40).nullable(),
} as const;

export const PARTS = ["tried", "failed", "evidence", "hypothesis", "ask"] as const;
export type Report = Readonly<Record<(typeof PARTS)[number], string>>;

/**
 * `restart`: a fresh session, as before. `vary`: a fresh session, another approach. `reassign`: somebody else, whom the
 * text may name. `reframe`: the job in other words. `defer`: not now. `stop`: not at all. `answer`: the worker goes on with it.
 */
export const RULINGS = ["restart", "vary", "reassign", "reframe", "defer", "stop", "answer"] as const;
export type RulingKind = (typeof RULINGS)[number];

/** These take the job from whoever has it. */
export const RELEASING: ReadonlySet<RulingKind> = new Set(["restart", "vary", "reassign", "defer", "stop"]);
/** After these the sessions that have failed can't take the job again. */
export const BARRING: ReadonlySet<RulingKind> = new Set(["restart", "vary", "reassign"]);

export const RULING_FIELDS = {
  /** The escalations that it answers: one, and all that report the same failure. */
  escalations: z.array(RecordId).min(1).max(ESCALATION_LIMITS.batch),
  ruling: z.enum(RULINGS),
  text: z.string().min(1).max(ESCALATION_LIMITS.text),
  /** Who decided it. */
  authority: z.string().min(1).max(ESCALATION_LIMITS.authority),
  attested: z.enum(["supervisor", "terminal"]),
  process: z.string().max(40).nullable(),
} as const;
