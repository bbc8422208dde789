// Takes a learning into the journal for every tool and command that records one: makes it shareable, has it judged, and
// makes a record of it.

import type { Evidence } from "../records/evidence.ts";
import type { DraftOf } from "../records/record.ts";
import type { Similar } from "../retrieval/query.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { type GateJudgement, judgeLearning } from "./gate/gate.ts";
import type { LearningDraft } from "./learning.ts";
import type { CodePort } from "./port.ts";
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

/** Similar learnings shown with an answer. */
const SHOWN = 3;
/** Below this similarity two learnings only share the words of a topic. */
const WORTH_SHOWING = 0.3;

/** Where the code lies, and how its files are named. */
export type SharedPlace = Pick<CodePort, "root" | "home" | "named">;

/** The draft with relative paths instead of absolute ones, so that it can be tracked and shared. */
export function shareable(draft: LearningDraft, place: SharedPlace): LearningDraft {
  const relative = (text: string) => relativise(text, place.root, place.home);
  return {
    ...draft,
    title: relative(draft.title),
    body: relative(draft.body),
    tags: draft.tags.map(relative),
    ...symptomsIn(draft.symptoms, relative),
    paths: [...new Set(draft.paths.map((path) => namedPath(path, place)))],
    evidence: shareableEvidence(draft.evidence, place),
    distinctBecause: draft.distinctBecause === null ? null : relative(draft.distinctBecause),
  };
}

/** Without repeats; no field at all where there are none. */
function symptomsIn(given: LearningDraft["symptoms"], relative: (text: string) => string) {
  const symptoms = [...new Set((given ?? []).map(relative))];
  return { symptoms: symptoms.length > 0 ? symptoms : undefined };
}

/** The evidence as it is stored; a path keeps the line that it points to. */
export const shareableEvidence = (evidence: readonly Evidence[], place: SharedPlace): Evidence[] =>
  evidence.map(({ type, ref }) => ({
    type,
    ref:
      type === "path"
        ? namedPath(ref, place) + place.named(ref).line
        : relativise(ref, place.root, place.home),
  }));

/** A path in the one form that all records and questions use. */
export function namedPath(written: string, place: SharedPlace): string {
  const { path, isInside } = place.named(written);
  return isInside ? path : relativise(path, place.root, place.home);
}

/** The gate's judgement, and the stored learnings worth showing beside it, with similarity in two decimals. */
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
    similar: similar.map(({ differs: _, ...each }) => ({
      ...each,
      similarity: Math.round(each.similarity * 100) / 100,
    })),
  };
}

/** The files that a learning is about; it may be stale once they change. */
export function citedFiles({ paths, evidence }: LearningDraft): string[] {
  return [...paths, ...evidence.flatMap(({ type, ref }) => (type === "path" ? [ref] : []))];
}

/** The record of an admitted draft. `seen` holds the blob ids of its cited files. */
export function recordOf(
  draft: LearningDraft,
  labels: GateJudgement["labels"],
  seen: LearningRecord["seen"],
): DraftOf<LearningRecord> {
  const { distinctBecause, symptoms, ...fields } = draft;
  const seenAs = symptoms ? { symptoms } : {};
  return Learning.draft({
    ...fields,
    ...seenAs,
    distinct_because: distinctBecause,
    labels: [...labels],
    seen,
  });
}
