// Defines everything the journal can hold: immutable records, each with who, when and in which session it was
// written. It is long because the kinds share one union.

import * as z from "zod";
import { CALIBRATION_FIELDS } from "../claims/council/judge-record.ts";
import { SIGNATURE_FIELDS } from "../claims/signatures/signature.ts";
import { RECORD_ID } from "../shared/ids.ts";
import { EVIDENCE_TYPES, LEARNING_KINDS, LIMITS } from "./evidence.ts";
import { CLAIM_FIELDS, JUDGMENT_FIELDS, REVERSAL_FIELDS, VERDICT_FIELDS } from "./kinds/claim.ts";
import { CURATION_FIELDS } from "./kinds/curation.ts";
import { ESCALATION_FIELDS, RULING_FIELDS } from "./kinds/escalation.ts";
import { JOB_EVENT_FIELDS, JOB_FIELDS } from "./kinds/job.ts";
import { GOAL_CHANGE_FIELDS, MEASUREMENT_FIELDS } from "./kinds/measurement.ts";
import { OPINION_FIELDS } from "./kinds/opinion.ts";
import { RESEARCH_FIELDS } from "./kinds/research.ts";

export const ROLES = ["worker", "judge", "supervisor"] as const;
export type Role = (typeof ROLES)[number];

/** The format that this version writes; records of a higher one are quarantined, never guessed at. */
export const RECORD_VERSION = 1;

const Id = z.string().regex(RECORD_ID, "must be a ULID");
const ShortText = z.string().max(1000);

/** Common to all records. `at` is UTC in ISO 8601, `commit` the session's HEAD at that time, `clone` the journal that holds it. */
const provenance = {
  v: z.literal(RECORD_VERSION),
  id: Id,
  at: z.iso.datetime(),
  session: z.string().min(1).max(200),
  runtime: z.string().max(100),
  role: z.enum(ROLES),
  clone: z.string().regex(/^[0-9a-z]{10}$/),
  commit: z.string().nullable(),
};

const StoredEvidence = z.object({ type: z.enum(EVIDENCE_TYPES), ref: ShortText });

export const LearningRecord = z.object({
  record: z.literal("learning"),
  ...provenance,
  title: z
    .string()
    .min(1)
    .max(LIMITS.title)
    .regex(/^[^\r\n\u2028\u2029]+$/),
  kind: z.enum(LEARNING_KINDS),
  body: z.string().max(LIMITS.body),
  paths: z.array(z.string().max(LIMITS.path)).max(LIMITS.paths),
  tags: z.array(z.string().max(LIMITS.tag)).max(LIMITS.tags),
  evidence: z.array(StoredEvidence).max(LIMITS.evidence),
  confidence: z.number().min(0).max(1).nullable(),
  supersedes: Id.nullable(),
  distinct_because: ShortText.nullable(),
  labels: z.array(z.enum(["reads_as_instruction"])),
  /** Object id of each cited file when the learning was recorded: what staleness is measured against. */
  seen: z.record(z.string(), z.string()),
  /** Tells the runtime process that hosts its session from others; absent where it can't be told. */
  process: z.string().max(40).optional(),
});
export type LearningRecord = z.output<typeof LearningRecord>;

export const CITATION_OUTCOMES = ["applied", "ignored", "wrong", "stale", "still_true"] as const;
export type CitationOutcome = (typeof CITATION_OUTCOMES)[number];

export const CitationRecord = z.object({
  record: z.literal("citation"),
  ...provenance,
  citations: z
    .array(
      z.object({
        id: Id,
        outcome: z.enum(CITATION_OUTCOMES),
        note: ShortText.nullable(),
        evidence: z.array(StoredEvidence).max(LIMITS.evidence),
      }),
    )
    .min(1)
    .max(50),
});
export type CitationRecord = z.output<typeof CitationRecord>;

