// Factors III and IX: ends a job with what a fresh session can go on from, and with its second output, the lessons.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import { OUTCOMES } from "../../src/jobs/records/job_event.ts";
import { CITATION_OUTCOMES } from "../../src/learnings/records/citation.ts";
import { finishJob } from "../../src/use-cases/finish-job.ts";

const part = (what: string) => z.string().trim().max(JOB_LIMITS.part).optional().describe(what);

export default defineTool({
  title: "End the job",
  description:
    "Call to end your job: done, hand_off or failed. Needs a handoff for a stranger, and lessons or why there are none.",
  factors: [3, 9],
  role: "worker",
  part: "jobs",
  effect: "write",
  input: z.strictObject({
    outcome: z.enum(OUTCOMES).describe("of the job"),
    handoff: z
      .strictObject({
        goal: part("what for"),
        done: part("what holds now"),
        decisions: part("and why"),
        next: part("first step"),
      })
      .describe("20 lines in all"),
    citations: z
      .array(
        z.strictObject({
          id: z.string().min(6).max(26).describe("id"),
          outcome: z.enum(CITATION_OUTCOMES).exclude(["wrong"]),
        }),
      )
      .max(50)
      .default([])
      .describe("others' lessons not cited yet"),
    learnings: z.array(z.string().min(6).max(26)).max(50).default([]).describe("ids"),
    none_because: z.string().trim().min(1).max(JOB_LIMITS.reason).optional().describe("why no lessons"),
    keep_worktree: z.boolean().default(false).describe("if clean"),
    job: z.string().min(4).max(26).optional().describe("of several"),
  }),
  output: z.object({
    job: z.string(),
    state: z.string(),
    outcome: z.string(),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "Without lessons and half a handoff",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: { outcome: "done", handoff: { goal: "parse empty input", done: "it parses" } },
      expect: "JOB_REFUSED",
    },
    {
      title: "Handed to a fresh session",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: {
        outcome: "hand_off",
        handoff: {
          goal: "parse empty input without an exception",
          done: "the lexer returns an end token; test/lexer.test.ts passes",
          decisions: "an empty file is a program without statements, as in the grammar",
          next: "parser.ts still asks for a first statement",
        },
        none_because: "nothing that the grammar does not say already",
      },
      expect: { job: "$job.job", state: "open", outcome: "hand_off" },
    },
  ],
  run: finishJob,
});
