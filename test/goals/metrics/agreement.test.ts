// Two clones with the same records compute the same states, strengths, metrics and flywheel, to the byte and in any order.

import fc from "fast-check";
import { expect, it } from "vitest";
import { alarmsOf } from "../../../src/goals/alarms.ts";
import { flywheelOf } from "../../../src/goals/flywheel.ts";
import type { BaseGoals, Goal } from "../../../src/goals/goal.ts";
import { reportOn } from "../../../src/goals/goal-report.ts";
import { measureGoals } from "../../../src/goals/measure.ts";
import { METRIC_NAMES } from "../../../src/goals/metrics/all.ts";
import { factsOf } from "../../../src/goals/metrics/facts.ts";
import { seriesOf } from "../../../src/goals/series.ts";
import { standingsOfJobs } from "../../../src/jobs/standing.ts";
import Learning from "../../../src/learnings/records/learning.ts";
import { standingOf } from "../../../src/learnings/standing.ts";
import { countsAnywhere } from "../../../src/records/authority.ts";
import type { StoredRecord } from "../../../src/records/origin.ts";
import { storedHistory, workHistory } from "../../bench/work-history.ts";
import { KINDS } from "../../support/kinds.ts";
import { fold, START } from "../../support/records.ts";

const goals = METRIC_NAMES.flatMap((metric): Goal[] =>
  [null, 7].map((last) => ({
    id: `${metric}-${last}`,
    why: "w",
    metric,
    direction: "higher",
    target: 1,
    tolerance: 0,
    weight: 1,
    ...(last === null ? {} : { last }),
    definition: "d".repeat(64),
  })),
);
const base: BaseGoals = { commit: null, goals, dormant: { days: 30, sessions: 9 } };

/** Everything that is computed, as bytes. */
async function computed(records: readonly StoredRecord[]): Promise<string> {
  const state = fold(records);
  const facts = factsOf(state);
  const learnings = state.all(Learning).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify([
    [...state.ids()].sort().map((id) => state.record(id)),
    learnings.map((each) => standingOf(state, each, START)),
    standingsOfJobs(state),
    await measureGoals(facts, base, goals, async () => null),
    reportOn(state, base, { goals, measured: [] }, START),
    seriesOf(state, "bundle-size"),
    flywheelOf(facts),
    alarmsOf(state, START, facts),
  ]);
}

it("whatever order the records come in, and whatever copies of them other clones hold", async () => {
  const history = storedHistory(workHistory(200, START, "aaaaaaaaaa"));
  const expected = await computed(history);
  expect(expected).toContain('"state":"ok"');
  const copies = fc
    .subarray(history)
    .map((some) => some.map((each): StoredRecord => ({ ...each, own: false })));
  const orders = copies.chain((some) =>
    fc.shuffledSubarray([...history, ...some], { minLength: history.length + some.length }),
  );
  await fc.assert(
    fc.asyncProperty(orders, async (records) => {
      expect(await computed(records)).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

it("wherever the records lie that count anywhere", async () => {
  const history = storedHistory(workHistory(200, START, "aaaaaaaaaa"));
  const expected = await computed(history);
  const moved = (which: (kind: string) => boolean) =>
    history.map((each) => ({ ...each, own: each.own && !which(each.record.record) }));
  expect(await computed(moved((kind) => countsAnywhere(KINDS, kind)))).toBe(expected);
  expect(await computed(moved((kind) => !countsAnywhere(KINDS, kind)))).not.toBe(expected);
});
