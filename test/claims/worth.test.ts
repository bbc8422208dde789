// A verdict that passed says whose word stands behind each criterion, by records alone.
import { describe, expect, it } from "vitest";
import { isTest, ownTestsIn } from "../../src/claims/own-tests.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { dependsOnAuthor, worthOf } from "../../src/claims/worth.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import {
  BASE,
  BLOB,
  claim,
  hex,
  judgment,
  receipt,
  type VerdictParts,
  verdict,
} from "../support/claim-records.ts";
import { fold } from "../support/records.ts";

const criterion = (id: string, check: string | null = "unit") => ({ id, text: "it holds", check, run: null });
const changeOf = (...paths: string[]) => ({
  from: BASE,
  commits: 1,
  files: paths.length,
  paths,
  patch: hex("9"),
});

interface Given {
  readonly criteria?: ReturnType<typeof criterion>[];
  readonly paths?: string[];
  readonly verdict?: VerdictParts;
  readonly others?: readonly JournalRecord[];
}

function told({
  criteria = [criterion("a")],
  paths = ["src/a.ts"],
  verdict: parts,
  others = [],
}: Given = {}) {
  const about = claim(1, { criteria, change: changeOf(...paths) });
  const made: VerdictRecord = verdict(2, 1, parts);
  const state = fold([about, made, ...others].map((record) => ({ record, blob: BLOB, own: true })));
  return { worth: worthOf(state, about, made), lacks: dependsOnAuthor(state, about, made) };
}

const UNSEEN = "no judge and no person has looked at it";
const fails = { without: [{ check: "unit", reason: "exit" as const }] };
const passes = { without: [{ check: "unit", reason: "ok" as const }] };

describe("the worth of a verdict that passed", () => {
  it("tells a check that passes without the change too, as one that may not look at it", () => {
    const { worth, lacks } = told({ verdict: passes });
    expect(worth).toEqual([
      "a decided by unit: it passes without this change too, so it shows that nothing broke and not that anything new holds",
      UNSEEN,
    ]);
    expect(lacks).toBe("unit passes without this change too");
  });

  it("tells an older test that the change has turned, which alone needs nobody else", () => {
    const { worth, lacks } = told({ verdict: fails });
    expect(worth[0]).toBe("a decided by unit: it fails without this change, by tests that were there before");
    expect(lacks).toBeNull();
  });

  it("tells tests that came with the same change", () => {
    const { worth, lacks } = told({ verdict: fails, paths: ["src/a.ts", "test/a.test.ts"] });
    expect(worth).toEqual([
      "a decided by unit: it fails without this change, by tests of the same change",
      "tests that came with the same change: test/a.test.ts",
      UNSEEN,
    ]);
    expect(lacks).toBe("its tests came with the same change: test/a.test.ts");
  });

  it("tells criteria that one check decides alone, and those that none does", () => {
    const { worth, lacks } = told({ criteria: [criterion("a"), criterion("b"), criterion("c", null)] });
    expect(worth).toEqual([
      "no check of the policy covers c: the word of a judge or a person decides",
      "a, b decided by unit alone, which does not tell them apart: nobody has run it without this change, so it may pass there too",
      UNSEEN,
    ]);
    expect(lacks).toMatch(/^no check of the policy covers c/);
    expect(told().lacks).toBe("nobody has run unit without this change");
  });

  it("counts the pass of another session or a person, and no pass of one who refused afterwards", () => {
    expect(told({ verdict: passes, others: [judgment(3, 1)] })).toMatchObject({ lacks: null });
    expect(told({ others: [judgment(3, 1)] }).worth).not.toContain(UNSEEN);
    const refused = judgment(4, 1, { decision: "refuse", reason: "r", location: "a" });
    expect(told({ others: [judgment(3, 1), refused] }).worth).toContain(UNSEEN);
  });

  it("counts the pass of the policy's judges, and nothing else that they said", () => {
    const council = (result: "PASS" | "FAIL") =>
      ({ ...passes, council: { result } }) as unknown as VerdictParts;
    expect(told({ verdict: council("PASS") })).toMatchObject({ lacks: null, worth: [expect.any(String)] });
    expect(told({ verdict: council("FAIL") }).worth).toContain(UNSEEN);
    expect(told({ others: [judgment(3, 1)] }).worth).toHaveLength(1);
  });

  it("tells the scripts of the checks that decide, and of no others", () => {
    const receipts = [receipt({ argv: ["sh", "a.sh"] }), receipt({ check: "other", argv: ["sh", "b.sh"] })];
    const { worth } = told({ verdict: { ...fails, receipts }, paths: ["a.sh", "b.sh"] });
    expect(worth).toContain("tests that came with the same change: a.sh");
  });

  it("names a command of the claim's own that failed, also where nothing passed", () => {
    const own = (changes: Parameters<typeof receipt>[0]) =>
      receipt({ authored: "claim", check: "a", reason: "exit", exit: 3, ...changes });
    const words = (check: string | null, ...receipts: ReturnType<typeof receipt>[]) =>
      told({ criteria: [criterion("a", check)], verdict: { verificationResult: "FAILED", receipts } }).worth;
    const said = expect.stringMatching(
      /^the claim's own command for a failed \(.*3.*\): mend that and claim again$/,
    );
    expect(words(null, receipt(), own({}))[0]).toEqual(said);
    expect(words(null, own({ check: "b" }), own({}))[0]).toEqual(said);
    expect(words("unit", own({}))).toEqual([]);
    for (const other of [own({ check: "b" }), own({ authored: "policy" }), own({ reason: "ok", exit: 0 })])
      expect(words(null, other)).toEqual([expect.stringMatching(/^no check of the policy/)]);
  });

  it("names five criteria that no check decides, and counts the others", () => {
    const open = (count: number) => Array.from({ length: count }, (_, at) => criterion(`c${at}`, null));
    const gap = (criteria: ReturnType<typeof criterion>[]) => told({ criteria }).worth[0];
    expect(gap([criterion("a"), ...open(5)])).toMatch(/ covers c0, c1, c2, c3, c4: /);
    expect(gap([criterion("a"), ...open(6)])).toMatch(/ covers c0, c1, c2, c3, c4 and 1 more: /);
    expect(gap(open(6))).toMatch(/ covers any of its criteria: /);
  });

  it("names five files and five checks, and counts the others", () => {
    const paths = Array.from({ length: 7 }, (_, at) => `test/t${at}.ts`);
    expect(told({ verdict: fails, paths }).lacks).toBe(
      "its tests came with the same change: test/t0.ts, test/t1.ts, test/t2.ts, test/t3.ts, test/t4.ts and 2 more",
    );
    expect(told({ verdict: fails, paths: paths.slice(0, 5) }).lacks).toMatch(/test\/t4\.ts$/);
  });

  it("is nothing where it did not pass", () => {
    expect(told({ verdict: { verificationResult: "FAILED" } }).worth).toEqual([]);
  });
});

