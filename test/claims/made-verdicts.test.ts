// A verdict that is made: what receipts, judges and the policy's demands make of a claim, and what it does not say.
import { describe, expect, it } from "vitest";
import { decidingChecks, isAffected, levelOf } from "../../src/claims/demands.ts";
import Verdict, { type CouncilWord, type JudgedReceipt } from "../../src/claims/records/verdict.ts";
import { isLeftToPerson, judgeCriteria, resultOf } from "../../src/claims/result.ts";
import { shortfall, type VerdictParts, verdictOf, withRatchet } from "../../src/claims/verdict.ts";
import {
  BASE,
  BLOB,
  type ClaimParts,
  COMMIT,
  claim,
  POLICY,
  receipt,
  verdict,
} from "../support/claim-records.ts";
import { idOf, START } from "../support/records.ts";

const METRIC = { direction: "lower", tolerance: 2 } as const;
const checks = [
  { id: "unit", inputs: [], metric: null },
  { id: "lint", inputs: ["src/**"], metric: METRIC },
];
const policy = {
  commit: BASE,
  name: "main",
  isProtected: true,
  digest: POLICY,
  envelope: null,
  policy: { checks, levels: [] },
} as unknown as VerdictParts["policy"];
const NOTHING = {
  checks: ["unit"],
  level: "L1",
  research: { missing: null, note: "research: not asked for" },
  outside: { refused: null, notes: ["envelope: not checked"] },
} as const;
const PASS = { result: "PASS", because: "both passed it" } as CouncilWord;

interface Given {
  readonly claim?: ClaimParts;
  readonly receipts?: readonly JudgedReceipt[];
  readonly demands?: Partial<VerdictParts["demands"]>;
  readonly council?: CouncilWord | null;
  readonly setup?: VerdictParts["run"]["setup"];
  /** The checks of the policy, where they are others. */
  readonly many?: readonly object[];
  readonly without?: VerdictParts["without"];
  readonly tests?: VerdictParts["tests"];
}
function made({
  claim: parts = {},
  receipts = [receipt()],
  demands = {},
  council = null,
  setup = null,
  many = checks,
  without = [],
  tests = [],
}: Given = {}) {
  const draft = verdictOf({
    claim: claim(1, parts),
    blob: BLOB,
    policy: { ...policy, policy: { checks: many, levels: [] } } as unknown as typeof policy,
    run: { sandbox: "bubblewrap", setup, receipts },
    demands: { ...NOTHING, ...demands },
    council,
    without,
    tests,
    version: "1.2.3",
    now: START,
  });
  return draft.statement.predicate;
}

describe("a verdict", () => {
  it("says what checks return without the change, where somebody has run them", () => {
    const without = [{ check: "unit", reason: "ok" }] as const;
    expect(made({ without }).without).toEqual(without);
    expect(made()).not.toHaveProperty("without");
  });

  it("names the tests of its change, and not more of them than a claim has paths", () => {
    const tests = Array.from({ length: 201 }, (_, n) => `test/${n}.ts`);
    expect(made({ tests }).tests).toEqual(tests.slice(0, 200));
    expect(made()).not.toHaveProperty("tests");
  });

  it("names commit, policy and claim, and has the shape that the journal keeps", () => {
    const predicate = made();
    expect(predicate).toMatchObject({
      verifier: { id: "agentops-mcp", version: { "agentops-mcp": "1.2.3" } },
      timeVerified: new Date(START).toISOString(),
      resourceUri: `git+commit:${COMMIT}`,
      policy: { uri: `${BASE}:.agentops/config.yaml`, commit: BASE, digest: { sha256: POLICY } },
      inputAttestations: [{ uri: `agentops://claims/${idOf(1)}`, digest: { gitBlob: BLOB } }],
      verificationResult: "PASSED",
      verifiedLevels: ["AGENTOPS_L1"],
      sandbox: "bubblewrap",
      setup: null,
    });
    expect(predicate).not.toHaveProperty("council");
    const whole = { ...verdict(2, 1), statement: { ...verdict(2, 1).statement, predicate } };
    expect(Verdict.schema.safeParse(whole).success).toBe(true);
  });

  it("says what was not checked, and which checks the change does not concern", () => {
    expect(made().notChecked).toEqual([
      "envelope: not checked",
      "research: not asked for",
      "lint: not concerned by this change",
    ]);
    const both = [receipt(), receipt({ check: "lint" })];
    expect(made({ receipts: both }).notChecked).toEqual(["envelope: not checked", "research: not asked for"]);
    const long = { missing: null, note: "x".repeat(1001) };
    expect(made({ receipts: both, demands: { research: long } }).notChecked[1]).toHaveLength(1000);
    const many = Array.from({ length: 100 }, (_, at) => ({
      id: `a-check-of-number-${at}`,
      inputs: [],
      metric: null,
    }));
    expect(made({ many }).notChecked.at(-1)).toHaveLength(1000);
  });

  it("keeps of a set-up what it was and how long it took", () => {
    const setup = { digest: "d", cached: true, seconds: 3, more: 1 };
    expect(made({ setup }).setup).toEqual({ digest: "d", cached: true, seconds: 3 });
  });

  it("passes no more than its receipts do", () => {
    const failed = made({ receipts: [receipt({ reason: "exit", exit: 1 })], council: PASS });
    expect(failed).toMatchObject({ verificationResult: "FAILED", verifiedLevels: [] });
    expect(made({ receipts: [] })).toMatchObject({ verificationResult: "NOT_PROVEN", verifiedLevels: [] });
  });

  it("has the levels that its judges add", () => {
    const criteria = [
      { id: "unit", text: "t", check: "unit", run: null },
      { id: "clear", text: "t", check: null, run: null },
    ];
    const passed = made({ claim: { criteria }, council: PASS });
    expect(passed).toMatchObject({ verifiedLevels: ["AGENTOPS_L1", "AGENTOPS_L2"], council: PASS });
    expect(passed.criteria).toEqual([
      { id: "unit", result: "PASSED", receipts: ["unit"], because: null },
      { id: "clear", result: "PASSED", receipts: [], because: "judges: both passed it" },
    ]);
    const refused = made({ claim: { criteria }, council: { ...PASS, result: "FAIL" } });
    expect(refused).toMatchObject({ verificationResult: "FAILED", verifiedLevels: [] });
    expect(refused.criteria[1]).toMatchObject({ result: "NOT_PROVEN" });
    const long = made({ claim: { criteria }, council: { ...PASS, because: "x".repeat(1001) } });
    expect(long.criteria[1]?.because).toHaveLength(1000);
  });

  it("proves nothing for a claim that asks for too little, and takes its judges' words for nothing", () => {
    const short = made({ demands: { level: "L2" }, council: PASS });
    expect(short).toMatchObject({ verificationResult: "NOT_PROVEN", verifiedLevels: [] });
    expect(short).not.toHaveProperty("council");
    expect(short.notChecked[0]).toBe("the policy asks for L2, the claim says L1: claim it again");
    const failed = made({ demands: { level: "L2" }, receipts: [receipt({ reason: "exit", exit: 1 })] });
    expect(failed.verificationResult).toBe("FAILED");
  });
});

