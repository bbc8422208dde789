// A long history is read in the background and in pieces, says what it leaves out, and grows by what is new alone.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLogReader, LOG_FORMAT, type LoggedCommit } from "../../src/history/commit.ts";
import { lackingPast } from "../../src/history/io/lacking.ts";
import { historyParts, readHistory } from "../../src/history/io/read.ts";
import { runCli } from "../cli/run-cli.ts";
import { runHere } from "../cli/run-here.ts";
import { clientsIn } from "../support/clients.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
beforeEach(() => {
  repository = createRepository();
  repository.commit(
    { ".agentops/config.yaml": "checks: []\n", "src/ledger.ts": "1\n", "docs/adr/1.md": RECORD("first") },
    "feat: the ledger rounds half to even",
  );
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

const RECORD = (word: string) =>
  `# Records\n\n## The ${word} rule\n\nThe ${word} rule of the voucher is that nobody prints it twice, because a bank pays each.\n`;
const folder = () => path.join(repository.dir, ".git/agentops");
const lowerIs = () => statSync(path.join(folder(), "cache/history")).mtimeMs;
const why = (file: string) => runHere(repository.dir, "why", file);

/** Many commits within a second. */
function lengthen(count: number): void {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = Array.from({ length: count }, (_, at) => {
    const file = `M 100644 inline src/part${at % 50}.ts\n${data(`${at}\n`)}`;
    const from = at === 0 ? `from ${repository.git("rev-parse", "main").trim()}\n` : "";
    return `commit refs/heads/main\ncommitter somebody <s@example.org> ${1_700_000_000 + at} +0000\n${data(`feat: part ${at} of the tray ${at % 977}`)}${from}${file}`;
  });
  execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: repository.dir, input: stream.join("") });
  repository.git("reset", "-q", "--hard", "main");
}

it("what is new is kept beside what was read before, and answers like it", async () => {
  await why("src/ledger.ts");
  const before = lowerIs();
  const pooled = repository.commit(
    { "src/pool.ts": "1\n" },
    "feat: vouchers are printed from a pool of printers",
  );
  repository.commit({ "docs/adr/1.md": RECORD("second") }, "docs: another rule");
  repository.commit(
    { "src/pool.ts": "0\n" },
    `Revert "feat: vouchers are printed from a pool of printers"\n\nThis reverts commit ${pooled}.`,
  );
  repository.commit({ "src/ledger.ts": "2\n" }, 'Revert "feat: the ledger rounds half to even"');
  expect((await why("src/pool.ts")).text).toContain("Revert");
  expect(lowerIs()).toBe(before);
  const kept = readHistory(folder());
  const fateOf = (subject: string) =>
    kept
      ?.all()
      .find((each) => each.subject === subject)
      ?.revertedBy?.slice(0, 12);
  const short = (ref: string) => repository.git("rev-parse", "--short=12", ref).trim();
  expect(fateOf("feat: vouchers are printed from a pool of printers")).toBe(short("HEAD~1"));
  expect(fateOf("feat: the ledger rounds half to even")).toBe(short("HEAD"));
  const titles = () =>
    (readHistory(folder())?.all() ?? [])
      .filter(({ kind }) => kind === "document")
      .map(({ subject }) => subject);
  expect(titles()).toEqual(["Records > The second rule"]);

  const undone = repository.git("rev-parse", "HEAD").trim();
  repository.commit({ "src/ledger.ts": "3\n" }, `fix: as it was\n\nThis reverts commit ${undone}.`);
  await why("src/pool.ts");
  expect(
    readHistory(folder())
      ?.all()
      .find(({ subject }) => subject === "feat: the ledger rounds half to even")?.revertedBy,
  ).toBeNull();
  const client = await clients.start("reader");
  const { facts } = await client.call("retrieve_context", {
    task: "why are vouchers printed from a pool of printers",
  });
  expect(JSON.stringify(facts.related)).toContain(`commit ${pooled.slice(0, 12)} (taken back by`);
  repository.git("rm", "-q", "docs/adr/1.md");
  repository.commit({ "src/pool.ts": "3\n" }, "docs: no rule");
  await why("src/pool.ts");
  expect(titles()).toEqual([]);
  // Read anew, it is the same.
  const [ids] = [
    readHistory(folder())
      ?.all()
      .map(({ id, revertedBy }) => [id, revertedBy]),
  ];
  execFileSync("rm", ["-r", path.join(folder(), "cache")]);
  await why("src/pool.ts");
  expect(
    readHistory(folder())
      ?.all()
      .map(({ id, revertedBy }) => [id, revertedBy]),
  ).toEqual(ids);
  expect(historyParts(folder())?.newer).toBeNull();
});

