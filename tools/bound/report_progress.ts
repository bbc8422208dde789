// Factors VI and XI: a sign of life on a job, what was tried, and the advice to hand off in time.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import { MESSAGE_LIMITS } from "../../src/supervision/records/message.ts";
import { reportProgress } from "../../src/use-cases/report-progress.ts";

export default defineTool({
  title: "Report progress",
  description:
    "Call after each step of your job and, job or not, each failed attempt: keeps the job yours, warns successors, says when to hand off.",
  factors: [6, 11],
  role: "worker",
  part: "jobs",
  effect: "write",
  input: z.strictObject({
    note: z.string().trim().min(1).max(JOB_LIMITS.note).describe("what was done or failed"),
    approach: z.string().trim().min(1).max(JOB_LIMITS.approach).optional().describe("short name of it"),
    failed: z.boolean().default(false).describe("it failed"),
    utilisation: z.number().min(0).max(1).optional().describe("share of context used"),
    job: z.string().min(4).max(26).optional().describe("of several"),
    tell: z
      .string()
      .trim()
      .min(1)
      .max(MESSAGE_LIMITS.name)
      .optional()
      .describe("leave the note for a path, job or session:<id>"),
  }),
  output: z.object({ job: z.string().nullable(), token: z.int().nullable(), advice: z.string().nullable() }),
  examples: [
    {
      title: "A step without a job",
      arguments: { note: "the parser handles empty input" },
      expect: "JOB_REFUSED",
    },
    {
      title: "A failed attempt without a job is noted for later sessions",
      arguments: { note: "npm test: the lexer stops at an empty line", failed: true },
      expect: { job: null, token: null },
    },
    {
      title: "A note for whoever touches a folder next",
      arguments: { note: "the fixtures are being rewritten until Friday", tell: "test/fixtures" },
      expect: { job: null, token: null },
    },
    {
      title: "A step",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: { note: "the parser handles empty input" },
      expect: { job: "$job.job", token: 1, advice: null },
    },
  ],
  run: reportProgress,
});
