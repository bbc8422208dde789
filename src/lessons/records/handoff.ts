// A handoff tells where a session stood when its context was about to be cut.

import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId, ShortHash } from "../../records/shapes.ts";
import { counted } from "../../shared/text/count.ts";

/**
 * A draft is what the hooks saw by themselves: names of files, hashes of commands and errors, ids of lessons; nothing of
 * the conversation.
 */
const FIELDS = {
  draft: z.boolean(),
  files: z.array(z.string().max(300)).max(100),
  failures: z
    .array(z.object({ command: ShortHash, error: ShortHash, at: z.iso.datetime(), overcome: z.boolean() }))
    .max(100),
  injected: z.array(RecordId).max(200),
  cited: z.array(RecordId).max(200),
  /** How often git took work back since the session's last lesson; absent where nobody counted. */
  reverts: z.int().min(0).max(1_000_000).optional(),
} as const;
export type HandoffRecord = RecordWith<"handoff", typeof FIELDS>;

export default defineRecord("handoff", FIELDS, {
  summary: ({ draft, files, failures }) =>
    `handoff: ${draft ? "draft, " : ""}${counted(files.length, "file")}, ${counted(failures.length, "failure")}`,
  story: ({ files, injected }) => ({
    derived_from: [...files.map((file) => `touched ${file}`), ...injected],
  }),
});
