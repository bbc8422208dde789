// Makes the record of a supervisor's decision about a learning, by the same laws as the fold that reads it.

import { findRecord } from "../../jobs/find-record.ts";
import type { Evidence } from "../../records/evidence.ts";
import { supposing } from "../../records/lay-over.ts";
import { type DraftOf, RECORD_VERSION } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { relativise } from "../../shared/text/relative-paths.ts";
import { checkText } from "../../shared/text/storable-text.ts";
import { type SharedPlace, shareableEvidence } from "../admission.ts";
import { promotionOf } from "../promotion.ts";
import Curation, {
  type CurationAction,
  type CurationRecord,
  STAGES,
  type Stage,
} from "../records/curation.ts";
import Learning, { type LearningRecord } from "../records/learning.ts";
import { standingOf } from "../standing.ts";
import { curationsOf } from "./laws.ts";

export interface CurationParts {
  readonly action: CurationAction;
  readonly id: string;
  readonly stage?: Stage | undefined;
  readonly other?: string | undefined;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

export interface Curator {
  readonly session: string;
  readonly runtime: string;
  /** Null while the clone has written nothing. */
  readonly clone: string | null;
  readonly process: string | null;
  readonly authority: string;
  readonly attested: "supervisor" | "terminal";
  readonly place: SharedPlace;
  /** The moment of the decision, in milliseconds since 1970. */
  readonly now: number;
}

export type CurationDraft = DraftOf<CurationRecord>;

/** Sorts after every id that can be made. */
const LAST_ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ";

/**
 * Throws NOT_FOUND, AMBIGUOUS, CURATION_REFUSED, or what `checkText` throws. `problem` says why a piece of evidence can't
 * be found.
 */
export async function curationOf(
  state: State,
  parts: CurationParts,
  by: Curator,
  problem: (evidence: Evidence) => Promise<string | null>,
): Promise<CurationDraft> {
  const learning = findLearning(state, parts.id);
  const { action } = parts;
  const { authority, attested, process, place, now } = by;
  checkText([parts.reason, parts.evidence, authority], "reason, evidence or authority");
  const relative = (text: string) => relativise(text, place.root, place.home);
  const named = shareableEvidence(parts.evidence, place);
  const evidence = await Promise.all(named.map((each) => found(each, problem)));
  const other = parts.other === undefined ? null : otherOf(state, action, parts.other, now);
  const stage = stageOf(state, learning, parts, now);
  const draft: CurationDraft = Curation.draft({
    learning: learning.id,
    action,
    stage,
    other,
    reason: relative(parts.reason),
    evidence,
    authority,
    attested,
    process,
  });
  const because = objectionNow(state, learning, draft, by);
  if (because !== null) throw refused(`${action} would count for nothing: ${because}.`, hintFor(action));
  return draft;
}

/** Throws CURATION_REFUSED where a contrary decision came first, on this clone or, as far as known, on another. */
export function refuseLateCuration(state: State, { id, learning, action }: CurationRecord): void {
  const about = state.get(Learning, learning);
  const judged = about ? promotionOf(state, about, curationsOf(state, about)).judged : [];
  const because = judged.find(({ record }) => record.id === id)?.because ?? null;
  if (because !== null) throw refused(`${action} counts for nothing: ${because}.`, hintFor(action));
}

/** Throws NOT_FOUND, AMBIGUOUS, or CURATION_REFUSED for another kind of record. */
function findLearning(state: State, id: string): LearningRecord {
  const record = findRecord(state, id);
  if (Learning.is(record)) return record;
  throw refused(`${record.id} is a ${record.record}, not a learning.`, "Send the id of a learning.");
}

async function found(
  evidence: Evidence,
  problem: (evidence: Evidence) => Promise<string | null>,
): Promise<Evidence> {
  const missing = await problem(evidence);
  if (missing !== null)
    throw refused(`evidence ${evidence.ref}: ${missing}.`, "Name evidence that can be found here.");
  return evidence;
}

function otherOf(state: State, action: CurationAction, id: string, now: number): string {
  if (action !== "merge" && action !== "contradict")
    throw refused(`other: ${action} is about one learning.`, "Leave other out.");
  const other = findLearning(state, id);
  const { withheld } = standingOf(state, other, now);
  if (withheld !== null)
    throw refused(
      `other: ${other.id} is not served (${withheld}).`,
      "Name the one that is to be served from now on.",
    );
  return other.id;
}

/** The named stage, or else the next one up or down. */
function stageOf(state: State, learning: LearningRecord, parts: CurationParts, now: number): Stage | null {
  const { action, stage } = parts;
  if (action !== "promote" && action !== "demote") {
    if (stage === undefined) return null;
    throw refused(`stage: ${action} changes no stage.`, "Leave stage out.");
  }
  const current = STAGES.indexOf(standingOf(state, learning, now).stage);
  const up = action === "promote";
  const wanted = stage ?? STAGES[current + (up ? 1 : -1)];
  if (wanted === undefined || STAGES.indexOf(wanted) > current !== up || STAGES.indexOf(wanted) === current)
    throw refused(
      `stage: the learning is at ${STAGES[current]}, so ${action} can't bring it to ${wanted ?? "any further"}.`,
      `Stages are, from the lowest: ${STAGES.join(", ")}.`,
    );
  return wanted;
}

/** What the fold would object to the record if it were stored already. */
function objectionNow(
  state: State,
  learning: LearningRecord,
  draft: CurationDraft,
  { session, runtime, clone, now }: Curator,
): string | null {
  const record: CurationRecord = {
    ...draft,
    v: RECORD_VERSION,
    id: LAST_ID,
    at: new Date(now).toISOString(),
    session,
    runtime,
    role: "supervisor",
    clone: clone ?? "",
    commit: null,
  };
  const then = supposing(state, record, { blob: "", own: true });
  const { judged } = promotionOf(then, learning, curationsOf(then, learning));
  return judged.find((each) => each.record === record)?.because ?? null;
}

const refused = (message: string, fix: string): AgentOpsError =>
  new AgentOpsError("CURATION_REFUSED", message, fix);

const HINTS: Record<CurationAction, string> = {
  promote:
    "It takes evidence, or more citations of other sessions, first; the list promotable names what has enough.",
  demote: "Another session than the author's has to do it, in the role of a supervisor.",
  retire: "Another session than the author's has to do it; restore first what is out of service already.",
  restore: "The list `out` holds what can be restored.",
  contradict: "Name in other the learning that holds, and in evidence a commit, a command or two records.",
  merge: "Name in other the learning that is to be served in its place.",
};
const hintFor = (action: CurationAction): string => HINTS[action];