it("a background process reads thousands; a call meanwhile answers, first from what is newest", async () => {
  lengthen(11_998);
  const answer = repository.commit(
    { "src/lamp.ts": "1\n" },
    "fix: the lamp of the zeppelin blinks in Morse, so that pilots see the jam",
  );
  const client = await clients.startProcess("reader");
  const ask = async () =>
    (
      await client.call("retrieve_context", {
        task: "why does the zeppelin's lamp blink in Morse for pilots",
      })
    ).facts;
  expect((await ask()).abstained).toBe(true);
  const found = async (): Promise<string> => JSON.stringify((await ask()).related ?? []);
  for (let waited = 0; !(await found()).includes(answer.slice(0, 12)); waited += 1) {
    expect(waited, "nothing was read").toBeLessThan(600);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const head = readHistory(folder())?.head;
  // What is newest answers before all is read.
  expect([5_000, 12_001]).toContain(head?.commits);
  if (head?.reading !== 0)
    expect((await why("src/lamp.ts")).text).toMatch(/The past is still being read|the lamp of the zeppelin/);
  expect(runCli(repository.dir, ["hook", "--read-history"], { home: EMPTY_HOME }).code).toBe(0);
  expect(readHistory(folder())?.head).toMatchObject({ commits: 12_001, older: 0, reading: 0 });
  expect(existsSync(path.join(folder(), "cache/history.making"))).toBe(false);
});

it("says of what is kept that it is not all", () => {
  const told = (older: number, reading: number) =>
    lackingPast(path.join(repository.dir, ".git"), { commits: 5_000, older, reading });
  expect(told(0, 0)).toBeNull();
  expect(told(400_000, 0)).toContain("400000 commits of base are left out");
  expect(told(0, 100_000)).toContain("so far 5000 commits that give a reason, of 100000 in all");
});

it("a message of a megabyte and one that is no text cost no more than others, and neither spoils its neighbours", async () => {
  const large = "A sentence of the voucher's printer. ".repeat(30_000);
  const bytes = Buffer.concat([
    Buffer.from("fix: the tray \xff\xfe jams\n\n", "latin1"),
    Buffer.from([0xc3, 0x28, 0xff]),
  ]);
  for (const message of [Buffer.from(`feat: a long one\n\n${large}`), bytes]) {
    const id = execFileSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit-tree", "HEAD^{tree}", "-p", "HEAD"],
      {
        cwd: repository.dir,
        input: message,
        encoding: "utf8",
      },
    ).trim();
    repository.git("reset", "-q", "--hard", id);
  }
  repository.commit({ "src/tray.ts": "1\n" }, "feat: the tray has a lamp, so that its jam is seen");
  expect((await why("src/tray.ts")).text).toContain("the tray has a lamp");
  const all = readHistory(folder())?.all() ?? [];
  expect(all.find(({ subject }) => subject === "feat: a long one")?.body.length).toBeLessThanOrEqual(4_000);
  expect(all.map(({ subject }) => subject)).toContainEqual(expect.stringMatching(/^fix: the tray .* jams$/));
  expect(readFileSync(path.join(folder(), "cache/history")).length).toBeLessThan(large.length / 10);
});

it("a log is read alike however its text is cut", () => {
  const log = repository.git("log", "-z", "--no-merges", "--name-only", `--format=${LOG_FORMAT}`);
  const read = (size: number): LoggedCommit[] => {
    const found: LoggedCommit[] = [];
    const reader = createLogReader((each) => found.push(each));
    for (let at = 0; at < log.length; at += size) reader.push(log.slice(at, at + size));
    reader.end();
    return found;
  };
  expect(read(log.length)).toHaveLength(2);
  for (const size of [1, 3, 64]) expect(read(size)).toEqual(read(log.length));
});
