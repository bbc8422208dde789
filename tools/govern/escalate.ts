// Factor XI: a stuck worker asks upward, with all that whoever decides has to know.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { findEscalation } from "../../src/jobs/find-record.ts";
import { holdingOf } from "../../src/jobs/standing.ts";
import { ESCALATION_LIMITS } from "../../src/records/kinds/escalation.ts";
import { jobName } from "../../src/records/kinds/job.ts";
import { batchOf, escalationDraft, openBatches, ruledBefore } from "../../src/supervision/batches.ts";

const part = (what: string) => z.string().trim().min(1).max(ESCALATION_LIMITS.part).describe(what);

/** Sessions in the answer; the others are counted. */
const MOST_NAMED = 10;

const STUCK = {
  tried: "pinned the parser to 4.1 and to 4.2",
  failed: "test/lexer.test.ts: unexpected end of input",
  evidence: "npm test -- lexer exits 1 at both versions",
  hypothesis: "the fixture was made with a newer grammar",
  ask: "which grammar version is meant?",
};

export default defineTool({
  description:
    "Call when stuck, after repeated failures, or for a decision that isn't yours. The ruling comes with a later answer of any tool.",
  factors: [11],
  role: "worker",
  effect: "write",
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
    seen_by: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  examples: [
    { title: "In five parts", arguments: STUCK, expect: { job: null, seen_by: ["tuesday"] } },
    {
      title: "Another session has met the same failure",
      given: [{ as: "first", session: "monday", tool: "escalate", arguments: STUCK }],
      arguments: { ...STUCK, failed: "test/lexer.test.ts: Unexpected end of input", ask: "skip the test?" },
      expect: { id: "$first.id", seen_by: ["monday", "tuesday"] },
    },
    {
      title: "Without the evidence",
      arguments: { tried: STUCK.tried, failed: STUCK.failed, hypothesis: STUCK.hypothesis, ask: STUCK.ask },
      expect: "INVALID_ARGUMENT",
    },
  ],
  // In turn with others of this clone, so that the second of two at once is told the first one's id.
  run: (context, report) => context.jobs.inTurn(() => escalate(context, report)),
});

async function escalate(context: WriteContext, report: Parameters<typeof escalationDraft>[0]["report"]) {
  const before = await context.state();
  const { session } = context.session;
  const clone = await context.jobs.clone();
  const job = holdingOf(before, { session, clone });
  const draft = escalationDraft(
    { report, trigger: "worker", job, process: context.claims.process },
    context.code,
  );
  const same = openBatches(before)
    .flatMap(({ escalations }) => escalations)
    .find((each) => each.signature === draft.signature && each.session === session && each.clone === clone);
  const told = same && same.trigger === "worker" && same.job?.id === job?.id ? same : null;
  const [stored] = told ? [] : await context.append([draft]);
  const state = await context.state();
  const escalation = findEscalation(state, told?.id ?? stored?.record.id ?? "");
  const batch = batchOf(state, escalation);
  const earlier = ruledBefore(state, escalation);
  const sessions = [...new Set((batch?.escalations ?? [escalation]).map((each) => each.session))];
  return {
    id: batch?.id ?? escalation.id,
    job: job === null ? null : jobName(job.id),
    seen_by: sessions.slice(0, MOST_NAMED),
    notes: [
      ...(sessions.length > MOST_NAMED ? [`${sessions.length} sessions report the same failure`] : []),
      ...(told ? [`you have escalated this already as ${told.id}`] : []),
      ...(earlier === null
        ? []
        : [
            `ruling ${earlier.id} (${earlier.ruling}) answered the same failure before: agentops://trace/${earlier.id}`,
          ]),
    ],
  };
}
