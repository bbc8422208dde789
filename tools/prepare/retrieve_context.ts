// Factors I and X: one pack of what earlier sessions learned about a task, within a budget of tokens.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { LEARNING_KINDS, LIMITS } from "../../src/records/evidence.ts";
import { RETRIEVAL_LIMITS, retrieveContext } from "../../src/use-cases/retrieve-context.ts";

const { tokens } = RETRIEVAL_LIMITS;

export default defineTool({
  title: "Look up lessons",
  description:
    "Call before you plan, edit or debug, when the task changes, and with the error text when something fails. Returns lessons of earlier sessions, dead ends first. When it abstains, ask in other words before concluding that nothing is known.",
  factors: [1, 10],
  role: "worker",
  effect: "read",
  alwaysLoad: true,
  // The caller's own budget limits the pack.
  maxBytes: 64_000,
  input: z.strictObject({
    task: z
      .string()
      .min(1)
      .max(RETRIEVAL_LIMITS.task)
      .describe(
        "in English, two or three wordings, one a line, with identifiers, error texts, a lesson's terms",
      ),
    paths: z
      .array(z.string().min(1).max(LIMITS.path))
      .max(RETRIEVAL_LIMITS.paths)
      .default([])
      .describe("files or folders you will touch"),
    budget_tokens: z.int().min(tokens.least).max(tokens.most).default(tokens.usual).describe("of the answer"),
    kinds: z
      .array(z.enum(LEARNING_KINDS))
      .max(RETRIEVAL_LIMITS.kinds)
      .optional()
      .describe("only these kinds"),
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
        elsewhere: z.string().optional(),
        layer: z.string().optional(),
      }),
    ),
    dropped: z.array(
      z.object({ id: z.string(), title: z.string(), reason: z.string(), layer: z.string().optional() }),
    ),
    related: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
    tokens: z.int(),
    abstained: z.boolean(),
    hint: z.string().optional(),
    nearest: z.array(z.string()).optional(),
    memory: z.string().optional().describe("why not all is known that could be"),
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
  run: retrieveContext,
});
