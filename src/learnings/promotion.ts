// Derives how far a learning has come, by the rules of one table. Its author's word about it never counts.

import { jobAt } from "../jobs/text.ts";
import { showsSomething } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { countedCitations, helpedToPass, objectionsIn, weighed, weightOf } from "./citations.ts";
import type { JudgedCuration } from "./curation/laws.ts";
import { type CurationRecord, STAGES, type Stage } from "./records/curation.ts";
import type { LearningRecord } from "./records/learning.ts";
import { reviewOf } from "./text-source.ts";

/** What the records hold for a learning. Only its evidence comes from its author, and it was found when it was recorded. */
export interface Merits {
  /** The author named evidence, or whoever promotes it did. */
  readonly evidence: boolean;
  /** Sessions other than its author's that last said it helped. */
  readonly sessions: number;
  /** Their weight, where those of one clone together count as at most one and a half. */
  readonly weight: number;
  /** Jobs on which it helped, or days where those are more. */
  readonly occasions: number;
  readonly days: number;
  /** Merged into a protected base, or named by another session's claim that passed. */
  readonly endorsed: boolean;
  /** Some session says with evidence that it is wrong. */
  readonly disputed: boolean;
}

interface Needs extends Partial<Omit<Merits, "disputed">> {
  readonly undisputed?: true;
}

interface Step {
  readonly to: Stage;
  /** Requirements to get there without a decision, one of which is enough; empty where it needs a supervisor. */
  readonly alone: readonly Needs[];
  /** The minimum for a promotion by a supervisor or person. */
  readonly promoted: Needs;
}

/** A stage is lost again when what it rests on is lost. */
export const STEPS: readonly Step[] = [
  {
    to: "learning",
    alone: [{ evidence: true }, { sessions: 1 }, { endorsed: true }],
    promoted: { evidence: true },
  },
  {
    to: "pattern",
    alone: [{ weight: 3, occasions: 2, undisputed: true }],
    promoted: { sessions: 2, occasions: 2, undisputed: true },
  },
  {
    to: "guidance",
    alone: [],
    promoted: { sessions: 3, days: 2, endorsed: true, undisputed: true },
  },
];

/** Decisions weighed per learning, as each promotion reads all citations again. */
const MOST_DECISIONS = 50;

export interface Promotion {
  readonly stage: Stage;
  /** The decisions, with undeserved promotions refused. */
  readonly judged: readonly JudgedCuration[];
}

/** `judged` is the result of `curationsOf`. */
export function promotionOf(
  state: State,
  learning: LearningRecord,
  judged: readonly JudgedCuration[],
): Promotion {
  const now = meritsOf(state, learning);
  const derived = aloneAt(now);
  let floor: Stage = "observation";
  let cap: Stage = "guidance";
  const refined = judged.map((each, at) => {
    const { stage, action, id } = each.record;
    if (each.because !== null || stage === null) return each;
    if (at < judged.length - MOST_DECISIONS)
      return { ...each, because: `more than ${MOST_DECISIONS} decisions about it are newer` };
    if (action === "demote") [floor, cap] = [lower(floor, stage), stage];
    if (action !== "promote") return each;
    const then = meritsOf(state, learning, id);
    const because = lacking(stage, { ...then, evidence: then.evidence || isShown(each.record) });
    if (because === null)
      [floor, cap] = [higher(floor, stage), atLeast(stage, aloneAt(then)) ? "guidance" : stage];
    return { ...each, because };
  });
  const kept = now.disputed ? lower(floor, "learning") : floor;
  return { stage: lower(higher(derived, kept), cap), judged: refined };
}

/** The next stage that lacks only a supervisor's decision; null where more is missing. */
export function promotableTo(state: State, learning: LearningRecord, stage: Stage): Stage | null {
  const next = STAGES[STAGES.indexOf(stage) + 1];
  if (next === undefined || next === "learning") return null;
  return lacking(next, meritsOf(state, learning)) === null ? next : null;
}

/** What a promotion to `stage` still needs, in words; null where it needs nothing. */
function lacking(stage: Stage, merits: Merits): string | null {
  const needs = STEPS.find(({ to }) => to === stage)?.promoted;
  if (!needs) return null;
  const lacks = missingFrom(needs, merits);
  return lacks.length === 0 ? null : `${stage} needs ${lacks.join(", ")}`;
}

/** As of the record with the id `before`, where one is given; review and verdicts as they are now. */
export function meritsOf(state: State, learning: LearningRecord, before?: string): Merits {
  const counted = countedCitations(state, learning, before);
  const helpful = counted.filter(({ outcome }) => outcome === "applied" || outcome === "still_true");
  const helped = new Set(helpful);
  const days = new Set(helpful.map(({ record }) => record.at.slice(0, 10))).size;
  // Reading the events of jobs is slow, and matters only where one day saw several sessions.
  const jobs =
    days > 1 || helpful.length < 2 ? [] : helpful.flatMap(({ record }) => jobAt(state, record) ?? []);
  return {
    evidence: showsSomething(learning.evidence),
    sessions: helpful.length,
    weight: weightOf(weighed(state, counted).filter(({ citation }) => helped.has(citation))),
    occasions: Math.max(days, new Set(jobs).size),
    days,
    endorsed: reviewOf(state, learning.id) === "reviewed" || helpedToPass(state, learning),
    disputed: objectionsIn(counted).length > 0,
  };
}

function aloneAt(merits: Merits): Stage {
  const reached = STEPS.filter(({ alone }) => alone.some((needs) => missingFrom(needs, merits).length === 0));
  return reached.at(-1)?.to ?? "observation";
}

function missingFrom(needs: Needs, merits: Merits): string[] {
  const short = (["sessions", "weight", "occasions", "days"] as const).flatMap((key) => {
    const least = needs[key] ?? 0;
    return merits[key] >= least ? [] : [`${WORDS[key]} (${merits[key]} of ${least})`];
  });
  return [
    ...(needs.evidence && !merits.evidence ? ["evidence"] : []),
    ...short,
    ...(needs.endorsed && !merits.endorsed
      ? ["a merge into a protected base or a passed claim that names it"]
      : []),
    ...(needs.undisputed && merits.disputed ? ["the dispute to be settled"] : []),
  ];
}

const WORDS = {
  sessions: "helpful citations of other sessions",
  weight: "sessions of at least two clones that it helped",
  occasions: "such citations on different jobs or days",
  days: "such citations on different days",
} as const;

const isShown = ({ evidence }: CurationRecord): boolean => showsSomething(evidence);

const atLeast = (a: Stage, b: Stage): boolean => STAGES.indexOf(a) >= STAGES.indexOf(b);
const higher = (a: Stage, b: Stage): Stage => (atLeast(a, b) ? a : b);
const lower = (a: Stage, b: Stage): Stage => (atLeast(a, b) ? b : a);
