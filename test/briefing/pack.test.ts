// A pack must keep its budget whatever it is given, and put first what saves the session most.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PackOptions, packLearnings } from "../../src/briefing/pack.ts";
import type { PackCandidate } from "../../src/briefing/reading-order.ts";
import { STAGES } from "../../src/learnings/records/curation.ts";
import { LEARNING_KINDS } from "../../src/records/evidence.ts";
import { countTokens } from "../../src/shared/text/tokens.ts";

const options = (budget: number): PackOptions => ({
  budget,
  snippet: (candidate, maxTokens) => candidate.body.slice(0, maxTokens),
  fence: (candidate, text) => `[${candidate.id}]\n${text}\n[end]`,
});

const candidate = (id: string, more: Partial<PackCandidate> = {}): PackCandidate => ({
  id,
  title: `Title of ${id}`,
  kind: "pattern",
  body: "A lock that outlives its process must be removed by its next owner.",
  relevance: 0.5,
  coverage: 0.6,
  matched: ["lock", "process", "owner"],
  nearPaths: [],
  samePlace: false,
  linked: false,
  strength: 0.6,
  assurance: "claimed",
  stage: "observation",
  shownTo: 0,
  proven: false,
  disputed: false,
  ...more,
});

const ids = (candidates: readonly PackCandidate[], budget = 4000): string[] =>
  packLearnings(candidates, options(budget)).items.map(({ id }) => id);

const candidates: fc.Arbitrary<PackCandidate[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    title: fc.string({ unit: "grapheme", maxLength: 160 }),
    kind: fc.constantFrom(...LEARNING_KINDS),
    body: fc.string({ unit: "grapheme", maxLength: 3000, size: "max" }),
    relevance: fc.double({ min: 0, max: 1, noNaN: true }),
    coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    matched: fc.array(fc.string({ maxLength: 20 }), { maxLength: 6 }),
    nearPaths: fc.array(fc.string({ maxLength: 100 }), { maxLength: 5 }),
    samePlace: fc.boolean(),
    linked: fc.boolean(),
    strength: fc.double({ min: 0, max: 1, noNaN: true }),
    assurance: fc.constantFrom("claimed" as const, "evidenced" as const, "confirmed" as const),
    stage: fc.constantFrom(...STAGES),
    shownTo: fc.nat(20),
    proven: fc.boolean(),
    disputed: fc.boolean(),
  }),
  { maxLength: 20 },
);

describe("silence", () => {
  it("names at most ten titles that came near, and gives the text of none", () => {
    const near = Array.from({ length: 12 }, (_, at) =>
      candidate(`l${at}`, { relevance: (12 - at) / 20, coverage: 0.1 }),
    );
    const pack = packLearnings(near, options(1500));
    expect(pack).toMatchObject({ abstained: true, items: [] });
    expect(pack.dropped.map(({ id }) => id)).toEqual(near.slice(0, 10).map(({ id }) => id));
    expect(pack.dropped[0]?.reason).toContain("weak");
  });

  it("names none where nothing comes near, and none that is disputed", () => {
    const far = candidate("far", { coverage: 0.02 });
    expect(packLearnings([far], options(1500))).toMatchObject({ abstained: true, dropped: [] });
    const disputed = candidate("disputed", { coverage: 0.1, disputed: true });
    expect(packLearnings([disputed], options(1500))).toMatchObject({ abstained: true, dropped: [] });
  });

  it("names what is only linked with an answer last of all, and never as a weak one", () => {
    const linked = candidate("linked", { relevance: 0, coverage: 0, matched: [], linked: true });
    const tail = candidate("tail", { relevance: 0.2, coverage: 0.1 });
    const { items, dropped } = packLearnings([candidate("best"), linked, tail], options(1500));
    expect(items.map(({ id }) => id)).toEqual(["best"]);
    expect(dropped.map(({ id, reason }) => [id, reason])).toEqual([
      ["tail", "fits less"],
      ["linked", "linked with the first"],
    ]);
    const near = candidate("near", { coverage: 0.1 });
    expect(packLearnings([near, linked], options(1500)).dropped.map(({ id }) => id)).toEqual(["near"]);
  });

  it("gives one of those that say nearly the same, and names the others with it", () => {
    const twin = (id: string, relevance: number, twins: string[]): PackCandidate =>
      candidate(id, { relevance, twins });
    const found = [twin("b", 0.5, ["a"]), twin("a", 0.6, ["b"]), twin("c", 0.4, ["b"]), candidate("d")];
    const { items, dropped } = packLearnings(found, options(4000));
    expect(items.map(({ id }) => id)).toEqual(["a", "d", "c"]);
    expect(dropped).toEqual([{ id: "b", title: "Title of b", reason: "says nearly the same as a" }]);
  });

  it("leaves half of the smallest budget to the words to ask in", () => {
    const near = Array.from({ length: 8 }, (_, at) => candidate(`l${at}`, { coverage: 0.1 }));
    const pack = packLearnings(near, options(200));
    expect(pack.dropped.length).toBeGreaterThan(0);
    expect(pack.tokens).toBeLessThanOrEqual(100);
  });
});

