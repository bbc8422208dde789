// The state tells every key under which it changes, a reader is seen at every key, and so what is kept is forgotten in time.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysBetween, overlayState } from "../../src/learnings/written-texts.ts";
import { createMemory } from "../../src/records/incremental.ts";
import type { State } from "../../src/records/state.ts";
import { EVERY_KEY, watchedState } from "../../src/records/watched-reads.ts";
import { anyRecord, anyView, BEGUN } from "../support/any-records.ts";
import { fold, idOf, learning } from "../support/records.ts";
import { storedWork } from "../support/work-records.ts";

const mapsOf = (state: State): [string, ReadonlyMap<string, unknown>][] =>
  Object.entries(state).filter(([, value]) => value instanceof Map);

/** All that the state answers, by where it was asked and by key. */
function answers(state: State): Map<string, { key: string; answer: string }> {
  const all = new Map<string, { key: string; answer: string }>();
  const put = (where: string, key: string, answer: unknown): void => {
    all.set(`${where} ${key}`, { key, answer: JSON.stringify(answer) });
  };
  for (const [name, map] of mapsOf(state)) for (const [key, value] of map) put(name, key, value);
  for (const id of state.ids()) {
    const { blob, own } = state.origin(id) ?? {};
    put("record", id, state.record(id));
    put("origin", id, [blob, own]);
  }
  return all;
}

/** Keys under which one of them answers otherwise than the other; nothing and an empty list are the same. */
function differences(before: State, after: State): string[] {
  const [a, b] = [answers(before), answers(after)];
  return [...a, ...b].flatMap(([place, { key }]) =>
    (a.get(place)?.answer ?? "[]") === (b.get(place)?.answer ?? "[]") ? [] : [key],
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

  it.each(mapsOf(state).map(([name]) => name))(
    "is seen at each key of %s, and where they go through it",
    (name) => {
      const mapIn = (watched: State) => watched[name as "learnings"];
      expect(seen((watched) => mapIn(watched).get("x"))).toEqual(["x"]);
      expect(seen((watched) => mapIn(watched).has("x"))).toEqual(["x"]);
      const ways = [
        (watched: State) => mapIn(watched).size,
        (watched: State) => mapIn(watched).forEach(() => {}),
        (watched: State) => [...mapIn(watched)],
        (watched: State) => [...mapIn(watched).keys()],
        (watched: State) => [...mapIn(watched).values()],
        (watched: State) => [...mapIn(watched).entries()],
      ];
      for (const way of ways) expect(seen(way)).toEqual([EVERY_KEY]);
    },
  );

  it("is seen at records and their origins, and gets what the state itself answers", () => {
    expect(seen((watched) => expect(watched.record(idOf(1))).toBe(state.record(idOf(1))))).toEqual([idOf(1)]);
    expect(seen((watched) => expect(watched.origin(idOf(1))).toBe(state.origin(idOf(1))))).toEqual([idOf(1)]);
    expect(seen((watched) => expect([...watched.ids()]).toEqual([...state.ids()]))).toEqual([EVERY_KEY]);
    expect([...watchedState(state, () => {}).learnings]).toEqual([...state.learnings]);
  });
});

describe("what is kept", () => {
  const state = fold([1, 2].map((number) => storedWork(learning(number))));
  const all = [...state.learnings.values()];
  const works = {
    nothing: () => ({}),
    another: (seen: State) => ({ cited: seen.citations.has(idOf(3)) }),
    all: (seen: State) => ({ claims: seen.claims.size }),
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
