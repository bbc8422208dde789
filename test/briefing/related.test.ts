// Whatever is related to a task, the whole answer keeps its budget, and where nothing is related the pack is as it was.
import fc from "fast-check";
import { expect, it } from "vitest";
import { packLearnings } from "../../src/briefing/pack.ts";
import type { PackCandidate } from "../../src/briefing/reading-order.ts";
import { roomFor, withRelated } from "../../src/briefing/related.ts";
import { nearTo, scopesOverlap } from "../../src/policy/scope.ts";
import { countTokens } from "../../src/shared/text/tokens.ts";

const candidate = (id: string, body: string): PackCandidate => ({
  id,
  title: `Title of ${id}`,
  kind: "pattern",
  body,
  relevance: 0.5,
  coverage: 0.6,
  matched: ["lock"],
  nearPaths: [],
  samePlace: false,
  linked: false,
  strength: 0.6,
  assurance: "claimed",
  proven: false,
  stage: "observation",
  shownTo: 0,
  disputed: false,
});
const pack = (found: PackCandidate[], budget: number) =>
  packLearnings(found, {
    budget,
    snippet: ({ body }, most) => body.slice(0, most),
    fence: (_, text) => text,
  });

const entries = fc.array(
  fc.record({
    id: fc.string({ maxLength: 26 }),
    text: fc.string({ unit: "grapheme", maxLength: 3000, size: "max" }),
  }),
  { maxLength: 12 },
);
const bodies = fc.array(fc.string({ maxLength: 2000, size: "max" }), { maxLength: 6 });

it("keeps the budget as JSON, and takes at most a quarter of it from the learnings", () => {
  fc.assert(
    fc.property(entries, bodies, fc.integer({ min: 200, max: 8000 }), (related, texts, budget) => {
      const found = texts.map((text, at) => candidate(`L${at}`, text));
      const room = roomFor(related, budget);
      expect(room).toBeLessThanOrEqual(budget / 4);
      const whole = withRelated(pack(found, budget - room), related, budget);
      expect(whole.tokens).toBeLessThanOrEqual(budget);
      expect(countTokens(JSON.stringify(whole))).toBeLessThanOrEqual(budget);
      if (whole.related) expect(whole.abstained).toBe(false);
    }),
  );
});

it("changes nothing where nothing is related", () => {
  const found = [candidate("A", "one"), candidate("B", "two")];
  expect(roomFor([], 1500)).toBe(0);
  expect(withRelated(pack(found, 1500), [], 1500)).toEqual(pack(found, 1500));
});

it("tells near paths as the overlap of scopes does", () => {
  const part = fc.constantFrom("a", "B", "src", "a.ts", "*", "**", "*.ts", "x{y,z}");
  const plain = fc.array(fc.constantFrom("a", "b", "src", "a.ts", "SRC"), { minLength: 1, maxLength: 3 });
  const globs = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
  fc.assert(
    fc.property(globs, plain, (parts, path) => {
      const given = parts.map((each) => each.join("/"));
      expect(nearTo(given)(path.join("/"))).toBe(scopesOverlap(given, [path.join("/")]));
    }),
  );
});
