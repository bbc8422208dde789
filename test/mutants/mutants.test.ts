// Mutants are made where the rules say, switched on one at a time, and those that are judged lie in the laws as they are.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/catalog.mjs";
import { instrument } from "../../scripts/mutants/instrument.mjs";
import { LAWS } from "../../scripts/mutants/laws.mjs";
import { countsOf, judgedIn } from "../../scripts/mutants/report.mjs";

interface Mutant {
  readonly number: number;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}
const mutantsIn = (source: string): Mutant[] => instrument(source, "a.ts", 1).mutants;
const changes = (source: string) => mutantsIn(source).map(({ after }) => after);

/** What `f` returns with each mutant switched on, and first with none. */
function results(source: string, ...given: unknown[]): unknown[] {
  const { text, mutants }: { text: string; mutants: Mutant[] } = instrument(source, "a.ts", 1);
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  return [0, ...mutants.map(({ number }) => number)].map((active) => {
    const switches = { on: (n: number) => n === active, turn() {} };
    const run = new Function("globalThis", "module", `${code}; return module.exports.f;`);
    try {
      return run({ $mutants: switches }, { exports: {} })(...given);
    } catch (error) {
      return (error as Error).name;
    }
  });
}

describe("a mutant", () => {
  it("is one change, and the rest runs as it is", () => {
    const source = "export const f = (a: number, b: number): boolean => a < b && b !== 3;";
    expect(changes(source).map((each) => each.replace(/^.*=> /, ""))).toEqual([
      "undefined;",
      "a < b || b !== 3;",
      "a < b;",
      "b !== 3;",
      "a <= b && b !== 3;",
      "a >= b && b !== 3;",
      "a < b && b === 3;",
    ]);
    expect(results(source, 2, 2)).toEqual([false, undefined, true, false, true, true, true, false]);
  });

  it("leaves chains, loops, types and what throws in working order", () => {
    const source = [
      "interface A { b?: { c: string[] } }",
      "export function f(a: A): string {",
      "  const found: string[] = [];",
      '  for (const each of a.b?.c.filter((one) => one !== "x") ?? []) {',
      '    if (each === "y") continue;',
      "    found.push(each);",
      "  }",
      '  if (found.length > 9) throw new Error("too many of them");',
      '  return found.join("-") as string;',
      "}",
    ].join("\n");
    const [as, ...others] = results(source, { b: { c: ["x", "y", "z"] } });
    expect(as).toBe("z");
    expect(others).not.toContain("SyntaxError");
    expect(others.filter((each) => each !== "z").length).toBeGreaterThan(9);
    expect(results(source, {})[0]).toBe("");
  });

  it("is none of what people read", () => {
    const source = [
      'export const a = "a sentence for people";',
      "export const b = (n: number) => `there are $" + '{n > 1 ? "many" : "few"} of them`;',
      'export const c = z.string().describe("word");',
      'export const d = () => { throw new Error("word" + (1 > 0)); };',
    ].join("\n");
    expect(changes(source).filter((each) => !each.includes("undefined"))).toEqual([]);
  });
});

describe("the report", () => {
  const made = (number: number, outcome: string) => ({
    file: "a.ts",
    before: "x",
    after: `${number}`,
    outcome,
  });
  it("sets apart what somebody has judged, and names judgements of what is no survivor any more", () => {
    const mutants = [made(1, "found"), made(2, "survived"), made(3, "uncovered"), made(4, "timedOut")];
    const known = [
      { file: "a.ts", before: "x", after: "2", reason: "r" },
      { file: "a.ts", before: "x", after: "1", reason: "r" },
    ];
    const { open, judged, stale } = judgedIn(mutants, known, () => true);
    expect(open).toEqual([mutants[2]]);
    expect(stale).toEqual([known[1]]);
    expect(countsOf(mutants, judged).at(-1)).toMatchObject({
      ...{ mutants: 4, found: 1, timedOut: 1, survived: 1, notCovered: 1, judged: 1, percent: 50 },
    });
  });
});

describe("what is listed", () => {
  const groups: { laws: string[]; tests: string[] }[] = Object.values(LAWS);

  it("is there, each law once", () => {
    const laws = groups.flatMap((each) => each.laws);
    expect(new Set(laws).size).toBe(laws.length);
    for (const file of groups.flatMap((each) => [...each.laws, ...each.tests]))
      expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, true]);
  });

  it("is judged in a sentence, and only where the law still reads so", () => {
    const judged: { file: string; before: string; after: string; reason: string }[] = JSON.parse(
      readFileSync(path.join(ROOT, "test/mutants/survivors.json"), "utf8"),
    );
    const known = new Map<string, Set<string>>();
    for (const { file, before, after, reason } of judged) {
      const mutants = known.get(file) ?? new Set<string>();
      if (mutants.size === 0)
        for (const each of mutantsIn(readFileSync(path.join(ROOT, file), "utf8")))
          mutants.add(`${each.before}\n${each.after}`);
      known.set(file, mutants);
      expect([file, before, after, mutants.has(`${before}\n${after}`)]).toEqual([file, before, after, true]);
      expect(reason).toMatch(/^[A-Z`].{20,}\.$/);
    }
  });
});
