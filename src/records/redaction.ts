// A redaction says that a record was removed for ever, by whom and why, but never what it said.
import { defineRecord } from "./define-record.ts";
import type { RecordWith } from "./record.ts";
import { RecordId, ShortText } from "./shapes.ts";

const FIELDS = { redacted: RecordId, reason: ShortText.min(1) } as const;
export type RedactionRecord = RecordWith<"redaction", typeof FIELDS>;

export default defineRecord("redaction", FIELDS, {
  summary: ({ redacted }) => `redaction: ${redacted}`,
  story: ({ redacted, reason }) => ({ derived_from: [`redacted ${redacted}: ${reason}`] }),
  countsAnywhere: true,
  changesBrief: true,
  unattended: true,
});
