// An attempt tells what failed in a session that holds no job, so that a later one need not pay for it again.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { JOB_LIMITS } from "../limits.ts";

const FIELDS = {
  note: z.string().min(1).max(JOB_LIMITS.note),
  /** Short name of what was tried; null where the session gave none. */
  approach: z.string().max(JOB_LIMITS.approach).nullable(),
  /** Null where it can't be told. */
  process: HostProcess.nullable(),
} as const;
export type AttemptRecord = RecordWith<"attempt", typeof FIELDS>;

/** In no order. */
export const attemptsBySession = defineIndex<AttemptRecord>("attempts by session");

export default defineRecord("attempt", FIELDS, {
  summary: ({ approach, note }) => `attempt: failed, ${oneLine(approach ?? note).slice(0, 120)}`,
  story: ({ approach, note }) => ({ title: oneLine(approach ?? note), state: "failed" }),
  // The brief names recent failures.
  changesBrief: true,
  indexes: [keyed(attemptsBySession, ({ session }) => session)],
});