describe("budget", () => {
  it("is never exceeded by the answer as JSON, and nothing is listed twice", () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 200, max: 8000 }), (found, budget) => {
        const pack = packLearnings(found, options(budget));
        expect(countTokens(JSON.stringify(pack))).toBeLessThanOrEqual(budget);
        expect(pack.tokens).toBeLessThanOrEqual(budget);
        expect(pack.items.length).toBeLessThanOrEqual(10);
        expect(pack.dropped.length).toBeLessThanOrEqual(15);
        if (pack.items.length > 0) expect(pack.abstained).toBe(false);
        if (pack.abstained) {
          expect(pack.items).toEqual([]);
          expect(pack.dropped.length).toBeLessThanOrEqual(10);
          expect(pack.tokens).toBeLessThanOrEqual(budget / 2);
        }
        const listed = [...pack.items, ...pack.dropped].map(({ id }) => id);
        expect(new Set(listed).size).toBe(listed.length);
      }),
    );
  });

  it("fits five long learnings at the default of 1500 by cutting those that come later", () => {
    const long = "One more sentence about the lock and its owner. ".repeat(40);
    const found = [1, 2, 3, 4, 5].map((number) =>
      candidate(`L${number}`, { body: long, relevance: 0.9 - number / 20 }),
    );
    expect(packLearnings(found, options(1500)).items).toHaveLength(5);
  });

  it("gives the best item room first, and more items as the budget grows", () => {
    const long = "One more sentence about the lock and its owner. ".repeat(20);
    const found = [1, 2, 3, 4].map((number) =>
      candidate(`01ARZ3NDEKTSV4RRFFQ69G5FA${number}`, { body: long, relevance: 1 - number / 10 }),
    );
    const counts = [200, 350, 500, 700].map((budget) => {
      const { items, abstained } = packLearnings(found, options(budget));
      expect(abstained).toBe(false);
      expect(items[0]?.id).toBe(found[0]?.id);
      return items.length;
    });
    expect(counts).toEqual([1, 2, 3, 4]);
  });

  it("does not call it abstaining when what is relevant has no room", () => {
    const title = "A title that is long ".repeat(40);
    expect(packLearnings([candidate("A", { title })], options(200))).toMatchObject({
      items: [],
      abstained: false,
    });
    const { dropped } = packLearnings(
      [candidate("A", { matched: Array(6).fill("lock".repeat(90)) })],
      options(200),
    );
    expect(dropped).toEqual([{ id: "A", title: "Title of A", reason: "no room in the budget" }]);
  });

  it("names at most three relevant learnings that are withheld, with the reason", () => {
    const withheld = ["W1", "W2", "W3", "W4"].map((id) => ({
      ...candidate(id),
      reason: "found wrong by 3 sessions",
    }));
    const chance = { ...candidate("chance", { coverage: 0.01 }), reason: "superseded by W1" };
    const pack = packLearnings([], { ...options(1500), withheld: [chance, ...withheld] });
    expect(pack.dropped.map(({ id }) => id)).toEqual(["W1", "W2", "W3"]);
    expect(pack).toMatchObject({ items: [], abstained: false });
    expect(packLearnings([], { ...options(1500), withheld: [chance] }).abstained).toBe(true);
  });

  it("says what was left out and why", () => {
    const found = Array.from({ length: 14 }, (_, number) => candidate(`L${10 + number}`));
    const { items, dropped } = packLearnings(found, options(8000));
    expect(items).toHaveLength(10);
    expect(dropped.map(({ reason }) => reason)).toEqual(Array(4).fill("more than 10 items"));
    expect(packLearnings(found, options(400)).dropped[0]?.reason).toBe("no room in the budget");
  });
});

