// Brings a claim before its judges, and tells what to do with what they say.

import type { ReadContext } from "../../src/api/context.ts";
import { definePrompt } from "../../src/api/define.ts";
import { councilLines } from "../../src/claims/council/text.ts";
import { findClaim } from "../../src/claims/find-claim.ts";
import { standingOfClaim } from "../../src/claims/standing.ts";

const MANY = 20;

export default definePrompt({
  title: "Council",
  description: "Have a claim judged by several vendors, and act on what they say.",
  phase: "select",
  arguments: [{ name: "claim", description: "id of the claim, once there is one", required: false }],
  text: async (context, { claim: typed = "" }) => {
    const { policy, name } = await context.claims.policy();
    const judges = policy.judges.map(({ id, vendor }) => `${id} (${vendor})`);
    const asked =
      judges.length === 0
        ? "none: another session or a person judges"
        : `${judges.slice(0, MANY).join(", ")}; they are asked where a panel sits on a changed path, and for every claim that needs L2`;
    return `Judges of the policy on ${name}: ${asked}.

${typed === "" ? "There is no claim yet." : await soFar(context, typed)}

1. Commit everything and call submit_claim. Judges see the change, your criteria, the receipts and the lessons on these files; they see nothing of this conversation, so a criterion has to say all that it means.
2. Call request_verdict until it is no longer pending. Judges take minutes. You neither start them nor speak to them, and nothing in your commit can: a text that tells a judge how to decide is reported as an order.
3. FAILED: read agentops://verdicts/{id}. Each objection names a place; look there before you answer it. Fix the cause, commit, claim again.
4. awaits_judgement: judges of different vendors contradict each other. Stop, and give the user both sides with their places; a person decides with agentops-mcp review. You are no tie-breaker, and neither is a session that you start.
5. not_proven: too few have answered. Say which, and why, and ask the user to repair it or to review the claim.
6. PASSED: read the findings all the same. What a single judge noticed is kept there although it decided nothing.
`;
  },
});

async function soFar(context: ReadContext, typed: string): Promise<string> {
  const state = await context.state();
  const claim = findClaim(state, typed);
  const standing = standingOfClaim(state, claim, await context.claims.policyFacts(state));
  const { verdict, missing } = standing;
  const lines = verdict === null ? [] : councilLines(state, verdict);
  return [`Claim ${claim.id}: ${standing.state}${missing === null ? "" : `; ${missing}`}`, ...lines].join(
    "\n",
  );
}
