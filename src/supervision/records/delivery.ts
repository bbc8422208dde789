// A delivery tells that a session was told a message; it was not asked whether it heeds it.
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId } from "../../records/shapes.ts";

const FIELDS = { message: RecordId } as const;
export type DeliveryRecord = RecordWith<"delivery", typeof FIELDS>;

export const deliveriesByMessage = defineIndex<DeliveryRecord>("deliveries by message");

export default defineRecord("delivery", FIELDS, {
  summary: ({ message }) => `delivery: ${message}`,
  story: ({ message }) => ({ derived_from: [`told ${message}`] }),
  changesBrief: true,
  indexes: [keyed(deliveriesByMessage, ({ message }) => message)],
});
