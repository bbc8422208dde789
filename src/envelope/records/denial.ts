// A denial tells what the envelope has refused.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import type { RecordWith } from "../../records/record.ts";
import { Sha256, ShortText } from "../../records/shapes.ts";

const FIELDS = {
  action: z.enum(["read", "write", "command", "shell", "network", "tool"]),
  /** A path from the repository's top, a host, or a command's hash. */
  target: z.string().min(1).max(300),
  decision: z.enum(["deny", "ask"]),
  rule: ShortText,
  /** False on trial, where it was only noted. */
  enforced: z.boolean(),
  policy: Sha256.nullable(),
} as const;
export type DenialRecord = RecordWith<"denial", typeof FIELDS>;

export default defineRecord("denial", FIELDS, {
  summary: ({ action }) => `denial: ${action}`,
  story: ({ rule, action, target, enforced, decision }) => ({
    derived_from: [rule],
    title: `${action} ${target}`,
    state: enforced ? decision : `${decision}, in a trial`,
  }),
  countsAnywhere: true,
});
