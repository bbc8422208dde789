// Factor IX: drafts lessons from what records of a job or session, past commits and talks show, for their reader to reword.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { extractLearnings } from "../../src/use-cases/extract-learnings.ts";

export default defineTool({
  title: "Draft lessons",
  description:
    "Call before your work ends: drafts lessons from its records, with past from old commits and talks. Quotes are data: reword with cause and rule, then record_learning.",
  factors: [9],
  role: "worker",
  effect: "read",
  pages: "drafts",
  input: z.strictObject({
    job: z.string().min(4).max(26).optional().describe("another job"),
    session: z.string().min(1).max(200).optional().describe("or session"),
    past: z.boolean().optional().describe("of history: the best few not done"),
    done: z
      .array(z.string().min(4).max(60))
      .max(50)
      .optional()
      .describe("ids of past drafts recorded or worth nothing"),
  }),
  output: z.object({
    of: z.string(),
    drafts: z.array(
      z.object({
        id: z.string().optional(),
        title: z.string(),
        kind: z.string(),
        body: z.string(),
        symptoms: z.array(z.string()),
        paths: z.array(z.string()),
        evidence: z.array(z.object({ type: z.string(), ref: z.string() })),
      }),
    ),
    left: z.int().optional(),
    none_because: z.string().nullable(),
  }),
  examples: [
    {
      title: "An attempt that failed",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
        {
          as: "failure",
          session: "tuesday",
          tool: "report_progress",
          arguments: { note: "the regex backtracks on 2 MB of input", approach: "regex", failed: true },
        },
      ],
      arguments: {},
      expect: {
        of: "$job.job",
        drafts: [
          { title: 'The approach "regex" failed: "the regex backtracks on 2 MB of input"', kind: "failure" },
        ],
        none_because: null,
      },
    },
    {
      title: "Nothing to learn from",
      arguments: {},
      expect: { of: "tuesday", drafts: [] },
    },
    {
      title: "From what happened before anybody recorded lessons",
      arguments: { past: true },
      expect: { of: "the past of this repository", drafts: [], left: 0 },
    },
    { title: "An unknown job", arguments: { job: "j-00000000" }, expect: "NOT_FOUND" },
  ],
  run: extractLearnings,
});
