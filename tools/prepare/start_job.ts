// Factors III and VI: gives a session one job, its lease, and all that earlier workers left for it.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import { Title } from "../../src/jobs/records/job.ts";
import { WrittenScope } from "../../src/jobs/scope.ts";
import { startJob } from "../../src/use-cases/start-job.ts";

export default defineTool({
  title: "Take a job",
  description:
    "Call before work: takes a queued job (job), the next ready one (nothing) or your own (title, write). One at a time. brief: predecessors' handoff, failures, lessons. token: counts its holders; nothing asks for it.",
  factors: [3, 6],
  role: "worker",
  part: "jobs",
  effect: "write",
  input: z.strictObject({
    job: z.string().min(4).max(26).optional().describe("id"),
    title: Title.optional().describe("your own job"),
    write: WrittenScope.default([]).describe("globs it may write to"),
    from: z.string().min(1).max(250).optional().describe("branch to begin at, in a worktree"),
    isolate: z.boolean().default(false).describe("own worktree and branch"),
    reason: z.string().trim().min(1).max(JOB_LIMITS.reason).optional().describe("why a second one"),
  }),
  output: z.object({
    job: z.string().optional(),
    title: z.string().optional(),
    token: z.int().optional(),
    write: z.array(z.string()).optional(),
    worktree: z.string().nullable().optional(),
    branch: z.string().nullable().optional(),
    brief: z.string().optional(),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "A job of one's own",
      arguments: { title: "Find out why the nightly build is slow", write: ["ci/**"] },
      expect: { token: 1, write: ["ci/**"], worktree: null },
    },
    {
      title: "One agent, one job",
      given: [
        {
          as: "first",
          session: "tuesday",
          tool: "start_job",
          arguments: { title: "Update the parser", write: ["src/parser/**"] },
        },
      ],
      arguments: { title: "Update the printer", write: ["src/printer/**"] },
      expect: "JOB_REFUSED",
    },
    { title: "Nothing is queued", arguments: {}, expect: {} },
  ],
  run: startJob,
});
