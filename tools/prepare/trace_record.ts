// Factor II: where a record comes from and what became of it.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { traceRecord } from "../../src/use-cases/trace-record.ts";

export default defineTool({
  title: "Trace a record",
  description:
    "Call before you rely on a doubtful lesson, or to learn why something was decided: who recorded it when, on what evidence, who cited it, what replaced it.",
  factors: [2],
  role: "worker",
  effect: "read",
  pages: "events",
  input: z.strictObject({
    id: z.string().min(6).max(200).describe("id, or its first or last 6 characters"),
  }),
  output: z.object({
    id: z.string(),
    record: z.string(),
    title: z.string().nullable(),
    state: z.string(),
    recorded: z
      .object({
        at: z.string(),
        session: z.string(),
        runtime: z.string(),
        role: z.string(),
        job: z.string().nullable(),
        code_commit: z.string().nullable(),
        journal_commit: z.string().nullable(),
        author: z.string().nullable(),
      })
      .nullable(),
    file: z.string().nullable(),
    derived_from: z.array(z.string()),
    superseded_by: z.string().nullable(),
    strength: z.number().nullable(),
    assurance: z.string().nullable(),
    stage: z.string().nullable(),
    events: z.array(
      z.object({
        at: z.string(),
        what: z.string(),
        session: z.string(),
        runtime: z.string(),
        note: z.string().optional(),
      }),
    ),
  }),
  examples: [
    {
      title: "Who recorded a lesson, and on what evidence",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "Biome replaces typescript-eslint here",
            kind: "decision",
            body: "typescript-eslint does not support TypeScript 7, because its main export has no compiler API. Biome parses by itself, so it is the linter.",
            evidence: [{ type: "url", ref: "https://biomejs.dev" }],
          },
        },
      ],
      arguments: { id: "$lesson.id" },
      expect: {
        record: "learning",
        recorded: { session: "monday" },
        derived_from: ["url https://biomejs.dev"],
        superseded_by: null,
      },
    },
    { title: "An unknown id", arguments: { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, expect: "NOT_FOUND" },
  ],
  run: (context, { id }) => traceRecord(context, id),
});
