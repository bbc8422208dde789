// Ends a piece of work the way it is judged: claim, verdict by others, ratchet, lessons.
import { definePrompt } from "../../src/api/define.ts";

export default definePrompt({
  title: "Select",
  description: "Hand in work: claim it, have it verified by others, keep what passed.",
  phase: "select",
  arguments: [],
  text: async (context) => {
    const { policy, name, isProtected } = await context.claims.policy();
    const checks = policy.checks.map(({ id }) => id);
    return `Checks of the policy on ${name}: ${checks.join(", ") || "none"}${isProtected ? "" : " (an unprotected branch)"}.

1. Commit everything. A claim is about a commit; uncommitted work is refused.
2. Call check_ratchet. If a lock is worse, you broke what had passed: fix it first.
3. Call submit_claim: what is now true, one criterion per thing that has to hold, each with the check that decides it, and as evidence the lessons that helped (type record).
4. Call request_verdict. While it says pending, call it again. FAILED comes with the output: fix the cause, never the check, commit, claim again.
5. Where it says that somebody has to judge it too, stop and tell the user: you can't judge your own claim, and neither can a session that you start.
6. Record what the failures on the way taught (record_learning). Lessons never make a claim stale.
`;
  },
});
