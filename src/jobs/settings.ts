// Defines the configuration keys about jobs: leases, the end of a job, and when a session or a supervisor is due.

import * as z from "zod";
import { RISKS } from "../policy/checks-and-levels.ts";
import type { Policy } from "../policy/policy.ts";
import { ScopeGlob } from "../policy/scope.ts";
import { SAME_APPROACH_LIMIT } from "./chain.ts";
import { Coordination } from "./coordination.ts";
import { JOB_LIMITS } from "./limits.ts";

const Seconds = z.int().min(1).max(86_400);

export const JOB_KEYS = {
  coordination: Coordination.default("git")
    .describe(
      "Where clones agree on who works on which job. `git`: at the git remote, by pushes, as `jobs.remote_leases` says. `nats://<host>:<port>/<bucket>`: at a NATS server with JetStream, for more workers than a remote bears pushes; `tls://` the same with TLS. While it can't be asked no job begins, and those in work go on. Each clone agrees by `git config agentops.coordination <the same>`; AGENTOPS_NATS_CREDS names a file of credentials, AGENTOPS_NATS_CA one of certificates.",
    )
    .meta({ examples: ["nats://nats.example.org:4222/shop"] }),
  jobs: z
    .strictObject({
      lease_seconds: Seconds.default(900).describe(
        "After how long without a sign of life a job may be taken over by another session.",
      ),
      heartbeat_seconds: Seconds.nullable()
        .default(null)
        .describe(
          "How often a session's server gives that sign while it runs; null for a third of lease_seconds.",
        ),
      remote_leases: z
        .boolean()
        .nullable()
        .default(null)
        .describe(
          "Whether leases are also taken at the git remote, so that of workers in several clones one gets a job. null: where `sync` is `auto`. Never with `sync: off`, nor before somebody has agreed to send records there.",
        ),
      verdict: z
        .strictObject({
          paths: z.array(ScopeGlob).max(200).default([]).describe("Jobs that may write here, as globs."),
          risk: z.enum(RISKS).nullable().default(null).describe("Jobs of at least this risk."),
        })
        .prefault({})
        .describe("Which jobs can be finished as done only with a claim that has passed."),
    })
    .refine(({ lease_seconds, heartbeat_seconds }) => (heartbeat_seconds ?? 0) * 2 <= lease_seconds, {
      path: ["heartbeat_seconds"],
      message: "must be at most half of lease_seconds, so that one late sign costs nobody a job",
    })
    .default({
      lease_seconds: 900,
      heartbeat_seconds: null,
      remote_leases: null,
      verdict: { paths: [], risk: null },
    })
    .describe("Jobs that sessions take one at a time, and the lease by which one of them holds each.")
    .meta({ examples: [{ lease_seconds: 1800, verdict: { risk: "medium" } }] }),
  saturation: z
    .strictObject({
      utilisation: z
        .number()
        .min(0.01)
        .max(1)
        .default(0.4)
        .describe("Share of its context window that a session has used, where it tells."),
      minutes: z.int().min(1).max(10_000).default(120).describe("Minutes since it took its job."),
      calls: z.int().min(1).max(100_000).default(300).describe("Calls of this server's tools since then."),
      failures: z.int().min(1).max(100).default(3).describe("Failures with the same approach."),
    })
    .default({ utilisation: 0.4, minutes: 120, calls: 300, failures: 3 })
    .describe(
      "From where on a session is advised to hand its job to a fresh one. It is advice: nothing is taken away.",
    )
    .meta({ examples: [{ minutes: 60, failures: 2 }] }),
  escalation: z
    .strictObject({
      same_failure: z
        .int()
        .min(1)
        .max(SAME_APPROACH_LIMIT)
        .default(2)
        .describe(
          `How often a session may fail with the same approach, or with the same error, before that is escalated. At ${SAME_APPROACH_LIMIT} failures with the same approach the job goes to a fresh session, whatever stands here.`,
        ),
      attempts: z
        .int()
        .min(1)
        .max(JOB_LIMITS.attempts)
        .nullable()
        .default(null)
        .describe(
          "Failed attempts of one session at its job, whatever the approach; null for the job's own attempts.",
        ),
      minutes: z
        .int()
        .min(1)
        .max(JOB_LIMITS.minutes)
        .nullable()
        .default(null)
        .describe("Minutes since a session took its job; null for what the job or saturation.minutes says."),
      form_seconds: z
        .int()
        .min(0)
        .max(50)
        .default(45)
        .describe(
          "How long `escalate` waits for an answer to the form that it shows in the window of a client that has forms; 0 shows none. In the newest protocol the client waits, and not the server.",
        ),
    })
    .default({ same_failure: 2, attempts: null, minutes: null, form_seconds: 45 })
    .describe(
      "From where on a job is escalated to a supervisor by itself, with a report made from its trace.",
    )
    .meta({ examples: [{ same_failure: 3, minutes: 45 }] }),
} as const;

const JobSettings = z.object(JOB_KEYS);
export type JobSettings = z.output<typeof JobSettings>;

/** What leases and jobs need of the configuration on base. */
export interface JobsConfig extends JobSettings, Pick<Policy, "levels" | "research"> {
  readonly sync: "off" | "manual" | "auto";
}
