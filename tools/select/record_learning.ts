// Factor IX: takes a lesson, lets the gate decide, and stores what it admits.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { findRecord } from "../../src/jobs/find-record.ts";
import { citedFiles, judge, recordOf, shareable } from "../../src/learnings/admission.ts";
import type { GateJudgement } from "../../src/learnings/gate/gate.ts";
import type { LearningDraft } from "../../src/learnings/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { Evidence, LEARNING_KINDS, LIMITS, OneLine } from "../../src/records/evidence.ts";
import type { State } from "../../src/records/state.ts";
import type { Similar } from "../../src/retrieval/query.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";

export default defineTool({
  description:
    "Call as soon as you know what a later session would pay for again: dead end, trap, decision and reason. One lesson per call. If refused, change the sentence named.",
  factors: [9],
  role: "worker",
  effect: "write",
  everyPhase: true,
  input: z.strictObject({
    title: OneLine.max(LIMITS.title).describe("the lesson in one line"),
    body: z.string().trim().min(1).max(LIMITS.body).describe("what happens, where, what to do"),
    kind: z.enum(LEARNING_KINDS).describe("failure: dead end, gotcha: trap"),
    paths: z.array(OneLine.max(LIMITS.path)).max(LIMITS.paths).default([]).describe("files concerned"),
    tags: z.array(OneLine.max(LIMITS.tag)).max(LIMITS.tags).default([]).describe("search words"),
    evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it"),
    confidence: z.number().min(0).max(1).optional().describe("estimate"),
    supersedes: z.string().max(26).optional().describe("id it replaces"),
    distinct_because: z.string().max(500).optional().describe("why no duplicate"),
  }),
  output: z.object({
    id: z.string().nullable(),
    state: z.enum(["admitted", "refused"]),
    reasons: z.array(z.object({ check: z.string(), sentence: z.string().nullable(), fix: z.string() })),
    similar: z.array(z.object({ id: z.string(), title: z.string(), similarity: z.number() })),
    file: z.string().nullable(),
    note: z.string().nullable(),
  }),
  examples: [
    {
      title: "A trap, with the file it concerns",
      arguments: {
        title: "A newline in the file name shifts every later answer of git cat-file --batch",
        kind: "gotcha",
        body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so every answer after it belongs to the wrong one. Refuse names with a newline before writing them to its stdin.",
        tags: ["git", "cat-file"],
      },
      expect: { state: "admitted", reasons: [] },
    },
    {
      title: "The gate names the sentence to change",
      arguments: {
        title: "Be careful with git",
        kind: "pattern",
        body: "Always write clean code and test it well.",
      },
      expect: "GATE_REFUSED",
    },
    {
      title: "A near-duplicate gets the id to cite instead",
      given: [
        {
          as: "first",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "git clone does not fetch refs/agentops",
            kind: "gotcha",
            body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec: git fetch origin 'refs/agentops/*:refs/agentops/*'.",
          },
        },
      ],
      arguments: {
        title: "git clone does not fetch refs/agentops",
        kind: "gotcha",
        body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec, as in git fetch origin 'refs/agentops/*:refs/agentops/*'.",
      },
      expect: "DUPLICATE",
    },
  ],
  async run(context, args) {
    const state = await context.state();
    const draft = shareable(draftOf(args, state), context.code.root, context.code.home);
    const { judgement, similar } = await judge(draft, {
      ...context.search,
      problem: (evidence) => context.code.problem(evidence, state),
    });
    if (!judgement.admitted) throw refusal(judgement, similar);
    const seen = await context.code.blobs(citedFiles(draft));
    const { process } = context.claims;
    const record = { ...recordOf(draft, judgement.labels, seen), ...(process === null ? {} : { process }) };
    const { id, file, note } = await context.recordLearning(record);
    const reasons = await replacement(context, id, draft.supersedes);
    return { id, state: "admitted" as const, reasons, similar, file, note };
  },
});

type Arguments = Omit<LearningDraft, "confidence" | "supersedes" | "distinctBecause"> & {
  confidence?: number | undefined;
  supersedes?: string | undefined;
  distinct_because?: string | undefined;
};

function draftOf({ distinct_because, ...args }: Arguments, state: State): LearningDraft {
  return {
    ...args,
    confidence: args.confidence ?? null,
    supersedes: args.supersedes === undefined ? null : predecessor(state, args.supersedes),
    distinctBecause: distinct_because ?? null,
  };
}

function predecessor(state: State, id: string): string {
  const record = findRecord(state, id);
  if (record.record === "learning") return record.id;
  throw new AgentOpsError(
    "NOT_FOUND",
    `supersedes: ${record.id} is a ${record.record}, not a learning.`,
    "Send the id of the learning that this one replaces.",
  );
}

/** A replacement with less assurance than what it replaces waits, and its author should know. */
async function replacement(context: WriteContext, id: string, replaced: string | null) {
  const state = replaced === null ? null : await context.state();
  const learning = replaced === null ? undefined : state?.learnings.get(replaced);
  if (!state || !learning) return [];
  const { supersededBy, assurance } = standingOf(state, learning, context.now);
  if (supersededBy === id) return [];
  const made =
    assurance === "reviewed" ? "this learning is merged into base" : "another session confirms this one";
  const fix = `${learning.id} is served on until ${made}: it has more assurance.`;
  return [{ check: "unique", sentence: null, fix }];
}

function refusal(judgement: GateJudgement, similar: readonly Similar[]): AgentOpsError {
  const [first] = judgement.reasons;
  const where = first?.sentence ? ` Change: "${first.sentence}"` : "";
  return new AgentOpsError(
    judgement.code ?? "GATE_REFUSED",
    `The gate refused this learning (${judgement.reasons.map(({ check }) => check).join(", ")}); nothing was stored.${where}`,
    first?.fix ?? "Say what happened, where, and what to do instead.",
    { id: null, state: "refused", reasons: judgement.reasons, similar, file: null, note: null },
  );
}
