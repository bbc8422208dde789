// Decides which opinions count and whether a verdict reports them truly. It reads only records, so a forged one is worth
// nothing.

import { isGrounded, type Result } from "../../judges/answer.ts";
import type { Floor, Judge, Panel } from "../../policy/judges-and-panels.ts";
import { NOT_OWN } from "../../records/authority.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import { type OpinionRecord, opinionsByClaim } from "../records/opinion.ts";
import type { CouncilWord, VerdictRecord } from "../records/verdict.ts";
import { barredBy, type CouncilResult, councilOf, type JudgeRecordOf, type Vote } from "./rule.ts";

/** Why an opinion does not count; null when it does. `vouched`: it is sealed in a verdict that somebody has signed. */
export function objectionToOpinion(state: State, opinion: OpinionRecord, vouched = false): string | null {
  const claim = state.get(Claim, opinion.claim);
  if (!claim) return "there is no such claim";
  if (opinion.session === claim.session) return "by the claim's own session";
  if (opinion.role !== "judge") return `in the role of a ${opinion.role}`;
  if (!vouched && state.origin(opinion.id)?.own !== true) return NOT_OWN;
  if (opinion.claimDigest.gitBlob !== state.origin(claim.id)?.blob) return "about another text of the claim";
  return null;
}

/** What judges of one clone have said of these bytes, oldest first. */
export const opinionsOn = (
  state: State,
  claim: ClaimRecord,
  packet: string,
  clone: string | null,
): OpinionRecord[] =>
  state
    .by(opinionsByClaim, claim.id)
    .filter((opinion) => opinion.clone === clone && opinion.packet.sha256 === packet)
    .filter((opinion) => objectionToOpinion(state, opinion) === null)
    .toSorted(compareIds);

/** Each judge's last opinion; a note that it could not be asked counts only where it has given no opinion. */
export const newestOfEach = (opinions: readonly OpinionRecord[]): OpinionRecord[] => {
  const asked = ({ attempts }: OpinionRecord) => attempts > 0;
  const rising = [...opinions.filter((each) => !asked(each)), ...opinions.filter(asked)];
  return [...new Map(rising.map((opinion) => [opinion.judge.id, opinion])).values()];
};

/** Why an opinion is kept without counting: an earlier policy asked this judge about the same packet. */
const OFF_PANEL = "not on the panel, as the policy now has it";

/** True if the opinion comes from this judge of the policy. */
export const isBy = ({ judge }: OpinionRecord, { id, adapter, vendor, model }: Judge): boolean =>
  judge.id === id &&
  judge.adapter === adapter &&
  judge.vendor === vendor &&
  (judge.asked === undefined || judge.asked === (model ?? null));

const voteOf = ({ judge, decision, findings }: OpinionRecord, barred: string | null): Vote => ({
  judge: judge.id,
  vendor: judge.vendor,
  decision,
  grounded: isGrounded(findings),
  barred,
});

/** A panel, the record that its judges need, and the records that they have. */
export interface Bench extends Panel {
  readonly floor: Floor | null;
  readonly recordOf: JudgeRecordOf;
}

/** What a verdict says of the opinions on its packet, one per judge. */
export function councilWord(
  state: State,
  opinions: readonly OpinionRecord[],
  packet: CouncilWord["packet"],
  { judges: panel, quorum, floor, recordOf }: Bench,
): CouncilWord {
  const judges = opinions.map((opinion) => {
    const { id, vendor, version, model } = opinion.judge;
    const sits = panel.some((judge) => isBy(opinion, judge));
    const record = sits ? recordOf(id, version) : null;
    const blob = state.origin(opinion.id)?.blob ?? "";
    return {
      opinion: { id: opinion.id, gitBlob: blob },
      id,
      vendor,
      version,
      model,
      decision: opinion.decision,
      barred: sits ? barredBy(floor, record) : OFF_PANEL,
      record,
      cost: opinion.cost,
    };
  });
  const votes = opinions.map((opinion, at) => voteOf(opinion, judges[at]?.barred ?? null));
  const { result, because } = councilOf(votes, quorum);
  return { result, because, quorum, packet, judges };
}

/** Why a verdict misreports its judges; null when it does not, or names none. */
export function objectionToCouncil(state: State, verdict: VerdictRecord, vouched = false): string | null {
  const { council } = verdict.statement.predicate;
  const claim = state.get(Claim, verdict.claim);
  if (council === undefined || !claim) return null;
  if (new Set(council.judges.map(({ id }) => id)).size < council.judges.length)
    return "one of its judges is counted twice";
  const opinions = state.by(opinionsByClaim, verdict.claim);
  const votes: Vote[] = [];
  for (const said of council.judges) {
    const opinion = opinions.find(({ id }) => id === said.opinion.id);
    if (!opinion || opinion.clone !== verdict.clone || objectionToOpinion(state, opinion, vouched) !== null)
      return `the opinion of ${said.id} is not in its journal`;
    if (state.origin(opinion.id)?.blob !== said.opinion.gitBlob)
      return `the opinion of ${said.id} is not the one that was sealed`;
    const { judge, packet } = opinion;
    if (judge.id !== said.id || judge.vendor !== said.vendor || judge.version !== said.version)
      return `the opinion of ${said.id} is by another judge`;
    if (packet.sha256 !== council.packet.sha256) return `the opinion of ${said.id} is about another packet`;
    if (opinion.decision !== said.decision) return `the opinion of ${said.id} says ${opinion.decision}`;
    votes.push(voteOf(opinion, said.barred));
  }
  const heard = new Set(council.judges.map(({ opinion }) => opinion.id));
  const before = opinionsOn(state, claim, council.packet.sha256, verdict.clone).filter(
    ({ id }) => id < verdict.id,
  );
  const silenced = newestOfEach(before).find(({ id }) => !heard.has(id));
  if (silenced) return `it leaves out the opinion of ${silenced.judge.id}`;
  return councilOf(votes, council.quorum).result === council.result
    ? null
    : "its council's result does not follow from the opinions";
}

/**
 * The judges' result of a verdict that counts, worded anew from their opinions, as the sentence in the verdict is its
 * author's.
 */
export function saidByCouncil(state: State, { claim, statement }: VerdictRecord): string {
  const { council } = statement.predicate;
  const opinions = new Map(state.by(opinionsByClaim, claim).map((opinion) => [opinion.id, opinion]));
  const votes = (council?.judges ?? []).flatMap(({ opinion: { id }, barred }) => {
    const opinion = opinions.get(id);
    return opinion === undefined ? [] : [voteOf(opinion, barred)];
  });
  return councilOf(votes, council?.quorum ?? 1).because;
}

/** The whole result: judges are asked only about what the checks have passed, and can only lower it. */
export function resultWith(council: CouncilResult | null, checks: Result): Result {
  if (council === null || checks !== "PASSED") return checks;
  if (council === "PASS") return "PASSED";
  return council === "FAIL" ? "FAILED" : "NOT_PROVEN";
}

/** Findings that did not change the result, which are kept and shown all the same. */
export function minorityOf(state: State, claim: ClaimRecord, { judges, result }: CouncilWord) {
  const opinions = state.by(opinionsByClaim, claim.id);
  return judges.flatMap(({ opinion: { id }, id: judge }) => {
    const opinion = opinions.find((each) => each.id === id);
    const decided = result === "FAIL" && opinion?.decision === "FAIL";
    return (opinion?.findings ?? []).map((finding) => ({
      judge,
      decided: decided && finding.grounded && finding.level === "error",
      ...finding,
    }));
  });
}
