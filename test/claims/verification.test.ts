// The one answer of the gate over records alone: what is broken, which claims don't hold for these contents, and what locks say.
import { describe, expect, it } from "vitest";
import type { Containment } from "../../src/claims/locks/ratchet.ts";
import Claim, { type ClaimRecord } from "../../src/claims/records/claim.ts";
import type { SignatureRecord } from "../../src/claims/records/signature.ts";
import { PAYLOAD_TYPE, signedStatement, toBase64 } from "../../src/claims/signatures/signature.ts";
import { type ReRun, verificationOf } from "../../src/claims/verify.ts";
import type { JournalRecord, Quarantined } from "../../src/records/record.ts";
import {
  BLOB,
  type ClaimParts,
  COMMIT,
  claim,
  HERE,
  hex,
  judgment,
  lockFacts,
  POLICY,
  provenance,
  ratchetRow,
  receipt,
  TREE,
  verdict,
} from "../support/claim-records.ts";
import { fold, idOf } from "../support/records.ts";

const OTHER = hex("7");
const failed = { verificationResult: "FAILED" as const, receipts: [receipt({ reason: "exit", exit: 1 })] };

/** A claim about these contents, or others. */
function about(number: number, tree: string, parts: ClaimParts = {}): ClaimRecord {
  const made = claim(number, parts);
  const [{ name, digest }] = made.statement.subject;
  return {
    ...made,
    statement: { ...made.statement, subject: [{ name, digest: { ...digest, gitTree: tree } }] },
  };
}
const passed = (number: number, of: ClaimRecord, parts = {}) => {
  const made = verdict(number, 1, parts);
  return { ...made, claim: of.id, statement: { ...made.statement, subject: of.statement.subject } };
};

interface Given extends Partial<ReRun> {
  readonly records?: readonly JournalRecord[];
  /** Of all claims; `unknown` where git tells nothing of them. */
  readonly contained?: Containment | "unknown";
  readonly quarantined?: readonly Quarantined[];
  readonly signatures?: ReadonlyMap<string, { readonly by: string } | { readonly problem: string }>;
}

function verify({
  records = [],
  contained = "contained",
  quarantined = [],
  signatures,
  ...more
}: Given = {}) {
  const state = fold(
    records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : hex("2") })),
  );
  for (const each of quarantined) state.quarantine(each);
  const claims = records
    .filter(Claim.is)
    .flatMap(({ id }) => (contained === "unknown" ? [] : [[id, contained] as const]));
  const facts = { ...lockFacts(Object.fromEntries(claims)), ...(signatures ? { signatures } : {}) };
  return verificationOf(state, facts, {
    commit: COMMIT,
    subject: TREE,
    rows: [],
    required: null,
    unread: [],
    ...more,
  });
}

describe("the locks", () => {
  it("decide by what is proven here, and never by what only others report", () => {
    expect(verify()).toEqual({
      result: "passed",
      commit: COMMIT,
      broken: [],
      aside: [],
      claims: [],
      locks: [],
    });
    const rows = [ratchetRow({ result: "worse", reported_by: "bbbbbbbbbb" }), ratchetRow()];
    expect(verify({ rows })).toMatchObject({ result: "passed", locks: rows });
    expect(verify({ rows: [ratchetRow({ result: "not_run", reported_by: "bbbbbbbbbb" })] }).result).toBe(
      "passed",
    );
    expect(verify({ rows: [ratchetRow(), ratchetRow({ result: "not_run" })] }).result).toBe("undecided");
    expect(
      verify({ rows: [ratchetRow({ result: "not_run" }), ratchetRow({ result: "worse" })] }).result,
    ).toBe("failed");
  });
});

