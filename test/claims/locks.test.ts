// A pass locks its checks: the hardest lock binds, a run anew is held against it, and only some may open it, by the records alone.
import { describe, expect, it } from "vitest";
import { bindingLocks, compare, failureOf, type Lock, locksOf } from "../../src/claims/locks/ratchet.ts";
import { type ReversalParts, reversalOf } from "../../src/claims/locks/reversal.ts";
import Claim from "../../src/claims/records/claim.ts";
import type { JudgedReceipt } from "../../src/claims/records/verdict.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { BLOB, claim, lockFacts, receipt, reversal, verdict } from "../support/claim-records.ts";
import { fold, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";

const THERE = "bbbbbbbbbb";
const stateOf = (...records: JournalRecord[]) =>
  fold(records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : record.id })));
const CONTAINED = { [idOf(1)]: "contained", [idOf(3)]: "contained", [idOf(5)]: "contained" } as const;
const locks = (records: readonly JournalRecord[], contained: Parameters<typeof lockFacts>[0] = CONTAINED) =>
  locksOf(stateOf(...records), lockFacts(contained));
type Direction = "higher" | "lower";
const measured = (metric: number, direction: Direction = "higher", tolerance = 0) => ({
  receipts: [receipt({ metric, ratchet: { direction, tolerance } })],
});
const bound = (...records: JournalRecord[]) => bindingLocks(locks(records));
const idsOf = (found: readonly Lock[]) => found.map((lock) => lock.claim.id);

describe("a pass locks", () => {
  it("each check of the policy that ran well, in the order of the verdicts", () => {
    const receipts = [
      receipt(),
      receipt({ check: "lint" }),
      receipt({ check: "own", authored: "claim" }),
      receipt({ check: "odd", authored: "claim", reason: "exit", exit: 1 }),
    ];
    const found = locks([claim(1), claim(3), verdict(7, 1, { receipts }), verdict(4, 3)]);
    expect(found.map((lock) => [lock.check, lock.verdict.id])).toEqual([
      ["unit", idOf(4)],
      ["unit", idOf(7)],
      ["lint", idOf(7)],
    ]);
    expect(found[0]).toMatchObject({ proven: true, containment: "contained", reversal: null, metric: null });
  });

  it("nothing of a check that could not be started, nor of a claim that has not passed", () => {
    const idle = { receipts: [receipt(), receipt({ check: "lint", reason: "not_started" })] };
    expect(locks([claim(1), verdict(2, 1, idle)]).map(({ check }) => check)).toEqual(["unit"]);
    const failed = {
      verificationResult: "FAILED" as const,
      receipts: [receipt({ reason: "exit", exit: 1 }), receipt({ check: "lint" })],
    };
    expect(locks([claim(1), verdict(2, 1, failed)])).toEqual([]);
    expect(locks([claim(1, { level: "L2" }), verdict(2, 1)])).toEqual([]);
  });

  it("as a report where another clone tells it, and elsewhere where nothing contains it", () => {
    const [lock] = locks([claim(1), verdict(2, 1, {}, { clone: THERE })], {});
    expect(lock).toMatchObject({ proven: false, containment: "elsewhere" });
  });

  it("a number only where the policy measured it and it returned one", () => {
    expect(locks([claim(1), verdict(2, 1, measured(3, "lower", 2))])[0]?.metric).toEqual({
      value: 3,
      direction: "lower",
      tolerance: 2,
    });
    const without = { receipts: [receipt({ metric: 3 })] };
    expect(locks([claim(1), verdict(2, 1, without)])[0]?.metric).toBeNull();
    const unmeasured = { receipts: [receipt({ ratchet: { direction: "lower", tolerance: 0 } })] };
    expect(locks([claim(1), verdict(2, 1, unmeasured)])[0]?.metric).toBeNull();
  });
});

