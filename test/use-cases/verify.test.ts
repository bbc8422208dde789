// The order of the gate's steps: what each of them stops, and what the next one may trust.

import { describe, expect, it } from "vitest";
import type { Containment, LockFacts, RatchetRow } from "../../src/claims/locks/ratchet.ts";
import type { GatePort } from "../../src/claims/port.ts";
import { proveReported, settleReported } from "../../src/claims/prove-reported.ts";
import Claim from "../../src/claims/records/claim.ts";
import Verdict, { type VerdictRecord } from "../../src/claims/records/verdict.ts";
import { PAYLOAD_TYPE, signedStatement, toBase64 } from "../../src/claims/signatures/signature.ts";
import type { Unfetched } from "../../src/journal/unfetched.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { type Verify, verify } from "../../src/use-cases/verify.ts";
import {
  BLOB,
  COMMIT,
  claim,
  lockFacts,
  POLICY,
  ratchetRow,
  receipt,
  TREE,
  verdict,
} from "../support/claim-records.ts";
import { fold, idOf } from "../support/records.ts";

const THERE = "bbbbbbbbbb";
const CLAIM = idOf(1);
const reportedPass = verdict(2, 1, {}, { clone: THERE });
const failed = {
  verificationResult: "FAILED" as const,
  receipts: [receipt({ reason: "exit", exit: 1 })],
};

interface Given {
  readonly records?: readonly JournalRecord[];
  /** What the locks come to, by the records at that moment. */
  readonly rows?: (records: readonly JournalRecord[]) => readonly RatchetRow[];
  readonly contained?: Record<string, Containment>;
  readonly landed?: boolean;
  /** What a run here makes of the claim: a verdict, or why it can't be run. */
  readonly here?: VerdictRecord | Error;
  readonly unknown?: AgentOpsError;
  readonly unfetched?: Unfetched;
}

/** Runs the gate over records in memory; the steps say what it asked for, in order. */
async function gateOf(given: Given, asked: Partial<Verify> = {}) {
  const records = [...(given.records ?? [])];
  const steps: string[] = [];
  const memories = new Set<unknown>();
  const claims: GatePort = {
    async verifiable(expression) {
      steps.push(`look for ${expression}`);
      if (given.unknown) throw given.unknown;
      return { commit: COMMIT, subject: TREE };
    },
    async unfetched() {
      return given.unfetched ?? null;
    },
    async ratchet(_, { fresh, seen }) {
      memories.add(seen);
      steps.push(fresh ? "run all locks" : "run locks");
      return { commit: COMMIT, policy: POLICY, rows: given.rows?.(records) ?? [] };
    },
    async settle(id, _, { again, seen }) {
      memories.add(seen);
      steps.push(`settle ${id}${again ? " again" : ""}`);
      if (given.here instanceof Error) throw given.here;
      if (given.here) records.push(given.here);
      return given.here ?? null;
    },
    async landed() {
      steps.push("ask base");
      return given.landed ?? false;
    },
    async lockFacts() {
      return { ...lockFacts(given.contained), where: new Map([[CLAIM, COMMIT]]) };
    },
  };
  const state = async () =>
    fold(records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : record.id })));
  const ports = { claims, state, signal: new AbortController().signal, onProgress() {} };
  const gate = verify(ports, { commit: "HEAD", level: null, independent: false, fresh: false, ...asked });
  return { steps, memories, gate: await gate.catch((error: unknown) => error) };
}

describe("before anything runs", () => {
  it("a commit that can't be told stops the gate", async () => {
    const unknown = new AgentOpsError("GIT_FAILED", "This clone is shallow.", "Fetch the history.");
    const { steps, gate } = await gateOf({ unknown }, { commit: "work", level: "L1" });
    expect(gate).toBe(unknown);
    expect(steps).toEqual(["look for work"]);
  });

  it("records that the remote has and nobody fetched keep the gate closed", async () => {
    const ref = "refs/agentops/clones/aaaaaaaaaa";
    const unfetched = { remote: "origin", refs: [ref], known: 2, problem: null };
    const { gate } = await gateOf({ unfetched });
    expect(gate).toMatchObject({
      result: "failed",
      broken: [{ id: ref, reason: expect.stringContaining("git fetch origin 'refs/agentops/clones/*") }],
    });
  });

  it("a remote that gives no answer closes nothing", async () => {
    const unfetched = { remote: "origin", refs: [], known: null, problem: "did not answer within 10 s" };
    expect((await gateOf({ unfetched })).gate).toMatchObject({ result: "passed", broken: [] });
  });

  it("a gate that is to run all says so to the locks", async () => {
    expect((await gateOf({}, { fresh: true })).steps).toEqual(["look for HEAD", "run all locks"]);
  });
});

