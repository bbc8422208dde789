// A signature vouches for one record alone: change anything of it, and it vouches for nothing.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JudgmentRecord } from "../../../src/claims/records/judgment.ts";
import Signature, { type SignatureRecord } from "../../../src/claims/records/signature.ts";
import type { VerdictRecord } from "../../../src/claims/records/verdict.ts";
import {
  objectionToEnvelope,
  objectionToSignature,
  type SignatureCheck,
  signaturesOn,
  signersOf,
} from "../../../src/claims/signatures/laws.ts";
import {
  PAYLOAD_TYPE,
  preAuthenticationEncoding,
  SIGNATURE_NAMESPACE,
  signedStatement,
  toBase64,
} from "../../../src/claims/signatures/signature.ts";
import { hasPassed, objectionToVerdict, standingOfClaim, wordsOn } from "../../../src/claims/standing.ts";
import { canonicalJson } from "../../../src/shared/canonical-json.ts";
import { fold, idOf, START } from "../../support/records.ts";
import { claimRecord, verdictRecord } from "../../support/verdicts.ts";

const BLOB = "2".repeat(40);
const SIGNED_AT = new Date(START + 1000).toISOString();

function signature(changes: Partial<SignatureRecord> = {}): SignatureRecord {
  return {
    record: "signature",
    v: 1,
    id: idOf(9),
    at: SIGNED_AT,
    session: "ci",
    runtime: "ci",
    role: "judge",
    clone: "aaaaaaaaaa",
    commit: null,
    verdict: idOf(2),
    verdictDigest: { gitBlob: BLOB },
    signedAt: SIGNED_AT,
    envelope: {
      payloadType: PAYLOAD_TYPE,
      payload: toBase64(signedStatement(verdictRecord(2, 1), BLOB, SIGNED_AT)),
      signatures: [{ keyid: "k", sig: "AAAA" }],
    },
    ...changes,
  };
}

const stateOf = (verdict: VerdictRecord, given: SignatureRecord, blob = BLOB) =>
  fold([
    { record: claimRecord(1), blob: "1".repeat(40), own: true },
    { record: verdict, blob, own: true },
    { record: given, blob: "3".repeat(40), own: true },
  ]);
const objection = (verdict: VerdictRecord, given = signature(), blob = BLOB) =>
  objectionToEnvelope(stateOf(verdict, given, blob), given);

/** Every place of a value that holds no other values, as paths. */
const leaves = (value: unknown, path: string[] = []): string[][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]))
    : [path];

function changed(verdict: VerdictRecord, [...path]: string[]): VerdictRecord {
  const copy = structuredClone(verdict);
  const last = path.pop() ?? "";
  const holder = path.reduce<Record<string, unknown>>(
    (each, key) => each[key] as Record<string, unknown>,
    copy as unknown as Record<string, unknown>,
  );
  holder[last] = typeof holder[last] === "number" ? 77 : `${holder[last]}7`;
  return copy;
}

