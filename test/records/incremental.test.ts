// The state tells every key under which it changes, a reader is seen at every key, and so what is kept is forgotten in time.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import Claim from "../../src/claims/records/claim.ts";
import { citationsByLearning } from "../../src/learnings/records/citation.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { TEXT_INDEXES } from "../../src/learnings/text-source.ts";
import { keysBetween, overlayState } from "../../src/learnings/written-texts.ts";
import { recordsBySession } from "../../src/records/feeds.ts";
import { createMemory, EVERY_KEY, watchedState } from "../../src/records/incremental.ts";
import type { Index } from "../../src/records/indexes.ts";
import type { State } from "../../src/records/state.ts";
import { anyRecord, anyView, BEGUN } from "../support/any-records.ts";
import { KINDS } from "../support/kinds.ts";
import { fold, idOf, learning } from "../support/records.ts";
import { storedWork } from "../support/work-records.ts";

const INDEXES: ReadonlySet<Index<unknown>> = new Set([
  recordsBySession,
  ...Object.values(TEXT_INDEXES),
  ...[...KINDS.values()].flatMap(({ indexes }) => indexes.map(({ index }) => index)),
]);
const MAPS = ["quarantined", "redactions", "newest"] as const;

/** All that the state answers, by where it was asked and by key. */
function answers(state: State): Map<string, { key: string; answer: string }> {
  const all = new Map<string, { key: string; answer: string }>();
  const put = (where: string, key: string, answer: unknown): void => {
    all.set(`${where} ${key}`, { key, answer: JSON.stringify(answer) });
  };
  for (const name of MAPS) for (const [key, value] of state[name]) put(name, key, value);
  for (const index of INDEXES) for (const [key, values] of state.entries(index)) put(index.name, key, values);
  for (const kind of KINDS.values())
    for (const record of state.all(kind)) {
      put(kind.name, record.id, record);
      expect(state.get(kind, record.id)).toBe(record);
    }
  for (const id of state.ids()) {
    const { blob, own } = state.origin(id) ?? {};
    put("record", id, state.record(id));
    put("origin", id, [blob, own]);
  }
  return all;
}

/** Keys under which one of them answers otherwise than the other. */
function differences(before: State, after: State): string[] {
  const [a, b] = [answers(before), answers(after)];
  return [...a, ...b].flatMap(([place, { key }]) =>
    a.get(place)?.answer === b.get(place)?.answer ? [] : [key],
  );
}

const records = fc.array(anyRecord, { maxLength: 12 });

describe("the state", () => {
  it("tells every key under which a record, or a broken one, changes its answers", () => {
    fc.assert(
      fc.property(records, records, fc.nat(999), (first, then, broken) => {
        const changed = new Set<string>();
        const [before, state] = [fold([...BEGUN, ...first]), fold([...BEGUN, ...first])];
        for (const { record, blob, own } of then) state.add(record, blob, own, changed);
        state.quarantine({ id: idOf(broken), path: "a.json", reason: "it does not parse" }, changed);
        expect(differences(before, state).filter((key) => !changed.has(key))).toEqual([]);
      }),
    );
  });

  it("differs under one view of the directory and the next only where that is told", () => {
    fc.assert(
      fc.property(records, fc.option(anyView), anyView, (first, one, other) => {
        const state = fold([...BEGUN, ...first]);
        const [before, after] = [one ? overlayState(state, one) : state, overlayState(state, other)];
        const told = new Set(keysBetween(one, other));
        expect(differences(before, after).filter((key) => !told.has(key))).toEqual([]);
        if (one) expect(keysBetween(one, { ...one, broken: [] }).length).toBe(one.broken.length);
      }),
    );
  });
});

describe("whoever reads the state", () => {
  const state = fold([storedWork(learning(1)), storedWork(learning(2))]);
  function seen(ask: (state: State) => unknown): string[] {
    const keys: string[] = [];
    ask(watchedState(state, (key) => void keys.push(key)));
    return keys;
  }

  it.each<[string, (state: State) => unknown]>([
    ["a record of a kind", (watched) => watched.get(Learning, "x")],
    ["an index", (watched) => watched.by(citationsByLearning, "x")],
  ])("is seen at the key of %s", (_, ask) => expect(seen(ask)).toEqual(["x"]));

  it.each<[string, (state: State) => unknown]>([
    ["all records of a kind", (watched) => watched.all(Learning)],
    ["an index", (watched) => watched.entries(citationsByLearning)],
    ...MAPS.map((name): [string, (state: State) => unknown] => [name, (watched) => watched[name]]),
  ])("is seen everywhere where they go through %s", (_, ask) => expect(seen(ask)).toEqual([EVERY_KEY]));

  it("is seen at records and their origins, and gets what the state itself answers", () => {
    expect(seen((watched) => expect(watched.record(idOf(1))).toBe(state.record(idOf(1))))).toEqual([idOf(1)]);
    expect(seen((watched) => expect(watched.origin(idOf(1))).toBe(state.origin(idOf(1))))).toEqual([idOf(1)]);
    expect(seen((watched) => expect([...watched.ids()]).toEqual([...state.ids()]))).toEqual([EVERY_KEY]);
    const watched = watchedState(state, () => {});
    expect(watched.all(Learning)).toEqual(state.all(Learning));
    expect(watched.get(Learning, idOf(1))).toBe(state.get(Learning, idOf(1)));
  });
});

describe("what is kept", () => {
  const state = fold([1, 2].map((number) => storedWork(learning(number))));
  const all = state.all(Learning);
  const works = {
    nothing: () => ({}),
    another: (seen: State) => ({ cited: seen.by(citationsByLearning, idOf(3)).length > 0 }),
    all: (seen: State) => ({ claims: seen.all(Claim).length }),
  };

  it.each<[keyof typeof works, number, string]>([
    ["nothing", 1, "its own record"],
    ["another", 3, "what was read"],
    ["all", 9, "anything, where all of an index was gone through,"],
  ])("of work that reads %s lasts until a change of record %i: of %s", (name, number) => {
    const memory = createMemory();
    const made = () => memory.each<{ id: string }, object>(works[name], state, all)[0];
    const first = made();
    if (name !== "all") memory.forget(new Set([idOf(8)]));
    memory.forget(new Set());
    expect(made()).toBe(first);
    memory.forget(new Set([idOf(number)]));
    expect(made()).not.toBe(first);
  });
});