describe("what only another clone reports", () => {
  const isSettled = (records: readonly JournalRecord[]) =>
    records.some((each) => Verdict.is(each) && each.clone !== THERE);
  /** Worse here, and reported until a run of ours has shown that it held. */
  const worse = (records: readonly JournalRecord[]) => [
    ratchetRow({ result: "worse", reported_by: isSettled(records) ? null : THERE }),
  ];
  const records = [claim(1), reportedPass];
  const contained: Given["contained"] = { [CLAIM]: "landed" };

  it("is not run while it closes nothing", async () => {
    const { steps, gate } = await gateOf({
      records,
      contained,
      rows: () => [ratchetRow({ reported_by: THERE })],
    });
    expect(steps).toEqual(["look for HEAD", "run locks"]);
    expect(gate).toMatchObject({ result: "passed" });
  });

  it("is run before it closes the gate, and then the locks again", async () => {
    const { steps, gate } = await gateOf({ records, contained, rows: worse, here: verdict(3, 1) });
    expect(steps).toEqual(["look for HEAD", "run locks", `settle ${CLAIM}`, "run locks"]);
    expect(gate).toMatchObject({ result: "failed", locks: [{ result: "worse", reported_by: null }] });
  });

  it("is run anew where all is to be, and every step is told what the others have just seen", async () => {
    const given = { records, contained, rows: worse, here: verdict(3, 1) };
    const { steps, memories } = await gateOf(given, { fresh: true });
    expect(steps).toEqual(["look for HEAD", "run all locks", `settle ${CLAIM} again`, "run all locks"]);
    expect([...memories]).toEqual([expect.any(Map)]);
  });

  it("leaves the gate undecided where it can't be run here", async () => {
    const here = new AgentOpsError("NO_SANDBOX", "There is no sandbox here.", "Install bubblewrap.");
    const { gate } = await gateOf({ records, contained, rows: worse, here });
    expect(gate).toMatchObject({ result: "undecided", locks: [{ result: "not_run", reported_by: null }] });
  });
});

describe("a report that a squash has taken from its commit", () => {
  const records = [claim(1), reportedPass];
  const elsewhere = "f".repeat(40);
  const worse = ratchetRow({ result: "worse", reported_by: THERE });
  const held = (rows: (place: string) => readonly RatchetRow[], where: ReadonlyMap<string, string>) => {
    const asked: string[] = [];
    const claims: GatePort = {
      verifiable: async () => ({ commit: COMMIT, subject: TREE }),
      unfetched: async () => null,
      landed: async () => false,
      settle: async () => expect.fail("nothing of it is left to settle"),
      async ratchet(place) {
        asked.push(place);
        return { commit: place, policy: POLICY, rows: rows(place) };
      },
      lockFacts: async () => ({ ...lockFacts({ [CLAIM]: "landed" }), where }),
    };
    const state = async () =>
      fold(records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : record.id })));
    const ports = { claims, state, signal: new AbortController().signal, onProgress() {} };
    return verify(ports, { commit: "HEAD", level: null, independent: false, fresh: false }).then((gate) => ({
      gate,
      asked,
    }));
  };
  const at = new Map([[CLAIM, elsewhere]]);

  it.each(["same", "better"] as const)(
    "is proven where its check was %s at what took its place",
    async (result) => {
      const { gate, asked } = await held(
        (place) => (place === elsewhere ? [ratchetRow({ check: "lint" }), ratchetRow({ result })] : [worse]),
        at,
      );
      expect(asked).toEqual([COMMIT, elsewhere, COMMIT]);
      expect(gate).toMatchObject({
        result: "failed",
        locks: [{ reported_by: null, because: "passes; it held at ffffffffffff" }],
      });
    },
  );

  it("stays a report where it did not hold there, or nothing tells where that is", async () => {
    for (const there of [
      worse,
      ratchetRow({ check: "lint" }),
      ratchetRow({ claim: idOf(7) }),
      ratchetRow({ result: "not_run" }),
    ]) {
      const { gate } = await held((place) => (place === elsewhere ? [there] : [worse]), at);
      expect(gate).toMatchObject({ result: "passed", locks: [worse] });
    }
    const { gate, asked } = await held(() => [worse], new Map());
    expect(gate).toMatchObject({ result: "passed", locks: [worse] });
    expect(asked).toEqual([COMMIT, COMMIT]);
  });

  it("proves nothing of other checks and claims, and leaves what is worse here alone", async () => {
    const others = [
      ratchetRow({ check: "lint", result: "worse", reported_by: THERE }),
      ratchetRow({ claim: idOf(7) }),
    ];
    const there = (place: string) => (place === elsewhere ? [ratchetRow()] : [worse, ...others]);
    expect((await held(there, at)).gate.locks).toMatchObject([{ reported_by: null }, ...others]);
    const own = await held(() => [ratchetRow({ result: "worse" })], at);
    expect(own.asked).toEqual([COMMIT]);
    expect(own.gate).toMatchObject({ result: "failed" });
  });
});