describe("abstention", () => {
  it.each([
    ["nothing was found", []],
    ["only chance words match", [candidate("A", { coverage: 0.1 })]],
  ])("abstains when %s", (_, found) => {
    expect(packLearnings(found, options(1500))).toMatchObject({ items: [], abstained: true });
  });

  it("does not pad a good answer with what shares only a common word", () => {
    const padding = candidate("A", { coverage: 0.02, relevance: 0.4 });
    expect(ids([candidate("best"), padding])).toEqual(["best"]);
    expect(ids([candidate("best"), { ...padding, linked: true }])).toEqual(["best", "A"]);
  });

  it("answers for the same file without any shared word", () => {
    const near = { matched: [], nearPaths: ["src/a.ts"] };
    expect(ids([candidate("A", { ...near, coverage: 0, samePlace: true })])).toEqual(["A"]);
    expect(ids([candidate("A", { ...near, coverage: 0.05, samePlace: false })])).toEqual([]);
    expect(ids([candidate("A", { ...near, coverage: 0.09, samePlace: false })])).toEqual(["A"]);
  });
});

describe("order", () => {
  it("names a lesson that fits far less than the best by its title alone", () => {
    const pack = packLearnings(
      [
        candidate("A", { coverage: 0.5, relevance: 0.6 }),
        candidate("B", { coverage: 0.25, relevance: 0.3 }),
        candidate("C", { coverage: 0.16, relevance: 0.3 }),
        candidate("D", { coverage: 0.16, relevance: 0.3, samePlace: true }),
      ],
      options(4000),
    );
    expect(pack.items.map(({ id }) => id).toSorted()).toEqual(["A", "B", "D"]);
    expect(pack.dropped).toEqual([{ id: "C", title: "Title of C", reason: "fits less" }]);
  });

  it("says of a match that may be chance that it is weak", () => {
    const why = (coverage: number): string =>
      packLearnings([candidate("A", { coverage })], options(4000)).items[0]?.why ?? "";
    expect(why(0.15)).toContain("weak match");
    expect(why(0.4)).not.toContain("weak match");
  });

  it("keeps room for the titles of the next ten before any text has more of it", () => {
    const many = Array.from({ length: 20 }, (_, at) =>
      candidate(`L${at}`, { relevance: 0.9 - at / 100, body: "The lock outlives its owner. ".repeat(60) }),
    );
    const pack = packLearnings(many, options(1500));
    expect(pack.items.length).toBeGreaterThanOrEqual(5);
    expect(pack.dropped.length).toBeGreaterThanOrEqual(7);
    expect(pack.tokens).toBeLessThanOrEqual(1500);
  });

  it("gives each of the first five a text at the default, also where their titles and reasons are long", () => {
    const long = Array.from({ length: 5 }, (_, at) =>
      candidate(`L${at}`, {
        relevance: 0.9 - at / 100,
        title: `Lesson ${at}: ${"a title as long as a machine writes it, ".repeat(3)}`,
        matched: Array.from({ length: 6 }, (_each, word) => `identifierOfManyLetters${word}`),
        body: "The lock outlives its owner. ".repeat(60),
      }),
    );
    const pack = packLearnings(long, options(1500));
    expect(pack.items.map(({ id }) => id)).toEqual(long.map(({ id }) => id));
  });

  it("puts a dead end first only if it fits about as well as the best", () => {
    const best = candidate("best", { relevance: 0.5 });
    expect(ids([best, candidate("close", { kind: "failure", relevance: 0.46 })])).toEqual(["close", "best"]);
    expect(ids([best, candidate("far", { kind: "gotcha", relevance: 0.3 })])).toEqual(["best", "far"]);
  });

  it("puts the disputed last, with a warning", () => {
    const found = [candidate("D", { disputed: true, relevance: 0.9 }), candidate("A")];
    const { items } = packLearnings(found, options(4000));
    expect(items.map(({ id }) => id)).toEqual(["A", "D"]);
    expect(items[1]?.why).toContain("DISPUTED");
  });

  it("lets strength and assurance decide between equals", () => {
    expect(ids([candidate("weak", { strength: 0.2 }), candidate("strong", { strength: 0.9 })])[0]).toBe(
      "strong",
    );
    expect(ids([candidate("A"), candidate("B", { assurance: "confirmed" })])[0]).toBe("B");
  });

  it("puts guidance before a pattern, and that before the rest, among equals only", () => {
    const found = [
      candidate("A"),
      candidate("P", { stage: "pattern" }),
      candidate("G", { stage: "guidance" }),
    ];
    expect(ids(found)).toEqual(["G", "P", "A"]);
    expect(ids([candidate("A", { relevance: 0.6 }), candidate("G", { stage: "guidance" })])[0]).toBe("A");
  });

  it("keeps two of the first five items for learnings on trial, the relevant ones only", () => {
    const proven = [1, 2, 3, 4, 5, 6].map((number) =>
      candidate(`P${number}`, { proven: true, stage: "pattern", strength: 0.9 }),
    );
    const trials = [candidate("N1"), candidate("N2"), candidate("N3"), candidate("far", { relevance: 0.05 })];
    expect(ids([...proven, ...trials]).slice(0, 5)).toEqual(["P1", "P2", "P3", "N1", "N2"]);
  });
});

