// Bytes that are read a page at a time must be those that lie there, and no more of them may be read than was asked for.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { inMemory, inPages } from "../../src/retrieval/places.ts";
import { createGenerator } from "../bench/generated.ts";

/** What is read of it, in bytes. */
function counted(bytes: Buffer) {
  const read = { bytes: 0 };
  const pages = inPages(bytes.length, (start, end) => {
    read.bytes += end - start;
    return Buffer.from(bytes.subarray(start, end));
  });
  return { read, pages };
}

describe("pages", () => {
  it("give any part as it lies there, across their borders and after many others", () => {
    const all = Buffer.from(Uint8Array.from({ length: 3000 * 4096 + 77 }, (_, at) => (at * 7919) % 251));
    const { pages } = counted(all);
    const whole = inMemory(all);
    const places = fc.tuple(fc.nat(all.length - 4), fc.oneof(fc.nat(64), fc.nat(20_000)));
    fc.assert(
      fc.property(fc.array(places, { maxLength: 400 }), (asked) => {
        for (const [start, length] of asked) {
          const end = Math.min(all.length, start + length);
          expect(pages.part(start, end).equals(whole.part(start, end))).toBe(true);
          expect(pages.uint32(start)).toBe(whole.uint32(start));
        }
      }),
      { numRuns: 20 },
    );
    expect(() => pages.part(all.length - 1, all.length + 1)).toThrow("beyond the end");
  });

  it("are read once while they are asked for again and again", () => {
    const { pages, read } = counted(Buffer.alloc(100 * 4096));
    for (let round = 0; round < 1_000; round += 1) pages.part(5_000, 5_100);
    expect(read.bytes).toBe(4096);
  });
});

describe("a kept segment", () => {
  const generator = createGenerator(11);
  const lessons = Array.from({ length: 800 }, (_, at) => ({
    ...generator.learning(),
    id: `lesson-${at}`,
    links: at % 9 === 0 ? [`lesson-${(at * 7) % 800}`] : [],
  }));
  const made = createSearchEngine();
  made.add(lessons);
  const segment = made.seal();
  const open = () => {
    const { pages, read } = counted(segment);
    const kept = createSearchEngine();
    kept.attachKept(
      () => pages,
      () => [],
    );
    return { kept, read };
  };

  it("finds by position what it finds in memory", () => {
    const { kept } = open();
    for (const { id, title, body, tags } of lessons.slice(0, 60)) {
      const query = { task: title, paths: ["src/build/column-125.ts"], limit: 20 };
      expect(kept.search(query)).toEqual(made.search(query));
      expect(kept.linkedWith(id)).toEqual(made.linkedWith(id));
      expect(kept.similar({ title, body, tags }, 5, 0.3)).toEqual(
        made.similar({ title, body, tags }, 5, 0.3),
      );
    }
    expect(kept.extract(() => true).equals(made.extract(() => true))).toBe(true);
  });

  it("is read in part for one question, and not more for the same again", () => {
    const { kept, read } = open();
    const query = { task: lessons[3]?.title ?? "", paths: [], limit: 10 };
    kept.search(query);
    expect(read.bytes).toBeLessThan(segment.length / 2);
    const once = read.bytes;
    kept.search(query);
    expect(read.bytes - once).toBeLessThan(once / 10);
  });
});
