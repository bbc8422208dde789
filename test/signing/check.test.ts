// What real ssh-keygen says of signatures at times that can be chosen, and where there is no ssh-keygen.
import { describe, expect, it } from "vitest";
import type { SignatureRecord, VerdictRecord } from "../../src/domain/record.ts";
import { outsideValidity, SIGNER_KEYS } from "../../src/domain/signers.ts";
import type { State } from "../../src/domain/state.ts";
import { createSignatureChecker } from "../../src/signing/check.ts";
import { armour, readSshSignature, withoutArmour } from "../../src/signing/ssh-signature.ts";
import { createKey, forgedSignature, type Key } from "../claims/signing.ts";
import { DAY, fold, START } from "../support/records.ts";
import { claimRecord, verdictRecord } from "../support/verdicts.ts";

const BLOB = "2".repeat(40);
const key = createKey();
const verdict: VerdictRecord = verdictRecord(2, 1);
const at = (days: number) => new Date(START + days * DAY).toISOString();

function stateWith(signature: SignatureRecord): State {
  return fold([
    { record: claimRecord(1), blob: "1".repeat(40), own: true },
    { record: verdict, blob: BLOB, own: true },
    { record: signature, blob: "3".repeat(40), own: true },
  ]);
}

interface Case {
  readonly signedAt: string;
  readonly now?: string;
  readonly by?: Key;
  readonly keygen?: () => string | null;
  readonly valid_after?: string;
  readonly valid_before?: string;
}

async function check({ signedAt, now = signedAt, by = key, keygen, ...validity }: Case) {
  const signature = forgedSignature({ record: verdict, blob: BLOB }, { key: by, signedAt });
  const signers = SIGNER_KEYS.signers.parse([{ principal: "ci@example.org", key: key.text, ...validity }]);
  const checker = createSignatureChecker(...(keygen ? [keygen] : []));
  const checks = await checker.checkAll(stateWith(signature), signers, Date.parse(now));
  return checks.get(signature.id);
}

describe("a key's time", () => {
  it("is the time at which it signed: what was signed within it goes on counting for ever", async () => {
    const within = { valid_after: at(-1), valid_before: at(10) };
    expect(await check({ signedAt: at(5), ...within })).toEqual({ by: "ci@example.org" });
    expect(await check({ signedAt: at(5), now: at(5000), ...within })).toEqual({ by: "ci@example.org" });
  });

  it("ends for what is signed afterwards, begins for what was signed before, to the second", async () => {
    expect(await check({ signedAt: at(11), valid_before: at(10) })).toEqual({
      problem: `the key of ci@example.org is not valid any more since ${at(10)}`,
    });
    expect(await check({ signedAt: at(5), valid_after: at(6) })).toEqual({
      problem: `the key of ci@example.org is not valid before ${at(6)}`,
    });
    const second = (offset: number) => new Date(START + 5 * DAY + offset * 1000).toISOString();
    expect(await check({ signedAt: second(0), valid_before: second(0), valid_after: second(-1) })).toEqual({
      by: "ci@example.org",
    });
    expect(await check({ signedAt: second(1), valid_before: second(0) })).toHaveProperty("problem");
  });

  it("may be a day, or in another zone", () => {
    const [signer] = SIGNER_KEYS.signers.parse([
      { principal: "a", key: key.text, valid_after: "2026-03-01", valid_before: "2026-03-02T00:30:00+02:00" },
    ]);
    if (!signer) throw new Error("no signer");
    expect(outsideValidity(signer, "2026-03-01T00:00:00.000Z")).toBeNull();
    expect(outsideValidity(signer, "2026-02-28T23:59:59.999Z")).not.toBeNull();
    expect(outsideValidity(signer, "2026-03-01T22:30:00.000Z")).toBeNull();
    expect(outsideValidity(signer, "2026-03-01T22:30:00.001Z")).not.toBeNull();
  });
});

