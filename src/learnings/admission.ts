// Takes a learning into the journal for every tool and command that records: made shareable, judged, made a record.

import type { Evidence } from "../records/evidence.ts";
import type { DraftOf } from "../records/record.ts";
import type { Similar } from "../retrieval/query.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { type GateJudgement, judgeLearning } from "./gate/gate.ts";
import type { LearningDraft } from "./learning.ts";
import Learning, { type LearningRecord } from "./records/learning.ts";

/** What the gate needs to know and can't read by itself. */
export interface AdmissionPorts {
  /** Learnings most like the draft, most similar first. */
  similar(draft: LearningDraft, limit: number, atLeast: number): readonly Similar[];
  /** Similarity from which two learnings count as saying the same. */
  readonly duplicateAt: number;
  /** Why a piece of evidence can't be found; null when it can. */
  problem(evidence: Evidence): Promise<string | null>;
}

/** Similar learnings that are shown with an answer. */
const SHOWN = 3;
/** Below this similarity two learnings only share a topic's words. */
const WORTH_SHOWING = 0.3;

/**
 * The draft with relative paths in place of absolute ones, so that what is stored can be tracked and shared.
 * `root` is the top of the working tree, `home` the user's home; null where unknown.
 */
export function shareable(draft: LearningDraft, root: string | null, home: string | null): LearningDraft {
  const relative = (text: string) => relativise(text, root, home);
  return {
    ...draft,
    title: relative(draft.title),
    body: relative(draft.body),
    tags: draft.tags.map(relative),
    paths: draft.paths.map(relative),
    evidence: draft.evidence.map(({ type, ref }) => ({ type, ref: relative(ref) })),
    distinctBecause: draft.distinctBecause === null ? null : relative(draft.distinctBecause),
  };
}

/** The gate's judgement, and the stored learnings that are worth showing beside it; similarity in two decimals. */
export async function assess(
  draft: LearningDraft,
  ports: AdmissionPorts,
): Promise<{ judgement: GateJudgement; similar: Similar[] }> {
  const similar = ports.similar(draft, SHOWN, WORTH_SHOWING);
  const evidence = await Promise.all(
    draft.evidence.map(async (each) => ({ ...each, problem: await ports.problem(each) })),
  );
  return {
    judgement: judgeLearning(draft, { similar, duplicateAt: ports.duplicateAt, evidence }),
    similar: similar.map((each) => ({ ...each, similarity: Math.round(each.similarity * 100) / 100 })),
  };
}

/** The files that a learning is about: when they change, it may be stale. */
export function citedFiles({ paths, evidence }: LearningDraft): string[] {
  return [...paths, ...evidence.flatMap(({ type, ref }) => (type === "path" ? [ref] : []))];
}

/** What the journal stores of an admitted draft. `seen` holds the blob ids of its cited files. */
export function recordOf(
  draft: LearningDraft,
  labels: GateJudgement["labels"],
  seen: LearningRecord["seen"],
): DraftOf<LearningRecord> {
  const { distinctBecause, ...fields } = draft;
  return Learning.draft({ ...fields, distinct_because: distinctBecause, labels: [...labels], seen });
}