describe("trial slots", () => {
  const proven = Array.from({ length: 8 }, (_, number) =>
    candidate(`P${number}`, { proven: true, shownTo: 9, strength: 0.95, relevance: 0.9 - number / 100 }),
  );

  /** Sessions one after the other, each of which is shown what the pack holds; nobody cites anything. */
  function sessionsUntil(id: string, pool: readonly PackCandidate[], budget: number, most: number): number {
    const shownTo = new Map(pool.map((each) => [each.id, each.shownTo]));
    for (let session = 1; session <= most; session++) {
      const now = pool.map((each) => ({ ...each, shownTo: shownTo.get(each.id) ?? 0 }));
      const pack = packLearnings(now, options(budget));
      expect(countTokens(JSON.stringify(pack))).toBeLessThanOrEqual(budget);
      const shown = pack.items.map((item) => item.id);
      if (shown.includes(id)) return session;
      for (const each of shown) shownTo.set(each, (shownTo.get(each) ?? 0) + 1);
    }
    return Number.POSITIVE_INFINITY;
  }

  it("give each of twelve new learnings its turn within six sessions, though proven ones fill the pack", () => {
    const long = "One more sentence about the lock and its owner. ".repeat(40);
    const trials = Array.from({ length: 12 }, (_, number) =>
      candidate(`N${number}`, { strength: 0.3, relevance: 0.5 - number / 100, body: long }),
    );
    const pool = [...proven.map((each) => ({ ...each, body: long })), ...trials];
    for (const { id } of trials) expect(sessionsUntil(id, pool, 1500, 20)).toBeLessThanOrEqual(6);
  });

  it("hold where more dead ends fit than the pack has room for", () => {
    const traps = Array.from({ length: 15 }, (_, number) =>
      candidate(`T${number}`, { kind: "failure", shownTo: 9, relevance: 0.9 }),
    );
    expect(ids([...traps, candidate("new", { relevance: 0.6 })]).slice(0, 5)).toContain("new");
  });

  it("go to a new learning at once where others have been shown and not cited", () => {
    const tried = [1, 2, 3, 4].map((number) => candidate(`T${number}`, { relevance: 0.8, shownTo: 3 }));
    expect(sessionsUntil("new", [...proven, ...tried, candidate("new", { relevance: 0.4 })], 1500, 9)).toBe(
      1,
    );
  });

  it("are not held for ever by what fits best and nobody finds helpful", () => {
    const idle = [1, 2, 3, 4, 5].map((number) => candidate(`I${number}`, { relevance: 0.9, shownTo: 5 }));
    expect(ids([...idle, candidate("new", { relevance: 0.3 })]).slice(0, 5)).toContain("new");
  });
});

