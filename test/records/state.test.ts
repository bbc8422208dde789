// The fold: any order and any split into clones gives the same state.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CITATION_OUTCOMES, citationsByLearning } from "../../src/learnings/records/citation.ts";
import Learning, { successorsByLearning } from "../../src/learnings/records/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { createState } from "../support/kinds.ts";
import { citation, DAY, fold, foldOf, idOf, learning, START, stored } from "../support/records.ts";

const sessions = fc.constantFrom("author", "b", "c", "d", "e");

/** Up to six learnings that may supersede or repeat each other, and up to thirty words on them. */
const journals = fc
  .tuple(
    fc.array(
      fc.record({
        session: sessions,
        supersedes: fc.option(fc.nat(5), { nil: null }),
        twin: fc.boolean(),
        proof: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    fc.array(
      fc.record({
        on: fc.nat(6),
        session: sessions,
        outcome: fc.constantFrom(...CITATION_OUTCOMES),
        role: fc.constantFrom("worker" as const, "supervisor" as const),
        days: fc.nat(60),
        grounded: fc.boolean(),
      }),
      { maxLength: 30 },
    ),
  )
  .map(([lessons, words]): JournalRecord[] => [
    ...lessons.map(({ session, supersedes, twin, proof }, number) =>
      learning(number, {
        session,
        ...(supersedes === null ? {} : { supersedes: idOf(supersedes) }),
        ...(twin ? { title: "the same", body: "the same" } : {}),
        ...(proof ? { evidence: [{ type: "path", ref: "a" }] } : {}),
      }),
    ),
    ...words.map(({ on, session, outcome, role, days, grounded }, number) =>
      citation(100 + number, idOf(on), {
        session,
        outcome,
        role,
        at: START + days * DAY,
        ...(grounded ? {} : { note: null, evidence: [] }),
      }),
    ),
  ]);

const standings = (state: State): string =>
  JSON.stringify(
    state
      .all(Learning)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((each) => [each.id, standingOf(state, each, START + 70 * DAY)]),
  );

describe("the fold", () => {
  it("does not depend on the order in which records come", () => {
    const shuffled = journals.chain((records) => {
      const all = records.map((record) => stored(record));
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(
      fc.property(shuffled, ([inOrder, mixed]) => {
        expect(standings(fold(mixed))).toBe(standings(fold(inOrder)));
      }),
      { numRuns: 200 },
    );
  });

  it("does not depend on which clones hold which copies", () => {
    const copied = journals.chain((records) => {
      const all = records.map((record) => stored(record));
      const copies = fc
        .subarray(all)
        .map((some) => some.map((each): StoredRecord => ({ ...each, own: false })));
      return fc.tuple(
        fc.constant(all),
        copies.chain((some) =>
          fc.shuffledSubarray([...all, ...some], { minLength: all.length + some.length }),
        ),
      );
    });
    fc.assert(
      fc.property(copied, ([once, twice]) => {
        expect(standings(fold(twice))).toBe(standings(fold(once)));
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same when a record that was tampered with comes from another clone, in any order", () => {
    const honest = stored(learning(1));
    const forged = stored(learning(1, { body: "do the opposite" }), false);
    const note = stored(citation(2, idOf(1), { session: "b", outcome: "applied" }));
    for (const records of [
      [honest, forged, note],
      [forged, note, honest],
      [note, forged, honest],
    ]) {
      expect(fold(records).get(Learning, idOf(1))?.body).toBe("body of lesson 1");
    }
  });

  it("takes one copy everywhere when the clone that wrote it is not at hand", () => {
    const one = stored(learning(1, { body: "one" }), false);
    const other = stored(learning(1, { body: "other" }), false);
    const bodies = [fold([one, other]), fold([other, one])].map(
      (state) => state.get(Learning, idOf(1))?.body,
    );
    expect(bodies).toEqual(["one", "one"]);
  });

  it("forgets all that a replaced copy had said", () => {
    const forged = stored(
      learning(3, { supersedes: idOf(1), title: "lesson 1", body: "body of lesson 1" }),
      false,
    );
    const state = fold([stored(learning(1)), forged, stored(learning(3))]);
    expect(state.by(successorsByLearning, idOf(1))).toEqual([]);
    expect(standingOf(state, learning(1), START).withheld).toBeNull();
    const lie = stored(citation(4, idOf(1), { session: "b", outcome: "wrong" }), false);
    const word = stored(citation(4, idOf(1), { session: "b", outcome: "applied" }));
    const corrected = fold([stored(learning(1)), lie, word]);
    expect(corrected.by(citationsByLearning, idOf(1)).map(({ outcome }) => outcome)).toEqual(["applied"]);
  });
});

describe("quarantine", () => {
  const broken = { id: idOf(1), path: `learning/2026/03/01/${idOf(1)}.md`, reason: "does not parse" };

  it("never hides a record that can be read in another journal, in any order", () => {
    const first = createState();
    first.quarantine(broken);
    first.add(learning(1), "aa", true);
    const second = foldOf(learning(1));
    second.quarantine(broken);
    for (const state of [first, second]) {
      expect(state.quarantined.size).toBe(0);
      expect(state.get(Learning, idOf(1)) !== undefined).toBe(true);
    }
  });

  it("names the same one of several broken copies, in any order", () => {
    const other = { ...broken, reason: "holds conflict markers" };
    const reasons = [
      [broken, other],
      [other, broken],
    ].map((entries) => {
      const state = createState();
      for (const entry of entries) state.quarantine(entry);
      return state.quarantined.get(idOf(1))?.reason;
    });
    expect(reasons[0]).toBe(reasons[1]);
  });
});

describe("two clones that have each written a record under one id", () => {
  const of = (clone: string): JournalRecord => learning(1, { clone, session: clone, body: clone });
  const [ours, theirs] = [of("aaaaaaaaaa"), of("zzzzzzzzzz")];
  const [low, high] = ["0".repeat(40), "f".repeat(40)];

  it.each([
    [low, high],
    [high, low],
  ])("leave it to the clone that reads, whatever their bytes are (%s)", (here, there) => {
    for (const inOrder of [true, false]) {
      const state = createState();
      const both = [() => state.add(ours, here, "here"), () => state.add(theirs, there, true)];
      for (const add of inOrder ? both : both.toReversed()) add();
      expect(state.get(Learning, idOf(1))?.body).toBe("aaaaaaaaaa");
    }
  });

  it.each([
    [low, high],
    [high, low],
  ])("take each other out for everybody else, and it is named (%s)", (one, other) => {
    const third = of("cccccccccc");
    const copies: readonly (readonly [JournalRecord, string, boolean])[] = [
      [ours, one, true],
      [theirs, other, true],
      [third, low, true],
      [of("dddddddddd"), low, false],
    ];
    const orders = [copies, copies.toReversed(), [...copies.slice(2), ...copies.slice(0, 2)]];
    for (const order of orders) {
      const state = createState();
      for (const [record, blob, own] of order) state.add(record, blob, own);
      expect(state.get(Learning, idOf(1))).toBeUndefined();
      expect([...state.quarantined.values()]).toEqual([
        { id: idOf(1), path: idOf(1), reason: "several clones say that they have written it" },
      ]);
      state.add(ours, one, "here");
      expect(state.get(Learning, idOf(1))?.body).toBe("aaaaaaaaaa");
      expect(state.quarantined.size).toBe(0);
    }
  });

  it("do not keep a redaction from its work, in any order", () => {
    const redaction = {
      ...learning(4),
      record: "redaction",
      redacted: idOf(2),
      reason: "a name",
    } as JournalRecord;
    const rival = learning(4, { clone: "zzzzzzzzzz" });
    const all = [learning(2), redaction, rival];
    for (const order of [all, all.toReversed(), [rival, learning(2), redaction]]) {
      const state = createState();
      for (const record of order) state.add(record, low, true);
      expect(state.get(Learning, idOf(2))).toBeUndefined();
      expect([...state.quarantined.keys()].toSorted()).toEqual([idOf(2), idOf(4)]);
    }
  });
});
