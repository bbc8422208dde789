// Measures the time from a failed verdict to the next one that passed.

import type { VerdictRecord } from "../../claims/records/verdict.ts";
import { compareIds } from "../../shared/ids.ts";
import { resultOf } from "./claim-stories.ts";
import { failingChecks } from "./failures.ts";
import { defineMetric } from "./metric.ts";
import { lasting } from "./of-claims.ts";
import type { Sample } from "./sample.ts";
import type { ClaimStory } from "./story.ts";

export const recoveryTime = defineMetric({
  revision: 1,
  title: "Recovery time",
  definition:
    "The median time from a FAILED verdict to the next PASSED one of the same job; outside of jobs, from a check's failure to the next verdict in which it passed. What has failed and not recovered yet does not count, nor what a clock that was set back makes negative.",
  unit: "seconds",
  event: "a failure that was recovered from",
  source: "claims; verdicts that count",
  kind: "median",
  samples: ({ claims }) => recoveries(claims()),
});

function recoveries(claims: readonly ClaimStory[]): Sample[] {
  const open = new Map<string, VerdictRecord>();
  const samples: Sample[] = [];
  const verdicts = claims
    .flatMap(({ claim, verdicts: own }) => own.map((verdict) => ({ claim, verdict })))
    .toSorted((a, b) => compareIds(a.verdict, b.verdict));
  for (const { claim, verdict } of verdicts) {
    for (const key of claim.job ? jobsFailure(claim.job.id, verdict) : failingChecks(verdict))
      if (!open.has(key)) open.set(key, verdict);
    for (const key of claim.job ? jobsPass(claim.job.id, verdict) : passedChecks(verdict)) {
      const failed = open.get(key);
      open.delete(key);
      if (failed) samples.push(...lasting(failed.id, failed.at, verdict.at));
    }
  }
  return samples;
}

const jobsFailure = (job: string, verdict: VerdictRecord): string[] =>
  resultOf(verdict) === "FAILED" ? [`job ${job}`] : [];
const jobsPass = (job: string, verdict: VerdictRecord): string[] =>
  resultOf(verdict) === "PASSED" ? [`job ${job}`] : [];

const passedChecks = ({ statement }: VerdictRecord): string[] =>
  statement.predicate.receipts
    .filter(({ authored, reason }) => authored === "policy" && reason === "ok")
    .map(({ check }) => check);
