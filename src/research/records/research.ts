// Research is what a session has found out before it builds: questions, borders, findings with their sources, and what it did not find.
import * as z from "zod";
import { researchByJob, UnderLease } from "../../jobs/under-lease.ts";
import { defineRecord } from "../../records/define-record.ts";
import { keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { oneLine } from "../../shared/text/one-line.ts";

export const RESEARCH_LIMITS = {
  entries: 20,
  findings: 50,
  entry: 500,
  statement: 1000,
  source: 500,
  reason: 1000,
} as const;

const Entries = z.array(z.string().min(1).max(RESEARCH_LIMITS.entry)).max(RESEARCH_LIMITS.entries);

/** `code` is `path`, `path:line` or `path:from-to` at the base commit; `record` a record's id. */
export const SOURCE_TYPES = ["code", "url", "record"] as const;

const Finding = z.object({
  statement: z.string().min(1).max(RESEARCH_LIMITS.statement),
  source: z.object({ type: z.enum(SOURCE_TYPES), ref: z.string().min(1).max(RESEARCH_LIMITS.source) }),
});
export type Finding = z.output<typeof Finding>;

const FIELDS = {
  /** The lease of the job it was made for; null outside of a job. */
  job: UnderLease.nullable(),
  questions: Entries,
  scope_in: Entries,
  scope_out: Entries,
  done_when: Entries,
  findings: z.array(Finding).max(RESEARCH_LIMITS.findings),
  negative_findings: Entries,
  risks: Entries,
  /** The commit at which cited paths and lines were looked up; null before the first commit. */
  base: z.string().nullable(),
  /** Object id of each cited file there: what shows later that the cited code has changed. */
  seen: z.record(z.string().max(300), z.string()),
  /** Why there is nothing to find out, as for code that touches none that exists; else null. */
  exemption: z.string().min(1).max(RESEARCH_LIMITS.reason).nullable(),
} as const;
export type ResearchRecord = RecordWith<"research", typeof FIELDS>;

export default defineRecord("research", FIELDS, {
  summary: ({ questions }) => `research: ${oneLine(questions[0] ?? "exempt").slice(0, 120)}`,
  story: ({ findings, questions: [first] }) => ({
    derived_from: findings.map(({ source }) => `${source.type} ${source.ref}`),
    title: first === undefined ? null : oneLine(first),
  }),
  countsAnywhere: true,
  indexes: [keyed(researchByJob, ({ job }) => job?.id ?? null)],
});
