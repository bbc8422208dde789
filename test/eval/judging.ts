// Has an agent judge calibration cases as a judge of the policy would, and counts what it missed and refused.

import cases from "agentops:calibration";
import { CalibrationCase, isAtFault } from "../../src/calibration/case.ts";
import { CRITERION, type LaidCase, openGround } from "../../src/calibration/lay-out.ts";
import { shuffled } from "../../src/calibration/run.ts";
import { type Tally, tallyOf } from "../../src/claims/council/judge-record.ts";
import type { CaseResult } from "../../src/claims/records/calibration.ts";
import { readAnswer } from "../../src/judges/answer.ts";
import { answerIn } from "../../src/judges/find-answer.ts";
import type { Agent } from "./agent.ts";

/** As many cases in the order that the seed gives, without the first `after` of them; `onResult` hears of each. */
export async function judgeCases(
  agent: Agent,
  { count, seed, after = 0 }: { readonly count: number; readonly seed: number; readonly after?: number },
  onResult: (result: CaseResult) => void,
): Promise<Tally> {
  const chosen = shuffled(Object.entries(cases), seed).slice(after, count);
  const ground = await openGround(
    chosen.map(([name, each]) => ({ name, case: CalibrationCase.parse(each) })),
  );
  const results: CaseResult[] = [];
  try {
    for (const at of chosen.keys()) {
      const laid = await ground.lay(at);
      const began = performance.now();
      const said = await agent(`${laid.packet}\nAGENTOPS_CHECKOUT names no folder here.\n`);
      const result = resultOf(laid, said, Math.round(performance.now() - began));
      results.push(result);
      onResult(result);
    }
  } finally {
    await ground.remove();
  }
  return tallyOf(results);
}

function resultOf({ name, case: each }: LaidCase, said: string, ms: number): CaseResult {
  const answer = readAnswer(answerIn(said), [CRITERION], "");
  const facts = { case: name, kind: each.kind, ms };
  if (typeof answer === "string") return { ...facts, decision: "ABSTAIN", grounded: false, located: false };
  const exists = (location: string | null) => {
    const [, file = "", line = "1"] = /^(.*?)(?::(\d+))?$/.exec(location ?? "") ?? [];
    const lines = each.after[file]?.trimEnd().split("\n").length ?? 0;
    return location === "claim" || (Number(line) >= 1 && Number(line) <= lines);
  };
  return {
    ...facts,
    decision: answer.decision,
    grounded: answer.findings.some(({ level, location }) => level === "error" && exists(location)),
    located: answer.findings.some(({ location }) => location !== null && isAtFault(each, location)),
  };
}
