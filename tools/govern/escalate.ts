// Factor XI: a stuck worker asks upward, with all that whoever decides has to know.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { ESCALATION_LIMITS } from "../../src/jobs/records/escalation.ts";
import { escalate } from "../../src/use-cases/escalate.ts";

const part = (what: string) => z.string().trim().min(1).max(ESCALATION_LIMITS.part).describe(what);

const STUCK = {
  tried: "pinned the parser to 4.1 and to 4.2",
  failed: "test/lexer.test.ts: unexpected end of input",
  evidence: "npm test -- lexer exits 1 at both versions",
  hypothesis: "the fixture was made with a newer grammar",
  ask: "which grammar version is meant?",
};

export default defineTool({
  title: "Escalate",
  description:
    "Call when stuck, after repeated failures, or for a decision that isn't yours. The ruling comes with a later answer of any tool.",
  factors: [11],
  role: "worker",
  part: "jobs",
  effect: "write",
  deadlineMs: 58_000,
  input: z.strictObject({
    tried: part("what was tried"),
    failed: part("what failed, with the error"),
    evidence: part("paths, commands, record ids"),
    hypothesis: part("best guess at the cause"),
    ask: part("the one thing to decide"),
  }),
  output: z.object({
    id: z.string(),
    job: z.string().nullable(),
    reported_by: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  examples: [
    { title: "In five parts", arguments: STUCK, expect: { job: null, reported_by: ["tuesday"] } },
    {
      title: "Another session has met the same failure",
      given: [{ as: "first", session: "monday", tool: "escalate", arguments: STUCK }],
      arguments: { ...STUCK, failed: "test/lexer.test.ts: Unexpected end of input", ask: "skip the test?" },
      expect: { id: "$first.id", reported_by: ["monday", "tuesday"] },
    },
    {
      title: "Without the evidence",
      arguments: { tried: STUCK.tried, failed: STUCK.failed, hypothesis: STUCK.hypothesis, ask: STUCK.ask },
      expect: "INVALID_ARGUMENT",
    },
  ],
  run: escalate,
});