it("says why an item is there", () => {
  const found = candidate("A", { kind: "failure", nearPaths: ["src/a.ts"], linked: true });
  expect(packLearnings([found], options(1500)).items[0]?.why).toBe(
    'matches "lock", "process", "owner"; near src/a.ts; linked with a match; known dead end',
  );
});

describe("packLearnings for an agent's wordings", () => {
  it("names what covers no more of many words than chance does, and gives it where the task is short", () => {
    const near = candidate("A", { coverage: 0.2 });
    expect(ids([near])).toEqual(["A"]);
    const asked = packLearnings([{ ...near, chance: 1.5 }], options(4000));
    expect(asked).toMatchObject({ items: [], dropped: [{ id: "A" }], abstained: true });
    expect(ids([{ ...near, chance: 1.5, coverage: 0.3 }])).toEqual(["A"]);
  });

  it("gives no text that covers no more of many words than chance beside a weak best one", () => {
    const best = candidate("best", { coverage: 0.24, chance: 1.5 });
    const tail = candidate("tail", { relevance: 0.5, coverage: 0.12, chance: 1.5 });
    const { items, dropped } = packLearnings([best, tail], options(4000));
    expect([items.map(({ id }) => id), dropped.map(({ id }) => id)]).toEqual([["best"], ["tail"]]);
  });

  it("cuts no short lesson behind the best: it comes whole, or its title alone", () => {
    const all = ["A", "B", "C", "D", "E"].map((id) => candidate(id));
    for (let budget = 200; budget < 800; budget += 20) {
      const { items, dropped } = packLearnings(all, options(budget));
      for (const { text } of items.slice(1)) expect(text).toContain("removed by its next owner.");
      expect(items.length + dropped.length).toBeGreaterThan(0);
    }
  });
});

it("where nobody reads the titles of what is left out, the texts take their room", () => {
  const body = "A lock that outlives its process must be removed by its next owner. ".repeat(8);
  const many = Array.from({ length: 20 }, (_, at) => candidate(`l${at}`, { body }));
  const wholeIn = ({ items }: { items: readonly { text: string }[] }) =>
    items.filter(({ text }) => text.includes(body)).length;
  const [listed, bare] = [{}, { unlisted: true }].map((how) =>
    packLearnings(many, { ...options(1000), ...how }),
  );
  if (!listed || !bare) expect.fail("no pack");
  expect(listed.dropped.length).toBeGreaterThan(3);
  expect(bare.dropped).toEqual([]);
  expect(wholeIn(bare)).toBeGreaterThan(wholeIn(listed));
});
