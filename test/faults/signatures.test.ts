// No trick of a worker, or of whoever holds an old or foreign key, gets a claim locked at L3.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignatureRecord } from "../../src/claims/records/signature.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { signedStatement, toBase64 } from "../../src/claims/signatures/signature.ts";
import { requireSigner } from "../../src/cli/person.ts";
import { judged, type Project, verify } from "../claims/project.ts";
import {
  createKey,
  type Forgery,
  forgedSignature,
  newest,
  policyWith,
  type Stored,
  sign,
  signer,
  store,
} from "../claims/signing.ts";
import { createSmallProject } from "../claims/small-project.ts";
import type { TestClient } from "../support/client.ts";
import { writeFiles } from "../support/repository.ts";

const [ci, expired, future, stranger] = [createKey(), createKey(), createKey(), createKey()];
const POLICY = policyWith(
  signer("ci@example.org", ci) +
    signer("old@example.org", expired, ', valid_before: "2020-01-01"') +
    signer("new@example.org", future, ', valid_after: "2999-01-01"'),
);

let project: Project;
let worker: TestClient;
let claimId: string;
let verdict: Stored<VerdictRecord>;

beforeAll(async () => {
  project = createSmallProject(POLICY);
  worker = await project.start("worker");
  const { facts } = await judged(worker);
  claimId = String(facts.claim);
  verdict = newest(project, "verdict");
  const judge = await project.startAs("judge");
  const said = await judge.call("render_verdict", { claim: claimId, decision: "pass" });
  expect(said.facts).toMatchObject({ state: "awaits_judgement", level: "L2" });
});
afterAll(() => project.close());

const packet = () => worker.read(`agentops://claims/${claimId}`);

/** Stores it, and tells why the server says that it does not count; fails where it opens anything. */
async function refused(record: SignatureRecord): Promise<string> {
  store(project, record);
  const text = await packet();
  expect(text).toContain("- state: awaits_judgement at L2");
  expect(await verify(project)).toMatchObject({ code: 0, locks: [] });
  return new RegExp(`signature ${record.id}.*does not count: (.*)`).exec(text)?.[1] ?? "it is not there";
}

const forged = (forgery: Forgery) => refused(forgedSignature(verdict, forgery));
const statement = () => JSON.parse(signedStatement(verdict.record, verdict.blob, "2026-01-01T00:00:00.000Z"));

describe("a signature does not count", () => {
  it("by a key that base does not name", async () => {
    expect(await forged({ key: stranger })).toContain("base does not name");
  });

  it("by a key that has expired, or is not valid yet", async () => {
    expect(await forged({ key: expired })).toContain("not valid any more since 2020-01-01");
    expect(await forged({ key: future })).toContain("not valid before 2999-01-01");
  });

  it("by such a key, dated back or ahead", async () => {
    const before = "2019-06-01T00:00:00.000Z";
    expect(await forged({ key: expired, signedAt: before })).toContain("signed before the verdict");
    const ahead = "2999-06-01T00:00:00.000Z";
    expect(await forged({ key: future, signedAt: ahead })).toContain("dated in the future");
  });

  it("with a date that was changed afterwards", async () => {
    const honest = forgedSignature(verdict, { key: ci });
    expect(await refused({ ...honest, signedAt: new Date(Date.now() + 1000).toISOString() })).toContain(
      "something else than the verdict",
    );
  });

  it.each(["git", "file", "agentops-verdict2"])("made in the namespace %j", async (namespace) => {
    expect(await forged({ key: ci, namespace })).toContain("namespace");
  });

  it("over the payload alone, without DSSE's encoding, or over other bytes", async () => {
    const signedAt = new Date().toISOString();
    const bare = signedStatement(verdict.record, verdict.blob, signedAt);
    expect(await forged({ key: ci, signedAt, signed: bare })).toContain("over these bytes");
    expect(await forged({ key: ci, signed: "anything" })).toContain("over these bytes");
  });

  it("over a payload that says something else than the verdict", async () => {
    const other = statement();
    other.predicate.policy.digest.sha256 = "0".repeat(64);
    expect(await forged({ key: ci, payload: JSON.stringify(other) })).toContain("something else");
    const spaced = JSON.stringify(statement(), null, 1);
    expect(await forged({ key: ci, payload: spaced })).toContain("something else");
  });

  it("of another type", async () => {
    const honest = forgedSignature(verdict, { key: ci });
    const envelope = { ...honest.envelope, payloadType: "text/plain" };
    expect(await refused({ ...honest, envelope })).toContain("another type");
  });

  it("stored by the claim's own session, or by a worker", async () => {
    const honest = forgedSignature(verdict, { key: ci });
    expect(await refused({ ...honest, session: "worker" })).toContain("own session");
    const second = forgedSignature(verdict, { key: ci });
    expect(await refused({ ...second, role: "worker" })).toContain("role of a worker");
  });

  it("that is garbage: no signature, half a one, one with a length that lies", async () => {
    const honest = forgedSignature(verdict, { key: ci });
    const [{ sig } = { sig: "" }] = honest.envelope.signatures;
    const long = Buffer.from(sig, "base64");
    long.writeUInt32BE(0xffffffff, 10);
    for (const each of [toBase64("hello"), sig.slice(0, 40), long.toString("base64")]) {
      const signatures = [{ keyid: "x", sig: each }];
      const record = forgedSignature(verdict, { key: ci });
      expect(await refused({ ...record, envelope: { ...record.envelope, signatures } })).toContain(
        "not an ssh signature",
      );
    }
    const cut = forgedSignature(verdict, { key: ci });
    const signatures = [{ keyid: "x", sig: `${sig.slice(0, -40)}AAAA` }];
    expect(await refused({ ...cut, envelope: { ...cut.envelope, signatures } })).toContain(
      "over these bytes",
    );
  });

  it("that is no DSSE envelope: it is withheld", async () => {
    const { envelope, ...rest } = forgedSignature(verdict, { key: ci });
    for (const wrong of [
      { ...envelope, payload: "<not base64>" },
      { ...envelope, signatures: [] },
      { ...envelope, more: 1 },
      "PASSED",
    ]) {
      const id = forgedSignature(verdict, { key: ci }).id;
      store(project, { ...rest, id, envelope: wrong } as never);
      const text = await packet();
      expect(text).not.toContain(id);
      expect(text).toContain("- state: awaits_judgement at L2");
    }
  });

  it("by a key that only the branch, or the working tree, names", async () => {
    const own = policyWith(signer("me@example.org", stranger));
    const { repository } = project;
    writeFiles(repository.dir, { ".agentops/config.yaml": own });
    expect(await forged({ key: stranger })).toContain("base does not name");
    repository.commit({ ".agentops/config.yaml": own });
    expect(await refused(forgedSignature(verdict, { key: stranger }))).toContain("base does not name");
    repository.git("reset", "-q", "--hard", "HEAD~1");
  });
});

