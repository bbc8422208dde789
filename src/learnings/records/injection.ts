// An injection tells what a session's hooks put before its model, and never what was asked, run or printed there.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, feed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId, ShortHash } from "../../records/shapes.ts";
import { servingsByLearning } from "./retrieval.ts";

export const INJECTION_REASONS = ["brief", "task", "path", "command", "error"] as const;
/** Why an item was injected: as part of the brief, or because it fits the task, a path, a command or an error. */
export type InjectionReason = (typeof INJECTION_REASONS)[number];

const FIELDS = {
  injections: z
    .array(
      z.object({
        at: z.iso.datetime(),
        /** Unique in the session, so that no injection counts twice. */
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

/** Records by `injectionKey`; several where a crash has left an injection in two of them. */
export const copiesByInjection = defineIndex<InjectionRecord>("copies by injection");

/** Equal for copies of the same injection in different records. */
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
