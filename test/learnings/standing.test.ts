// The laws of citing: whose word counts, how often, what it takes to dispute, withhold or replace a learning.

import { describe, expect, it } from "vitest";
import { CITATIONS_PER_SESSION, countedCitations } from "../../src/learnings/citations.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { citation, DAY, foldOf, idOf, learning, START } from "../support/records.ts";

const LESSON = idOf(1);
const path = [{ type: "path" as const, ref: "src/a.ts" }];

function standing(...records: JournalRecord[]) {
  return standingOf(foldOf(learning(1), ...records), learning(1), START);
}

describe("whose word counts", () => {
  it("not the author's own", () => {
    const own = standing(citation(2, LESSON, { session: "author", outcome: "applied" }));
    expect(own.counted).toEqual([]);
    expect(own.strength).toBe(standing().strength);
    expect(own.assurance).toBe("claimed");
    expect(own.proven).toBe(false);
  });

  it("another session's, once", () => {
    const once = standing(citation(2, LESSON, { session: "b", outcome: "applied" }));
    const often = standing(
      ...[2, 3, 4, 5].map((number) => citation(number, LESSON, { session: "b", outcome: "applied" })),
    );
    expect(once.strength).toBeGreaterThan(standing().strength);
    expect(often.strength).toBe(once.strength);
    expect(once).toMatchObject({ proven: true, assurance: "confirmed" });
  });

  it("the latest one of each session", () => {
    const changed = standing(
      citation(2, LESSON, { session: "b", outcome: "wrong" }),
      citation(3, LESSON, { session: "b", outcome: "still_true" }),
    );
    expect(changed.disputed).toBe(false);
    expect(changed.counted.map(({ outcome }) => outcome)).toEqual(["still_true"]);
  });

  it("none that ignored it", () => {
    const ignored = standing(citation(2, LESSON, { session: "b", outcome: "ignored" }));
    expect(ignored).toMatchObject({ strength: standing().strength, assurance: "claimed", proven: false });
  });

  it.each([
    ["without a note", { note: null, evidence: path }],
    ["with an empty note", { note: "  ", evidence: path }],
    ["without evidence", { note: "it is not so", evidence: [] }],
  ])("no `wrong` %s, even where a journal holds one", (_, parts) => {
    const word = citation(2, LESSON, { session: "b", outcome: "wrong", ...parts });
    expect(standing(word)).toMatchObject({ disputed: false, counted: [], strength: standing().strength });
  });

  it("only on the first lessons that a session cites", () => {
    const lessons = Array.from({ length: CITATIONS_PER_SESSION + 5 }, (_, number) => learning(number));
    const words = lessons.map(({ id }, number) =>
      citation(100 + number, id, { session: "b", outcome: "applied" }),
    );
    const again = citation(900, idOf(0), { session: "b", outcome: "still_true" });
    const state = foldOf(...lessons, ...words, again);
    const counted = lessons.filter((each) => countedCitations(state, each).length > 0).map(({ id }) => id);
    expect(counted).toEqual(lessons.slice(0, CITATIONS_PER_SESSION).map(({ id }) => id));
    const [first] = lessons;
    expect(first && countedCitations(state, first)[0]?.outcome).toBe("still_true");
  });
});

describe("disputes", () => {
  const wrong = (number: number, session: string, role: "worker" | "supervisor" = "worker") =>
    citation(number, LESSON, { session, outcome: "wrong", role });

  it("one other session disputes it, two do too, and it is still served", () => {
    expect(standing(wrong(2, "b"))).toMatchObject({ disputed: true, withheld: null });
    expect(standing(wrong(2, "b"), wrong(3, "c"))).toMatchObject({ disputed: true, withheld: null });
  });

  it("one session cannot do it alone by saying it three times", () => {
    expect(standing(wrong(2, "b"), wrong(3, "b"), wrong(4, "b")).withheld).toBeNull();
  });

  it("a third session withholds it", () => {
    expect(standing(wrong(2, "b"), wrong(3, "c"), wrong(4, "d")).withheld).toBe("found wrong by 3 sessions");
  });

  it("a supervisor withholds it alone", () => {
    expect(standing(wrong(2, "b", "supervisor")).withheld).toBe("found wrong by a supervisor");
  });

  it("low usefulness disputes too", () => {
    const stale = ["b", "c"].map((session, at) => citation(2 + at, LESSON, { session, outcome: "stale" }));
    // 7 / (7 + 3.5 + 0.56 + 0.56) = 0.60
    expect(standing(...stale)).toMatchObject({ disputed: true, withheld: null });
  });
});

describe("supersedes", () => {
  const successor = (changes = {}) => learning(5, { supersedes: LESSON, ...changes });

  it("takes effect at equal assurance", () => {
    expect(standing(successor())).toMatchObject({
      supersededBy: idOf(5),
      withheld: `superseded by ${idOf(5)}`,
    });
  });

  it("takes effect at higher assurance", () => {
    expect(standing(successor({ evidence: path })).supersededBy).toBe(idOf(5));
  });

  it("takes no effect at lower assurance, until that is made up for", () => {
    const helped = citation(6, LESSON, { session: "b", outcome: "applied" });
    expect(standing(helped, successor({ evidence: path })).supersededBy).toBeNull();
    const too = citation(7, idOf(5), { session: "b", outcome: "applied" });
    expect(standing(helped, successor({ evidence: path }), too).supersededBy).toBe(idOf(5));
  });

  it("takes no effect for a successor that was found wrong, or is older than what it replaces", () => {
    const found = citation(6, idOf(5), { session: "b", outcome: "wrong", role: "supervisor" });
    expect(standing(successor(), found).supersededBy).toBeNull();
    expect(standing(learning(0, { supersedes: LESSON })).supersededBy).toBeNull();
  });

  it("ends where two name each other", () => {
    const state = foldOf(learning(1, { supersedes: idOf(2) }), learning(2, { supersedes: LESSON }));
    const withheld = state.all(Learning).map((each) => standingOf(state, each, START).withheld);
    expect(withheld).toEqual([`superseded by ${idOf(2)}`, null]);
  });

  it("copes with a chain of ten thousand", () => {
    const chain = Array.from({ length: 10_000 }, (_, number) =>
      learning(number, number === 0 ? {} : { supersedes: idOf(number - 1) }),
    );
    const state = foldOf(...chain);
    expect(standingOf(state, learning(0), START).supersededBy).toBe(idOf(1));
  });
});

it("serves the oldest of learnings that say the same", () => {
  const same = { title: "the same", body: "the same" };
  const state = foldOf(learning(7, same), learning(3, same));
  expect(standingOf(state, learning(3, same), START).withheld).toBeNull();
  expect(standingOf(state, learning(7, same), START).withheld).toBe(`says the same as ${idOf(3)}`);
});

it("fades an unused learning by the time in its record", () => {
  const state = foldOf(learning(1));
  const at = (days: number) => standingOf(state, learning(1), START + days * DAY).strength;
  expect(at(0)).toBeCloseTo(2 / 3, 12);
  expect(at(14)).toBeCloseTo((2 / 3) * (0.3 + 0.7 / Math.E), 12);
  expect(at(5_000)).toBeCloseTo(0.2, 6);
});
