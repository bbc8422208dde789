// Looks for the ways in which a claim would fail before it is made.
import { definePrompt } from "../../src/api/define.ts";
import { bindingLocks, locksOf } from "../../src/claims/locks/ratchet.ts";

export default definePrompt({
  title: "Premortem",
  description: "Before you claim: imagine that the verdict is FAILED, and find out why.",
  phase: "select",
  arguments: [{ name: "statement", description: "what is about to be claimed", required: true }],
  text: async (context, { statement = "" }) => {
    const head = await context.code.head();
    const state = await context.state();
    const locks =
      head === null ? [] : bindingLocks(locksOf(state, await context.claims.lockFacts(state, head)));
    const held = locks
      .filter(({ reversal, containment }) => reversal === null && containment !== "elsewhere")
      .map(({ check, metric }) => (metric ? `${check} (${metric.value})` : check));
    return `About to be claimed: ${statement}

It is tomorrow, and the verdict was FAILED. Before you claim:
1. Name the five most likely causes: an input that nobody tried, a file that is on this machine only, a check that needs network or an environment variable, a lock that got worse, a criterion that no check decides.
2. For each, do what shows whether it is so: run it from a clean clone, with another input, without your environment.
3. Call retrieve_context with the statement and the paths you changed, and look for traps and dead ends among what it returns.
4. Call check_ratchet. Locked here: ${held.join(", ") || "nothing"}.
5. Fix what you found and commit, then submit_claim. Say in the evidence what you tried.
`;
  },
});
