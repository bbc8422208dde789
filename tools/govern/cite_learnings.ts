// Factor X: the words of later sessions on a lesson, from which its strength is computed.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { CITATIONS_PER_SESSION } from "../../src/learnings/citations.ts";
import { CITATION_OUTCOMES } from "../../src/learnings/records/citation.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import { citeLearnings } from "../../src/use-cases/cite-learnings.ts";

export default defineTool({
  title: "Cite lessons",
  description:
    "Call when another session's lesson turns out applied (it helped), still_true (you checked), ignored (not about your task), stale or wrong (needs note and evidence): decides what later sessions see.",
  factors: [10],
  role: "worker",
  effect: "write",
  alwaysLoad: true,
  everyPhase: true,
  input: z.strictObject({
    citations: z
      .array(
        z.strictObject({
          id: z.string().min(6).max(26).describe("from retrieve_context, a raw one too"),
          outcome: z.enum(CITATION_OUTCOMES).describe("what came of it"),
          note: z.string().trim().max(1000).optional().describe("what you saw"),
          evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it"),
        }),
      )
      .min(1)
      .max(CITATIONS_PER_SESSION)
      .describe("one per lesson"),
  }),
  output: z.object({
    cited: z.array(
      z.object({
        id: z.string(),
        outcome: z.string(),
        counted: z.boolean(),
        strength: z.number(),
        note: z.string().optional(),
      }),
    ),
  }),
  examples: [
    {
      title: "Another session's lesson helped",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "simple-git waits 50 ms after every command that prints nothing",
            kind: "gotcha",
            body: "simple-git 4.0.2 adds a fixed 50 ms to commands without output, such as update-ref. Use execFile for those and keep simple-git for log, diff and fetch.",
          },
        },
      ],
      arguments: { citations: [{ id: "$lesson.id", outcome: "applied" }] },
      expect: { cited: [{ id: "$lesson.id", counted: true }] },
    },
    {
      title: "A dispute has to show what is wrong",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "lunr throws on a query with a colon",
            kind: "gotcha",
            body: "lunr 2.3.9 reads fix: as a field name and throws QueryParseError for unknown fields. Hand it tokens of letters and digits only.",
          },
        },
      ],
      arguments: { citations: [{ id: "$lesson.id", outcome: "wrong" }] },
      expect: "CITATION_REFUSED",
    },
  ],
  run: (context, { citations }) => citeLearnings(context, citations),
});
