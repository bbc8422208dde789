// A claim whose check does not look at it: the verdict says so, and a gate that wants more than the author's word stays closed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClaimRecord } from "../../src/claims/records/claim.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { judgment } from "../support/claim-records.ts";
import { command } from "../support/command.ts";
import { journalRecords, plant, storedIds } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { git, removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";
import { claim, judged, type Project, verify } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

const POLICY = `checks:
  - id: small
    run: [sh, check.sh]
    inputs: [value.txt, check.sh]
  - id: polite
    run: [grep, -q, thanks, README.md]
    inputs: [README.md]
  - id: told
    run: [sh, told.sh]
    inputs: [.toldrc]
`;

const LIAR = "zzzzzzzzzz";

let project: Project;
beforeEach(() => {
  project = createSmallProject(POLICY);
});
afterEach(() => project.close());

const only = (check: string, text = "it holds") => ({ criteria: [{ id: "it", text, check }] });
const summaryOf = ({ facts }: { facts: Record<string, unknown> }) => String(facts.summary);

describe("a check that is run without the change too", () => {
  it("passes there for a false claim, which the verdict says and the strict gate refuses", async () => {
    const worker = await project.start("worker");
    const answer = await judged(worker, only("small", "names with a newline are refused"));
    expect(answer.facts).toMatchObject({ result: "PASSED", level: "L1" });
    expect(summaryOf(answer)).toContain("it passes without this change too, so it shows that nothing broke");
    expect(await verify(project)).toMatchObject({ code: 0 });
    const strict = await verify(project, "--require-independent");
    expect(strict).toMatchObject({ code: 1, claims: [{ claim: answer.facts.claim, fatal: true }] });
    expect(JSON.stringify(strict.claims)).toContain("small passes without this change too");
  });

  it("fails there where a test from before asks for the change, and then the strict gate is open", async () => {
    project.repository.commit({ "README.md": "many thanks\n" });
    const answer = await judged(await project.start("worker"), only("polite"));
    expect(summaryOf(answer)).toContain("it fails without this change, by tests that were there before");
    expect(await verify(project, "--require-independent")).toMatchObject({ code: 0 });
  });

  it("is run with the tests of the change, which are named as its own", async () => {
    project.repository.commit({ "check.sh": "grep -qx 4 value.txt\n" });
    const answer = await judged(await project.start("worker"), only("small"));
    expect(summaryOf(answer)).toContain("it fails without this change, by tests of the same change");
    expect(summaryOf(answer)).toContain("tests that came with the same change: check.sh");
    expect(await verify(project, "--require-independent")).toMatchObject({ code: 1 });
  });

  it("is no test from before where the change has told it to run nothing", async () => {
    const { repository } = project;
    repository.git("checkout", "-q", "main");
    repository.commit({ "told.sh": ". ./.toldrc\n", ".toldrc": "grep -q thanks README.md\n" });
    repository.git("checkout", "-q", "-b", "quiet");
    repository.commit({ ".toldrc": "true\n" });
    const answer = await judged(await project.start("worker"), only("told"));
    expect(answer.facts).toMatchObject({ result: "PASSED" });
    expect(summaryOf(answer)).toContain("tests that came with the same change: .toldrc");
    expect(await verify(project, "--require-independent")).toMatchObject({ code: 1 });
  });
});

it("a claim of another clone that hides the tests of its change opens no strict gate", async () => {
  const { repository } = project;
  repository.commit({ "check.sh": "grep -qx 4 value.txt\n" });
  await judged(await project.start("worker"), only("small"));
  const [honest] = journalRecords<ClaimRecord>(repository, "claim");
  const [passed] = journalRecords<VerdictRecord>(repository, "verdict");
  if (honest === undefined || passed === undefined) expect.fail("no claim and verdict");
  const ci = temporaryFolder();
  try {
    git(ci, "clone", "-q", `file://${repository.dir}`, ".");
    git(ci, "branch", "main", "origin/main");
    git(ci, "remote", "remove", "origin");
    const { predicate } = honest.statement;
    const change = { ...predicate.change, paths: ["value.txt"] };
    const statement = { ...honest.statement, predicate: { ...predicate, change } };
    const lie = { ...honest, clone: LIAR, statement };
    const said = { ...structuredClone(passed), clone: LIAR };
    writeFiles(ci, { lie: encodeRecord(lie) });
    said.statement.predicate.inputAttestations[0].digest.gitBlob = git(ci, "hash-object", "lie").trim();
    plant(ci, LIAR, Object.fromEntries([lie, said].map((each) => [recordPath(each), encodeRecord(each)])));
    const gate = async (...args: string[]) =>
      command(ci, ["verify", "--json", "--base", "refs/heads/main", "--require", "L1", ...args]);
    const open = await gate();
    expect(open, open.stdout).toMatchObject({ code: 0 });
    const strict = await gate("--require-independent");
    expect(strict).toMatchObject({ code: 1 });
    expect(strict.stdout).toContain("its tests came with the same change: check.sh");
    // What docs/claims.md says can't be stopped without a key.
    const word = { ...judgment(9, 1), claim: lie.id, clone: LIAR, session: "nobody" };
    const pass = {
      ...word,
      claimDigest: { gitBlob: said.statement.predicate.inputAttestations[0].digest.gitBlob },
    };
    const all = [lie, said, pass].map((each) => [recordPath(each), encodeRecord(each)]);
    plant(ci, LIAR, Object.fromEntries(all));
    expect(await gate("--require-independent")).toMatchObject({ code: 0 });
    expect(await gate("--require", "L3")).toMatchObject({ code: 1 });
  } finally {
    removeFolder(ci);
  }
});

describe("before a claim is stored", () => {
  it("a dry run tells what it would need, and stores nothing", async () => {
    const worker = await project.start("worker");
    const two = ["a", "b"].map((id) => ({ id, text: "it holds", check: "small" }));
    const { facts } = await claim(worker, { criteria: two, dry_run: true });
    expect(facts).toMatchObject({ id: null, risk: "low", level: "L1", checks: ["small"] });
    expect(facts.notes).toContainEqual(expect.stringMatching(/^small decides 2 criteria and does not tell/));
    expect(facts.notes).toContain("risk low: nobody has said another");
    expect(storedIds(project.repository, "claim")).toEqual([]);
  });

  it("the risk of its job is the least that it has, and every other risk is told", async () => {
    const boss = await project.startAs("supervisor");
    await boss.call("create_job", { title: "Lower the value", write: ["**"], risk: "medium" });
    const worker = await project.start("worker");
    await worker.call("start_job", {});
    const unsaid = await claim(worker, { dry_run: true });
    expect(unsaid.facts).toMatchObject({ risk: "medium" });
    expect(unsaid.facts.notes).toContain("risk medium: taken from the job, as the claim says none");
    const less = await claim(worker, { risk: "low", dry_run: true });
    expect(less.facts).toMatchObject({ risk: "medium" });
    expect(less.facts.notes).toContain("risk medium: taken from the job, as low would be less");
    const more = await claim(worker, { risk: "high", dry_run: true });
    expect(more.facts).toMatchObject({ risk: "high", level: "L2" });
  });
});
