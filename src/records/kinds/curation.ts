// Defines a supervisor's decision about a stored learning: each is a record, and another record takes it back.

import * as z from "zod";
import { RECORD_ID } from "../../shared/ids.ts";
import { EVIDENCE_TYPES, LIMITS } from "../evidence.ts";

/** How far a learning has come: a remark, a lesson, what several lessons have in common, what everybody is told. */
export const STAGES = ["observation", "learning", "pattern", "guidance"] as const;
export type Stage = (typeof STAGES)[number];

/** `contradict` names in `other` the learning that evidence speaks for; `merge` the one that says the same. */
export const CURATIONS = ["promote", "demote", "retire", "restore", "contradict", "merge"] as const;
export type CurationAction = (typeof CURATIONS)[number];

const RecordId = z.string().regex(RECORD_ID);

export const CURATION_FIELDS = {
  learning: RecordId,
  action: z.enum(CURATIONS),
  /** The stage it gets; null where the action does not change it. */
  stage: z.enum(STAGES).nullable(),
  other: RecordId.nullable(),
  reason: z.string().min(1).max(1000),
  evidence: z
    .array(z.object({ type: z.enum(EVIDENCE_TYPES), ref: z.string().min(1).max(1000) }))
    .max(LIMITS.evidence),
  authority: z.string().min(1).max(200),
  attested: z.enum(["supervisor", "terminal"]),
  /** Tells the runtime process that hosts the session from others; null where it can't be told. */
  process: z.string().max(40).nullable(),
} as const;