describe("what nobody can read", () => {
  const at = (path: string, more: Partial<Quarantined> = {}): Quarantined => ({
    id: idOf(50),
    path,
    reason: "no JSON",
    ...more,
  });
  const told = [{ id: idOf(50), reason: "no JSON" }];

  it.each(["claim", "verdict", "judgment", "opinion", "reversal"])("closes the gate as a %s", (kind) => {
    expect(verify({ quarantined: [at(`${kind}/x.json`)] })).toMatchObject({ result: "failed", broken: told });
  });

  it("takes nothing from anybody as a lesson, or once it was redacted", () => {
    expect(verify({ quarantined: [at("learning/x.json")] })).toMatchObject({ result: "passed", broken: [] });
    const redaction = {
      record: "redaction",
      ...provenance(9),
      session: "s",
      role: "supervisor",
      redacted: idOf(50),
      reason: "r",
    } as JournalRecord;
    expect(verify({ records: [redaction], quarantined: [at("claim/x.json")] }).broken).toEqual([]);
  });

  it("closes the gate as a whole journal, also one that was never read", () => {
    const ref = `refs/agentops/clones/${HERE}`;
    expect(verify({ quarantined: [at(ref, { refs: [ref] })] })).toMatchObject({
      result: "failed",
      broken: told,
    });
    const unread = [{ id: "refs/x", reason: "not fetched" }];
    expect(verify({ unread })).toMatchObject({ result: "failed", broken: unread });
  });

  it("in other clones' journals alone is told and closes nothing here", () => {
    const theirs = "refs/agentops/clones/bbbbbbbbbb";
    const own = `refs/agentops/clones/${HERE}`;
    const of = (...refs: string[]) => verify({ quarantined: [at("claim/x.json", { refs })] });
    expect(of(theirs)).toMatchObject({ result: "passed", broken: [], aside: told });
    expect(of(own, theirs)).toMatchObject({ result: "failed", broken: told, aside: [] });
    expect(verify({ quarantined: [at(theirs, { refs: [theirs] })] })).toMatchObject({
      broken: told,
      aside: [],
    });
    expect(verify({ quarantined: [at(theirs, { refs: [theirs], aside: true })] })).toMatchObject({
      broken: [],
      aside: told,
    });
  });
});

describe("a claim of the branch", () => {
  const old = about(1, OTHER);
  const stale = { claim: idOf(1), kind: "stale" };

  it("that passed for these contents leaves nothing to say, whatever others did", () => {
    const records = [old, passed(2, old), about(3, TREE), passed(4, about(3, TREE)), about(5, OTHER)];
    expect(verify({ records: [...records, passed(6, about(5, OTHER), failed)] }).claims).toEqual([]);
  });

  it("that passed for others is stale, and closes the gate until its checks were run here", () => {
    const records = [old, passed(2, old)];
    expect(verify({ records })).toMatchObject({
      result: "failed",
      claims: [
        {
          ...stale,
          fatal: true,
          problem: "stale: the contents have changed since it passed; claim this commit",
        },
      ],
    });
    for (const result of ["same", "better"] as const)
      expect(verify({ records, rows: [ratchetRow({ result })] })).toMatchObject({
        result: "passed",
        claims: [
          {
            ...stale,
            fatal: false,
            problem: "stale: the contents have changed since; its checks were re-run here",
          },
        ],
      });
    for (const rows of [
      [ratchetRow({ result: "worse" })],
      [ratchetRow({ check: "lint" })],
      [ratchetRow({ result: "not_run" })],
    ])
      expect(verify({ records, rows }).claims).toMatchObject([{ fatal: true }]);
  });

  it("of which only some checks were run is stale for good", () => {
    const two = about(1, OTHER, { checks: ["unit", "lint"] });
    const receipts = [receipt(), receipt({ check: "lint" })];
    const records = [two, passed(2, two, { receipts })];
    expect(verify({ records, rows: [ratchetRow()] }).claims).toMatchObject([{ fatal: true }]);
    const rows = [
      ratchetRow({ known: true }),
      ratchetRow({ check: "lint", result: "reversed", known: true }),
      ratchetRow({ check: "other" }),
    ];
    expect(verify({ records, rows }).claims).toMatchObject([
      {
        fatal: false,
        problem:
          "stale: the contents have changed since; of its checks, unit known from equal contents; lint reversed",
      },
    ]);
    const some = [ratchetRow(), ratchetRow({ check: "lint", known: true })];
    expect(verify({ records, rows: some }).claims[0]?.problem).toMatch(
      /of its checks, unit re-run here; lint known from equal contents$/,
    );
    const reversed = [ratchetRow(), ratchetRow({ check: "lint", result: "reversed" })];
    expect(verify({ records, rows: reversed }).claims[0]?.problem).toMatch(
      /of its checks, unit re-run here; lint reversed$/,
    );
    const known = [ratchetRow({ known: true }), ratchetRow({ check: "lint", known: true })];
    expect(verify({ records, rows: known }).claims[0]?.problem).toMatch(
      /unit, lint known from equal contents$/,
    );
  });

  it("that somebody judged can't be cured by its checks", () => {
    const risky = about(1, OTHER, { level: "L2" });
    const records = [risky, passed(2, risky), judgment(3, 1)];
    expect(verify({ records, rows: [ratchetRow()] }).claims).toMatchObject([{ ...stale, fatal: true }]);
  });

  it("that failed or was refused closes the gate until something has passed since, the newest alone", () => {
    const no = about(3, TREE);
    const problem = { claim: idOf(3), kind: "failed", fatal: true };
    const records = [old, passed(2, old, failed), no, passed(4, no, failed)];
    expect(verify({ records })).toMatchObject({
      result: "failed",
      claims: [{ ...problem, problem: "its verdict is failed, and nothing has passed since" }],
    });
    const refusal = judgment(5, 3, { decision: "refuse", reason: "no", location: "a:1" });
    expect(verify({ records: [no, passed(4, no), refusal] }).claims).toMatchObject([
      { ...problem, problem: "its verdict is refused, and nothing has passed since" },
    ]);
    const later = about(6, OTHER);
    expect(verify({ records: [no, passed(4, no, failed), later, passed(7, later)] }).claims).toMatchObject([
      { claim: idOf(6), kind: "stale" },
    ]);
    expect(verify({ records: [old, passed(2, old), no, passed(4, no, failed)] }).claims).toMatchObject([
      stale,
      problem,
    ]);
    expect(verify({ records: [old] }).claims).toEqual([]);
  });

  it("that base holds already, or that lies elsewhere, is the locks' alone", () => {
    const records = [old, passed(2, old), about(3, OTHER), passed(4, about(3, OTHER), failed)];
    for (const contained of ["landed", "elsewhere"] as const)
      expect(verify({ records, contained }).claims).toEqual([]);
  });

  it("is looked at in its order, however records arrive", () => {
    const later = about(3, OTHER);
    const records = [later, passed(4, later), old, passed(2, old)];
    expect(verify({ records }).claims).toMatchObject([{ claim: idOf(3), kind: "stale" }]);
  });
});