describe("of the locks of one check", () => {
  it.each<[string, Direction, number, number, string]>([
    ["the higher number binds where higher is better", "higher", 5, 4, idOf(1)],
    ["the higher number binds, whichever came first", "higher", 4, 5, idOf(3)],
    ["the lower number binds where lower is better", "lower", 4, 5, idOf(1)],
    ["the lower number binds, whichever came first", "lower", 5, 4, idOf(3)],
    ["the newest of equal ones binds", "higher", 4, 4, idOf(3)],
  ])("%s", (_, ...[direction, first, second, binding]) => {
    const found = bound(
      ...[claim(1), verdict(2, 1, measured(first, direction))],
      ...[claim(3), verdict(4, 3, measured(second, direction))],
    );
    expect(idsOf(found)).toEqual([binding]);
  });

  it("a tolerance loosens the number that it stands beside", () => {
    const found = bound(
      claim(1),
      verdict(2, 1, measured(5, "higher", 3)),
      claim(3),
      verdict(4, 3, measured(4)),
    );
    expect(idsOf(found)).toEqual([idOf(3)]);
  });

  it("the newest of those without a number binds", () => {
    expect(idsOf(bound(claim(1), verdict(2, 1), claim(3), verdict(4, 3)))).toEqual([idOf(3)]);
  });

  it("what is proven here and what another clone reports stand side by side", () => {
    const there = verdict(4, 3, {}, { clone: THERE });
    expect(idsOf(bound(claim(1), verdict(2, 1), claim(3), there))).toEqual([idOf(1), idOf(3)]);
  });

  it("one that is open or elsewhere is shown only where none holds, the newest of them", () => {
    const two = [claim(1), verdict(2, 1), claim(3), verdict(4, 3)];
    const elsewhere = (...contained: number[]) =>
      idsOf(bindingLocks(locks(two, Object.fromEntries(contained.map((each) => [idOf(each), "landed"])))));
    expect(elsewhere()).toEqual([idOf(3)]);
    expect(elsewhere(1)).toEqual([idOf(1)]);
    expect(elsewhere(3)).toEqual([idOf(3)]);
    expect(idsOf(bound(...two, reversal(8)))).toEqual([idOf(3)]);
    const harder = [claim(1), verdict(2, 1, measured(9)), claim(3), verdict(4, 3, measured(1))];
    expect(idsOf(bound(...harder, reversal(8)))).toEqual([idOf(3)]);
    expect(idsOf(bound(...harder.slice(0, 2), reversal(3), claim(5), verdict(6, 5, measured(1))))).toEqual([
      idOf(5),
    ]);
    const reported = [claim(5), verdict(6, 5, {}, { clone: THERE })];
    expect(idsOf(bindingLocks(locks([...two, ...reported], { [idOf(5)]: "landed" })))).toEqual([idOf(5)]);
  });

  it("the oldest reversal after a verdict opens it, and none from before", () => {
    const records = [claim(1), verdict(4, 1)];
    const [lock] = locks([...records, reversal(9, { reason: "later" }), reversal(8)]);
    expect(lock?.reversal?.id).toBe(idOf(8));
    expect(locks([...records, reversal(3)])[0]?.reversal).toBeNull();
  });
});

