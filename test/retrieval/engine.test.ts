// Search must give the same answer however documents are spread over segments, and survive any query.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { mergeSegments } from "../../src/retrieval/merge.ts";
import { documents, sampleDocument, tasks } from "./samples.ts";

const ask = (task: string, paths: string[] = []) => ({ task, paths, limit: 20 });

describe("search", () => {
  it("gives the same hits fresh, in one segment, in several and merged", () => {
    fc.assert(
      fc.property(documents, tasks, fc.nat(), (stored, task, cut) => {
        const fresh = createSearchEngine();
        fresh.add(stored);
        const parts = createSearchEngine();
        parts.add(stored.slice(0, cut % stored.length));
        const first = parts.seal();
        parts.add(stored.slice(cut % stored.length));
        const expected = fresh.search(ask(task, ["src/a.ts"]));
        expect(parts.search(ask(task, ["src/a.ts"]))).toEqual(expected);
        const merged = createSearchEngine();
        merged.attach(mergeSegments([first, parts.seal()]));
        expect(merged.search(ask(task, ["src/a.ts"]))).toEqual(expected);
        expect(merged.size()).toBe(stored.length);
      }),
    );
  });

  it("gives the same hits where what was added is indexed in turns", () => {
    fc.assert(
      fc.property(documents, tasks, fc.integer({ min: 1, max: 4 }), (stored, task, most) => {
        const once = createSearchEngine();
        once.add(stored);
        const inTurns = createSearchEngine();
        inTurns.add(stored);
        expect(inTurns.index(0)).toBe(stored.length);
        for (let left = stored.length; left > 0; left = Math.max(0, left - most))
          expect(inTurns.index(most)).toBe(Math.max(0, left - most));
        expect(inTurns.search(ask(task))).toEqual(once.search(ask(task)));
      }),
    );
  });

  it("gives the same hits as if what was changed or taken away had never been there", () => {
    fc.assert(
      fc.property(documents, documents, tasks, (stored, others, task) => {
        const plain = createSearchEngine();
        plain.add(stored);
        const changed = createSearchEngine();
        changed.add(others.map((each) => ({ ...each, id: `X${each.id}` })));
        changed.seal();
        changed.add(stored.map((each) => ({ ...each, body: "an earlier text, of another length" })));
        changed.add(stored);
        for (const { id } of others) changed.remove(`X${id}`);
        expect(changed.search(ask(task, ["src/a.ts"]))).toEqual(plain.search(ask(task, ["src/a.ts"])));
        for (const draft of stored.slice(0, 3))
          expect(changed.similar(draft, 5)).toEqual(plain.similar(draft, 5));
      }),
    );
  });

  it("keeps relevance and coverage between 0 and 1 and obeys the limit", () => {
    fc.assert(
      fc.property(documents, tasks, fc.integer({ min: 1, max: 5 }), (stored, task, limit) => {
        const engine = createSearchEngine();
        engine.add(stored);
        const hits = engine.search({ task, paths: [], limit });
        expect(hits.length).toBeLessThanOrEqual(limit);
        for (const { relevance, coverage } of hits) {
          expect(relevance).toBeGreaterThan(0);
          expect(relevance).toBeLessThanOrEqual(1);
          expect(coverage).toBeGreaterThanOrEqual(0);
          expect(coverage).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("says which words and paths matched", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Socket closes early", "The proxy drops idle sockets.", {
        paths: ["src/net/proxy.ts"],
      }),
      sampleDocument("B", "Colours of the logo", "Blue and white."),
    ]);
    const [hit] = engine.search(ask("idle sockets are dropped", ["src/net/pool.ts"]));
    expect(hit).toMatchObject({ id: "A", nearPaths: ["src/net/pool.ts"], linked: false });
    expect([...(hit?.matched ?? [])].sort()).toEqual(["dropped", "idle", "sockets"]);
  });

  it.each([
    ["the file itself, whatever the words", "src/net/proxy.ts", "blue", true],
    ["below a folder, with a telling word", "src/net", "sockets", true],
    ["below a folder, with no word", "src/net", "blue", false],
    ["below a folder at the top, with a telling word", "src", "sockets", false],
  ])("takes a lesson for one about the place: %s", (_, place, task, isAbout) => {
    const engine = createSearchEngine();
    const paths = ["src/net/proxy.ts"];
    engine.add([sampleDocument("A", "Sockets close early", "The proxy drops idle sockets.", { paths })]);
    expect(engine.search(ask(task, [place]))).toMatchObject([{ id: "A", samePlace: isAbout }]);
  });

  it("names no folder at the top as a reason: everything lies in it", () => {
    const engine = createSearchEngine();
    const paths = ["src/net/proxy.ts"];
    engine.add([sampleDocument("A", "Sockets close early", "The proxy drops idle sockets.", { paths })]);
    expect(engine.search(ask("sockets", ["src/view"]))).toMatchObject([{ nearPaths: [] }]);
  });

  it("covers a task better by several telling words than by one or by a chance one", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Stale lock file", "A killed process leaves its lock."),
      sampleDocument("B", "Parser depth", "Nested input overflows the stack at the time of parsing."),
    ]);
    const coverage = (task: string): number => engine.search(ask(task))[0]?.coverage ?? 0;
    expect(coverage("stale lock of a killed process")).toBeGreaterThan(coverage("what is a lock"));
    expect(coverage("what is a lock")).toBeGreaterThan(coverage("what time is it in Sydney"));
  });

  it("tells everyday words from telling ones in a corpus of one", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Vitest 5 does not start on Node 20", "On Node 20 it stops; look at the engines.", {
        tags: ["vitest", "node"],
      }),
    ]);
    const coverage = (task: string): number => engine.search(ask(task))[0]?.coverage ?? 0;
    const telling = coverage("upgrade vitest to the newest version");
    expect(telling).toBeGreaterThan(0.145);
    expect(coverage("look at this garden")).toBeLessThan(telling / 2);
  });

  it("finds a learning about a folder for a file in it, and by a glob", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Title", "Body", { paths: ["src/net/**"] }),
      sampleDocument("B", "Other", "Text"),
    ]);
    expect(engine.search(ask("unrelated", ["src/net/pool.ts"])).map(({ id }) => id)).toEqual(["A"]);
    expect(engine.search(ask("unrelated", ["src/net/"])).map(({ id }) => id)).toEqual(["A"]);
  });

  it("raises what a match cites", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Lock files go stale", "A killed process leaves its lock."),
      sampleDocument("B", "Parser depth", "Nested input overflows."),
      sampleDocument("C", "Retry on stale lock", "Take over after ten seconds.", { links: ["B"] }),
    ]);
    const hits = engine.search(ask("stale lock retry"));
    expect(hits.find(({ id }) => id === "B")).toMatchObject({ linked: true, matched: [] });
  });

  it("tells what cites a document and what it cites, without what was removed", () => {
    const engine = createSearchEngine();
    engine.add([
      sampleDocument("A", "Lock files go stale", "A killed process leaves its lock.", { links: ["gone"] }),
      sampleDocument("B", "Parser depth", "Nested input overflows.", { links: ["A"] }),
    ]);
    engine.seal();
    engine.add([sampleDocument("C", "Retry", "Take over after ten seconds.", { links: ["A", "B"] })]);
    expect(engine.linkedWith("A")).toEqual(["B", "C"]);
    expect(engine.linkedWith("C")).toEqual(["A", "B"]);
    engine.remove("B");
    expect(engine.linkedWith("C")).toEqual(["A"]);
    expect(engine.linkedWith("unknown")).toEqual([]);
  });

  it("prefers the newer of equals, by ULID", () => {
    const engine = createSearchEngine();
    const [older, newer] = ["01ARZ3NDEKTSV4RRFFQ69G5FA0", "01ARZ3NDEKTSV4RRFFQ69G5FB0"];
    engine.add([newer, older].map((id) => sampleDocument(id, "Stale lock", "Remove it.")));
    expect(engine.search(ask("stale lock")).map(({ id }) => id)).toEqual([newer, older]);
  });
});

describe("add, remove and seal", () => {
  it("hides a removed document everywhere and shows the last of one id", () => {
    const engine = createSearchEngine();
    engine.add([sampleDocument("A", "Stale lock", "Old text."), sampleDocument("B", "Lock order", "Text.")]);
    engine.seal();
    engine.remove("B");
    engine.remove("unknown");
    engine.add([sampleDocument("A", "Stale semaphore", "New text.")]);
    expect(engine.search(ask("lock"))).toEqual([]);
    expect(engine.search(ask("semaphore")).map(({ id }) => id)).toEqual(["A"]);
    expect(engine.size()).toBe(1);
  });

  it("seals only what is visible", () => {
    const engine = createSearchEngine();
    engine.add([sampleDocument("A", "Stale lock", "Text."), sampleDocument("B", "Lock order", "Text.")]);
    engine.remove("A");
    const other = createSearchEngine();
    other.attach(engine.seal());
    expect(engine.freshSize()).toBe(0);
    expect(other.search(ask("lock")).map(({ id }) => id)).toEqual(["B"]);
  });

  it("reads 4 MB of task text", () => {
    const engine = createSearchEngine();
    engine.add([sampleDocument("A", "Stale lock", "Text.")]);
    expect(engine.search(ask("stale lock ".repeat(400_000)))).toHaveLength(1);
  });
});
