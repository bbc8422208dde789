// Records to files and back, and every way in which a file can be unreadable.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { idInPath, MAX_RECORD_BYTES } from "../../src/journal/codec.ts";
import { parseMarkdown } from "../../src/journal/frontmatter.ts";
import { CITATION_OUTCOMES } from "../../src/learnings/records/citation.ts";
import { EVIDENCE_TYPES, LEARNING_KINDS, LIMITS } from "../../src/records/evidence.ts";
import { type JournalRecord, ROLES } from "../../src/records/record.ts";
import { hiddenCharacter } from "../../src/shared/text/safe-text.ts";
import { decodeRecord, encodeRecord, recordPath } from "../support/kinds.ts";
import { citation, idOf, learning } from "../support/records.ts";

const visible = (text: string): boolean =>
  text.isWellFormed() && hiddenCharacter(text) === null && !/^(<{7}|>{7}) /m.test(text);
const text = (maxLength: number, minLength = 0) =>
  fc
    .string({ unit: "grapheme", minLength, maxLength })
    .filter((each) => each.length <= maxLength && visible(each));
const ids = fc.nat(1e9).map(idOf);
const times = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2099-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const evidence = fc.array(fc.record({ type: fc.constantFrom(...EVIDENCE_TYPES), ref: text(60, 1) }), {
  maxLength: 3,
});
const provenance = {
  v: fc.constant(1 as const),
  id: ids,
  at: times,
  session: text(40, 1),
  runtime: text(40),
  role: fc.constantFrom(...ROLES),
  clone: fc.stringMatching(/^[0-9a-z]{10}$/),
  commit: fc.option(fc.stringMatching(/^[0-9a-f]{40}$/), { nil: null }),
};
const learnings = fc.record({
  record: fc.constant("learning" as const),
  ...provenance,
  title: text(LIMITS.title, 1).filter((title) => !/[\u2028\u2029]/.test(title)),
  kind: fc.constantFrom(...LEARNING_KINDS),
  // Lines, colons, dashes and hashes are what frontmatter is made of.
  body: fc
    .array(fc.oneof(text(40), fc.constantFrom("---", "id: 1", "# title", "", "\ttab", "- x: [")), {
      maxLength: 8,
    })
    .map((lines) => lines.join("\n"))
    .filter(visible),
  paths: fc.array(text(40), { maxLength: 3 }),
  tags: fc.array(text(20), { maxLength: 3 }),
  symptoms: fc.option(
    fc.array(
      text(60, 1).filter((line) => !/[\r\n\u2028\u2029]/.test(line)),
      { maxLength: LIMITS.symptoms },
    ),
    { nil: undefined },
  ),
  evidence,
  confidence: fc.option(
    fc.double({ min: 0, max: 1, noNaN: true }).map((each) => each + 0),
    { nil: null },
  ),
  supersedes: fc.option(ids, { nil: null }),
  distinct_because: fc.option(text(60), { nil: null }),
  labels: fc.subarray(["reads_as_instruction" as const]),
  // zod leaves this key out of a record: a file of that name is never marked as changed, and does no harm.
  seen: fc.dictionary(
    text(20, 1).filter((file) => file !== "__proto__"),
    fc.stringMatching(/^[0-9a-f]{40}$/),
    { maxKeys: 3 },
  ),
});
const citations = fc.record({
  record: fc.constant("citation" as const),
  ...provenance,
  citations: fc.array(
    fc.record({
      id: ids,
      outcome: fc.constantFrom(...CITATION_OUTCOMES),
      note: fc.option(text(60), { nil: null }),
      evidence,
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
const retrievals = fc.record({
  record: fc.constant("retrieval" as const),
  ...provenance,
  retrievals: fc.array(
    fc.record({
      at: times,
      task: fc.stringMatching(/^[0-9a-f]{16}$/),
      served: fc.array(ids, { maxLength: 5 }),
      tokens: fc.nat(8000),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

const decode = (path: string, content: string | Buffer) => decodeRecord(path, Buffer.from(content));

describe("what is written can be read", () => {
  it.each([
    ["learning", learnings],
    ["citation", citations],
    ["retrieval", retrievals],
  ] as const)("every %s, unchanged", async (_, kind) => {
    await fc.assert(
      fc.asyncProperty(kind as fc.Arbitrary<JournalRecord>, async (record) => {
        expect(await decode(recordPath(record), encodeRecord(record))).toEqual({ ok: true, record });
      }),
      { numRuns: 150 },
    );
  });

  it("lies at its kind and its day in UTC", () => {
    const late = learning(7, { at: "2026-03-01T23:59:59.999Z" });
    expect(recordPath(late)).toBe(`learning/2026/03/01/${idOf(7)}.md`);
    expect(recordPath(citation(8, idOf(7), { session: "b", outcome: "applied" }))).toMatch(
      /^citation\/.*\.json$/,
    );
    expect(idInPath(recordPath(late))).toBe(idOf(7));
  });

  it("takes frontmatter that a person has edited as ordinary YAML", async () => {
    const record = learning(1, {
      title: "git's answer: one line per name",
      tags: ["git", "cat-file"],
      evidence: [{ type: "url", ref: "https://git-scm.com/docs" }],
    });
    const { body, record: _, ...fields } = record;
    const edited = `---\n# corrected by hand\n${stringify(fields)}---\n${body}\n`;
    expect(edited).toContain("tags:\n  - git\n");
    expect(await decode(recordPath(record), edited)).toEqual({ ok: true, record });
    expect(await decode(recordPath(record), edited.replaceAll("\n", "\r\n"))).toMatchObject({ ok: true });
  });
});

describe("what can't be read names its reason", () => {
  const record = learning(1);
  const word = citation(2, idOf(1), { session: "b", outcome: "applied" });
  const whole = encodeRecord(record);

  it.each([
    ["no frontmatter", recordPath(record), "just text", "does not parse"],
    ["broken YAML", recordPath(record), "---\ntitle: [a\nid: 'x\n---\nbody\n", "does not parse"],
    ["frontmatter that is no mapping", recordPath(record), "---\n- a\n- b\n---\nbody\n", "does not parse"],
    ["no bytes", recordPath(record), "", "does not parse"],
    ["bytes that are no text", recordPath(record), Buffer.from([0xff, 0xfe, 0, 1]), "does not parse"],
    ["broken JSON", recordPath(word), encodeRecord(word).slice(0, -5), "does not parse"],
    ["JSON that is no object", recordPath(word), "null", "does not parse"],
    ["JSON a thousand folds deep", recordPath(word), "[".repeat(100_000), "does not parse"],
    ["an alias bomb", recordPath(record), `---\n${bomb()}\n---\nbody\n`, "does not parse"],
    [
      "a field out of bounds",
      recordPath(record),
      whole.replace(/^kind: .*$/m, 'kind: "rule"'),
      "field kind is not valid",
    ],
    [
      "a missing field",
      recordPath(word),
      JSON.stringify({ ...word, session: undefined }),
      "field session is not valid",
    ],
    ["a newer version", recordPath(record), whole.replace(/^v: 1$/m, "v: 2"), "newer version"],
    ["another day's place", `learning/2026/03/02/${idOf(1)}.md`, whole, "does not fit its place"],
    ["another id's place", `learning/2026/03/01/${idOf(2)}.md`, whole, "does not fit its place"],
    ["another kind's place", `citation/2026/03/01/${idOf(1)}.json`, JSON.stringify(record), "is not valid"],
    ["an unknown kind", `rumour/2026/03/01/${idOf(1)}.json`, "{}", "knows no such kind"],
    ["a kind from a prototype", `constructor/2026/03/01/${idOf(1)}.json`, "{}", "knows no such kind"],
    ["too many bytes", recordPath(record), "x".repeat(MAX_RECORD_BYTES + 1), "larger than a record may be"],
    ["conflict markers", recordPath(record), `${whole}<<<<<<< ours\n`, "conflict markers"],
    [
      "a hidden character",
      recordPath(record),
      whole.replace("body of", "body\u202e of"),
      "invisible character U+202E",
    ],
    [
      "a tag character",
      recordPath(record),
      whole.replace("body of", "body\u{e0041} of"),
      "invisible character U+E0041",
    ],
  ])("%s", async (_, path, content, reason) => {
    const decoded = await decode(path, content);
    expect(decoded).toMatchObject({ ok: false });
    expect(decoded.ok ? "" : decoded.reason).toContain(reason);
  });

  it("does not let frontmatter change the prototype or the kind", async () => {
    const sly = whole.replace("---\n", '---\n__proto__: {"v": 1}\nrecord: "citation"\n');
    expect((await decode(recordPath(record), sly)).ok).toBe(false);
    expect(Reflect.get({}, "v")).toBeUndefined();
  });

  it("reads plain lines without the YAML parser, and as that reads them", async () => {
    const words = fc.array(fc.constantFrom(..."abcxyzN019 ,.()/'-_:#&*!~\"[]".split("")), { maxLength: 12 });
    const values = fc.oneof(
      words.map((letters) => letters.join("")),
      fc.constantFrom(
        "tests, vitest",
        "no",
        "No way",
        "true story",
        "Null",
        "a: b",
        "a #b",
        "a ",
        "1 and 2",
        "- a",
      ),
    );
    await fc.assert(
      fc.asyncProperty(values, values, async (title, tags) => {
        const head = `title: ${title}\ntags: ${tags}`;
        const expected = await attempt(async () => ({ ...(parse(head, { logLevel: "error" }) as object) }));
        const { fields } = (await attempt(() => parseMarkdown(`---\n${head}\n---\n`))) ?? { fields: null };
        expect(fields).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["---", "a---", "x ---"])(
    "does not take %j at the end of a value for the end of the frontmatter",
    async (title) => {
      const { fields, body } = await parseMarkdown(`---\ntitle: ${title}\nid: a\n---\nbody\n`);
      expect([fields, body]).toEqual([{ title, id: "a" }, "body\n"]);
    },
  );

  it("says nothing on stderr of a tag that it does not know", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const { fields } = await parseMarkdown("---\ntitle: !odd words\n---\n");
    // A warning is sent in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect({ fields, warnings }).toEqual({ fields: { title: "words" }, warnings: [] });
  });

  it("reads a frontmatter without a line, and none without its end", async () => {
    await expect(parseMarkdown("---\n---\nbody\n")).rejects.toThrow("no mapping");
    await expect(parseMarkdown("---\ntitle: a---\nbody\n")).rejects.toThrow("no frontmatter");
  });

  it("never throws, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(recordPath(record), recordPath(word)),
        async (bytes, path) => {
          expect((await decodeRecord(path, Buffer.from(bytes))).ok).toBe(false);
        },
      ),
    );
  });
});

const attempt = <T>(work: () => Promise<T>): Promise<T | null> => work().catch(() => null);

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
  return ["a0: &a0 [x]", ...levels].join("\n");
}
