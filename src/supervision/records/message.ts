// A message is a note that somebody leaves for whoever works on a job, on a path or in a session.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import type { RecordWith } from "../../records/record.ts";
import { oneLine } from "../../shared/text/one-line.ts";

export const MESSAGE_LIMITS = { text: 1000, name: 300 } as const;
export const ADDRESSEES = ["job", "path", "session"] as const;
export type Addressee = (typeof ADDRESSEES)[number];

const FIELDS = {
  to: z.object({
    kind: z.enum(ADDRESSEES),
    /** A job's name, a path or folder from the top of the repository, or a session. */
    name: z.string().min(1).max(MESSAGE_LIMITS.name),
  }),
  text: z.string().min(1).max(MESSAGE_LIMITS.text),
  /** Who has not heard it by then hears it no more: a supervisor does. */
  until: z.iso.datetime(),
} as const;
export type MessageRecord = RecordWith<"message", typeof FIELDS>;

export default defineRecord("message", FIELDS, {
  summary: ({ to }) => `message: to ${to.kind} ${oneLine(to.name).slice(0, 120)}`,
  story: ({ to, text }) => ({
    derived_from: [`to ${to.kind} ${oneLine(to.name)}`],
    title: oneLine(text).slice(0, 120),
  }),
  changesBrief: true,
});