describe("a run anew", () => {
  const policy = (...checks: string[]) => ({ checks: checks.map((id) => ({ id })) }) as never;
  const [plain, numbered] = [verdict(2, 1), verdict(2, 1, measured(4, "higher", 1))].map(
    (by) => locks([claim(1), by])[0] ?? expect.fail("no lock"),
  );
  const says = (lock: Lock | undefined, now: JudgedReceipt | null, checks = ["lint", "unit"]) =>
    compare(lock ?? expect.fail("no lock"), policy(...checks), now);

  it.each<[string, Lock | undefined, JudgedReceipt | null, string, string]>([
    ["passes", plain, receipt(), "same", "passes"],
    ["fails", plain, receipt({ reason: "exit", exit: 2 }), "worse", "exit code 2"],
    ["was not made", plain, null, "not_run", "it was not run"],
    ["could not be made", plain, receipt({ reason: "not_started" }), "not_run", "it could not be started"],
    ["gives no number", numbered, receipt(), "worse", "it returns no number any more"],
    [
      "is a bit worse",
      numbered,
      receipt({ metric: 3 }),
      "same",
      "3, locked at 4 (higher is better, tolerance 1)",
    ],
    [
      "is worse",
      numbered,
      receipt({ metric: 2.9 }),
      "worse",
      "2.9, locked at 4 (higher is better, tolerance 1)",
    ],
    [
      "is better",
      numbered,
      receipt({ metric: 5 }),
      "better",
      "5, locked at 4 (higher is better, tolerance 1)",
    ],
  ])("that %s is told so", (_, ...[lock, now, result, because]) => {
    expect(says(lock, now)).toEqual({ result, because });
  });

  it("says nothing of a lock that is open or elsewhere, and more of one without a check", () => {
    const [open] = locks([claim(1), verdict(2, 1), reversal(5, { reason: "obsolete" })]);
    expect(says(open, receipt())).toEqual({ result: "reversed", because: "obsolete" });
    const [elsewhere] = locks([claim(1), verdict(2, 1)], {});
    expect(says(elsewhere, receipt()).result).toBe("not_applicable");
    expect(says(plain, receipt(), ["lint"])).toMatchObject({
      result: "worse",
      because: expect.stringContaining("base's policy has no such check any more"),
    });
  });

  it.each<[Partial<JudgedReceipt>, string]>([
    [{ reason: "ok" }, "passes"],
    [{ reason: "exit", exit: 3 }, "exit code 3"],
    [{ reason: "exit", exit: null, signal: "SIGKILL" }, "ended by SIGKILL"],
    [{ reason: "exit", exit: null, signal: null }, "ended by a signal"],
    [{ reason: "timeout" }, "took longer than its time"],
    [{ reason: "not_started" }, "could not be started"],
    [{ reason: "metric" }, "its last line is not one finite number"],
    [{ reason: "memory" }, "used more memory than it may"],
  ])("%j is said as: %s", (changes, words) => expect(failureOf(receipt(changes))).toBe(words));
});

describe("a reversal", () => {
  const parts: ReversalParts = {
    check: "unit",
    reason: "obsolete",
    authority: "lead",
    follow_up: "none",
    attested: "supervisor",
    session: "boss",
  };
  const make = (records: readonly JournalRecord[], changes: Partial<ReversalParts> = {}) =>
    reversalOf(stateOf(...records), lockFacts(CONTAINED), { ...parts, ...changes });
  const two = [
    claim(1),
    verdict(2, 1, measured(9)),
    claim(3, {}, { session: "second" }),
    verdict(4, 3, measured(1)),
  ];

  it("names the claim of the lock that binds, and nothing of its session", () => {
    const made = make(two);
    expect(made).toMatchObject({ record: "reversal", check: "unit", claim: idOf(1), reason: "obsolete" });
    expect(made).not.toHaveProperty("session");
    expect(make([claim(7), verdict(8, 7)])).toMatchObject({ claim: idOf(7) });
  });

  it("is refused to every session whose claim is locked", () => {
    for (const session of ["author", "second"])
      expect(refusalOf(() => make(two, { session })).code).toBe("SELF_VERDICT");
  });

  it("is refused where nothing is locked, with what is", () => {
    expect(refusalOf(() => make([claim(1)])).fix).toBe("Nothing is locked here.");
    const receipts = [receipt(), receipt({ check: "lint" })];
    const lint = [claim(1), verdict(2, 1, { receipts }), claim(3), verdict(4, 3)];
    expect(refusalOf(() => make(lint, { check: "types" }))).toMatchObject({
      code: "NOT_FOUND",
      fix: "Locked are: unit, lint.",
    });
    expect(refusalOf(() => make([claim(1), verdict(2, 1), reversal(5)])).code).toBe("NOT_FOUND");
  });

  it("holds nothing that must not be stored", () => {
    expect(refusalOf(() => make(two, { reason: "ob\u200bsolete" }))).toMatchObject({
      code: "UNSAFE_TEXT",
      message: "The reversal holds an invisible character.",
    });
  });
});
