// A ruling is what a supervisor decides about escalations, and on whose authority.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, feed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, RecordId } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { ESCALATION_LIMITS } from "./escalation.ts";

/**
 * `restart`: a fresh session, as before. `vary`: a fresh session, another approach. `reassign`: somebody else, whom the
 * text may name. `reframe`: the job in other words. `defer`: not now. `stop`: not at all. `answer`: the worker goes on with it.
 */
export const RULINGS = ["restart", "vary", "reassign", "reframe", "defer", "stop", "answer"] as const;
export type RulingKind = (typeof RULINGS)[number];

/** Rulings that take the job from its holder. */
export const RELEASING: ReadonlySet<RulingKind> = new Set(["restart", "vary", "reassign", "defer", "stop"]);
/** Rulings after which the sessions that have failed can't take the job again. */
export const BARRING: ReadonlySet<RulingKind> = new Set(["restart", "vary", "reassign"]);

const FIELDS = {
  /** The escalations that it answers: one, and all that report the same failure. */
  escalations: z.array(RecordId).min(1).max(ESCALATION_LIMITS.batch),
  ruling: z.enum(RULINGS),
  text: z.string().min(1).max(ESCALATION_LIMITS.text),
  /** Who decided it. */
  authority: z.string().min(1).max(ESCALATION_LIMITS.authority),
  attested: z.enum(["supervisor", "terminal"]),
  process: HostProcess.nullable(),
} as const;
export type RulingRecord = RecordWith<"ruling", typeof FIELDS>;

/** In no order. */
export const rulingsByEscalation = defineIndex<RulingRecord>("rulings by escalation");

/** Escalations named in its story; a thousand sessions may report one failure. */
const MOST_TOLD = 50;

export default defineRecord("ruling", FIELDS, {
  summary: ({ ruling, escalations }) => `ruling: ${ruling} on ${escalations.join(", ")}`,
  story: ({ escalations, text, ruling }) => ({
    derived_from: [
      ...escalations.slice(0, MOST_TOLD).map((each) => `escalation ${each}`),
      ...(escalations.length > MOST_TOLD
        ? [`${escalations.length - MOST_TOLD} more escalations of the same failure`]
        : []),
    ],
    title: oneLine(text),
    state: ruling,
  }),
  indexes: [feed(rulingsByEscalation, (record) => record.escalations.map((id) => [id, record] as const))],
});