describe("a claim that was run here", () => {
  const records = [claim(1), reportedPass];
  const worse = () => [
    ratchetRow({ result: "worse", reported_by: THERE }),
    ratchetRow({ claim: idOf(7), result: "worse", reported_by: THERE }),
  ];
  const contained: Given["contained"] = { [CLAIM]: "landed" };
  const locksAfter = async (here: Given["here"]) => {
    const { gate } = await gateOf({ records, contained, rows: worse, ...(here ? { here } : {}) });
    return (gate as { locks: RatchetRow[] }).locks.map(({ result }) => result);
  };

  it("decides by what it returned, and leaves open what it did not prove", async () => {
    expect(await locksAfter(verdict(3, 1))).toEqual(["worse", "worse"]);
    expect(await locksAfter(undefined)).toEqual(["not_run", "worse"]);
    const idle = {
      verificationResult: "NOT_PROVEN" as const,
      receipts: [receipt({ reason: "not_started" })],
    };
    expect(await locksAfter(verdict(3, 1, idle))).toEqual(["not_run", "worse"]);
  });

  it("is no cover for a fault of ours", async () => {
    const broken = new TypeError("not a function");
    const { gate } = await gateOf({ records, contained, rows: worse, here: broken });
    expect(gate).toBe(broken);
  });

  it("is asked for by the branch's claims alone, and not where one is signed for or of this clone", async () => {
    const landed = await gateOf({ records, contained }, { level: "L1" });
    expect(landed.steps).toEqual(["look for HEAD", "run locks", "ask base"]);
    const open = await gateOf({ records: [claim(1)], contained: { [CLAIM]: "contained" } }, { level: "L1" });
    expect(open.steps).toEqual(["look for HEAD", "run locks", "ask base"]);
    expect(open.gate).toMatchObject({ result: "failed" });
  });

  it("is run by the gate in the role of a judge, and its troubles are told", async () => {
    const told: unknown[] = [];
    const refusal = new AgentOpsError("NO_SANDBOX", "There is no sandbox here.", "Install bubblewrap.");
    const claims: GatePort = {
      verifiable: async () => ({ commit: COMMIT, subject: TREE }),
      unfetched: async () => null,
      landed: async () => false,
      async settle(_, by) {
        told.push(by);
        throw refusal;
      },
      ratchet: async () => ({ commit: COMMIT, policy: POLICY, rows: worse() }),
      lockFacts: async () => ({ ...lockFacts(contained), where: new Map([[CLAIM, COMMIT]]) }),
    };
    const state = async () =>
      fold(records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : record.id })));
    const options = { signal: new AbortController().signal, fresh: false, seen: new Map() };
    const report = { commit: COMMIT, policy: POLICY, rows: worse() };
    const onProgress = (what: string) => told.push(what);
    for (const more of [{ onProgress }, {}])
      expect(await proveReported(claims, state, report, { ...options, ...more })).toMatchObject([
        { result: "not_run" },
        { result: "worse", reported_by: THERE },
      ]);
    const by = { session: "verify", runtime: "agentops-mcp", role: "judge" };
    expect(told).toEqual([by, `${CLAIM}: There is no sandbox here.`, by]);
  });

  it("is not run again where one of base's signers vouches for it", async () => {
    const signature = {
      ...{
        record: "signature",
        v: 1,
        id: idOf(4),
        at: reportedPass.at,
        session: "ci",
        runtime: "ci",
        role: "judge",
      },
      ...{ clone: THERE, commit: null, verdict: idOf(2), verdictDigest: { gitBlob: "2".repeat(40) } },
      signedAt: reportedPass.at,
      envelope: {
        payloadType: PAYLOAD_TYPE,
        payload: toBase64(signedStatement(reportedPass, "2".repeat(40), reportedPass.at)),
        signatures: [{ keyid: "k", sig: "AAAA" }],
      },
    } as JournalRecord;
    const blobs: Record<string, string> = { claim: BLOB, verdict: "2".repeat(40) };
    const settled: string[] = [];
    const settle = async (checks: LockFacts["signatures"]) => {
      const claims = {
        lockFacts: async () => ({ ...lockFacts({ [CLAIM]: "contained" }), signatures: checks }),
        async settle(id: string) {
          settled.push(id);
          return null;
        },
      } as Partial<GatePort> as GatePort;
      const stored = [...records, signature].map((record) => ({
        record,
        own: true,
        blob: blobs[record.record] ?? "3".repeat(40),
      }));
      const options = { signal: new AbortController().signal, fresh: false, seen: new Map() };
      await settleReported(claims, fold(stored), COMMIT, options);
    };
    await settle(new Map([[idOf(4), { by: "ci" }]]));
    expect(settled).toEqual([]);
    await settle(new Map());
    expect(settled).toEqual([CLAIM]);
  });

  it("whose row is no worse by then stays as it is", async () => {
    const rows = [worse, () => [ratchetRow({ reported_by: THERE })]];
    let asked = 0;
    const { gate } = await gateOf({ records, contained, rows: () => (rows[asked++] ?? worse)() });
    expect(gate).toMatchObject({ result: "passed", locks: [{ result: "same", reported_by: THERE }] });
  });
});

