// A verdict's way to L3: re-run and signed in CI, believed in every clone, demanded by the gate.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SignatureRecord } from "../../src/claims/records/signature.ts";
import { runCli, runCliBeside, runOnTerminal } from "../cli/run-cli.ts";
import { createJudges } from "../judges/judge.ts";
import type { TestClient } from "../support/client.ts";
import { command } from "../support/command.ts";
import { cloneRefs, EMPTY_HOME, storedIds } from "../support/journal.ts";
import { git, removeFolder, repositoryIn, temporaryFolder } from "../support/repository.ts";
import { claim, judged, type Project, verify } from "./project.ts";
import { createKey, newest, policyWith, sign, signer } from "./signing.ts";
import { createSmallProject } from "./small-project.ts";

const RECORDS = "+refs/agentops/clones/*:refs/agentops/clones/*";
const key = createKey();
let project: Project;
let worker: TestClient;

beforeEach(async () => {
  project = createSmallProject(policyWith(signer("ci@example.org", key)));
  worker = await project.start("worker");
});
afterEach(() => project.close());

async function judgedToL2(): Promise<string> {
  const { facts } = await judged(worker);
  expect(facts.next).toBe(
    `needs L3: the judgement of another session or person, and a signature from outside the worker's reach: verdict sign. That is not yours to give: another session as a judge does, or a person (agentops-mcp review ${facts.claim})`,
  );
  const judge = await project.startAs("judge");
  await judge.call("render_verdict", { claim: facts.claim, decision: "pass" });
  return String(facts.claim);
}

describe("in CI", () => {
  let ci: Project;

  beforeEach(() => {
    const folder = temporaryFolder();
    git(folder, "clone", "-q", "-b", "work", `file://${project.repository.dir}`, ".");
    git(folder, "remote", "set-head", "origin", "main");
    ci = { ...project, repository: repositoryIn(folder) };
  });
  afterEach(() => removeFolder(ci.repository.dir));

  it("signs only what was re-run there, and every clone believes it without another run", async () => {
    const id = await judgedToL2();
    ci.repository.git("fetch", "-q", "origin", RECORDS);
    const early = await sign(ci, [id, "--key", key.file]);
    expect(early.code).toBe(2);
    expect(early.stdout).toMatch(/no verdict that was rendered in this clone.*--rerun/);

    expect(JSON.parse((await sign(ci, ["--rerun"])).stdout).signed).toMatchObject([
      { claim: id, signature: null },
    ]);
    const signed = await sign(ci, ["--key", key.file]);
    expect(signed.code).toBe(0);
    expect(JSON.parse(signed.stdout).signed).toMatchObject([{ claim: id, state: "passed", level: "L3" }]);
    expect((await sign(ci, ["--key", key.file])).stdout).toContain('"signed":[]');
    expect(await verify(ci, "--require", "L3", "--base", "origin/main")).toMatchObject({ code: 0 });

    ci.repository.git("push", "-q", "origin", "refs/agentops/clones/*:refs/agentops/clones/*");
    const before = storedIds(project.repository, "verdict").length;
    expect(await worker.read(`agentops://claims/${id}`)).toContain("- state: passed at L3");
    expect(await verify(project, "--require", "L3")).toMatchObject({
      code: 0,
      locks: [{ reported_by: null }],
    });
    expect(storedIds(project.repository, "verdict")).toHaveLength(before);

    const remote = temporaryFolder();
    git(remote, "init", "-q", "--bare");
    project.repository.git("remote", "add", "origin", remote);
    const compacted = await command(project.repository.dir, ["sync", "--compact", "--yes"]);
    expect(compacted.code).toBe(0);
    expect(cloneRefs(project.repository)).toHaveLength(1);
    expect(await verify(project, "--require", "L3")).toMatchObject({
      code: 0,
      locks: [{ reported_by: null }],
    });
    removeFolder(remote);
  });

  it("does not sign what fails there", async () => {
    project.repository.commit({ "value.txt": "12\n" });
    const { facts } = await claim(worker);
    await worker.call("request_verdict", { claim: facts.id, wait_seconds: 50 });
    ci.repository.git("pull", "-q", "--ff-only");
    ci.repository.git("fetch", "-q", "origin", RECORDS);
    const ran = await sign(ci, ["--rerun", "--key", key.file]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ signed: [], refused: [{ claim: facts.id }] });
    expect(ran.stdout).toContain("its verdict here is FAILED");
    expect(storedIds(ci.repository, "signature")).toEqual([]);
  });
});