/** Chatter: one record per session and minute. The task is kept as a hash, never as text. */
export const RetrievalRecord = z.object({
  record: z.literal("retrieval"),
  ...provenance,
  retrievals: z
    .array(
      z.object({
        at: z.iso.datetime(),
        task: z.string().regex(/^[0-9a-f]{16}$/),
        served: z.array(Id).max(50),
        tokens: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(5000),
});
export type RetrievalRecord = z.output<typeof RetrievalRecord>;

export const INJECTION_REASONS = ["brief", "task", "path", "command", "error"] as const;
/** What an item was injected for: as part of the brief, or because it fits the task, a path, a command or an error. */
export type InjectionReason = (typeof INJECTION_REASONS)[number];

/** Chatter: what the hooks of one session have put before its model. Never what was asked, run or printed there. */
export const InjectionRecord = z.object({
  record: z.literal("injection"),
  ...provenance,
  injections: z
    .array(
      z.object({
        at: z.iso.datetime(),
        /** Tells one injection from every other of the session, so that none counts twice. */
        key: z.string().regex(/^[0-9a-f]{16}$/),
        reason: z.enum(INJECTION_REASONS),
        served: z.array(Id).max(50),
        tokens: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(1000),
});
export type InjectionRecord = z.output<typeof InjectionRecord>;

const Hash = z.string().regex(/^[0-9a-f]{16}$/);

/**
 * Where a session stood when its context was about to be cut. A draft is what the hooks saw by themselves: names of
 * files, hashes of commands and errors, ids of lessons; nothing of the conversation.
 */
export const HandoffRecord = z.object({
  record: z.literal("handoff"),
  ...provenance,
  draft: z.boolean(),
  files: z.array(z.string().max(LIMITS.path)).max(100),
  failures: z
    .array(z.object({ command: Hash, error: Hash, at: z.iso.datetime(), overcome: z.boolean() }))
    .max(100),
  injected: z.array(Id).max(200),
  cited: z.array(Id).max(200),
  /** How often git took work back since the session's last lesson; absent where nobody counted. */
  reverts: z.int().min(0).max(1_000_000).optional(),
});
export type HandoffRecord = z.output<typeof HandoffRecord>;

/** Says that a record was taken out for ever, by whom and why; never what stood in it. */
export const RedactionRecord = z.object({
  record: z.literal("redaction"),
  ...provenance,
  redacted: Id,
  reason: ShortText.min(1),
});
export type RedactionRecord = z.output<typeof RedactionRecord>;

export const ClaimRecord = z.object({ record: z.literal("claim"), ...provenance, ...CLAIM_FIELDS });
export type ClaimRecord = z.output<typeof ClaimRecord>;
export const VerdictRecord = z.object({ record: z.literal("verdict"), ...provenance, ...VERDICT_FIELDS });
export type VerdictRecord = z.output<typeof VerdictRecord>;
export const JudgmentRecord = z.object({ record: z.literal("judgment"), ...provenance, ...JUDGMENT_FIELDS });
export type JudgmentRecord = z.output<typeof JudgmentRecord>;
export const OpinionRecord = z.object({ record: z.literal("opinion"), ...provenance, ...OPINION_FIELDS });
export type OpinionRecord = z.output<typeof OpinionRecord>;
export const ReversalRecord = z.object({ record: z.literal("reversal"), ...provenance, ...REVERSAL_FIELDS });
export type ReversalRecord = z.output<typeof ReversalRecord>;
export const CalibrationRecord = z.object({
  record: z.literal("calibration"),
  ...provenance,
  ...CALIBRATION_FIELDS,
});
export type CalibrationRecord = z.output<typeof CalibrationRecord>;
export const SignatureRecord = z.object({
  record: z.literal("signature"),
  ...provenance,
  ...SIGNATURE_FIELDS,
});
export type SignatureRecord = z.output<typeof SignatureRecord>;

export const JobRecord = z.object({ record: z.literal("job"), ...provenance, ...JOB_FIELDS });
export type JobRecord = z.output<typeof JobRecord>;
export const JobEventRecord = z.object({
  record: z.literal("job_event"),
  ...provenance,
  ...JOB_EVENT_FIELDS,
});
export type JobEventRecord = z.output<typeof JobEventRecord>;
/** Something that the envelope has refused. The target is a path from the repository's top, a host, or a command's hash. */
export const DenialRecord = z.object({
  record: z.literal("denial"),
  ...provenance,
  action: z.enum(["read", "write", "command", "shell", "network", "tool"]),
  target: z.string().min(1).max(300),
  decision: z.enum(["deny", "ask"]),
  rule: ShortText,
  /** False in a trial, where it was only noted. */
  enforced: z.boolean(),
  policy: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type DenialRecord = z.output<typeof DenialRecord>;

export const ResearchRecord = z.object({ record: z.literal("research"), ...provenance, ...RESEARCH_FIELDS });
export const EscalationRecord = z.object({
  record: z.literal("escalation"),
  ...provenance,
  ...ESCALATION_FIELDS,
});
export const RulingRecord = z.object({ record: z.literal("ruling"), ...provenance, ...RULING_FIELDS });
export const CurationRecord = z.object({ record: z.literal("curation"), ...provenance, ...CURATION_FIELDS });
export const MeasurementRecord = z.object({
  record: z.literal("measurement"),
  ...provenance,
  ...MEASUREMENT_FIELDS,
});
export const GoalChangeRecord = z.object({
  record: z.literal("goal_change"),
  ...provenance,
  ...GOAL_CHANGE_FIELDS,
});

/** One line per kind of record; its folder in the journal has the same name. */
export const RECORDS = {
  learning: LearningRecord,
  citation: CitationRecord,
  retrieval: RetrievalRecord,
  injection: InjectionRecord,
  handoff: HandoffRecord,
  redaction: RedactionRecord,
  claim: ClaimRecord,
  verdict: VerdictRecord,
  judgment: JudgmentRecord,
  opinion: OpinionRecord,
  reversal: ReversalRecord,
  signature: SignatureRecord,
  calibration: CalibrationRecord,
  job: JobRecord,
  job_event: JobEventRecord,
  denial: DenialRecord,
  research: ResearchRecord,
  escalation: EscalationRecord,
  ruling: RulingRecord,
  curation: CurationRecord,
  measurement: MeasurementRecord,
  goal_change: GoalChangeRecord,
} as const;
export type RecordKind = keyof typeof RECORDS;
export type RecordOf<K extends RecordKind> = z.output<(typeof RECORDS)[K]>;
export type ResearchRecord = RecordOf<"research">;
export type EscalationRecord = RecordOf<"escalation">;
export type RulingRecord = RecordOf<"ruling">;
export type CurationRecord = RecordOf<"curation">;
export type MeasurementRecord = RecordOf<"measurement">;
export type GoalChangeRecord = RecordOf<"goal_change">;
export type JournalRecord = z.output<(typeof RECORDS)[RecordKind]>;

/** What a writer hands in; the journal adds the provenance, and the id unless the writer has reserved one. */
type Unsigned<T> = T extends JournalRecord
  ? Omit<T, keyof typeof provenance> & { readonly id?: string }
  : never;
export type RecordDraft = Unsigned<JournalRecord>;

export interface Provenance {
  session: string;
  runtime: string;
  role: Role;
}

/** A record that could not be read: its place is known, its text is withheld. */
export interface Quarantined {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}
