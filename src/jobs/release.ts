// Takes a job from its holder: the next token belongs to nobody, so all later records of the holder come too late.

import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { type CodePlace, relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { type LeaseView, nextToken } from "./lease.ts";
import { JOB_LIMITS } from "./limits.ts";
import type { JobRecord } from "./records/job.ts";
import JobEvent, { type JobEventRecord } from "./records/job_event.ts";
import { inheritanceOf, standingOfJob } from "./standing.ts";

export type ReleaseDraft = DraftOf<JobEventRecord>;

/** A job with the lease that is seen on it. */
export interface LeasedJob {
  readonly job: JobRecord;
  readonly lease: LeaseView | null;
}

/**
 * Throws INVALID_ARGUMENT without a reason, and JOB_REFUSED where the job is done, or nobody has it and nobody failed at
 * it.
 */
export function releaseOf(
  state: State,
  { job, lease }: LeasedJob,
  reason: string,
  place: CodePlace,
): ReleaseDraft {
  const standing = standingOfJob(state, job);
  const { name } = standing;
  if (reason === "" || reason.length > JOB_LIMITS.reason)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `A release needs a reason of at most ${JOB_LIMITS.reason} characters.`,
      "Say in --reason why its holder loses the job.",
    );
  if (standing.state === "done")
    throw new AgentOpsError("JOB_REFUSED", `${name} is done.`, "Queue a new job for what is left.");
  if (standing.state === "stopped")
    throw new AgentOpsError(
      "JOB_REFUSED",
      `${name} was stopped by ruling ${standing.ruledBy}.`,
      "Queue a new job for what is left.",
    );
  if (standing.holder === null && standing.failures === 0 && lease === null)
    throw new AgentOpsError("JOB_REFUSED", `Nobody holds ${name}.`, "The next worker can take it as it is.");
  checkText(reason, "reason");
  return nextTokenToNobody(state, { job, lease }, relativise(reason, place.root, place.home));
}

/** `ruling` is the one that it carries out. */
export function nextTokenToNobody(
  state: State,
  { job, lease }: LeasedJob,
  reason: string,
  ruling?: string,
): ReleaseDraft {
  return JobEvent.draft({
    job: job.id,
    token: nextToken(standingOfJob(state, job), lease),
    event: {
      what: "released",
      reason: reason.slice(0, JOB_LIMITS.reason),
      inherits: inheritanceOf(state, job),
      ...(ruling === undefined ? {} : { ruling }),
    },
  });
}
