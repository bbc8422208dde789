// Factor VIII: opens a lock on a supervisor's authority, and keeps for ever who, why and what follows.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { reversalOf } from "../../src/claims/locks/reversal.ts";
import { CLAIM_LIMITS } from "../../src/claims/records/claim.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";

export default defineTool({
  title: "Open a lock",
  description:
    "Call to open the locks that a check holds until now, when a regression is wanted or can't be helped. Recorded for ever; later passes lock again.",
  factors: [8],
  role: "supervisor",
  effect: "write",
  input: z.strictObject({
    check: z.string().min(1).max(64).describe("id of the locked check"),
    reason: z.string().trim().min(1).max(CLAIM_LIMITS.reason).describe("why it may get worse"),
    authority: z.string().trim().min(1).max(200).describe("who decided it"),
    follow_up: z.string().trim().min(1).max(1000).describe("what will be done about it, and when"),
  }),
  output: z.object({ id: z.string(), check: z.string(), claim: z.string().nullable() }),
  examples: [
    {
      title: "A check without a lock",
      arguments: {
        check: "unit",
        reason: "the feature is dropped",
        authority: "release manager",
        follow_up: "remove the test with the feature",
      },
      expect: "NOT_FOUND",
    },
  ],
  async run(context, parts) {
    const head = await context.code.head();
    if (head === null)
      throw new AgentOpsError("NOT_FOUND", "There is no commit yet.", "Nothing is locked here.");
    const state = await context.state();
    const facts = await context.claims.lockFacts(state, head);
    const { session } = context.session;
    const draft = reversalOf(state, facts, { ...parts, attested: "supervisor", session });
    const [stored] = await context.append([draft]);
    if (!stored) throw new Error("the journal stored nothing");
    return { id: stored.record.id, check: parts.check, claim: draft.claim };
  },
});