describe("the command", () => {
  it("refuses a key that base does not name or that is not valid, and stores nothing", async () => {
    for (const [key, said] of [
      [stranger, "Base names no signer"],
      [expired, "not valid any more"],
      [future, "not valid before"],
    ] as const) {
      const ran = await sign(project, [claimId, "--key", key.file]);
      expect(ran.code).toBe(2);
      expect(ran.stdout + ran.stderr).toContain(said);
    }
  });

  it("refuses a file that is no key", async () => {
    const ran = await sign(project, [claimId, "--key", "README.md"]);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toMatch(/SIGNATURE_REFUSED.*finds no key/);
  });

  it.each<[string, Record<string, string>]>([
    ["without a terminal and outside of CI", {}],
    ["within an agent", { CLAUDECODE: "1" }],
    ["within an agent that runs in CI", { CLAUDECODE: "1", CI: "1" }],
    ["in what only calls itself no CI", { CI: "false" }],
  ])("refuses %s", async (_, env) => {
    const ran = await sign(project, [claimId, "--key", ci.file, "--yes"], env);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain("PERSON_REQUIRED");
  });

  it("lets a person at a terminal sign after a question, and CI without one", () => {
    const person = requireSigner({ interactive: true }, { SHELL: "/bin/sh" }, 1);
    expect(person).toMatchObject({ runtime: "terminal", asks: true });
    expect(requireSigner({ interactive: false }, { CI: "true" }, 1)).toMatchObject({
      runtime: "ci",
      asks: false,
    });
    expect(() => requireSigner({ interactive: true }, { GEMINI_CLI: "1" }, 1)).toThrow(/within an agent/);
  });

  it("shows what would be signed without a key, and signs nothing", async () => {
    const ran = await sign(project, [claimId]);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout).signed).toMatchObject([{ signature: null, state: "awaits_judgement" }]);
  });
});

describe("at last", () => {
  it("a signature of one of base's signers locks it, and is worth nothing for another verdict", async () => {
    const ran = await sign(project, [claimId, "--key", ci.file]);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      signed: [{ principal: "ci@example.org", state: "passed", level: "L3" }],
    });
    expect(await packet()).toContain("by ci@example.org, a signer of base's");
    expect(await verify(project, "--require", "L3")).toMatchObject({ code: 0, locks: [{ result: "same" }] });

    const honest = newest<SignatureRecord>(project, "signature").record;
    project.repository.commit({ "value.txt": "3\n" });
    const again = await judged(worker);
    const judge = await project.startAs("judge", "second");
    await judge.call("render_verdict", { claim: again.facts.claim, decision: "pass" });
    const second = newest<VerdictRecord>(project, "verdict");
    const fresh = forgedSignature(second, { key: ci });
    const replays: Partial<SignatureRecord>[] = [
      { verdict: second.record.id },
      { verdict: second.record.id, verdictDigest: { gitBlob: second.blob } },
      // Signed with the right key, but over the earlier verdict.
      {
        verdict: second.record.id,
        verdictDigest: { gitBlob: second.blob },
        envelope: { ...fresh.envelope, signatures: honest.envelope.signatures },
      },
    ];
    for (const replay of replays) store(project, { ...honest, id: fresh.id, ...replay });
    const text = await worker.read(`agentops://claims/${again.facts.claim}`);
    expect(text).toContain("- state: awaits_judgement at L2");
    const gate = await verify(project, "--require", "L3");
    expect(gate.code).toBe(1);
    expect(JSON.stringify(gate.claims)).toContain(String(again.facts.claim));
  });
});
