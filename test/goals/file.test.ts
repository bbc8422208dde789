// `.agentops/goals.yaml`: what it may say, and that every mistake is named with its place.
import { describe, expect, it } from "vitest";
import { parseGoals } from "../../src/goals/io/file.ts";

const GOAL = "  - { id: fast, why: people wait, metric: time_to_pass, direction: lower, target: 60 }\n";
const parse = (text: string) => parseGoals(Buffer.from(text));
const refused = (text: string) =>
  parse(text).then(String, (error) => `${error.code}: ${error.message} ${error.fix}`);

describe("goals.yaml", () => {
  it("reads metrics and commands, and gives each definition a digest that words do not change", async () => {
    const { goals, dormant } = await parse(
      `goals:\n${GOAL}  - id: size\n    why: x\n    check: { run: [node, size.mjs], timeout: 5 }\n    direction: lower\n    target: 10\n    unit: kB\n    deadline: 2027-01-31\n`,
    );
    expect(dormant).toEqual({ days: 30, sessions: 50 });
    expect(goals).toMatchObject([
      { id: "fast", tolerance: 0, weight: 1 },
      { id: "size", check: { cwd: ".", network: false, timeout: 5 }, deadline: "2027-01-31" },
    ]);
    const of = async (text: string) => (await parse(`goals:\n${text}`)).goals[0]?.definition;
    expect(await of(GOAL)).toMatch(/^[0-9a-f]{64}$/);
    expect(await of(GOAL.replace("people wait", "nobody likes to wait"))).toBe(await of(GOAL));
    expect(await of(GOAL.replace("60", "61"))).not.toBe(await of(GOAL));
    expect(await of(GOAL.replace("lower", "higher"))).not.toBe(await of(GOAL));
  });

  it.each<[string, string, string]>([
    [
      "equal ids, with both places",
      `goals:\n${GOAL}${GOAL}`,
      '"fast" is given twice, as goals.0 and as goals.1 (line 3)',
    ],
    [
      "an unknown metric",
      `goals:\n${GOAL.replace("time_to_pass", "time_to_pas")}`,
      "Did you mean time_to_pass",
    ],
    [
      "a misspelt key, rather than the one that is missing for it",
      `goals:\n${GOAL.replace("direction", "directon")}`,
      '"goals.0.directon" is not a key (line 2). Did you mean direction?',
    ],
    [
      "a missing value out of a list",
      `goals:\n${GOAL.replace("direction: lower, ", "")}`,
      "goals.0.direction: it is missing",
    ],
    [
      "a missing text",
      `goals:\n${GOAL.replace("why: people wait, ", "")}`,
      "goals.0.why: it is missing (line 2)",
    ],
    [
      "a value behind an alias",
      `goals:\n${GOAL.replace("- {", "- &a {").replace("lower", "up")}  - *a\n`,
      '"up" is none of its values',
    ],
    [
      "aliases of aliases",
      `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\ngoals: [*c,*c,*c]\n`,
      "without aliases",
    ],
    ["tabs", `goals:\n${GOAL.replace("  -", "\t-")}`, "Tabs are not allowed"],
    [
      "neither metric nor check",
      "goals:\n  - { id: a, why: b, direction: lower, target: 1 }\n",
      "either metric or check",
    ],
    ["a unit beside a metric", `goals:\n${GOAL.replace(" }", ", unit: s }")}`, "is measured in seconds"],
    [
      "last beside a command",
      'goals:\n  - { id: a, why: b, check: { run: ["true"] }, last: 5, direction: lower, target: 1 }\n',
      "only a metric counts events",
    ],
    ["a target that is no number", `goals:\n${GOAL.replace("60", ".nan")}`, "goals.0.target"],
    [
      "a deadline that is no day",
      `goals:\n${GOAL.replace(" }", ", deadline: 2026-02-30 }")}`,
      "goals.0.deadline",
    ],
    [
      "a command as a line for a shell",
      "goals:\n  - { id: a, why: b, check: { run: npm test }, direction: lower, target: 1 }\n",
      "check.run",
    ],
    ["no YAML", "goals:\n  - {\n", "line 3"],
  ])("refuses %s", async (_, text, expected) => {
    const answer = await refused(text);
    expect(answer).toMatch(/^CONFIG_INVALID: \.agentops\/goals\.yaml at the base commit: /);
    expect(answer).toContain(expected);
  });
});
