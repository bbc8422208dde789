// Stories kept between two measurements equal, to the byte, stories worked out afresh.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alarmsOf } from "../../../src/goals/alarms.ts";
import { flywheelOf } from "../../../src/goals/flywheel.ts";
import { METRICS } from "../../../src/goals/metrics/all.ts";
import { type Facts, factsOf, keptFacts } from "../../../src/goals/metrics/facts.ts";
import { measureMetric } from "../../../src/goals/metrics/metric.ts";
import { type DirectoryView, keysBetween, overlayState } from "../../../src/learnings/written-texts.ts";
import { createMemory } from "../../../src/records/incremental.ts";
import type { StoredRecord } from "../../../src/records/origin.ts";
import type { State } from "../../../src/records/state.ts";
import { storedHistory, workHistory } from "../../bench/work-history.ts";
import { anyRecord, anyView, BEGUN } from "../../support/any-records.ts";
import { DAY, fold, START } from "../../support/records.ts";
import { judgment, retrieval } from "../../support/work-records.ts";

/** Everything that is derived, as bytes. */
function derived(facts: Facts, now: number): string {
  const parts = [facts.claims(), facts.jobs(), facts.lessons(), facts.failures()];
  const values = Object.values(METRICS).map((metric) => [
    measureMetric(metric, facts),
    measureMetric(metric, facts, 3),
  ]);
  return JSON.stringify([parts, values, flywheelOf(facts), alarmsOf(facts.state, now, facts)]);
}

/** As a server does it. */
function keep() {
  const [state, memory, changed] = [fold(BEGUN), createMemory(), new Set<string>()];
  let view: DirectoryView | null = null;
  const laid = (): State => (view ? overlayState(state, view) : state);
  return {
    records(records: readonly StoredRecord[]) {
      for (const { record, blob, own } of records) state.add(record, blob, own, changed);
    },
    lay(given: DirectoryView) {
      for (const key of keysBetween(view, given)) changed.add(key);
      view = given;
    },
    facts(): Facts {
      memory.forget(changed);
      changed.clear();
      return keptFacts(laid(), memory);
    },
    afresh(all: readonly StoredRecord[]): Facts {
      const folded = fold(all);
      return factsOf(view ? overlayState(folded, view) : folded);
    },
  };
}

describe("what is kept from one measurement to the next", () => {
  it("is to the byte what is worked out afresh, after any records in any order and any edits", () => {
    const step = fc.record({
      records: fc.array(anyRecord, { maxLength: 12 }),
      edits: fc.option(anyView),
      now: fc.nat(80).map((days) => START + days * DAY),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
        const [all, server] = [[...BEGUN], keep()];
        server.facts();
        for (const { records, edits, now } of steps) {
          all.push(...records);
          server.records(records);
          if (edits) server.lay(edits);
          expect(derived(server.facts(), now)).toBe(derived(server.afresh(all), now));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is worked out again only for what new records are about", () => {
    const state = fold(storedHistory(workHistory(2_000, START, "aaaaaaaaaa")));
    const [memory, changed] = [createMemory(), new Set<string>()];
    const before = keptFacts(state, memory);
    const [first, last] = [before.lessons()[0], before.claims().at(-1)];
    if (!first || !last) throw new Error("no lesson or claim");
    const read = { ...retrieval(1, 0, "late", []), id: "01Z00000000000000000000001" };
    for (const each of read.retrievals) Object.assign(each, { served: [first.learning.id] });
    const judged = {
      ...judgment(1, 0, 0, { decision: "refuse" }),
      id: "01Z00000000000000000000002",
      claim: last.claim.id,
    };
    judged.claimDigest = { gitBlob: state.origin(last.claim.id)?.blob ?? "" };
    for (const each of [read, judged]) state.add(each, each.id, true, changed);
    memory.forget(changed);
    const after = keptFacts(state, memory);
    const fresh = <T>(now: readonly T[], then: readonly T[]) =>
      now.filter((each) => !then.includes(each)).length;
    expect(fresh(after.lessons(), before.lessons())).toBe(1);
    expect(fresh(after.claims(), before.claims())).toBe(1);
  });
});
