// A new job as it is stored, made from what a supervisor, a file or a worker says.
import * as z from "zod";
import { DEFAULT_ATTEMPTS, JOB_LIMITS, jobName, Title } from "./job.ts";
import { findJob } from "./jobs.ts";
import { RISKS } from "./policy.ts";
import type { RecordDraft } from "./record.ts";
import { relativise } from "./relative-paths.ts";
import { ScopeGlob, tidyGlob } from "./scope.ts";
import type { State } from "./state.ts";
import { checkText } from "./storable-text.ts";

export const WriteScope = z.array(ScopeGlob).max(JOB_LIMITS.globs);

/** The fields that make a job, as tools and job files take them. */
export const NEW_JOB_FIELDS = {
  title: Title.describe("what to do"),
  write: WriteScope.default([]).describe("globs it may write to; none: reads only"),
  read: WriteScope.default([]).describe("globs it may read; none: all"),
  acceptance: z
    .array(z.string().trim().min(1).max(JOB_LIMITS.criterion))
    .max(JOB_LIMITS.acceptance)
    .default([])
    .describe("when it is done"),
  risk: z.enum(RISKS).default("low").describe("what a mistake costs"),
  after: z
    .array(z.string().min(4).max(26))
    .max(JOB_LIMITS.dependencies)
    .default([])
    .describe("jobs that have to be done first"),
  attempts: z
    .int()
    .min(1)
    .max(JOB_LIMITS.attempts)
    .default(DEFAULT_ATTEMPTS)
    .describe("sessions that may fail at it"),
  minutes: z.int().min(1).max(JOB_LIMITS.minutes).optional().describe("advise to hand off after"),
  isolate: z.boolean().default(false).describe("in a worktree of its own"),
} as const;
const NewJob = z.strictObject(NEW_JOB_FIELDS);
export type NewJob = z.output<typeof NewJob>;

/** Throws NOT_FOUND or AMBIGUOUS for a job in `after`, SECRET_FOUND or UNSAFE_TEXT for a text that must not be stored. */
export function jobDraft(
  state: State,
  job: NewJob,
  place: { readonly root: string | null; readonly home: string | null },
): Extract<RecordDraft, { record: "job" }> {
  const relative = (text: string) => relativise(text, place.root, place.home);
  checkText(JSON.stringify(job), "job");
  return {
    record: "job",
    title: relative(job.title).slice(0, JOB_LIMITS.title),
    scope: { read: job.read.map(tidyGlob), write: job.write.map(tidyGlob) },
    acceptance: job.acceptance.map((each) => relative(each).slice(0, JOB_LIMITS.criterion)),
    risk: job.risk,
    depends_on: [...new Set(job.after.map((each) => findJob(state, each).id))],
    attempts: job.attempts,
    minutes: job.minutes ?? null,
    isolate: job.isolate,
  };
}

/** The one title of an open job that says the same, so that two supervisors at once don't queue it twice; else null. */
export function sameOpenJob(state: State, title: string): string | null {
  const wanted = title.toLowerCase();
  for (const job of state.jobs.values()) {
    const begun = state.jobEvents.get(job.id) ?? [];
    if (begun.length === 0 && job.title.toLowerCase() === wanted) return jobName(job.id);
  }
  return null;
}