it("a panel of judges and a signature are enough, and what the judges said is part of what is signed", async () => {
  const judges = createJudges();
  const panel = judges.policy([
    { id: "one", does: 'answer("PASS")' },
    { id: "two", does: 'answer("PASS")' },
  ]);
  const own = createSmallProject(policyWith(signer("ci@example.org", key)) + panel);
  try {
    const { facts } = await judged(await own.start("worker"));
    expect(facts).toMatchObject({ result: "PASSED", state: "awaits_judgement", level: "L2" });
    expect(facts.next).toBe(
      "needs L3: a signature from outside the worker's reach: verdict sign. That is not yours to give: a person does",
    );
    const ran = await sign(own, ["--rerun", "--key", key.file]);
    expect(JSON.parse(ran.stdout).signed).toMatchObject([
      { claim: facts.claim, state: "passed", level: "L3" },
    ]);
    const { record } = newest<SignatureRecord>(own, "signature");
    const payload = JSON.parse(Buffer.from(record.envelope.payload, "base64").toString());
    expect(payload.predicate.council).toMatchObject({
      result: "PASS",
      judges: [{ decision: "PASS" }, { decision: "PASS" }],
    });
    expect(payload.predicate.verifiedLevels).toEqual(["AGENTOPS_L1", "AGENTOPS_L2"]);
    expect(storedIds(own.repository, "verdict")).toHaveLength(2);
  } finally {
    await own.close();
    judges.remove();
  }
});

it.skipIf(!existsSync("/usr/bin/ssh-agent"))("signs with a key that an ssh agent holds", async () => {
  const id = await judgedToL2();
  const started = execFileSync("/usr/bin/ssh-agent", ["-s"], { encoding: "utf8" });
  const [, socket = ""] = /SSH_AUTH_SOCK=([^;]+)/.exec(started) ?? [];
  const [, pid = ""] = /SSH_AGENT_PID=(\d+)/.exec(started) ?? [];
  try {
    const env = { SSH_AUTH_SOCK: socket };
    execFileSync("/usr/bin/ssh-add", ["-q", key.file], { env: { ...process.env, ...env }, stdio: "ignore" });
    const publicKey = path.join(temporaryFolder(), "agent.pub");
    writeFileSync(publicKey, `${key.text}\n`);
    expect((await sign(project, [id, "--key", publicKey])).code).toBe(2);
    const ran = await sign(project, [id, "--key", publicKey], { CI: "1", ...env });
    expect(JSON.parse(ran.stdout).signed).toMatchObject([{ principal: "ci@example.org", level: "L3" }]);
  } finally {
    process.kill(Number(pid));
  }
});

it("two signers: a signature of either lasts when the other's key is taken out, and without any the gate says so", async () => {
  const other = createKey("ecdsa");
  const base = (text: string) => {
    const { repository } = project;
    repository.git("checkout", "-q", "main");
    repository.commit({ ".agentops/config.yaml": text });
    repository.git("checkout", "-q", "work");
  };
  base(policyWith(signer("ci@example.org", key) + signer("ann@example.org", other)));
  const id = await judgedToL2();
  const at = { home: EMPTY_HOME, env: { CI: "1" } };
  const both = [key, other].map(({ file }) =>
    runCliBeside(project.repository.dir, ["verdict", "sign", id, "--key", file], at),
  );
  expect((await Promise.all(both)).map(({ code }) => code)).toEqual([0, 0]);
  const packet = await worker.read(`agentops://claims/${id}`);
  expect(packet).toContain("by ann@example.org, a signer of base's");
  expect(packet).toContain("by ci@example.org, a signer of base's");
  base(policyWith(signer("ann@example.org", other)));
  expect(await verify(project)).toMatchObject({ code: 0, locks: [{ check: "small" }], claims: [] });
  base(policyWith(signer("somebody@example.org", createKey("rsa"))));
  const gate = await verify(project);
  expect(gate.locks).toEqual([]);
  expect(gate.claims).toMatchObject([{ claim: id, fatal: false }]);
  expect(gate.claims?.[0]?.problem).toContain("base does not name");
});

describe("verify --require", () => {
  it("names what is below, whatever else is in order", async () => {
    expect(await verify(project, "--require", "L1")).toMatchObject({
      code: 1,
      claims: [{ claim: null, problem: "below L1: no claim is about these contents" }],
    });
    const { facts } = await judged(worker);
    // It needs L3 itself, so it has passed at no level before that.
    for (const level of ["L1", "L2", "L3"])
      expect(await verify(project, "--require", level)).toMatchObject({
        code: 1,
        claims: [
          { claim: facts.claim, problem: expect.stringContaining("below L3: awaits_judgement at L1") },
        ],
      });
    expect((await verify(project)).code).toBe(0);
  });

  it("says how to come to the level where one is missing, and only there", async () => {
    const gate = async (...args: string[]) =>
      (await command(project.repository.dir, ["verify", ...args])).stdout;
    expect(await gate("--require", "L1")).toContain("claim it, have it judged, sign it");
    project.repository.commit({ "value.txt": "11\n" }, "too large");
    await judged(worker);
    const failed = await gate();
    expect(failed).toContain("its verdict is failed, and nothing has passed since");
    expect(failed).not.toContain("have it judged");
    expect(failed).toContain("agentops-mcp reverse <check>");
  });

  it("asks nothing of a commit that base holds already", async () => {
    expect((await verify(project, "main", "--require", "L3")).code).toBe(0);
  });

  it("refuses a level that is none", async () => {
    expect((await verify(project, "--require", "L4")).code).toBe(2);
  });
});