describe("an envelope", () => {
  it("is about its verdict", () => {
    expect(objection(verdictRecord(2, 1))).toBeNull();
    expect(Signature.schema.safeParse(signature()).success).toBe(true);
  });

  it("is about no other: each single place of the statement that is signed counts", () => {
    const verdict = verdictRecord(2, 1);
    // The output of checks is signed by its digest, their commands by the digest of the policy.
    const free = /receipts,0,(head|tail|argv)|_type|predicateType/;
    const places = leaves(verdict.statement, ["statement"]).filter((path) => !free.test(path.join()));
    expect(places.length).toBeGreaterThan(20);
    for (const place of places)
      expect([place, objection(changed(verdict, place))]).not.toEqual([place, null]);
  });

  it("is about no other text of the verdict, however little it differs", () => {
    expect(objection(verdictRecord(2, 1), signature(), "4".repeat(40))).toContain("another text");
    const moved = signature({ verdictDigest: { gitBlob: "4".repeat(40) } });
    expect(objection(verdictRecord(2, 1), moved, "4".repeat(40))).toContain("something else");
  });

  it.each<[string, Partial<SignatureRecord>, string]>([
    ["of no verdict", { verdict: idOf(7) }, "no such verdict"],
    ["of a claim", { verdict: idOf(1) }, "no such verdict"],
    ["by the claim's session", { session: "author" }, "own session"],
    ["by a worker", { role: "worker" }, "role of a worker"],
    ["with another date", { signedAt: new Date(START + 2000).toISOString() }, "something else"],
  ])("%s counts for nothing", (_, changes, said) => {
    expect(objection(verdictRecord(2, 1), signature(changes))).toContain(said);
  });

  it("older than its verdict, or of one that failed, counts for nothing", () => {
    const at = new Date(START - 1).toISOString();
    const payload = toBase64(signedStatement(verdictRecord(2, 1), BLOB, at));
    const early = signature({ signedAt: at, envelope: { ...signature().envelope, payload } });
    expect(objection(verdictRecord(2, 1), early)).toContain("before the verdict");
    const failed = verdictRecord(2, 1);
    failed.statement.predicate.verificationResult = "FAILED";
    const about = toBase64(signedStatement(failed, BLOB, SIGNED_AT));
    const given = signature({ envelope: { ...signature().envelope, payload: about } });
    expect(objection(failed, given)).toContain("the verdict is FAILED");
  });

  it("of the very moment of its verdict counts, and one with a payload of another type never", () => {
    const at = new Date(START).toISOString();
    const payload = toBase64(signedStatement(verdictRecord(2, 1), BLOB, at));
    const prompt = signature({ signedAt: at, envelope: { ...signature().envelope, payload } });
    expect(objection(verdictRecord(2, 1), prompt)).toBeNull();
    const other = signature({ envelope: { ...signature().envelope, payloadType: "text/plain" as never } });
    expect(objection(verdictRecord(2, 1), other)).toContain("another type");
  });

  it("of a verdict whose claim is not here is judged by what is here", () => {
    const stateBare = (verdict: VerdictRecord, given: SignatureRecord) =>
      fold([
        { record: verdict, blob: BLOB, own: true },
        { record: given, blob: "3".repeat(40), own: true },
      ]);
    const given = signature({ session: "author" });
    expect(objectionToEnvelope(stateBare(verdictRecord(2, 1), given), given)).toBeNull();
    const open = verdictRecord(2, 1);
    open.statement.predicate.verificationResult = "NOT_PROVEN";
    const payload = toBase64(signedStatement(open, BLOB, SIGNED_AT));
    const about = signature({ envelope: { ...signature().envelope, payload } });
    expect(objectionToEnvelope(stateBare(open, about), about)).toBe("the verdict is NOT_PROVEN");
    const packet = { sha256: "5".repeat(64), bytes: 1, leftOut: [] };
    open.statement.predicate.council = { result: "DISAGREE", because: "", quorum: 1, packet, judges: [] };
    const left = toBase64(signedStatement(open, BLOB, SIGNED_AT));
    const unsettled = signature({ envelope: { ...signature().envelope, payload: left } });
    expect(objectionToEnvelope(stateBare(open, unsettled), unsettled)).toBe("the verdict is NOT_PROVEN");
  });

  it("names its signer where it counts, each once and in one order", () => {
    const given = [9, 10, 11, 12].map((number) => signature({ id: idOf(number) }));
    const late = signature({ id: idOf(13), role: "worker" });
    const state = fold([
      { record: claimRecord(1), blob: "1".repeat(40), own: true },
      { record: verdictRecord(2, 1), blob: BLOB, own: true },
      ...[late, ...given.toReversed()].map((record) => ({ record, blob: "3".repeat(40), own: true })),
    ]);
    const checks = new Map<string, SignatureCheck>([
      [idOf(9), { by: "ann" }],
      [idOf(10), { by: "zoe" }],
      [idOf(11), { problem: "revoked" }],
      [idOf(13), { by: "eve" }],
    ]);
    expect(signersOf(state, idOf(2), checks)).toEqual(["ann", "zoe"]);
    expect(signersOf(state, idOf(2), new Map(checks).set(idOf(12), { by: "ann" }))).toEqual(["ann", "zoe"]);
    expect(signaturesOn(state, idOf(2)).map(({ id }) => id)).toEqual([9, 10, 11, 12].map(idOf));
  });

  it("that nobody has checked counts for nothing", () => {
    const given = signature();
    const state = stateOf(verdictRecord(2, 1), given);
    expect(objectionToSignature(state, given, new Map())).toBe("not checked here");
    expect(objectionToSignature(state, given, new Map([[given.id, { problem: "p" }]]))).toBe("p");
    expect(objectionToSignature(state, given, new Map([[given.id, { by: "ann" }]]))).toBeNull();
  });
});

