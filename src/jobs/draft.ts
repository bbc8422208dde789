// Makes the record of a new job from what a supervisor, a file or a worker says.

import * as z from "zod";
import { RISKS } from "../policy/checks-and-levels.ts";
import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { jobName } from "./job-name.ts";
import { DEFAULT_ATTEMPTS, JOB_LIMITS } from "./limits.ts";
import Job, { type JobRecord, Title } from "./records/job.ts";
import { eventsByJob } from "./records/job_event.ts";
import { type JobPlace, scopeNamed, WrittenScope } from "./scope.ts";

/** The fields that make a job, as tools and job files take them. */
export const NEW_JOB_FIELDS = {
  title: Title.describe("what to do"),
  write: WrittenScope.default([]).describe("globs it may write; none: reads only"),
  read: WrittenScope.default([]).describe("globs it may read; none: all"),
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
    .describe("jobs to be done first"),
  attempts: z
    .int()
    .min(1)
    .max(JOB_LIMITS.attempts)
    .default(DEFAULT_ATTEMPTS)
    .describe("sessions that may fail"),
  minutes: z.int().min(1).max(JOB_LIMITS.minutes).optional().describe("hand off after"),
  isolate: z.boolean().default(false).describe("in its own worktree"),
} as const;
const NewJob = z.strictObject(NEW_JOB_FIELDS);
export type NewJob = z.output<typeof NewJob>;

export type JobDraft = DraftOf<JobRecord>;
/** With the id that its record will have. */
export type NewJobDraft = JobDraft & { readonly id: string };

/** The defaults of a job that an agent makes for itself. */
export const OWN_JOB = {
  read: [],
  acceptance: [],
  risk: "low",
  attempts: DEFAULT_ATTEMPTS,
} satisfies Partial<NewJob>;

/**
 * `after` holds record ids. Throws INVALID_ARGUMENT for a scope that no job can have, SECRET_FOUND or UNSAFE_TEXT for text
 * that must not be stored.
 */
export function jobDraft(job: Omit<NewJob, "after">, after: readonly string[], place: JobPlace): JobDraft {
  const relative = (text: string) => relativise(text, place.root, place.home);
  // An impossible scope is refused before its text is looked at.
  const scope = { read: scopeNamed("read", job.read, place), write: scopeNamed("write", job.write, place) };
  checkText(job, "job");
  return Job.draft({
    title: relative(job.title).slice(0, JOB_LIMITS.title),
    scope,
    acceptance: job.acceptance.map((each) => relative(each).slice(0, JOB_LIMITS.criterion)),
    risk: job.risk,
    depends_on: [...new Set(after)],
    attempts: job.attempts,
    minutes: job.minutes ?? null,
    isolate: job.isolate,
  });
}

/** Throws DUPLICATE where a job of the same title waits to be started, as it would be done twice. */
export function refuseSameJob(state: State, title: string): void {
  const wanted = sameTitle(title);
  const same = state
    .all(Job)
    .find(({ id, title: known }) => state.by(eventsByJob, id).length === 0 && sameTitle(known) === wanted);
  if (!same) return;
  throw new AgentOpsError(
    "DUPLICATE",
    `${jobName(same.id)} has this title and nobody has begun it.`,
    "start_job takes that one; or say in the title how this one differs.",
  );
}

/** Titles are equal if they differ only in letter case or white space. */
export const sameTitle = (title: string): string => title.toLowerCase().replace(/\s+/g, " ").trim();