it("a date ahead of this machine's is a few minutes' difference at most", async () => {
  const ahead = (minutes: number) => new Date(START + DAY + minutes * 60_000).toISOString();
  expect(await check({ signedAt: ahead(9), now: ahead(0) })).toEqual({ by: "ci@example.org" });
  expect(await check({ signedAt: ahead(11), now: ahead(0) })).toEqual({
    problem: `dated in the future, at ${ahead(11)}`,
  });
});

it("without ssh-keygen nothing is proven, and it says so", async () => {
  expect(await check({ signedAt: at(1), keygen: () => null })).toEqual({
    problem: "ssh-keygen is not installed here, so it can't be checked",
  });
  expect(await check({ signedAt: at(1), keygen: () => "/nowhere/ssh-keygen" })).toHaveProperty("problem");
  expect(await check({ signedAt: at(1), keygen: () => "/bin/false" })).toHaveProperty("problem");
});

it.each(["ed25519", "rsa", "ecdsa"] as const)("works with a key of type %s", async (type) => {
  const own = createKey(type);
  const signature = forgedSignature({ record: verdict, blob: BLOB }, { key: own, signedAt: at(1) });
  const signers = SIGNER_KEYS.signers.parse([{ principal: "ann", key: `${own.text} a comment` }]);
  const checks = await createSignatureChecker().checkAll(stateWith(signature), signers, Date.parse(at(2)));
  expect(checks.get(signature.id)).toEqual({ by: "ann" });
  const [{ sig } = { sig: "" }] = signature.envelope.signatures;
  expect(withoutArmour(armour(sig))).toBe(sig);
  expect(readSshSignature(sig)?.namespace).toBe("agentops-verdict");
});

it("of several signatures in one envelope one that counts is enough, whatever the others are", async () => {
  const signature = forgedSignature({ record: verdict, blob: BLOB }, { key, signedAt: at(1) });
  const [good] = signature.envelope.signatures;
  if (!good) throw new Error("no signature");
  const signers = SIGNER_KEYS.signers.parse([{ principal: "ann", key: key.text }]);
  for (const [signatures, expected] of [
    [[{ keyid: "", sig: "AAAA" }, good], { by: "ann" }],
    [[{ keyid: "", sig: "AAAA" }], { problem: "not an ssh signature" }],
  ] as const) {
    const record = { ...signature, envelope: { ...signature.envelope, signatures: [...signatures] } };
    const checks = await createSignatureChecker().checkAll(stateWith(record), signers, Date.parse(at(2)));
    expect(checks.get(record.id)).toEqual(expected);
  }
});

describe("the list of signers", () => {
  const problem = (...signers: object[]): string => {
    const parsed = SIGNER_KEYS.signers.safeParse(signers);
    return parsed.success ? "accepted" : (parsed.error.issues[0]?.message ?? "");
  };
  it("takes public keys and nothing that ssh would read as more than one", () => {
    expect(problem({ principal: "a", key: key.text })).toBe("accepted");
    for (const text of [
      "",
      "AAAA",
      `${key.text}\nevil ${key.text}`,
      `cert-authority ${key.text}`,
      "ssh-dss AAAA",
    ])
      expect(problem({ principal: "a", key: text })).toContain("one public key");
    for (const principal of ["*", "a,b", "a b", 'a"', "!a", ""])
      expect(problem({ principal, key: key.text })).toContain("one name");
  });
  it("refuses a key that is given twice, and a time that ends before it begins", () => {
    const twice = [
      { principal: "a", key: key.text },
      { principal: "b", key: `${key.text} again` },
    ];
    expect(problem(...twice)).toBe("is given twice");
    const turned = { valid_after: "2026-02-01", valid_before: "2026-01-01" };
    expect(problem({ principal: "a", key: key.text, ...turned })).toContain("later than");
    expect(problem({ principal: "a", key: key.text, valid_after: "soon" })).toContain("a day such as");
  });
});