describe("what a claim lacks", () => {
  const lacks = (demands: Partial<VerdictParts["demands"]>, parts: ClaimParts = {}) =>
    shortfall(claim(1, parts), { ...NOTHING, ...demands });

  it("is nothing where it asks for as much as the policy, or more", () => {
    expect(lacks({})).toBeNull();
    expect(lacks({ level: "L2" }, { level: "L2" })).toBeNull();
    expect(lacks({ level: "L2" }, { level: "L3", checks: ["unit", "lint"] })).toBeNull();
  });

  it("is told in this order: envelope, research, level, checks", () => {
    const all = {
      outside: { refused: "it leaves the envelope", notes: [] },
      research: { missing: "it touches src/a.ts", note: "" },
      level: "L2",
      checks: ["unit", "lint", "types"],
    } as const;
    const { outside: _, ...inside } = all;
    const { research: __, ...researched } = inside;
    const { level: ___, ...levelled } = researched;
    expect(lacks(all)).toBe("it leaves the envelope");
    expect(lacks(inside)).toBe("it touches src/a.ts: record_research, then claim it again");
    expect(lacks(researched)).toBe("the policy asks for L2, the claim says L1: claim it again");
    expect(lacks(levelled)).toBe("the policy now asks for lint, types too: claim it again");
  });

  it("is no longer than a record may say", () => {
    const long = "x".repeat(1200);
    expect(lacks({ outside: { refused: long, notes: [] } })).toHaveLength(1000);
    expect(lacks({ research: { missing: long, note: "" } })).toHaveLength(1000);
    expect(lacks({ checks: [long] })).toBe(
      `the policy now asks for ${long.slice(0, 500)} too: claim it again`,
    );
  });
});

it("a receipt of the policy is kept with how its number is measured, the claim's own never", () => {
  const ratchet = (changes: Partial<JudgedReceipt>) => withRatchet(receipt(changes), policy).ratchet;
  expect(ratchet({ check: "lint" })).toEqual(METRIC);
  expect(ratchet({ check: "lint", authored: "claim" })).toBeNull();
  expect(ratchet({ check: "unit" })).toBeNull();
  expect(ratchet({ check: "gone" })).toBeNull();
});

