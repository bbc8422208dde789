// Marks what was made under a job's lease, and tells where the job finds it, whichever kind it is of.
import * as z from "zod";
import { defineIndex } from "../records/indexes.ts";
import type { JournalRecord } from "../records/record.ts";
import { RecordId } from "../records/shapes.ts";

/** Grows with each owner of a job's lease. */
export const Token = z.int().min(1).max(1_000_000_000);

/** The lease under which a record was written. */
export const UnderLease = z.object({ id: RecordId, token: Token });
export type UnderLease = z.output<typeof UnderLease>;

/** A record that may have been made under one. */
export interface Leased extends JournalRecord {
  readonly job?: UnderLease | null | undefined;
}

/** In no order; which of them count is for `standing.ts` to say. */
export const claimsByJob = defineIndex<Leased>("claims by job");
export const researchByJob = defineIndex<Leased>("research by job");
