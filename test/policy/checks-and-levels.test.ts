// The configuration of checks and levels is read strictly, and a mistake names its place.
import { describe, expect, it } from "vitest";
import { readMetric } from "../../src/checks/receipt.ts";
import { ConfigSchema, parseConfig } from "../../src/config/config.ts";
import { panelFor } from "../../src/policy/judges-and-panels.ts";
import { canonicalPolicy, neededLevel } from "../../src/policy/policy.ts";
import { matcher } from "../../src/shared/glob.ts";

const refused = async (text: string): Promise<string> => {
  const error = await parseConfig(Buffer.from(text)).catch((thrown: unknown) => thrown);
  return error instanceof Error ? error.message : "accepted";
};

describe("the keys of the policy", () => {
  it("have defaults that ask for nothing", () => {
    expect(ConfigSchema.parse({})).toMatchObject({ setup: null, checks: [], levels: [], sandbox: "auto" });
    const [check] = ConfigSchema.parse({ checks: [{ id: "t", run: ["true"] }] }).checks;
    expect(check).toEqual({
      id: "t",
      run: ["true"],
      cwd: ".",
      timeout: 300,
      inputs: [],
      network: false,
      metric: null,
    });
  });

  it.each([
    ["a line for a shell", "checks:\n  - id: a\n    run: npm test\n", /checks\.0\.run.*line 3/],
    ["an empty command", "checks:\n  - id: a\n    run: []\n", /checks\.0\.run/],
    ["a command without a program", 'checks:\n  - id: a\n    run: [""]\n', /program's name/],
    ["an id twice", "checks:\n  - {id: a, run: [x]}\n  - {id: a, run: [y]}\n", /"a" is given twice.*line 3/],
    ["an id that is no name", "checks:\n  - {id: ../a, run: [x]}\n", /short name/],
    ["a folder outside", "checks:\n  - {id: a, run: [x], cwd: ../b}\n", /checks\.0\.cwd/],
    ["an output outside", "setup: {run: [x], inputs: [a], outputs: [/etc]}\n", /setup\.outputs\.0/],
    ["an output in git's folder", "setup: {run: [x], inputs: [a], outputs: [.GIT/x]}\n", /setup\.outputs\.0/],
    ["a set-up without inputs", "setup: {run: [x], outputs: [a]}\n", /setup\.inputs/],
    ["an unknown level", "levels:\n  - {paths: [a], level: L4}\n", /levels\.0\.level: "L4"/],
    ["L0", "levels:\n  - {paths: [a], level: L0}\n", /"L0" is none of its values/],
    [
      "a negative tolerance",
      "checks:\n  - {id: a, run: [x], metric: {direction: lower, tolerance: -1}}\n",
      /toleran/,
    ],
    ["a mistyped key", "checks:\n  - {id: a, run: [x], timout: 3}\n", /"checks\.0\.timout" is not a key/],
  ])("refuse %s", async (_, text, said) => {
    expect(await refused(text)).toMatch(said);
  });

  it("are the same text however they were written, and another one for any other policy", () => {
    const text = (settings: object) => canonicalPolicy(ConfigSchema.parse(settings));
    const check = { id: "a", run: ["x"], timeout: 5 };
    const turned = { timeout: 5, run: ["x"], id: "a" };
    expect(text({ checks: [turned], phases: ["prepare"] })).toBe(text({ checks: [check], sandbox: "auto" }));
    const others = [
      ...[{}, { checks: [{ ...check, timeout: 6 }] }, { checks: [{ ...check, run: ["x", ""] }] }],
      ...[
        { checks: [check], sandbox: "require" },
        { checks: [{ ...check, metric: { direction: "lower" } }] },
      ],
    ].map(text);
    expect(new Set([...others, text({ checks: [check] })]).size).toBe(others.length + 1);
  });
});

describe("judges in a policy", () => {
  const judge = { id: "one", adapter: "command", vendor: "a", run: ["judge"] };
  const text = (settings: object) => canonicalPolicy(ConfigSchema.parse(settings));

  it("without any, a policy is the text that it was before there were judges", () => {
    expect(text({})).toBe('{"checks":[],"levels":[],"sandbox":"auto","setup":null}');
    expect(text({ council: { seconds: 5 } })).toBe(text({}));
  });

  it("with them, it is another one for every change of a judge, a panel or a budget", () => {
    const panels = [{ paths: ["src"], judges: ["one"] }];
    const policies = [
      { judges: [judge] },
      { judges: [{ ...judge, run: ["judge", "-v"] }] },
      { judges: [{ ...judge, vendor: "b" }] },
      { judges: [{ ...judge, timeout: 9 }] },
      { judges: [judge], panels },
      { judges: [judge], panels: [{ ...panels[0], risk: "high" }] },
      { judges: [judge], council: { tokens: 5000 } },
      { judges: [judge], council: { floor: { misses: 0.1 } } },
    ].map(text);
    expect(new Set([...policies, text({})]).size).toBe(policies.length + 1);
  });

  it.each([
    ["a command without a program", "judges:\n  - {id: a, adapter: command, vendor: v}\n", /judges\.0\.run/],
    ["no vendor", "judges:\n  - {id: a, adapter: claude}\n", /judges\.0\.vendor/],
    ["an adapter that does not exist", "judges:\n  - {id: a, adapter: gpt, vendor: v}\n", /"gpt"/],
    [
      "more time than there is",
      "judges:\n  - {id: a, adapter: claude, vendor: v, timeout: 301}\n",
      /timeout/,
    ],
    [
      "an id twice",
      "judges:\n  - {id: a, adapter: claude, vendor: v}\n  - {id: a, adapter: codex, vendor: w}\n",
      /twice/,
    ],
    [
      "a panel of strangers",
      "panels:\n  - {paths: [src], judges: [nobody]}\n",
      /"nobody" is none of the judges/,
    ],
    [
      "a quorum that no panel can reach",
      "judges:\n  - {id: a, adapter: claude, vendor: v}\n  - {id: b, adapter: claude, vendor: v}\npanels:\n  - {paths: [src], judges: [a, b], quorum: 2}\n",
      /quorum.*at most 1, the number of vendors/,
    ],
  ])("refuse %s", async (_, config, said) => {
    expect(await refused(config)).toMatch(said);
  });

  it("sit where a path and the risk ask for them, all together where several panels match", () => {
    const judges = ["one", "two", "three"].map((id) => ({ ...judge, id, vendor: id }));
    const panels = [
      { paths: ["src"], judges: ["one"] },
      { paths: ["src/pay"], judges: ["two"], quorum: 1 },
      { paths: ["**"], risk: "high", judges: ["one", "three"], quorum: 2 },
    ];
    const policy = ConfigSchema.parse({ judges, panels });
    const sitting = (path: string, risk: "low" | "high", demanded = false) => {
      const panel = panelFor(policy, [path], risk, demanded);
      return panel && `${panel.judges.map(({ id }) => id).join(" ")}, ${panel.quorum}`;
    };
    expect(sitting("docs/a.md", "low")).toBeNull();
    expect(sitting("src/a.ts", "low")).toBe("one, 1");
    expect(sitting("src/pay/a.ts", "low")).toBe("one two, 1");
    expect(sitting("src/pay/a.ts", "high")).toBe("one two three, 2");
    expect(sitting("docs/a.md", "low", true)).toBe("one two three, 2");
    expect(panelFor(ConfigSchema.parse({}), ["src/a.ts"], "high", true)).toBeNull();
  });
});

describe("the level that a claim needs", () => {
  const policy = ConfigSchema.parse({
    levels: [
      { paths: ["src/**"], level: "L2" },
      { paths: ["src/pay"], level: "L3" },
      { paths: ["**"], risk: "high", level: "L3" },
    ],
  });
  const level = (paths: string[], risk: "low" | "medium" | "high" = "low") =>
    neededLevel(policy, paths, risk);

  it("is the highest of all rules that match, and L1 where none does", () => {
    expect(level(["docs/a.md"])).toBe("L1");
    expect(level([])).toBe("L1");
    expect(level(["docs/a.md", "src/a.ts"])).toBe("L2");
    expect(level(["src/pay/a.ts", "src/a.ts"])).toBe("L3");
    expect(level(["docs/a.md"], "medium")).toBe("L1");
    expect(level(["docs/a.md"], "high")).toBe("L3");
  });

  it("can't be lowered by another way to write the same place", () => {
    expect(level(["SRC/Pay/a.ts"])).toBe("L3");
  });
});

describe("globs", () => {
  it.each([
    [["src"], "src/a/b.ts", true],
    [["src/"], "src/a.ts", true],
    [["./src/*.ts"], "src/a.ts", true],
    [["src/*.ts"], "src/a/b.ts", false],
    [["**/package.json"], "package.json", true],
    [["**/package.json"], "a/b/package.json", true],
    [["*"], ".npmrc", true],
    [["**", "!docs"], "docs/a.md", false],
    [["**", "!docs"], "src/a.md", true],
    [["!docs"], "src/a.md", false],
    [["a"], "ab", false],
    [["Makefile"], "makefile", true],
  ])("%j on %s: %s", (globs, path, fits) => {
    expect(matcher(globs)(path)).toBe(fits);
  });
});

it("reads a metric from the last line alone", () => {
  expect(readMetric("a\n 12.5 \n\n")).toBe(12.5);
  expect(readMetric("-1e3")).toBe(-1000);
  for (const text of ["", "1\nx\n", "NaN", "Infinity", "1e999", "1,5", "0x1", "5%", "."])
    expect(readMetric(text), text).toBeNull();
});
