// Tells who stands behind a lesson: somebody of this clone, or a person who merged it. A lesson without backing can be
// found, but is never put before a model unasked.

import Claim, { claimsByEvidence } from "../claims/records/claim.ts";
import { hasPassed, wordsOn } from "../claims/standing.ts";
import { journalOf } from "../records/authority.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { countedCitations } from "./citations.ts";
import { curationsOf } from "./curation/laws.ts";
import { isCommanding } from "./labels.ts";
import Learning, { type LearningRecord } from "./records/learning.ts";
import type { Standing } from "./standing.ts";
import { isHelpful } from "./strength.ts";
import { isMerged, sourceOf } from "./text-source.ts";

/** The names under which this clone has written, which nobody else's record can add to. */
export type OwnClones = ReadonlySet<string>;

/**
 * True if somebody here stands behind the lesson: recorded here, found helpful by a session here, evidence of a claim from
 * here that passed, promoted here by a supervisor, being edited here, or merged into base. It is no part of the state, as
 * it differs between clones.
 */
export function isBacked(state: State, learning: LearningRecord, own: OwnClones): boolean {
  const source = sourceOf(state, learning.id);
  // Nobody has looked at a text that is only on a branch.
  if (source === "unreviewed") return false;
  if (source === "uncommitted" || isMerged(state, learning.id)) return true;
  const isHere = (record: JournalRecord): boolean => own.has(journalOf(state, record));
  return (
    isHere(learning) ||
    countedCitations(state, learning).some(({ outcome, record }) => isHelpful(outcome) && isHere(record)) ||
    curationsOf(state, learning).some(
      ({ record, because }) => because === null && record.action === "promote" && isHere(record),
    ) ||
    state
      .by(claimsByEvidence, learning.id)
      .some((claim) => Claim.is(claim) && isHere(claim) && hasPassed(claim, wordsOn(state, claim)))
  );
}

/**
 * Why it is not served here; null when it is. Of two that say the same the older is served, by the times in their records;
 * if only one has backing, that one.
 */
export function withheldHere(
  state: State,
  learning: LearningRecord,
  { withheld, twin }: Standing,
  own: OwnClones,
): string | null {
  const older = twin === null ? undefined : state.get(Learning, twin);
  if (older === undefined) return withheld;
  return isBacked(state, learning, own) && !isBacked(state, older, own) ? null : withheld;
}

/** True if a lesson may be put before a model unasked: backed, and not withheld, disputed or worded as an order. */
export const isFitForAll = (
  state: State,
  learning: LearningRecord,
  standing: Standing,
  own: OwnClones,
): boolean =>
  !standing.disputed &&
  withheldHere(state, learning, standing, own) === null &&
  isBacked(state, learning, own) &&
  !isCommanding(learning);
