// Copies of a learning must be noticed in other words and order; another learning on the same topic must pass.
import { describe, expect, it } from "vitest";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { DUPLICATE_SIMILARITY } from "../../src/retrieval/similar.ts";
import { sampleDocument } from "./samples.ts";

const STORED = sampleDocument(
  "A",
  "Stale lock file blocks every later write",
  "A killed process leaves its lock file behind. Check whether the owner still runs before you remove the file. Never remove a lock by age alone, because a slow disk looks the same.",
  { tags: ["lock", "recovery"] },
);
const OTHERS = [
  sampleDocument(
    "B",
    "Take locks in one order",
    "Two writers that lock tables in different order wait for each other. Sort the names before locking.",
  ),
  sampleDocument(
    "C",
    "Flush before rename",
    "A rename can reach the disk before the data. Call fsync on the file first.",
  ),
];

const similarTo = (title: string, body: string, tags: string[] = []) => {
  const engine = createSearchEngine();
  engine.add([STORED, ...OTHERS]);
  engine.seal();
  return engine.similar({ title, body, tags }, 3)[0];
};

describe("similar", () => {
  it("gives 1 to the same text", () => {
    expect(similarTo(STORED.title, STORED.body, [...STORED.tags])).toEqual({
      id: "A",
      similarity: expect.closeTo(1),
    });
  });

  it("notices a copy with sentences in another order and some words changed", () => {
    const copy = similarTo(
      "Stale lock file stops every later write",
      "Never delete a lock by age alone, because a slow disk looks the same. A killed process leaves its lock file behind. Check if the owner still runs before removing the file.",
    );
    expect(copy?.id).toBe("A");
    expect(copy?.similarity).toBeGreaterThan(DUPLICATE_SIMILARITY);
  });

  it("lets a different learning on the same topic pass", () => {
    const other = similarTo(
      "Lock files need the host name",
      "On a shared disk the process id of a lock means nothing to another machine. Write host and process id into the lock file and compare both.",
    );
    expect(other?.similarity ?? 0).toBeLessThan(DUPLICATE_SIMILARITY);
  });

  it("finds nothing for a draft without shared words and ignores removed documents", () => {
    const engine = createSearchEngine();
    engine.add([STORED]);
    expect(engine.similar({ title: "Colours", body: "Blue and white", tags: [] }, 3)).toEqual([]);
    engine.remove("A");
    expect(engine.similar(STORED, 3)).toEqual([]);
  });
});

describe("alike", () => {
  it("tells of some documents which say nearly the same, each by the other", () => {
    const engine = createSearchEngine();
    const copy = { ...STORED, id: "D", body: `${STORED.body} Then go on.` };
    engine.add([STORED, ...OTHERS]);
    engine.seal();
    engine.add([copy]);
    const alike = engine.alike(["A", "B", "C", "D", "unknown"], DUPLICATE_SIMILARITY);
    expect(Object.fromEntries(alike)).toEqual({ A: ["D"], D: ["A"] });
    expect(engine.alike(["B", "A"], DUPLICATE_SIMILARITY).size).toBe(0);
  });
});