describe("a verdict that its judges left to a person", () => {
  const council = {
    because: "",
    quorum: 1,
    packet: { sha256: "5".repeat(64), bytes: 1, leftOut: [] },
    judges: [],
  };
  function left(result: "NOT_PROVEN" | "DISAGREE" = "NOT_PROVEN"): VerdictRecord {
    const made = verdictRecord(2, 1);
    Object.assign(made.statement.predicate, { verificationResult: "NOT_PROVEN", verifiedLevels: [] });
    made.statement.predicate.council = { ...council, result };
    return made;
  }
  const word = (changes: Partial<JudgmentRecord> = {}): JudgmentRecord => ({
    record: "judgment",
    v: 1,
    id: idOf(5),
    at: SIGNED_AT,
    session: "terminal-ann",
    runtime: "terminal",
    role: "supervisor",
    clone: "aaaaaaaaaa",
    commit: null,
    claim: idOf(1),
    decision: "pass",
    reason: "so",
    claimDigest: { gitBlob: "1".repeat(40) },
    location: null,
    attested: "terminal",
    process: null,
    ...changes,
  });
  const named = { id: idOf(5), gitBlob: "5".repeat(40) };
  const signed = (verdict: VerdictRecord, judgment: SignatureRecord["judgment"] = named) => {
    const payload = toBase64(signedStatement(verdict, BLOB, SIGNED_AT, judgment));
    return signature({ envelope: { ...signature().envelope, payload }, ...(judgment ? { judgment } : {}) });
  };
  const stateWith = (verdict: VerdictRecord, given: SignatureRecord, ...words: JudgmentRecord[]) => {
    const state = stateOf(verdict, given);
    for (const each of words) state.add(each, "5".repeat(40), each.clone === "aaaaaaaaaa");
    return state;
  };
  const said = (verdict: VerdictRecord, given: SignatureRecord, ...words: JudgmentRecord[]) =>
    objectionToEnvelope(stateWith(verdict, given, ...words), given);

  it.each(["NOT_PROVEN", "DISAGREE"] as const)("(%s) can be signed with that person's pass", (result) => {
    expect(said(left(result), signed(left(result)), word())).toBeNull();
    expect(Signature.schema.safeParse(signed(left())).success).toBe(true);
  });

  it("is not signed before it was rendered either", () => {
    const at = new Date(START - 1).toISOString();
    const payload = toBase64(signedStatement(left(), BLOB, at, named));
    const early = signature({
      signedAt: at,
      judgment: named,
      envelope: { ...signature().envelope, payload },
    });
    expect(said(left(), early, word())).toBe("signed before the verdict was rendered");
  });

  it("and any other passes everywhere once it is signed and judged, whatever came before", () => {
    const [first, second] = [verdictRecord(2, 1), verdictRecord(3, 1)];
    first.statement.predicate.verificationResult = "FAILED";
    for (const receipt of first.statement.predicate.receipts) receipt.reason = "exit";
    const about = { ...signature().envelope, payload: toBase64(signedStatement(second, BLOB, SIGNED_AT)) };
    const given = signature({ id: idOf(8), verdict: idOf(3), envelope: about });
    const plain = [claimRecord(1), first, second, word()];
    const heard = (...records: (SignatureRecord | (typeof plain)[number])[]) => {
      const blobs = { claim: "1".repeat(40), verdict: BLOB } as Record<string, string>;
      const state = fold(
        records.map((record) => ({ record, own: true, blob: blobs[record.record] ?? "5".repeat(40) })),
      );
      return wordsOn(state, claimRecord(1));
    };
    expect(hasPassed(claimRecord(1), heard(...plain, given))).toBe(true);
    expect(hasPassed(claimRecord(1), heard(...plain))).toBe(false);
    expect(hasPassed(claimRecord(1), heard(claimRecord(1), second, word()))).toBe(false);
    expect(hasPassed(claimRecord(1), heard(claimRecord(1), second, word(), given))).toBe(true);
    const passed = verdictRecord(2, 1);
    const two = heard(claimRecord(1), passed, second, signature(), given);
    expect(two.signatures.map(({ id }) => id)).toEqual([idOf(8), idOf(9)]);
  });

  it.each<[string, Partial<JudgmentRecord>, string]>([
    ["a refusal", { decision: "refuse", location: "a" }, "no person's pass"],
    ["another agent's word", { role: "judge", attested: "judge" }, "no person's pass"],
    ["the claim's own session", { session: "author" }, "own session"],
    ["a word on another text of the claim", { claimDigest: { gitBlob: "7".repeat(40) } }, "another text"],
    ["a word on another claim", { claim: idOf(8) }, "not there, or another one"],
    ["one in another clone's name", { clone: "zzzzzzzzzz" }, "not in the journal"],
  ])("counts for nothing with %s", (_, changes, why) => {
    expect(said(left(), signed(left()), word(changes))).toContain(why);
  });

  it("counts for nothing without one, with one that is not there, or with another text of it", () => {
    const bare = signature({
      envelope: { ...signature().envelope, payload: toBase64(signedStatement(left(), BLOB, SIGNED_AT)) },
    });
    expect(said(left(), bare, word())).toContain("names no person's pass");
    expect(said(left(), signed(left()))).toContain("not there");
    const other = { id: idOf(5), gitBlob: "6".repeat(40) };
    expect(said(left(), signed(left(), other), word())).toContain("another one");
    const changedAfterwards = { ...signed(left()), judgment: other };
    expect(said(left(), changedAfterwards, word())).toContain("something else");
  });

  it("and no other verdict that did not pass can be signed so", () => {
    const failed = left();
    failed.statement.predicate.verificationResult = "FAILED";
    expect(said(failed, signed(failed), word())).toContain("the verdict is FAILED");
    const unrun = left();
    for (const receipt of unrun.statement.predicate.receipts) receipt.reason = "not_started";
    expect(said(unrun, signed(unrun), word())).toContain("the verdict is NOT_PROVEN");
  });

  it("brings its claim to L3 with the signature, and a refusal afterwards takes that back", () => {
    const given = signed(left());
    const checks = new Map<string, SignatureCheck>([[given.id, { by: "ann" }]]);
    const policies = new Set([`${"b".repeat(40)} ${"e".repeat(64)}`]);
    const facts = { here: "aaaaaaaaaa", policies, requiredPanels: new Map(), signatures: checks };
    const standing = (...words: JudgmentRecord[]) =>
      standingOfClaim(stateWith(left(), given, ...words), claimRecord(1), facts);
    expect(standing(word())).toMatchObject({ state: "passed", level: "L3", signedBy: ["ann"] });
    expect(standing()).toMatchObject({ state: "not_proven", signedBy: [] });
    const later = word({ id: idOf(6), decision: "refuse", reason: "no", location: "a" });
    expect(standing(word(), later).state).toBe("refused");
    const without = standingOfClaim(stateWith(left(), given, word()), claimRecord(1), {
      ...facts,
      signatures: new Map(),
    });
    expect(without).toMatchObject({
      state: "awaits_judgement",
      level: "L2",
      missing: "needs L3: a signature from outside the worker's reach: verdict sign",
    });
  });
});