describe("a criterion", () => {
  const criterion = (check: string | null, run: string[] | null = null) => ({
    id: "c",
    text: "t",
    check,
    run,
  });
  const judged = (of: ReturnType<typeof criterion>, ...receipts: JudgedReceipt[]) =>
    judgeCriteria([of], receipts)[0];

  it("is what its check of the policy returned", () => {
    expect(judged(criterion("unit"), receipt())).toEqual({
      id: "c",
      result: "PASSED",
      receipts: ["unit"],
      because: null,
    });
    expect(judged(criterion("unit"), receipt({ reason: "timeout" }))).toMatchObject({
      result: "FAILED",
      because: null,
    });
    expect(judged(criterion("unit"), receipt({ reason: "not_started" }))).toEqual({
      id: "c",
      result: "NOT_PROVEN",
      receipts: ["unit"],
      because: "unit could not be started",
    });
    for (const other of [receipt({ check: "lint" }), receipt({ authored: "claim" })])
      expect(judged(criterion("unit"), other)).toEqual({
        id: "c",
        result: "NOT_PROVEN",
        receipts: [],
        because: "unit was not run",
      });
  });

  it("without a check is for somebody to judge, whatever its own command returned", () => {
    const because = "no check of the policy decides it, so it is for whoever judges the claim";
    const own = receipt({ check: "c", authored: "claim" });
    const open = { id: "c", result: "NOT_PROVEN", receipts: [], because };
    expect(judged(criterion(null), receipt())).toEqual(open);
    expect(judged(criterion(null), own)).toEqual(open);
    expect(judged(criterion(null, ["true"]), receipt({ check: "c" }))).toEqual(open);
    expect(judged(criterion(null, ["true"]), { ...own, check: "other" })).toEqual(open);
    const shown = { ...open, receipts: ["c"], because: `its own command ended with ok; ${because}` };
    expect(judged(criterion(null, ["true"]), own)).toEqual(shown);
  });
});

describe("a result", () => {
  const result = (parts: ClaimParts, ...receipts: JudgedReceipt[]) => resultOf(claim(1, parts), receipts);
  const lint = { id: "lint", text: "t", check: "lint", run: null };

  it("is failed by any check of the policy, and by no command of the claim's own", () => {
    expect(result({}, receipt(), receipt({ check: "lint", reason: "memory" }))).toBe("FAILED");
    expect(result({}, receipt(), receipt({ check: "own", authored: "claim", reason: "exit" }))).toBe(
      "PASSED",
    );
    expect(result({}, receipt({ reason: "not_started" }))).toBe("NOT_PROVEN");
  });

  it("is passed once all checks of the claim and of its criteria ran well", () => {
    const both = { checks: ["unit"], criteria: [lint, { ...lint, id: "open", check: null }] };
    expect(result(both, receipt())).toBe("NOT_PROVEN");
    expect(result(both, receipt({ check: "lint" }))).toBe("NOT_PROVEN");
    expect(result(both, receipt(), receipt({ check: "lint" }))).toBe("PASSED");
  });

  it("is a person's where the checks passed and the judges settled nothing", () => {
    const left = (council: string | null, parts = {}) =>
      isLeftToPerson(
        claim(1),
        verdict(2, 1, {
          verificationResult: "NOT_PROVEN",
          ...(council === null ? {} : { council: { result: council } as CouncilWord }),
          ...parts,
        }),
      );
    expect([left("DISAGREE"), left("NOT_PROVEN")]).toEqual([true, true]);
    expect([left("PASS"), left("FAIL"), left(null)]).toEqual([false, false, false]);
    expect(left("DISAGREE", { receipts: [receipt({ reason: "not_started" })] })).toBe(false);
    expect(left("DISAGREE", { verificationResult: "PASSED" })).toBe(false);
  });
});

describe("what the policy asks of a change", () => {
  const [unit, lint] = policy.policy.checks;
  const levels = (...rules: object[]) =>
    ({ checks: [], levels: rules }) as unknown as VerdictParts["policy"]["policy"];

  it("are the checks that it can affect, and those that the claim names", () => {
    expect(decidingChecks(policy.policy, [], ["docs/a.md"])).toEqual(["unit"]);
    expect(decidingChecks(policy.policy, [], ["docs/a.md", "src/a.ts"])).toEqual(["unit", "lint"]);
    expect(decidingChecks(policy.policy, ["lint", "gone"], ["docs/a.md"])).toEqual(["unit", "lint"]);
    expect(decidingChecks(policy.policy, [], null)).toEqual(["unit", "lint"]);
    expect([unit, lint].map((check) => check && isAffected(check, ["docs/a.md"]))).toEqual([true, false]);
  });

  it("is the level of its paths, and L2 at least of a claim that calls itself risky", () => {
    const rule = levels({ paths: ["src/**"], level: "L3" });
    expect(levelOf(rule, ["src/a.ts"], "low")).toBe("L3");
    expect(levelOf(rule, ["src/a.ts"], "high")).toBe("L3");
    expect(levelOf(rule, ["docs/a.md"], "low")).toBe("L1");
    expect(levelOf(rule, ["docs/a.md"], "medium")).toBe("L1");
    expect(levelOf(rule, ["docs/a.md"], "high")).toBe("L2");
    expect(levelOf(levels({ paths: ["**"], level: "L2" }), ["a"], "low")).toBe("L2");
  });
});
