// Measures jobs: how often somebody has to step in, and how many sessions one takes.
import { defineMetric } from "./metric.ts";
import type { Sample } from "./sample.ts";

export const interventions = defineMetric({
  revision: 1,
  title: "Interventions",
  definition:
    "How often a supervisor or a person had to step in, on average for each job that was begun: rulings on its escalations, reversals of its locks, reviews of its claims at a terminal, and releases that carry out no ruling.",
  unit: "per job",
  event: "a job that was begun",
  source: "jobs; rulings, reversals and releases by supervisors; judgements attested at a terminal",
  kind: "mean",
  samples: ({ jobs }) =>
    jobs().map((job): Sample => ({ id: job.standing.job.id, value: job.interventions.length })),
});

export const escalationRate = defineMetric({
  revision: 1,
  title: "Escalation rate",
  definition:
    "The share of the jobs that were begun about which a worker escalated, or the server for it after a mechanical trigger.",
  unit: "share",
  event: "a job that was begun",
  source: "jobs; escalations made for them",
  kind: "share",
  samples: ({ jobs }) =>
    jobs().map(
      ({ standing, escalations }): Sample => ({ id: standing.job.id, value: escalations.length > 0 ? 1 : 0 }),
    ),
});

export const attemptsPerPass = defineMetric({
  revision: 1,
  title: "Attempts per passed job",
  definition:
    "How many sessions began a job, each time counted, on average for each job that is done and has a claim that passed.",
  unit: "per job",
  event: "a job that is done and has passed",
  source: "jobs, their starts and their claims; verdicts and judgements that count",
  kind: "mean",
  samples: ({ jobs }) =>
    jobs().flatMap(({ standing, starts, claims }): Sample[] =>
      standing.state === "done" && claims.some(({ passedBy }) => passedBy !== null)
        ? [{ id: standing.job.id, value: starts }]
        : [],
    ),
});