it("a signature lifts a judged claim to L3 and an unjudged one nowhere; another clone's verdict it makes count here", () => {
  const checks = new Map<string, SignatureCheck>([[idOf(9), { by: "ann" }]]);
  const policies = new Set([`${"b".repeat(40)} ${"e".repeat(64)}`]);
  const standing = (judged: boolean, here: string, signatures = checks) => {
    const state = stateOf(verdictRecord(2, 1), signature());
    const judgment: JudgmentRecord = {
      record: "judgment",
      v: 1,
      id: idOf(5),
      at: SIGNED_AT,
      session: "other",
      runtime: "t",
      role: "judge",
      clone: "aaaaaaaaaa",
      commit: null,
      claim: idOf(1),
      claimDigest: { gitBlob: "1".repeat(40) },
      decision: "pass",
      reason: "",
      location: null,
      attested: "judge",
      process: null,
    };
    if (judged) state.add(judgment, "5".repeat(40), true);
    return standingOfClaim(state, claimRecord(1), { here, policies, requiredPanels: new Map(), signatures });
  };
  expect(standing(true, "aaaaaaaaaa")).toMatchObject({ state: "passed", level: "L3", signedBy: ["ann"] });
  expect(standing(true, "bbbbbbbbbb")).toMatchObject({ state: "passed", level: "L3", own: null });
  expect(standing(true, "aaaaaaaaaa", new Map())).toMatchObject({ state: "awaits_judgement", level: "L2" });
  expect(standing(true, "bbbbbbbbbb", new Map())).toMatchObject({ state: "awaits_judgement", level: null });
  expect(standing(false, "aaaaaaaaaa")).toMatchObject({
    state: "awaits_judgement",
    level: "L1",
    missing: "needs L3: the judgement of another session or person",
  });
});

