// Factors VI and XI: a sign of life on a job, what was tried, and the advice to hand off in time.
import * as z from "zod";
import { defineTool } from "../../src/define.ts";
import { heldJob } from "../../src/domain/holding.ts";
import { JOB_LIMITS } from "../../src/domain/job.ts";
import { relativise } from "../../src/domain/relative-paths.ts";
import { adviceFor } from "../../src/domain/saturation.ts";
import { checkText } from "../../src/domain/storable-text.ts";

export default defineTool({
  description:
    "Call after each step of your job and each failed attempt: keeps the job yours, tells a successor what failed, says when to hand off.",
  factors: [6, 11],
  role: "worker",
  effect: "write",
  input: z.strictObject({
    note: z.string().trim().min(1).max(JOB_LIMITS.note).describe("what was done or failed"),
    approach: z.string().trim().min(1).max(JOB_LIMITS.approach).optional().describe("short name of it"),
    failed: z.boolean().default(false).describe("it failed"),
    utilisation: z.number().min(0).max(1).optional().describe("share of context used"),
    job: z.string().min(4).max(26).optional().describe("of several"),
  }),
  output: z.object({ job: z.string(), token: z.int(), advice: z.string().nullable() }),
  examples: [
    {
      title: "Without a job",
      arguments: { note: "the parser handles empty input" },
      expect: "JOB_REFUSED",
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
  async run(context, { note, approach, failed, utilisation, job: named }) {
    const worker = { session: context.session.session, clone: await context.jobs.clone() };
    const { job, token } = heldJob(await context.state(), worker, named);
    checkText(JSON.stringify([note, approach]), "note");
    await context.jobs.renew(job.id, token);
    const relative = (text: string, most: number) =>
      relativise(text, context.code.root, context.code.home).slice(0, most);
    const event = {
      what: "progress",
      note: relative(note, JOB_LIMITS.note),
      approach: approach === undefined ? null : relative(approach, JOB_LIMITS.approach),
      failed,
      utilisation: utilisation ?? null,
    } as const;
    await context.append([{ record: "job_event", job: job.id, token, event }]);
    // Read again: who was stopped for long before the last step has been overtaken, and its record counts for nothing.
    const now = heldJob(await context.state(), worker, job.id);
    const strain = {
      utilisation: utilisation ?? null,
      minutes: await context.jobs.minutes(job.id),
      calls: context.jobs.calls(job.id),
    };
    return { job: now.name, token, advice: adviceFor(now, strain, await context.jobs.settings()) };
  },
});
