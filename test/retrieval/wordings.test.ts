// A task of several lines finds what its good lines find, and one of a single line what it has always found.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConvincing } from "../../src/briefing/reading-order.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { searchWordings } from "../../src/retrieval/wordings.ts";
import { documents, sampleDocument, tasks } from "./samples.ts";

const LESSONS = [
  sampleDocument(
    "pool",
    "Idle connections of the pool are closed by the proxy",
    "HAProxy closes sockets after 60 seconds, so pg throws ECONNRESET. Set idleTimeoutMillis to 30000.",
  ),
  sampleDocument(
    "vitest",
    "vitest 5 does not start on Node 20",
    "vitest 5 stops with ERR_REQUIRE_ESM. Stay on vitest 4.1 while engines says >=20.12.",
  ),
  sampleDocument(
    "ledger",
    "The payment ledger rounds half to even",
    "Math.round loses a cent on refunds; use roundHalfEven from money.ts.",
  ),
  sampleDocument(
    "cache",
    "The parser's cache is keyed by path alone",
    "Two branches share entries of the cache, so the parser gives results of another branch. Add the blob id.",
  ),
];

/** In a large store more matches are chance, so more is asked of each. */
const OTHERS = Array.from({ length: 600 }, (_, number) =>
  sampleDocument(`other${number}`, `Subject ${number} of module${number % 40}`, `It rests on part${number}.`),
);

const engine = createSearchEngine();
engine.add([...LESSONS, ...OTHERS]);
const ask = (task: string) => searchWordings((query) => engine.search(query), { task, paths: [], limit: 20 });
const convincing = (task: string): string[] =>
  ask(task)
    .filter((hit) => isConvincing(hit))
    .map(({ id }) => id);

const GOOD = "pg ECONNRESET idle";
const BAD = [
  [
    "talk",
    "morning everyone, grandmother's birthday dinner yesterday was wonderful, cake and candles included; uncle Albert sang opera, cousins juggled oranges, somebody photographed hedgehogs underneath the veranda",
  ],
  [
    "noise",
    "3f9a1c77e0 zzkq lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore dolore magna aliqua enim minim veniam",
  ],
] as const;

const FOREIGN =
  "数据库连接在空闲一段时间之后总是莫名其妙地被断开，不知道应该怎么处理这个问题才好，请大家帮忙看看日志里到底写了些什么内容，昨天还是好好的";

describe("a task in several wordings", () => {
  it("is not spoilt by a line of another language, even where all is searched as one text", () => {
    for (const task of [`${GOOD}\n${FOREIGN}`, `${FOREIGN}\n${GOOD}`, `${GOOD} ${FOREIGN}`]) {
      const whole = engine.search({ task, paths: [], limit: 20 }).filter(isConvincing);
      expect(whole.map(({ id }) => id)).toEqual(["pool"]);
      expect(convincing(task)).toEqual(["pool"]);
    }
  });

  it.each(BAD)("is not spoilt by a line of %s, before or after the good one", (_, bad) => {
    for (const task of [`${GOOD}\n${bad}`, `${bad}\r\n${GOOD}`, `${bad}\n\n- ${GOOD}\n${bad}`]) {
      expect(engine.search({ task, paths: [], limit: 20 }).filter(isConvincing)).toEqual([]);
      expect(convincing(task)).toEqual(["pool"]);
    }
  });

  it("finds by another wording what the first one does not say", () => {
    const said =
      "grosses Durcheinander beim Aufrufen der Testwerkzeuge seit gestern Nachmittag im ganzen Haus";
    expect(convincing(said)).toEqual([]);
    expect(convincing(`${said}\nvitest 5 ERR_REQUIRE_ESM Node 20`)[0]).toBe("vitest");
  });

  it("finds the lesson about the error of a pasted log", () => {
    const line = (number: number) => `[${number}] resolved module chunk-${number} in the output folder`;
    const log = [
      ...Array.from({ length: 30 }, (_, number) => line(number)),
      "Error: pg pool: ECONNRESET, idle connections closed by proxy",
      ...Array.from({ length: 5 }, (_, number) => `    at Socket.emit (node:events:${number}:12)`),
    ];
    expect(ask(log.join("\n"))[0]?.id).toBe("pool");
  });

  it("gives one line, and lines that are all the same, exactly what the engine finds", () => {
    fc.assert(
      fc.property(documents, tasks, (stored, task) => {
        const any = createSearchEngine();
        any.add(stored);
        const line = task.replace(/[\r\n\u2028\u2029]/g, " ");
        const query = { task: line, paths: ["src/a.ts"], limit: 20 };
        expect(searchWordings((each) => any.search(each), query)).toEqual(any.search(query));
        const repeated = { ...query, task: `${line}\n${line}\n` };
        expect(searchWordings((each) => any.search(each), repeated)).toEqual(any.search(repeated));
      }),
    );
  });

  it("gives lines that fit alike what the whole text finds", () => {
    const task = "vitest 5 ERR_REQUIRE_ESM\nvitest 5 Node 20 does not start";
    expect(ask(task)).toEqual(engine.search({ task, paths: [], limit: 20 }));
  });

  it("stays within its bounds, finds all that the whole text convinces of, and is the same each time", () => {
    fc.assert(
      fc.property(documents, fc.array(tasks, { maxLength: 12 }), (stored, lines) => {
        const any = createSearchEngine();
        any.add(stored);
        const query = { task: lines.join("\n"), paths: ["src/a.ts"], limit: 20 };
        const hits = searchWordings((each) => any.search(each), query);
        expect(hits).toEqual(searchWordings((each) => any.search(each), query));
        expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
        for (const { relevance, coverage } of hits) {
          expect(relevance).toBeGreaterThan(0);
          expect(relevance).toBeLessThanOrEqual(1);
          expect(coverage).toBeGreaterThanOrEqual(0);
          expect(coverage).toBeLessThanOrEqual(1);
        }
        for (const whole of any.search(query)) {
          const hit = hits.find(({ id }) => id === whole.id);
          expect(hit?.coverage ?? (hits.length === query.limit ? 1 : 0)).toBeGreaterThanOrEqual(
            whole.coverage,
          );
        }
      }),
    );
  });

  it("gives a number for what is found by its place alone, however many lines say nothing", () => {
    const placed = createSearchEngine();
    placed.add([
      sampleDocument("placed", "The cache", "The cache is keyed by path.", { paths: ["src/a.ts"] }),
    ]);
    const task = Array.from({ length: 9 }, (_, line) => `${line}${line}`).join("\n");
    const [hit] = searchWordings(placed.search, { task, paths: ["src/a.ts"], limit: 5 });
    expect(hit).toMatchObject({ id: "placed", coverage: 0, relevance: expect.closeTo(0.5) });
  });

  it.each([
    ["200 lines", Array.from({ length: 200 }, (_, number) => `line ${number}: pool of proxies`).join("\n")],
    ["one word of 4,000 letters", "x".repeat(4_000)],
    ["only line breaks", "\n".repeat(4_000)],
    ["only stop words", "the\nand\nof\nto"],
    ["only numbers", "1\n22\n333\n4444"],
    ["right-to-left text", "הבריכה נסגרה\nلا يعمل الاختبار\nproxy closes idle pool"],
    ["lone surrogates", "\ud800\n\udc00\npool"],
  ])("survives %s", (_, task) => {
    expect(() => ask(task)).not.toThrow();
  });
});
