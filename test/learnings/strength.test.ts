// Strength against values worked out by hand from its formula.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retention, strength, usefulness } from "../../src/learnings/strength.ts";

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const daysAgo = (days: number): number => NOW - days * DAY;

describe("usefulness", () => {
  it("counts a review as one helpful word that does not fade", () => {
    expect(usefulness([], NOW, true)).toBeCloseTo(8 / 11.5, 12);
    expect(strength([], daysAgo(900), NOW, true)).toBeCloseTo((8 / 11.5) * 0.3, 9);
  });

  it("starts at two thirds", () => expect(usefulness([], NOW)).toBeCloseTo(2 / 3, 12));

  it("adds one for a helpful word, and half of one that is 90 days old", () => {
    expect(usefulness([{ at: NOW, outcome: "applied" }], NOW)).toBeCloseTo(8 / 11.5, 12);
    expect(usefulness([{ at: daysAgo(90), outcome: "still_true" }], NOW)).toBeCloseTo(7.5 / 11, 12);
    expect(usefulness([{ at: daysAgo(180), outcome: "applied" }], NOW)).toBeCloseTo(7.25 / 10.75, 12);
    expect(usefulness([{ at: NOW, outcome: "applied", weight: 0.5 }], NOW)).toBeCloseTo(7.5 / 11, 12);
  });

  it.each(["wrong", "stale"] as const)("adds 0.56 against it for %s", (outcome) => {
    expect(usefulness([{ at: NOW, outcome }], NOW)).toBeCloseTo(7 / 11.06, 12);
    expect(usefulness([{ at: daysAgo(90), outcome }], NOW)).toBeCloseTo(7 / 10.78, 12);
  });

  it("joins both kinds", () => {
    const votes = [
      { at: daysAgo(90), outcome: "applied" as const },
      { at: NOW, outcome: "stale" as const },
    ];
    expect(usefulness(votes, NOW)).toBeCloseTo(7.5 / 11.56, 12);
  });
});

describe("retention", () => {
  it("is whole at first and falls to its floor of 0.3", () => {
    expect(retention([], NOW, NOW)).toBe(1);
    expect(retention([], daysAgo(14), NOW)).toBeCloseTo(0.3 + 0.7 / Math.E, 12);
    expect(retention([], daysAgo(10_000), NOW)).toBeCloseTo(0.3, 12);
  });

  it("counts from the last helpful word, and falls more slowly with each", () => {
    const one = [{ at: daysAgo(28), outcome: "applied" as const }];
    expect(retention(one, daysAgo(300), NOW)).toBeCloseTo(0.3 + 0.7 / Math.E, 12);
    const two = [...one, { at: daysAgo(42), outcome: "still_true" as const }];
    expect(retention(two, daysAgo(300), NOW)).toBeCloseTo(0.3 + 0.7 * Math.exp(-28 / 42), 12);
  });

  it("is refreshed by other clones only where two of them agree", () => {
    const word = (other: string, days: number) => ({ at: daysAgo(days), outcome: "applied" as const, other });
    const alone = retention([], daysAgo(300), NOW);
    expect(retention([word("b", 0), word("b", 1)], daysAgo(300), NOW)).toBe(alone);
    const both = retention([word("b", 28), word("c", 14)], daysAgo(300), NOW);
    expect(both).toBeCloseTo(0.3 + 0.7 / Math.E, 12);
  });

  it("is the least that remains when any one other clone is left out, whoever they are", () => {
    const word = fc.record({
      at: fc.integer({ min: 0, max: 400 }).map(daysAgo),
      outcome: fc.constantFrom("applied", "still_true", "wrong"),
      weight: fc.constantFrom(0.25, 0.5, 1),
      other: fc.constantFrom(null, "b", "c", "d"),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (votes) => {
        const without = [...new Set(votes.map(({ other }) => other))]
          .filter((other) => other !== null)
          .map((left) => votes.filter(({ other }) => other !== left));
        // What is left are words of the lesson's own clone, of which none is left out.
        const least = [votes, ...without].map((kept) =>
          retention(
            kept.map((vote) => ({ ...vote, other: null })),
            daysAgo(300),
            NOW,
          ),
        );
        expect(retention(votes, daysAgo(300), NOW)).toBeCloseTo(Math.min(...least), 12);
      }),
    );
  });

  it("is not refreshed by a harmful word", () => {
    const wrong = [{ at: NOW, outcome: "wrong" as const }];
    expect(retention(wrong, daysAgo(14), NOW)).toBe(retention([], daysAgo(14), NOW));
  });
});

describe("strength", () => {
  it("is the product of both", () => {
    const votes = [{ at: daysAgo(28), outcome: "applied" as const }];
    const a = 7 + 2 ** (-28 / 90);
    expect(strength(votes, daysAgo(60), NOW)).toBeCloseTo((a / (a + 3.5)) * (0.3 + 0.7 / Math.E), 12);
  });

  it("never rises above new for a record from a clock that runs ahead", () => {
    expect(strength([], NOW + 400 * DAY, NOW)).toBe(strength([], NOW, NOW));
    const ahead = [{ at: NOW + 400 * DAY, outcome: "applied" as const }];
    expect(strength(ahead, NOW, NOW)).toBe(strength([{ at: NOW, outcome: "applied" }], NOW, NOW));
  });
});