describe("tests of a change", () => {
  it.each([
    "test/a.ts",
    "src/__tests__/a.ts",
    "pkg/parser_test.go",
    "src/a.spec.ts",
    "tests/test_a.py",
    "test_a.py",
    "conftest.py",
    "src/FooTest.java",
    "spec/a_spec.rb",
  ])("%s is one", (path) => expect(isTest(path)).toBe(true));

  it.each(["src/latest.ts", "src/contest/a.ts", "src/attestation.ts", "src/Protest.java", "lib/testing.go"])(
    "%s is none",
    (path) => expect(isTest(path)).toBe(false),
  );

  it("are also the scripts that its checks start", () => {
    const run = receipt({ argv: ["sh", "check.sh"], cwd: "ci" });
    expect(ownTestsIn(["ci/check.sh", "check.sh", "src/a.ts"], [run])).toEqual(["ci/check.sh"]);
    const wrapped = receipt({
      argv: ["/usr/bin/env", "-i", "A=1", "timeout", "5m", "sh", "-e", "./check.sh"],
    });
    expect(ownTestsIn(["check.sh", "5m"], [wrapped])).toEqual(["check.sh"]);
    expect(ownTestsIn(["check.sh"], [receipt({ argv: ["env"] })])).toEqual([]);
    expect(ownTestsIn(["check.sh"], [wrapped, receipt({ argv: ["true"] })])).toEqual(["check.sh"]);
    const clock = receipt({ argv: ["timeout", "5m", "A=1", "./check.sh"] });
    expect(ownTestsIn(["5m", "A=1", "check.sh"], [clock])).toEqual(["check.sh"]);
    const last = receipt({ argv: ["timeout", "5m", "sh", "check.sh", "data.sh"] });
    expect(ownTestsIn(["data.sh", "check.sh"], [last])).toEqual(["check.sh"]);
    const handed = receipt({ argv: ["./check.sh", "data.txt"] });
    expect(ownTestsIn(["data.txt", "check.sh"], [handed])).toEqual(["check.sh"]);
    for (const argv of [["sh"], ["sh", "-s"], []])
      expect(ownTestsIn(["a", "mutant"], [receipt({ argv })])).toEqual([]);
  });

  it.each([
    ["npm", "package.json"],
    ["/usr/bin/make", "sub/GNUmakefile"],
    ["just", "justfile"],
    ["python3", "pyproject.toml"],
    ["cargo", ".cargo/config.toml"],
    ["./gradlew", "app/build.gradle.kts"],
    ["mvn", ".mvn/jvm.config"],
    ["dotnet", "src/A.csproj"],
    ["composer", "composer.json"],
  ])("are what tells %s what to run: %s", (program, file) => {
    expect(ownTestsIn([file, "src/a.ts"], [receipt({ argv: [program, "test"] })])).toEqual([file]);
    expect(ownTestsIn([file], [receipt({ argv: ["true"] })])).toEqual([]);
    expect(ownTestsIn([file], [receipt({ argv: ["true"] }), receipt({ argv: [program] })])).toEqual([file]);
  });

  it.each(["vitest.config.mts", ".npmrc", "pkg/.mocharc.json", "tsconfig.build.json", "pytest.ini"])(
    "are settings that any runner may read: %s",
    (file) => expect(ownTestsIn([file], [receipt({ argv: ["true"] })])).toEqual([file]),
  );
});
