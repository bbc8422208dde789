// Defines a learning: the shape that the gate admits, the journal keeps and retrieval serves.
import type { Evidence, LearningKind } from "../records/evidence.ts";

/** The part of a learning that is text for its readers, and that people may edit. */
export interface LearningText {
  title: string;
  body: string;
  kind: LearningKind;
  paths: string[];
  tags: string[];
  /** What somebody sees or asks, in their words; never empty. */
  symptoms?: string[] | undefined;
}

/** What a worker hands in. */
export interface LearningDraft extends LearningText {
  evidence: Evidence[];
  /** 0 to 1, the author's own estimate. */
  confidence: number | null;
  /** Id of the learning that this one replaces. */
  supersedes: string | null;
  /** Why this is not the near-duplicate that the gate found. */
  distinctBecause: string | null;
}
