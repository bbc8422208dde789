// Factors I and X: one pack of what earlier sessions learned about a task, within a budget of tokens.
import * as z from "zod";
import type { ReadContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { packLearnings, type WithheldHit } from "../../src/briefing/pack.ts";
import type { PackCandidate } from "../../src/briefing/reading-order.ts";
import { type RelatedEntry, type RelatedQuery, roomFor, withRelated } from "../../src/briefing/related.ts";
import { researchEntry, researchNear } from "../../src/briefing/related-research.ts";
import { claimsTouching, locksNear, workNear } from "../../src/briefing/related-work.ts";
import { bindingLocks, locksOf } from "../../src/claims/locks/ratchet.ts";
import { readersOf } from "../../src/learnings/servings.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { tidyGlob } from "../../src/policy/scope.ts";
import { LEARNING_KINDS, LIMITS } from "../../src/records/evidence.ts";
import type { LearningRecord } from "../../src/records/record.ts";
import { bylineOf, type State } from "../../src/records/state.ts";
import type { SearchHit } from "../../src/retrieval/query.ts";
import { relativise } from "../../src/shared/text/relative-paths.ts";
import { fence } from "../../src/shared/text/safe-text.ts";

/** Hits that are looked at before the pack is chosen: twice what it can hold, as some fall out. */
const CANDIDATES = 20;

export default defineTool({
  description:
    "Call before you plan, edit or debug, when the task changes, and with the error text when something fails. Returns lessons of earlier sessions: dead ends and traps first. Abstains when nothing is relevant.",
  factors: [1, 10],
  role: "worker",
  effect: "read",
  // The pack is bounded by the budget that the caller chose.
  maxBytes: 64_000,
  input: z.strictObject({
    task: z.string().min(1).max(4000).describe("the task, question or error text"),
    paths: z
      .array(z.string().min(1).max(LIMITS.path))
      .max(50)
      .default([])
      .describe("files or folders you will touch"),
    budget_tokens: z.int().min(200).max(8000).default(1500).describe("most tokens the answer may cost"),
    kinds: z.array(z.enum(LEARNING_KINDS)).max(5).optional().describe("only these kinds"),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        kind: z.enum(LEARNING_KINDS),
        text: z.string(),
        why: z.string(),
        tokens: z.int(),
        strength: z.number(),
        assurance: z.string(),
        stale: z.string().optional(),
      }),
    ),
    dropped: z.array(z.object({ id: z.string(), title: z.string(), reason: z.string() })),
    related: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
    tokens: z.int(),
    abstained: z.boolean(),
  }),
  examples: [
    {
      title: "A lesson of another session comes back, with the reason why",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "Vitest 5 does not start on Node 20",
            kind: "gotcha",
            body: "vitest 5 needs Node 22.12 or newer; on Node 20 it stops with ERR_REQUIRE_ESM. Stay on vitest 4.1 while engines says >=20.12.",
            tags: ["vitest", "node"],
          },
        },
      ],
      arguments: { task: "upgrade vitest to the newest version" },
      expect: { abstained: false, items: [{ id: "$lesson.id", kind: "gotcha" }] },
    },
    {
      title: "Nothing relevant: an empty pack, not noise",
      arguments: { task: "bake a sourdough bread with rye flour" },
      expect: { abstained: true, items: [] },
    },
    {
      title: "A budget out of range",
      arguments: { task: "x", budget_tokens: 100 },
      expect: "INVALID_ARGUMENT",
    },
  ],
  async run(context, { task, paths, budget_tokens, kinds }) {
    const state = await context.state();
    const hits = context.search.search({ task, paths, limit: CANDIDATES });
    const found = hits.flatMap((hit) => {
      const learning = state.learnings.get(hit.id);
      return learning && (kinds === undefined || kinds.includes(learning.kind)) ? [{ hit, learning }] : [];
    });
    const candidates = await Promise.all(
      found.map((each) => candidateOf(context, state, each.hit, each.learning)),
    );
    const related = await relatedTo(context, state, { task, paths });
    const learnings = packLearnings(
      candidates.flatMap((candidate) => ("reason" in candidate ? [] : [candidate])),
      {
        budget: budget_tokens - roomFor(related, budget_tokens),
        snippet: (candidate, maxTokens) => context.search.snippet(candidate.body, task, maxTokens),
        fence: (candidate, text) => fenced(state, candidate.id, text),
        withheld: candidates.filter((candidate) => "reason" in candidate),
      },
    );
    const pack = withRelated(learnings, related, budget_tokens);
    context.noteRetrieval(
      task,
      pack.items.map(({ id }) => id),
      pack.tokens,
    );
    return pack;
  },
});

/** Research first, then what others do there; all of it only where something is stored about the same paths or words. */
async function relatedTo(context: ReadContext, state: State, given: RelatedQuery): Promise<RelatedEntry[]> {
  const { root, home } = context.code;
  const query = { ...given, paths: given.paths.map((path) => tidyGlob(relativise(path, root, home))) };
  const research = await Promise.all(
    researchNear(state, query).map(async (record) =>
      researchEntry(record, query, await context.code.changed(record)),
    ),
  );
  const [first, ...more] = research;
  return [
    ...(first ? [first] : []),
    ...workNear(state, query.paths, context.session.session),
    ...(await locksOn(context, state, query.paths)),
    ...more,
  ];
}

/** Git is asked only where a claim with a verdict has touched these paths. */
async function locksOn(
  { claims, code }: ReadContext,
  state: State,
  paths: readonly string[],
): Promise<RelatedEntry[]> {
  const touching = claimsTouching(state, paths).filter(({ id }) => state.verdicts.has(id));
  const head = touching.length === 0 ? null : await code.head();
  if (head === null) return [];
  return locksNear(bindingLocks(locksOf(state, await claims.lockFacts(state, head))), touching);
}

/** With a reason for what the records withhold: superseded, found wrong, or a repetition. */
async function candidateOf(
  context: ReadContext,
  state: State,
  hit: SearchHit,
  learning: LearningRecord,
): Promise<PackCandidate | WithheldHit> {
  const standing = standingOf(state, learning, context.now);
  const { title, kind, body } = learning;
  if (standing.withheld !== null) return { ...hit, title, reason: standing.withheld };
  const changed = await context.code.changed(learning);
  return {
    ...hit,
    title,
    kind,
    body,
    strength: standing.strength,
    assurance: standing.assurance,
    stage: standing.stage,
    shownTo: readersOf(state, learning.id).size,
    proven: standing.proven,
    disputed: standing.disputed,
    ...(changed.length > 0
      ? { stale: `changed since it was recorded: ${changed.slice(0, 3).join(", ")}` }
      : {}),
  };
}

function fenced(state: State, id: string, text: string): string {
  const learning = state.learnings.get(id);
  if (!learning) return "";
  const { at, labels } = learning;
  const by = bylineOf(state, learning);
  return fence(text, {
    what: "learning",
    by,
    recorded: at.slice(0, 10),
    readsAsInstruction: labels.length > 0,
  });
}
