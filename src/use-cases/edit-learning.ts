// Replaces a lesson by an edited one, unless somebody has changed it since the editor read it.

import type { WriteContext } from "../api/context.ts";
import { findRecord } from "../jobs/find-record.ts";
import type { LearningText } from "../learnings/learning.ts";
import Learning, { type LearningRecord, successorsByLearning } from "../learnings/records/learning.ts";
import { type Standing, standingOf } from "../learnings/standing.ts";
import type { Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { sha256 } from "../shared/sha256.ts";
import { curationDraft, storeCuration } from "./curate-knowledge.ts";
import { recordLearning, remarksOn } from "./record-learning.ts";

/** Only the fields that change. */
export type LessonChanges = Partial<LearningText> & { readonly evidence?: Evidence[] | undefined };

export interface LessonEdit {
  readonly id: string;
  /** The value of `revisionOf` when the text was read. */
  readonly revision: string;
  readonly changes: LessonChanges;
}

/** Differs once a lesson's text, its replacement, or its being served has changed. */
export function revisionOf(state: State, learning: LearningRecord, now: number): string {
  const { id, title, kind, body, tags, paths, symptoms = [] } = learning;
  const { withheld } = standingOf(state, learning, now);
  const successors = state.by(successorsByLearning, id);
  const seen = JSON.stringify([title, kind, body, tags, paths, symptoms, withheld, successors]);
  return sha256(seen).slice(0, 16);
}

/** `id` may be the lesson's first or last characters. Throws NOT_FOUND or AMBIGUOUS. */
export function findLesson(state: State, id: string): LearningRecord {
  const record = findRecord(state, id);
  if (Learning.is(record)) return record;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not a learning.`,
    `Use agentops-mcp trace ${record.id}.`,
  );
}

/** Throws CURATION_REFUSED for a lesson out of service, as an edit of it would be served to nobody. */
export function refuseOutOfService({ id }: LearningRecord, { withheld, supersededBy }: Standing): void {
  if (withheld === null) return;
  throw new AgentOpsError(
    "CURATION_REFUSED",
    `${id} is not served (${withheld}), so an edit of it would reach nobody.`,
    supersededBy === null ? "Restore it first, or record a new lesson." : `Edit ${supersededBy} instead.`,
  );
}

/**
 * Stores the edited lesson as a new record that replaces the old one. Throws CHANGED_MEANWHILE, INVALID_ARGUMENT where
 * nothing differs, CURATION_REFUSED, and what the gate throws.
 */
export async function editLearning(context: WriteContext, { id, revision, changes }: LessonEdit) {
  return context.jobs.inTurn(async () => {
    const state = await context.state();
    const learning = findLesson(state, id);
    const standing = standingOf(state, learning, context.now);
    if (revisionOf(state, learning, context.now) !== revision) throw changed(state, learning, standing);
    refuseOutOfService(learning, standing);
    refuseUnchanged(learning, changes);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const edited: LearningRecord = { ...learning, ...given };
    const { title, kind, body, tags, paths, symptoms = [], evidence } = edited;
    const recorded = await recordLearning(context, {
      title,
      kind,
      body,
      tags,
      paths,
      symptoms,
      evidence: [...evidence],
      confidence: learning.confidence ?? undefined,
      supersedes: learning.id,
      distinct_because: learning.distinct_because ?? undefined,
    });
    return { ...recorded, replaces: learning.id };
  });
}

export type EditedLesson = Awaited<ReturnType<typeof editLearning>>;

/**
 * By a person's decision the edited lesson replaces one with more assurance or of another clone. Decides nothing where it
 * does so already, or where both have the same words. Returns the remarks that are left.
 */
export async function putInPlace(
  context: WriteContext,
  edited: EditedLesson,
  authority: string,
): Promise<Pick<EditedLesson, "reasons"> & { readonly decision: string | null }> {
  const { replaces, id } = edited;
  const state = await context.state();
  const before = state.get(Learning, replaces);
  const after = state.get(Learning, id);
  const undecided = { decision: null, reasons: edited.reasons };
  if (!before || !after || standingOf(state, before, context.now).withheld !== null) return undecided;
  if (before.title === after.title && before.body === after.body) return undecided;
  const parts = {
    action: "merge",
    id: replaces,
    other: id,
    reason: "edited by a person",
    evidence: [],
  } as const;
  const draft = await curationDraft(context, parts, { authority, attested: "terminal" });
  const decision = (await storeCuration(context, draft)).id;
  const reasons = await remarksOn(context, id, { ...after, symptoms: after.symptoms ?? [] });
  return { decision, reasons };
}

function changed(state: State, { id }: LearningRecord, { withheld, supersededBy }: Standing): AgentOpsError {
  const newest = supersededBy ?? state.by(successorsByLearning, id).at(-1) ?? null;
  const how = newest !== null ? `${newest} replaces it` : (withheld ?? "its text is another one");
  return new AgentOpsError(
    "CHANGED_MEANWHILE",
    `${id} has changed since you read it: ${how}. Nothing was stored.`,
    `Read it again with agentops-mcp show ${newest ?? id}, and edit that.`,
  );
}

function refuseUnchanged(learning: LearningRecord, changes: LessonChanges): void {
  const before = { ...learning, symptoms: learning.symptoms ?? [] };
  const same = Object.entries(changes).every(
    ([name, value]) =>
      value === undefined || JSON.stringify(value) === JSON.stringify(Reflect.get(before, name)),
  );
  if (!same) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    "The edited lesson is the same as before; nothing was stored.",
    "Change its title, kind, text, paths, tags, symptoms or evidence.",
  );
}
