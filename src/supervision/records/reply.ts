// A reply is what came back by a form in the window of the client that escalated: that client's word, and no ruling.
import * as z from "zod";
import { ESCALATION_LIMITS } from "../../jobs/records/escalation.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";

const FIELDS = {
  escalation: RecordId,
  text: z.string().min(1).max(ESCALATION_LIMITS.text),
  /** A client can answer by itself, so nobody else is vouched for. */
  attested: z.literal("client"),
} as const;
export type ReplyRecord = RecordWith<"reply", typeof FIELDS>;

/** In no order; which of them count is for `replies.ts` to say. */
export const repliesByEscalation = defineIndex<ReplyRecord>("replies by escalation");

export default defineRecord("reply", FIELDS, {
  summary: ({ escalation }) => `reply: by the client, on ${escalation}`,
  story: ({ escalation, text }) => ({
    derived_from: [`escalation ${escalation}`],
    title: oneLine(text).slice(0, 120),
    state: "attested: client",
  }),
  indexes: [keyed(repliesByEscalation, ({ escalation }) => escalation)],
});