it("what a signer vouches for counts also where its clone's journal is gone, and only then", () => {
  const state = fold([
    { record: claimRecord(1), blob: "1".repeat(40), own: true },
    { record: verdictRecord(2, 1), blob: BLOB, own: false },
    { record: signature(), blob: "3".repeat(40), own: false },
  ]);
  const policies = new Set([`${"b".repeat(40)} ${"e".repeat(64)}`]);
  const facts = (signatures: Map<string, SignatureCheck>) => ({
    here: "bbbbbbbbbb",
    policies,
    requiredPanels: new Map(),
    signatures,
  });
  const verdict = verdictRecord(2, 1);
  expect(objectionToVerdict(state, verdict, facts(new Map([[idOf(9), { by: "ann" }]])))).toBeNull();
  expect(objectionToVerdict(state, verdict, facts(new Map([[idOf(9), { problem: "p" }]])))).toContain(
    "not in the journal",
  );
});

describe("the bytes that are signed", () => {
  it("are of public types, and name the records by their object ids", () => {
    expect(SIGNATURE_NAMESPACE).toBe("agentops-verdict");
    expect(PAYLOAD_TYPE).toBe("application/vnd.in-toto+json");
    const said = JSON.parse(signedStatement(verdictRecord(2, 1), BLOB, SIGNED_AT));
    expect(said.predicateType).toBe("agentops://predicates/signed-verdict/v1");
    const own = verdictRecord(2, 1).statement.predicate.inputAttestations;
    const about = (uri: string, gitBlob: string) => ({ uri, digest: { gitBlob } });
    const verdict = about(`agentops://verdicts/${idOf(2)}`, BLOB);
    expect(said.predicate.inputAttestations).toEqual([...own, verdict]);
    const judged = { id: idOf(5), gitBlob: "5".repeat(40) };
    expect(
      JSON.parse(signedStatement(verdictRecord(2, 1), BLOB, SIGNED_AT, judged)).predicate.inputAttestations,
    ).toEqual([...own, verdict, about(`agentops://trace/${idOf(5)}`, "5".repeat(40))]);
  });

  it("are DSSE's: lengths in bytes stand before type and payload", () => {
    expect(preAuthenticationEncoding("http://example.com/HelloWorld", "hello world")).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
    expect(preAuthenticationEncoding("t", "é")).toBe("DSSEv1 1 t 2 é");
  });

  it("tell every type and payload from every other", () => {
    const pair = fc.tuple(fc.string(), fc.string());
    fc.assert(
      fc.property(pair, pair, ([type, payload], [otherType, other]) => {
        const same = type === otherType && payload === other;
        const encoded =
          preAuthenticationEncoding(type, payload) === preAuthenticationEncoding(otherType, other);
        expect(encoded).toBe(same);
      }),
    );
  });

  it("do not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = JSON.parse(JSON.stringify(value), (_, each: unknown) =>
          typeof each === "object" && each !== null && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).reverse())
            : each,
        );
        expect(canonicalJson(turned)).toBe(canonicalJson(JSON.parse(JSON.stringify(value))));
      }),
    );
  });
});