describe("a required level", () => {
  const of = (level: "L1" | "L2" | "L3", landed = false) => ({ level, independent: false, landed });
  const nobody = {
    claim: null,
    kind: "below_level",
    problem: "below L1: no claim is about these contents",
    fatal: true,
  };
  const mine = about(1, TREE);

  it("is reached by a claim about these contents, whatever the earlier ones reached", () => {
    const old = about(1, OTHER);
    const now = about(3, TREE, { level: "L2" });
    const records = [old, now, passed(4, now), judgment(5, 3)];
    expect(verify({ records, required: of("L2") })).toMatchObject({ result: "passed", claims: [] });
    expect(verify({ records, required: of("L3") }).claims).toMatchObject([
      { claim: idOf(1), kind: "below_level" },
      { claim: idOf(3), kind: "below_level", problem: "below L3: passed at L2" },
    ]);
  });

  describe("and more than the author's word", () => {
    const strict = { level: "L1", independent: true, landed: false } as const;
    const word = { kind: "not_independent", fatal: true };
    const turned = (reason: string) => ({ without: [{ check: "unit", reason }] });

    it("is missed where a test says nothing of the change, and where nobody has asked it", () => {
      const [other, mine2] = [about(3, OTHER), about(1, TREE)];
      const told = (...records: JournalRecord[]) => verify({ records, required: strict }).claims;
      expect(told(mine2, passed(2, mine2, turned("ok")))).toMatchObject([
        {
          ...word,
          claim: idOf(1),
          problem: "rests on its author's word: unit passes without this change too",
        },
      ]);
      expect(told(mine2, passed(2, mine2))).toMatchObject([
        { ...word, problem: "rests on its author's word: nobody has run unit without this change" },
      ]);
      // A claim about other contents that rests on a test makes up for nothing.
      expect(told(other, passed(4, other, turned("exit")), mine2, passed(2, mine2))).toContainEqual(
        expect.objectContaining({ ...word, claim: idOf(1) }),
      );
    });

    it("is asked of claims that have passed, and of no others", () => {
      const [one, open] = [about(1, TREE), about(3, TREE)];
      const { claims } = verify({ records: [one, passed(2, one), open], required: strict });
      expect(claims.filter(({ kind }) => kind === word.kind)).toMatchObject([{ claim: idOf(1) }]);
    });

    it("is there by one of several claims", () => {
      const [one, two] = [about(1, TREE), about(3, TREE)];
      const records = [one, passed(2, one), two, { ...passed(4, two, turned("exit")) }];
      expect(verify({ records, required: strict })).toMatchObject({ result: "passed", claims: [] });
      const both = [one, passed(2, one), two, passed(4, two, turned("ok"))];
      expect(verify({ records: both, required: strict }).claims).toMatchObject([word, word]);
      expect(verify({ records: both, required: of("L1") }).claims).toEqual([]);
    });
  });

  it("is missed where nobody vouches for these contents", () => {
    expect(verify({ required: of("L1") })).toMatchObject({ result: "failed", claims: [nobody] });
    expect(verify({ required: of("L1", true) })).toMatchObject({ result: "passed", claims: [] });
    const old = about(1, OTHER);
    const records = [old, passed(2, old)];
    expect(verify({ records, required: of("L1", true), rows: [ratchetRow()] }).claims).toMatchObject([
      { kind: "stale", fatal: false },
      nobody,
    ]);
  });

  it("is missed by a claim that has not passed, or not at it, with what is missing", () => {
    expect(verify({ records: [mine], required: of("L1") }).claims).toEqual([
      {
        claim: idOf(1),
        kind: "below_level",
        problem: "below L1: open; no verdict yet: request_verdict, or agentops-mcp verdict",
        fatal: true,
      },
    ]);
    expect(verify({ records: [mine, passed(2, mine)], required: of("L2") }).claims).toMatchObject([
      { problem: "below L2: passed at L1" },
    ]);
    const risky = about(1, TREE, { level: "L2" });
    expect(verify({ records: [risky, passed(2, risky)], required: of("L1") }).claims).toMatchObject([
      { problem: "below L2: awaits_judgement at L1; needs L2: the judgement of another session or person" },
    ]);
  });
});

