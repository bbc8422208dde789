// An injection tells what the hooks of a session have put before its model, never what was asked, run or printed there.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, feed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId, ShortHash } from "../../records/shapes.ts";
import { servingsByLearning } from "./retrieval.ts";

export const INJECTION_REASONS = ["brief", "task", "path", "command", "error"] as const;
/** What an item was injected for: as part of the brief, or because it fits the task, a path, a command or an error. */
export type InjectionReason = (typeof INJECTION_REASONS)[number];

const FIELDS = {
  injections: z
    .array(
      z.object({
        at: z.iso.datetime(),
        /** Tells one injection from every other of the session, so that none counts twice. */
        key: ShortHash,
        reason: z.enum(INJECTION_REASONS),
        served: z.array(RecordId).max(50),
        tokens: z.int().min(0).max(1_000_000),
      }),
    )
    .min(1)
    .max(1000),
} as const;
export type InjectionRecord = RecordWith<"injection", typeof FIELDS>;

/** Records by `injectionKey`: more than one where a crash has left an injection in two of them. */
export const copiesByInjection = defineIndex<InjectionRecord>("copies by injection");

/** Under which an injection is the same one in whichever record it stands. */
export const injectionKey = ({ session }: Pick<InjectionRecord, "session">, key: string): string =>
  `${session}\n${key}`;

export default defineRecord("injection", FIELDS, {
  summary: ({ injections }) => `injection: ${injections.length} by hooks`,
  story: ({ injections }) => ({
    derived_from: injections.flatMap(({ reason, served }) =>
      served.map((each) => `injected ${each} (${reason})`),
    ),
  }),
  chatter: true,
  countsAnywhere: true,
  indexes: [
    feed(servingsByLearning, (record) =>
      Array.from(new Set(record.injections.flatMap(({ served }) => served)), (id) => [id, record] as const),
    ),
    feed(copiesByInjection, (record) =>
      Array.from(
        new Set(record.injections.map(({ key }) => injectionKey(record, key))),
        (key) => [key, record] as const,
      ),
    ),
  ],
});
