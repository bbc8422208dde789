// A segment must hold what was indexed, and a damaged or foreign file must be noticed before it is searched.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReader, createWriter } from "../../src/retrieval/bytes.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { indexDocument } from "../../src/retrieval/index-document.ts";
import { openSegment } from "../../src/retrieval/segment.ts";
import { createFreshTier, type Tier } from "../../src/retrieval/tier.ts";
import { documents } from "./samples.ts";

const idsOf = (tier: Tier): string[] => Array.from({ length: tier.size }, (_, number) => tier.id(number));

describe("segment", () => {
  it("holds the same ids, lengths, words, links and postings as the tier it was made from", () => {
    fc.assert(
      fc.property(documents, (stored) => {
        const fresh = createFreshTier();
        for (const document of stored) fresh.add(indexDocument(document));
        const engine = createSearchEngine();
        engine.add(stored);
        const packed = openSegment(engine.seal());
        expect(idsOf(packed)).toEqual(idsOf(fresh));
        expect([...packed.fallingIds()]).toEqual([...fresh.fallingIds()]);
        for (const id of [...idsOf(fresh), "none"]) expect(packed.find(id)).toBe(fresh.find(id));
        expect(packed.totalLength).toBe(fresh.totalLength);
        expect([...Array.from(packed.lengths)]).toEqual(Array.from(fresh.lengths));
        expect([...packed.entries()]).toEqual([...fresh.entries()]);
        for (const [number] of stored.entries()) {
          expect(new Map([...packed.words(number)].sort())).toEqual(new Map([...fresh.words(number)].sort()));
          expect(packed.links(number)).toEqual(fresh.links(number));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("refuses any cut and any changed byte with a plain error", () => {
    const engine = createSearchEngine();
    engine.add([{ id: "A", title: "Stale lock", body: "Text", tags: [], paths: [] }]);
    const segment = engine.seal();
    for (let at = 0; at < segment.length; at++) {
      expect(() => openSegment(segment.subarray(0, at))).toThrow(Error);
      const changed = Buffer.from(segment);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => openSegment(changed)).toThrow(/segment/);
    }
    expect(() => openSegment(Buffer.from("{}"))).toThrow("not a search segment");
  });

  it("opens at any position in memory", () => {
    const engine = createSearchEngine();
    engine.add([{ id: "A", title: "Stale lock", body: "Text", tags: [], paths: [] }]);
    const shifted = Buffer.concat([Buffer.from("x"), engine.seal()]).subarray(1);
    expect(idsOf(openSegment(shifted))).toEqual(["A"]);
  });
});

describe("bytes", () => {
  it("reads back every number and text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
        fc.string({ unit: "grapheme" }),
        (numbers, text) => {
          const writer = createWriter();
          for (const number of numbers) writer.number(number);
          writer.text(text);
          const reader = createReader(writer.done(), 0);
          expect(numbers.map(() => reader.number())).toEqual(numbers);
          expect(reader.text(Buffer.byteLength(text))).toBe(text);
        },
      ),
    );
  });
});