describe("a signature that base's keys don't bear out any more", () => {
  const risky = about(1, TREE, { level: "L3" });
  const signature = (number: number): SignatureRecord => ({
    record: "signature",
    ...provenance(number),
    session: "ci",
    role: "judge",
    verdict: idOf(2),
    verdictDigest: { gitBlob: hex("2") },
    signedAt: provenance(number).at,
    envelope: { payloadType: PAYLOAD_TYPE, payload: "eA==", signatures: [{ keyid: "k", sig: "AAAA" }] },
  });
  const records = [risky, passed(2, risky), judgment(3, 1)];
  const withdrawn = (given: Given) =>
    verify(given).claims.filter(({ kind }) => kind === "signature_withdrawn");

  it("is told once for its claim, also for one that has landed, and closes nothing by itself", () => {
    for (const contained of ["contained", "landed"] as const)
      expect(withdrawn({ records: [...records, signature(8), signature(9)], contained })).toEqual([
        {
          claim: idOf(1),
          kind: "signature_withdrawn",
          problem: expect.stringMatching(
            new RegExp(`^locks nothing: signature ${idOf(9)} does not count: its payload`),
          ),
          fatal: false,
        },
      ]);
    expect(verify({ records: [...records, signature(8)] }).result).toBe("passed");
  });

  it("is nothing to tell elsewhere, without one, or where the claim needs none", () => {
    expect(withdrawn({ records: [...records, signature(8)], contained: "elsewhere" })).toEqual([]);
    expect(withdrawn({ records: [...records, signature(8)], contained: "unknown" })).toEqual([]);
    expect(withdrawn({ records })).toEqual([]);
    const plain = about(1, TREE, { level: "L2" });
    expect(withdrawn({ records: [plain, passed(2, plain), signature(8)] })).toEqual([]);
    expect(withdrawn({ records: [risky, signature(8)] })).toEqual([]);
  });

  it("is nothing to tell while another one holds, or the claim stands by it", () => {
    const made = passed(2, risky);
    const payload = toBase64(signedStatement(made, hex("2"), provenance(7).at));
    const good = { ...signature(7), envelope: { ...signature(7).envelope, payload } };
    const by = new Map([[idOf(7), { by: "ci" }]]);
    expect(withdrawn({ records: [...records, good, signature(8)], signatures: by })).toEqual([]);
    expect(withdrawn({ records: [risky, made, good, signature(8)], signatures: by })).toEqual([]);
    expect(verify({ records: [...records, good], signatures: by }).claims).toEqual([]);
    const policy = { uri: "x", commit: hex("a"), digest: { sha256: POLICY } };
    const foreign = passed(4, risky, { policy });
    const about = toBase64(signedStatement(foreign, hex("2"), provenance(7).at));
    const beside = { ...good, verdict: idOf(4), envelope: { ...good.envelope, payload: about } };
    expect(verify({ records: [...records, foreign, beside], signatures: by }).claims).toEqual([]);
    const revoked = new Map([[idOf(7), { problem: "not valid any more" }]]);
    expect(withdrawn({ records: [...records, good], signatures: revoked })).toMatchObject([
      { problem: `locks nothing: signature ${idOf(7)} does not count: not valid any more` },
    ]);
    const refusal = judgment(6, 1, { decision: "refuse", reason: "no", location: "a:1", session: "third" });
    expect(withdrawn({ records: [...records, refusal, signature(8)] })).toEqual([]);
  });

  it("is told in the order of the claims", () => {
    const second = about(11, TREE, { level: "L3" });
    const more = [second, passed(12, second), judgment(13, 11), { ...signature(14), verdict: idOf(12) }];
    const told = withdrawn({ records: [...more, ...records, signature(8)] });
    expect(told.map((each) => each.claim)).toEqual([idOf(1), idOf(11)]);
  });
});
