// What a session has found out before it builds: questions, borders, findings with their sources, and what it did not find.
import * as z from "zod";
import { UnderLease } from "./job.ts";
import { LIMITS } from "./learning.ts";

export const RESEARCH_LIMITS = {
  entries: 20,
  findings: 50,
  entry: 500,
  statement: 1000,
  reason: 1000,
} as const;

const Entries = z.array(z.string().min(1).max(RESEARCH_LIMITS.entry)).max(RESEARCH_LIMITS.entries);

/** `code` is `path` or `path:line` at the base commit; `record` a record's id. */
export const SOURCE_TYPES = ["code", "url", "record"] as const;

const Finding = z.object({
  statement: z.string().min(1).max(RESEARCH_LIMITS.statement),
  source: z.object({ type: z.enum(SOURCE_TYPES), ref: z.string().min(1).max(500) }),
});
export type Finding = z.output<typeof Finding>;

export const RESEARCH_FIELDS = {
  /** The lease of the job it was made for; null outside of a job. */
  job: UnderLease.nullable(),
  questions: Entries,
  scope_in: Entries,
  scope_out: Entries,
  done_when: Entries,
  findings: z.array(Finding).max(RESEARCH_LIMITS.findings),
  negative_findings: Entries,
  risks: Entries,
  /** The commit at which cited paths and lines were looked up; null for an exemption before the first commit. */
  base: z.string().nullable(),
  /** Object id of each cited file there: what shows later that the cited code has changed. */
  seen: z.record(z.string().max(LIMITS.path), z.string()),
  /** Why there is nothing to find out, as for code that touches none that exists; else null. */
  exemption: z.string().min(1).max(RESEARCH_LIMITS.reason).nullable(),
} as const;
