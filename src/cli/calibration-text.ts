// Prints the result of a calibration, for people and as facts.

import { judgeRecordInWords, type judgeRecordOf, type tallyOf } from "../claims/council/judge-record.ts";
import type { CaseResult } from "../claims/records/calibration.ts";
import { wilson } from "../shared/interval.ts";
import { line } from "./reading.ts";

export type Told = {
  readonly record: ReturnType<typeof judgeRecordOf>;
  readonly run: Omit<ReturnType<typeof tallyOf>, "located" | "unanswered">;
} & Record<"id" | "vendor" | "version", string> &
  Record<"located" | "unanswered", number> & {
    readonly below: string | null;
    readonly results: readonly CaseResult[];
  };

export const withIntervals = ({ record, ...told }: Told) => ({
  ...told,
  record: record && {
    ...record,
    misses_interval: wilson(record.misses, record.traps),
    refusals_interval: wilson(record.refusals, record.controls),
  },
});

export function calibrationText(told: readonly Told[], seed: number): string {
  return [
    ...told.flatMap(({ id, version, run, located, unanswered, record, below }) => [
      `${id} ${line(version)}: ${judgeRecordInWords(run)}; named ${located} of ${run.traps - run.misses} faults at their place${unanswered === 0 ? "" : `; ${unanswered} without an answer`}`,
      `  record in this version: ${judgeRecordInWords(record)}`,
      ...(below === null ? [] : [`  DOES NOT COUNT: ${below}`]),
    ]),
    `order: --seed ${seed}`,
  ].join("\n");
}