describe("a level that is required", () => {
  const records = [claim(1), reportedPass];
  const contained: Given["contained"] = { [CLAIM]: "contained" };
  const locked = ["look for HEAD", "run locks"];

  it.each<[string, [Given, Partial<Verify>], string[], string]>([
    ["is asked for only where it is named", [{ records, contained }, {}], locked, "passed"],
    [
      "has the claim of another clone run here, after the locks",
      [{ records, contained, here: verdict(3, 1) }, { level: "L1" }],
      [...locked, "ask base", `settle ${CLAIM}`],
      "passed",
    ],
    [
      "is not reached by a claim that fails here",
      [{ records, contained, here: verdict(3, 1, failed) }, { level: "L1" }],
      [...locked, "ask base", `settle ${CLAIM}`],
      "failed",
    ],
    [
      "runs nothing that this clone has passed",
      [{ records: [claim(1), verdict(2, 1)], contained }, { level: "L1" }],
      [...locked, "ask base"],
      "passed",
    ],
    ["closes for contents without a claim", [{}, { level: "L1" }], [...locked, "ask base"], "failed"],
    ["lets through what base holds", [{ landed: true }, { level: "L1" }], [...locked, "ask base"], "passed"],
  ])("%s", async (_, given, steps, result) => {
    const found = await gateOf(...given);
    expect(found.steps).toEqual(steps);
    expect(found.gate).toMatchObject({ result, commit: COMMIT, policy: POLICY });
  });
});

describe("the answer", () => {
  it("what got worse outweighs what could not be run", async () => {
    const rows = () => [ratchetRow({ result: "not_run" }), ratchetRow({ result: "worse" })];
    expect((await gateOf({ rows })).gate).toMatchObject({ result: "failed" });
  });

  it("what could not be run outweighs what is as before", async () => {
    const rows = () => [ratchetRow(), ratchetRow({ result: "not_run" })];
    expect((await gateOf({ rows })).gate).toMatchObject({ result: "undecided" });
  });
});
