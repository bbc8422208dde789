// Limits what a job may have, for its records, the tools and the documentation.

export const JOB_LIMITS = {
  title: 120,
  globs: 50,
  acceptance: 20,
  criterion: 500,
  dependencies: 50,
  attempts: 100,
  minutes: 10_000,
  note: 1000,
  approach: 80,
  reason: 1000,
  part: 2000,
  inherits: 5000,
} as const;

/** Sessions that may fail at a job before a supervisor has to look at it. */
export const DEFAULT_ATTEMPTS = 3;