it("asks a person at a terminal, shows what is signed, and signs nothing without a yes", async () => {
  const id = await judgedToL2();
  const ask = (typed: string) =>
    runOnTerminal(
      project.repository.dir,
      ["verdict", "sign", id, "--key", key.file],
      { home: EMPTY_HOME },
      typed,
    );
  const declined = ask("n\n");
  expect(declined.code).toBe(2);
  expect(declined.output).toMatch(/signing with SHA256:[\s\S]*commit [0-9a-f]{40}[\s\S]*Nobody agreed/);
  expect(storedIds(project.repository, "signature")).toEqual([]);
  expect(ask("y\n").output).toContain("signed by ci@example.org");
  expect(await worker.read(`agentops://claims/${id}`)).toContain("- state: passed at L3");
});

it("a person who can sign settles what judges of two vendors did not, and CI does not", async () => {
  const judges = createJudges();
  const panel = judges.policy([
    { id: "one", does: 'answer("PASS")' },
    { id: "two", does: 'answer("FAIL", fault("value.txt:1", "it has no unit"))' },
  ]);
  const own = createSmallProject(policyWith(signer("ann@example.org", key)) + panel);
  try {
    const client = await own.start("worker");
    const { facts } = await judged(client);
    const id = String(facts.claim);
    expect(facts).toMatchObject({ result: "NOT_PROVEN", state: "awaits_judgement" });
    expect((await sign(own, [id, "--key", key.file])).stdout).toMatch(
      /no person has passed it.*agentops-mcp review/,
    );

    const ask = (...args: string[]) => runOnTerminal(own.repository.dir, args, { home: EMPTY_HOME }, "y\n");
    const reviewed = ask("review", id, "--pass", "--reason", "a bare number is fine here");
    expect(reviewed.output).toContain("is now awaits_judgement; needs L3: a signature");
    const inCi = await sign(own, [id, "--key", key.file]);
    expect(inCi.code).toBe(2);
    expect(inCi.stdout).toMatch(/SIGNATURE_REFUSED.*CI does not sign it/);
    expect(storedIds(own.repository, "signature")).toEqual([]);

    const signed = ask("verdict", "sign", id, "--key", key.file);
    expect(signed.output).toMatch(
      /error by two at "value.txt:1"[\s\S]*instead of the judges: pass of terminal-/,
    );
    expect(signed.output).toContain("signed by ann@example.org");
    expect(await client.read(`agentops://claims/${id}`)).toContain("- state: passed at L3");
    expect(await verify(own, "--require", "L3")).toMatchObject({ code: 0, locks: [{ result: "same" }] });
    const { record } = newest<SignatureRecord>(own, "signature");
    expect(Buffer.from(record.envelope.payload, "base64").toString()).toContain(
      `agentops://trace/${record.judgment?.id}`,
    );
  } finally {
    await own.close();
    judges.remove();
  }
});

it("the doctor tells who can sign, and where nobody can though a level asks for it", async () => {
  const signers = async () => {
    const ran = await command(project.repository.dir, ["doctor", "--json"]);
    return JSON.parse(ran.stdout).checks.find(({ name }: { name: string }) => name === "signers");
  };
  expect(await signers()).toMatchObject({ level: "ok", found: "ci@example.org" });
  const { repository } = project;
  repository.git("checkout", "-q", "main");
  repository.commit({
    ".agentops/config.yaml": policyWith(signer("ci@example.org", key, ', valid_before: "2020-01-01"')),
  });
  expect(await signers()).toMatchObject({
    level: "warn",
    found: expect.stringContaining("nobody can sign now"),
  });
  repository.commit({ ".agentops/config.yaml": "levels: [{ paths: [a], level: L3 }]\n" });
  expect(await signers()).toMatchObject({
    level: "warn",
    found: "a level asks for L3, and base names no signer",
  });
  repository.commit({ ".agentops/config.yaml": "checks: []\n" });
  expect(await signers()).toBeUndefined();
});

it("an option of sign without sign is a mistake, not a signature", () => {
  const ran = runCli(project.repository.dir, ["verdict", "--key", key.file], { home: EMPTY_HOME });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("belong to verdict sign");
});
