// Any number of records about one lesson, or about each other, takes time as their number and not as its square.
import { expect, it } from "vitest";
import { factsOf } from "../../src/goals/metrics/facts.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { citation, curation, fold, idOf, learning, START, stored } from "../support/records.ts";

const range = (count: number) => Array.from({ length: count }, (_, at) => at);
const praise = (at: number, session: string) =>
  citation(20_000 + at, idOf(1), { session, outcome: "applied" });

/** Each with so many that the square of them shows. */
const CROWDS: readonly (readonly [string, number, (count: number) => JournalRecord[]])[] = [
  [
    "merges that go on from one to the next",
    1_600,
    (count) => [
      ...range(count).map((at) => learning(100 + at)),
      // The last first, so that each finds those behind it.
      ...range(count - 1).map((at) =>
        curation(50_000 + at, idOf(98 + count - at), "merge", { other: idOf(99 + count - at) }),
      ),
    ],
  ],
  [
    "promotions of a lesson that many praise",
    1_600,
    (count) => [
      learning(1),
      ...range(count).map((at) => praise(at, `s${at}`)),
      ...range(count).map((at) => curation(50_000 + at, idOf(1), "promote", { stage: "guidance" })),
    ],
  ],
  [
    "helpful words of as many clones",
    16_000,
    (count) => [
      learning(1),
      ...range(count).map((at) => ({
        ...praise(at, `s${at}`),
        clone: `q${String(at).padStart(9, "0")}`,
      })),
    ],
  ],
  ["words of one session", 8_000, (count) => [learning(1), ...range(count).map((at) => praise(at, "one"))]],
  [
    "lessons in the same words",
    16_000,
    (count) => range(count).map((at) => learning(100 + at, { title: "same", body: "same" })),
  ],
  [
    "lessons that replace one",
    16_000,
    (count) => [learning(1), ...range(count).map((at) => learning(100 + at, { supersedes: idOf(1) }))],
  ],
];

/** Below that many milliseconds of the processor nothing can be told. */
const TELLING = 300;
/** Eight times as many take eight times as long; 64 times is the square. */
const MOST_GROWTH = 24;

function timeOf(records: readonly JournalRecord[]): number {
  const all = records.map((record) => stored(record));
  const began = process.cpuUsage();
  const state = fold(all);
  for (const each of state.all(Learning)) standingOf(state, each, START);
  factsOf(state).lessons();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

it.each(CROWDS)("%s", (_, count, crowd) => {
  const isLinear = range(3).some(() => {
    const large = timeOf(crowd(count));
    return large < TELLING || large / Math.max(timeOf(crowd(count / 8)), 1) < MOST_GROWTH;
  });
  expect(isLinear).toBe(true);
});
