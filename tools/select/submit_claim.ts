// Factor VII: takes what a worker says it has done, with evidence; somebody else grades it.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { CLAIM_LIMITS } from "../../src/claims/records/claim.ts";
import { Name } from "../../src/judges/answer.ts";
import { RISKS } from "../../src/policy/checks-and-levels.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import { submitClaim } from "../../src/use-cases/submit-claim.ts";

export default defineTool({
  title: "Submit a claim",
  description:
    "Call when work is done and committed: what you claim, and the check that decides each criterion. Then request_verdict; you can't grade it.",
  factors: [7],
  role: "worker",
  part: "checks",
  effect: "write",
  input: z.strictObject({
    statement: z.string().trim().min(1).max(CLAIM_LIMITS.statement).describe("what is now true"),
    commit: z.string().trim().min(1).max(200).optional().describe("commit or branch; HEAD"),
    criteria: z
      .array(
        z.strictObject({
          id: Name.max(60).describe("short name"),
          text: z.string().trim().min(1).max(CLAIM_LIMITS.criterion).describe("when it is met"),
          check: z.string().max(64).optional().describe("id of the policy's check"),
          run: z
            .array(z.string().min(1).max(2000))
            .min(1)
            .max(CLAIM_LIMITS.argv)
            .optional()
            .describe("own argv: decides nothing"),
        }),
      )
      .min(1)
      .max(CLAIM_LIMITS.criteria)
      .describe("what has to hold"),
    evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it; useful lessons"),
    risk: z.enum(RISKS).optional().describe("the job's or low; high asks for a judge too"),
    dry_run: z.boolean().default(false).describe("tell, store nothing"),
  }),
  output: z.object({
    id: z.string().nullable(),
    commit: z.string(),
    tree: z.string(),
    risk: z.string(),
    level: z.string(),
    checks: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "Without a policy on base nothing can check a claim",
      arguments: {
        statement: "Files with a newline in their name are refused",
        criteria: [{ id: "newline", text: "the test of names passes", check: "unit" }],
      },
      expect: "CLAIM_REFUSED",
    },
    {
      title: "A commit that is not here",
      arguments: {
        statement: "Files with a newline in their name are refused",
        commit: "0000000000000000000000000000000000000001",
        criteria: [{ id: "newline", text: "the test of names passes", check: "unit" }],
      },
      expect: "NOT_FOUND",
    },
  ],
  run: submitClaim,
});
