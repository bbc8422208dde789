// A job is work that a session can take: its goal, where it may write, and what has to be done first.
import * as z from "zod";
import { RISKS } from "../../policy/checks-and-levels.ts";
import { ScopeGlob } from "../../policy/scope.ts";
import { defineRecord } from "../../records/define-record.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId } from "../../records/shapes.ts";
import { jobName } from "../job-name.ts";
import { JOB_LIMITS } from "../limits.ts";

const Globs = z.array(ScopeGlob).max(JOB_LIMITS.globs);

export const Title = z
  .string()
  .trim()
  .min(1)
  .max(JOB_LIMITS.title)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line of plain text");

const FIELDS = {
  title: Title,
  /** Globs over the repository's paths; `read` empty means all, `write` empty means nothing. */
  scope: z.object({ read: Globs, write: Globs }),
  acceptance: z.array(z.string().min(1).max(JOB_LIMITS.criterion)).max(JOB_LIMITS.acceptance),
  risk: z.enum(RISKS),
  /** Jobs that have to be done first. */
  depends_on: z.array(RecordId).max(JOB_LIMITS.dependencies),
  attempts: z.int().min(1).max(JOB_LIMITS.attempts),
  /** Minutes after which a worker is advised to hand off; null for what the configuration says. */
  minutes: z.int().min(1).max(JOB_LIMITS.minutes).nullable(),
  /** True for a worktree and branch of its own. */
  isolate: z.boolean(),
} as const;
export type JobRecord = RecordWith<"job", typeof FIELDS>;

export default defineRecord("job", FIELDS, {
  summary: ({ id, title }) => `job: ${jobName(id)} ${title}`,
  story: ({ depends_on, title }) => ({
    derived_from: depends_on.map((each) => `after ${jobName(each)}`),
    title,
  }),
  job: ({ id }) => id,
  countsAnywhere: true,
});
