// Real ssh-keygen judges signatures at chosen times, and its absence is told.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { SignatureRecord } from "../../../src/claims/records/signature.ts";
import type { VerdictRecord } from "../../../src/claims/records/verdict.ts";
import { createSignatureChecker } from "../../../src/claims/signatures/io/check.ts";
import { isPlausible } from "../../../src/claims/signatures/io/plausible.ts";
import { armour, readSshSignature, withoutArmour } from "../../../src/claims/signatures/io/ssh-signature.ts";
import { outsideValidity, SIGNER_KEYS } from "../../../src/claims/signatures/signers.ts";
import type { State } from "../../../src/records/state.ts";
import { DAY, fold, idOf, START } from "../../support/records.ts";
import { temporaryFolder } from "../../support/repository.ts";
import { claimRecord, verdictRecord } from "../../support/verdicts.ts";
import { createKey, forgedSignature, type Key, SSH_KEYGEN, sshSign } from "../signing.ts";

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

const KINDS = [
  ["ed25519", 256],
  ["rsa", 3072],
  ["rsa", 2048],
  ["ecdsa", 256],
  ["ecdsa", 384],
  ["ecdsa", 521],
] as const;

it.each(KINDS)("works with a key of type %s %s", async (type, bits) => {
  const own = createKey(type, bits);
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

/** The same signature with one of its last bits turned. */
function turned(sig: string, at: number): string {
  const bytes = Buffer.from(sig, "base64");
  bytes.writeUInt8(
    bytes.readUInt8(bytes.length - 1 - (at >> 3)) ^ (1 << (at & 7)),
    bytes.length - 1 - (at >> 3),
  );
  return bytes.toString("base64");
}

it.each(KINDS)(
  "a forged signature of a key of type %s %s is told from its own, without ssh-keygen",
  (type, bits) => {
    const own = createKey(type, bits);
    // Numbers of all lengths that ssh writes: some need a zero before them, some are shorter than the key.
    for (let round = 0; round < 12; round += 1) {
      const message = `message ${round}`;
      const sig = sshSign(own, message);
      const read = (text: string) => {
        const found = readSshSignature(text);
        if (!found) throw new Error("no signature");
        return found;
      };
      expect(isPlausible(read(sig), message)).toBe(true);
      expect(isPlausible(read(sig), `${message}.`)).toBe(false);
      expect(isPlausible(read(turned(sig, round * 3)), message)).toBe(false);
      expect(isPlausible({ ...read(sig), namespace: "git" }, message)).toBe(false);
      for (const cut of [4, 30, 64, 90]) expect(isPlausible(read(sig.slice(0, -cut)), message)).toBe(false);
    }
  },
);

it("thousands of forged signatures in a signer's name cost no process, and hide none that counts", async () => {
  const MANY = 2_000;
  const folder = temporaryFolder();
  const [program, log] = [path.join(folder, "keygen"), path.join(folder, "log")];
  writeFileSync(program, `#!/bin/sh\necho start >> ${log}\nexec ${SSH_KEYGEN} "$@"\n`, { mode: 0o755 });
  const honest = forgedSignature({ record: verdict, blob: BLOB }, { key, signedAt: at(1) });
  const [{ sig } = { sig: "" }] = honest.envelope.signatures;
  const forgeries = Array.from({ length: MANY }, (_, round) => ({
    ...honest,
    id: idOf(2_000 + round),
    envelope: {
      ...honest.envelope,
      signatures: [
        { keyid: "", sig: turned(turned(sig, round % 500), (round % 500) + 1 + Math.floor(round / 500)) },
      ],
    },
  }));
  const state = fold([
    { record: claimRecord(1), blob: "1".repeat(40), own: true },
    { record: verdict, blob: BLOB, own: true },
    ...[...forgeries, honest].map((record) => ({ record, blob: "3".repeat(40), own: true })),
  ]);
  const signers = SIGNER_KEYS.signers.parse([{ principal: "ann", key: key.text }]);
  const checks = await createSignatureChecker(() => program).checkAll(state, signers, Date.parse(at(2)));
  expect(readFileSync(log, "utf8")).toBe("start\n");
  expect(checks.get(honest.id)).toEqual({ by: "ann" });
  expect([...checks.values()].filter((each) => "by" in each)).toHaveLength(1);
  expect(checks.size).toBe(MANY + 1);
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
    const [type, data = ""] = key.text.split(" ");
    for (const text of [`ssh-rsa ${data}`, `${type} ${data.slice(0, 12)}`, `${type} AAAA`])
      expect(problem({ principal: "a", key: text })).toContain("no whole key of the type");
    for (const principal of ["*", "a,b", "a b", 'a"', "!a", ""])
      expect(problem({ principal, key: key.text })).toContain("one name");
  });
  it("refuses a key that is given twice, and a time that ends before it begins", () => {
    const twice = [
      { principal: "a", key: key.text },
      { principal: "b", key: `${key.text} again` },
    ];
    const spelt = `${key.text.replace(/=*$/, "")}==`;
    expect(problem({ principal: "a", key: key.text }, { principal: "b", key: spelt })).toBe("is given twice");
    expect(problem(...twice)).toBe("is given twice");
    const turned = { valid_after: "2026-02-01", valid_before: "2026-01-01" };
    expect(problem({ principal: "a", key: key.text, ...turned })).toContain("later than");
    expect(problem({ principal: "a", key: key.text, valid_after: "soon" })).toContain("a day such as");
  });
});
