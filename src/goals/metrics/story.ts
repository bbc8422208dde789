// Tells the story of a claim and of a job, as metrics count it.
import type { ClaimRecord } from "../../claims/records/claim.ts";
import type { JudgmentRecord } from "../../claims/records/judgment.ts";
import type { SignatureRecord } from "../../claims/records/signature.ts";
import type { VerdictRecord } from "../../claims/records/verdict.ts";
import type { EscalationRecord } from "../../jobs/records/escalation.ts";
import type { JobStanding } from "../../jobs/standing.ts";
import type { Failure } from "./failure.ts";

export type Word = VerdictRecord | JudgmentRecord | SignatureRecord;

export interface ClaimStory {
  readonly claim: ClaimRecord;
  /** The job, or the session where it worked on none: what claims that follow each other are about. */
  readonly work: string;
  /** Those that count, oldest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly judgments: readonly JudgmentRecord[];
  /** The record that completed its pass; null unless it has passed. */
  readonly passedBy: Word | null;
  /** The first word against it; null where there is none. */
  readonly failedBy: VerdictRecord | JudgmentRecord | null;
  readonly failures: readonly Failure[];
}

/** What its own records tell. */
export interface Course {
  readonly standing: JobStanding;
  /** Sessions that began it, each time counted. */
  readonly starts: number;
  readonly escalations: readonly EscalationRecord[];
  readonly failures: readonly Failure[];
  /** Ids of rulings on its escalations, and of releases. */
  readonly steps: readonly string[];
}

export interface JobStory extends Course {
  readonly claims: readonly ClaimStory[];
  /** Ids of what a supervisor or a person did about it: rulings, reversals, reviews at a terminal, releases. */
  readonly interventions: readonly string[];
}
