// Prints the result of a calibration, for people and as facts.

import {
  type JudgeEra,
  judgeRecordInWords,
  type judgeRecordOf,
  type tallyOf,
} from "../claims/council/judge-record.ts";
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

export function historyText(
  judges: readonly { readonly id: string; readonly versions: readonly JudgeEra[] }[],
): string {
  return judges
    .flatMap(({ id, versions }) => [
      `${id}: ${versions.length === 0 ? "never calibrated in this clone" : `${versions.length} version${versions.length === 1 ? "" : "s"}, the newest last`}`,
      ...versions.map(({ vendor, version, model, from, to, tally }) => {
        const who = [vendor, version, ...(model === null ? [] : [model])].map(line).join(" ");
        const days = [...new Set([from, to].map((at) => at.slice(0, 10)))].join(" to ");
        const silent = tally.unanswered === 0 ? "" : `; ${tally.unanswered} without an answer`;
        return `  ${who}, ${days}: ${judgeRecordInWords(tally)}${silent}`;
      }),
    ])
    .join("\n");
}
