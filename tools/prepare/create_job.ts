// Factors III and XI: puts a job into the queue, from which workers take one at a time.

import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { globsWithin } from "../../src/briefing/job-brief.ts";
import { NEW_JOB_FIELDS } from "../../src/jobs/draft.ts";
import { JobEntry } from "../../src/jobs/file.ts";
import Job, { Title } from "../../src/jobs/records/job.ts";
import { standingOfJob } from "../../src/jobs/standing.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { type QueuedJob, queueJobs } from "../../src/use-cases/queue-jobs.ts";

export default defineTool({
  title: "Queue a job",
  description:
    "Call to queue a job, or a plan of several. Keep each to one session, and name in write all it may change: overlapping scopes wait for each other.",
  factors: [3, 11],
  role: "supervisor",
  effect: "write",
  input: z.strictObject({
    ...NEW_JOB_FIELDS,
    title: Title.optional().describe("what to do"),
    jobs: z.array(z.record(z.string(), z.unknown())).max(50).optional().describe("several; key: for after"),
    dry_run: z.boolean().default(false).describe("only show the plan"),
  }),
  output: z.object({
    id: z.string().optional(),
    record: z.string().optional(),
    state: z.string().optional(),
    waits_for: z.array(z.string()).optional(),
    /** Where the repository names a place differently from what was sent. */
    write: z.array(z.string()).optional(),
    queued: z.array(z.string()).optional(),
    plan: z
      .object({
        waves: z.array(z.array(z.string())),
        overlaps: z.array(z.string()),
        gaps: z.array(z.string()),
        lessons: z.array(z.string()),
      })
      .optional(),
  }),
  examples: [
    {
      title: "A job for one session",
      arguments: {
        title: "Reject tokens older than a day",
        write: ["src/auth/**", "test/auth/**"],
        acceptance: ["a token of 25 hours is refused, one of 23 is not"],
      },
      expect: { state: "open", waits_for: [] },
    },
    {
      title: "A plan, before it is queued",
      arguments: {
        dry_run: true,
        jobs: [
          { key: "lexer", title: "Return an end token", write: ["src/lexer/**"], acceptance: ["one token"] },
          { key: "parser", title: "Parse an empty file", write: ["src/**"], after: ["lexer"] },
          { key: "pages", title: "Describe the tokens", write: ["src/lexer/README.md"] },
        ],
      },
      expect: {
        plan: {
          waves: [["lexer", "pages"], ["parser"]],
          overlaps: ["lexer and pages", "parser and pages"],
          gaps: [
            "lexer: no check of base reads what it writes",
            "parser: no acceptance says when it is done",
            "parser: no check of base reads what it writes",
            "pages: no acceptance says when it is done",
            "pages: no check of base reads what it writes",
          ],
          lessons: [],
        },
      },
    },
    {
      title: "A scope that leaves the repository",
      arguments: { title: "Read what lies beside", write: ["../other/**"] },
      expect: "INVALID_ARGUMENT",
    },
    {
      title: "Git's own folder is nobody's to write",
      arguments: { title: "Change the settings", write: [".GIT/config"] },
      expect: "INVALID_ARGUMENT",
    },
  ],
  async run(context, { title, jobs, dry_run: isDry, ...fields }) {
    if ((title === undefined) === (jobs === undefined))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        title === undefined
          ? "title: is missing, and there are no jobs either."
          : "title: can't stand beside jobs.",
        'For example: create_job {"title": "Update the parser", "write": ["src/parser/**"]}, or several as jobs.',
      );
    const entries = jobs ? jobs.map(entryOf) : [{ ...fields, title: title ?? "" }];
    const { jobs: queued, plan } = await queueJobs(context, entries, isDry);
    if (isDry) return { plan };
    return jobs ? { queued: queued.map(({ id }) => id), plan } : standsOf(context, queued, fields.write);
  },
});

/** The fields are those of a single job; listing them again would cost every session tokens. */
function entryOf(sent: unknown, at: number): JobEntry {
  const read = JobEntry.safeParse(sent);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(
    ({ path, message }) => `${["jobs", at, ...path].join(".")}: ${message.replace(/^Invalid input: /, "")}.`,
  );
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    wrong.slice(0, 5).join(" "),
    "Each of jobs takes title, write, read, acceptance, risk, after, attempts, minutes, isolate and key.",
  );
}

/** For a single job, what its worker would find. */
async function standsOf(context: WriteContext, [made]: readonly QueuedJob[], sent: readonly string[]) {
  const state = await context.state();
  const job = state.get(Job, made?.record ?? "");
  if (!job) throw new Error("the journal stored no job");
  const { name, state: now, waitsFor } = standingOfJob(state, job);
  const { write } = job.scope;
  return {
    id: name,
    record: job.id,
    state: now,
    waits_for: [...waitsFor],
    ...(write.every((glob) => sent.includes(glob)) ? {} : { write: globsWithin(write) }),
  };
}
