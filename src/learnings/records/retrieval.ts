// A retrieval tells what a session asked for and was served, one record per minute; the task is kept as a hash and never as
// text.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, feed } from "../../records/indexes.ts";
import type { JournalRecord, RecordWith } from "../../records/record.ts";
import { RecordId, ShortHash } from "../../records/shapes.ts";

const FIELDS = {
  retrievals: z
    .array(
      z.object({
        at: z.iso.datetime(),
        task: ShortHash,
        served: z.array(RecordId).max(50),
        tokens: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(5000),
} as const;
export type RetrievalRecord = RecordWith<"retrieval", typeof FIELDS>;

/** Records by the learning that a session was given to read; `servings.ts` decides which count. */
export const servingsByLearning = defineIndex<JournalRecord>("servings by learning");

export default defineRecord("retrieval", FIELDS, {
  summary: ({ retrievals }) => `retrieval: ${retrievals.length} in one minute`,
  story: ({ retrievals }) => ({
    derived_from: retrievals.flatMap(({ served }) => served.map((each) => `served ${each}`)),
  }),
  chatter: true,
  countsAnywhere: true,
  indexes: [
    feed(servingsByLearning, (record) =>
      Array.from(new Set(record.retrievals.flatMap(({ served }) => served)), (id) => [id, record] as const),
    ),
  ],
});
