// `agentops-mcp jobs` as people use it: what is queued and who has it, a file of jobs, and a job taken from its holder.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientsIn } from "../support/clients.ts";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { runCli, runOnTerminal } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

const place = { home: EMPTY_HOME };
let repository: TestRepository;
const { start, closeAll } = clientsIn(() => repository.dir);

beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await closeAll();
  repository.remove();
});

const jobs = (...args: string[]) => runCli(repository.dir, ["jobs", ...args], place);
const listed = async (...args: string[]) =>
  (await runHere(repository.dir, "jobs", ...args)).facts.jobs as Record<string, unknown>[];

function added(text: string | Buffer, name = "jobs.yaml") {
  const file = path.join(repository.dir, ".git", name);
  writeFileSync(file, text);
  return runOnTerminal(repository.dir, ["jobs", "add", "--file", file], place);
}

const QUEUE = `
- key: lexer
  title: Return an end token from the lexer
  write: [src/lexer/**]
  acceptance: [an empty file has one token]
- title: Parse an empty file
  write: [src/parser/**]
  after: [lexer]
  risk: medium
- title: Print an empty program
  write: [src/printer/**]
  after: [parse an EMPTY file, lexer]
`;

const listOf = (count: number, more: (at: number) => string = () => "risk: low"): string =>
  [...Array(count).keys()].map((at) => `- {title: j${at}, ${more(at)}}\n`).join("");
/** Nine times nine times … of one value. */
const BOMB = [..."bcdefgh"].reduce(
  (text, key, at) => `${text}${key}: &${key} [${Array(9).fill(`*${"abcdefg"[at]}`).join(",")}]\n`,
  `a: &a [${Array(9).fill("x").join(",")}]\n`,
);

describe.runIf(process.platform === "linux")("a file of jobs", () => {
  it("is queued as one, its entries waiting for each other by key or title", async () => {
    const { code, output } = added(QUEUE);
    expect({ code, made: output.match(/^j-\w+ {2}/gm)?.length }, output).toEqual({ code: 0, made: 3 });
    expect(output).toMatch(/^wave 1: lexer\nwave 2: .*\nwave 3: /m);
    const [lexer, parser, printer] = await listed();
    expect(lexer).toMatchObject({ state: "open", waits_for: [], lease: "none", holder: null });
    expect(parser).toMatchObject({ state: "blocked", waits_for: [lexer?.id], risk: "medium" });
    expect(printer).toMatchObject({ state: "blocked", waits_for: [parser?.id, lexer?.id] });
    const { stdout } = jobs();
    expect(stdout).toContain(`${parser?.id}  blocked  Parse an empty file`);
    expect(stdout).toContain(`blocked: waits for ${lexer?.id}`);
  });

  it("may be JSON, and wait for jobs that are stored already", async () => {
    added(QUEUE);
    const [lexer] = await listed();
    const json = JSON.stringify([{ title: "Test it", after: [lexer?.id] }], null, 2);
    expect(added(json, "jobs.json").code).toBe(0);
    expect((await listed()).at(-1)).toMatchObject({ title: "Test it", waits_for: [lexer?.id] });
  });

  it.each([
    [
      "a circle",
      "- {key: a, title: A, after: [c]}\n- {title: B, after: [a]}\n- {key: c, title: C, after: [b]}\n",
      /wait for each other: a -> c -> B -> a/,
    ],
    ["one that waits for itself", "- {title: A, after: [a]}\n", /A -> A/],
    ["two of one title", "- {title: A}\n- {title: 'a '}\n", /Entries 1 and 2 are both called a/],
    ["a dependency that is nowhere", "- {title: A, after: [nothing]}\n", /There is no job of this name/],
    [
      "a scope that leaves the repository",
      "- {title: A}\n- {title: B, write: [../x]}\n",
      /1\.write\.0: must be a glob below the top.*line 2/,
    ],
    ["an unknown field", "- {title: A, wriet: [x]}\n", /"0\.wriet" is not a key \(line 1\).*write/s],
    ["no list", "title: A\n", /it is not a list/],
    ["nothing", "", /it lists nothing/],
    ["no YAML", "- {title: A\n", /jobs.yaml: /],
    ["ten megabytes", "- {title: A}\n".repeat(800_000), /more than 65536 bytes/],
    ["201 jobs", listOf(201), /more than 200 entries.*Split it/s],
    ["5,000 jobs", listOf(5_000), /more than (65536 bytes|200 entries)/],
    ["aliases of aliases", BOMB, /Excessive alias count/],
    ["one entry again and again", `- &a {title: A}\n${"- *a\n".repeat(60)}`, /both called a/],
    ["a depth of 20,000", "[".repeat(20_000), /nested more than/],
    ["a key of every object", "- {title: A, __proto__: {x: 1}}\n", /"0\.__proto__" is not a key/],
    ["a NUL", '- {title: "a\\0b"}\n', /one line of plain text/],
    ["a turned line", '- {title: "a\u202eb"}\n', /invisible character/],
    ["two documents", "- {title: A}\n---\n- {title: B}\n", /second document begins in it \(line 2\)/],
    [
      "bytes of another encoding",
      Buffer.from("- {title: A}\n", "utf16le"),
      /0\.|not a list|plain text|UTF-8/,
    ],
    ["minutes without an end", "- {title: A, minutes: .inf}\n", /0\.minutes: /],
    ["a circle of 200", listOf(200, (at) => `after: [j${(at + 1) % 200}]`), /wait for each other: j0 -> j1/],
    ["a secret", `- {title: "Use ghp_${"a1B2".repeat(9)}"}\n`, /credential|secret/i],
  ])("with %s is refused, and nothing of it is stored", (_, text, said) => {
    const { code, output } = added(text);
    expect(code).toBe(2);
    expect(output).toMatch(said);
    expect(storedIds(repository, "job/")).toEqual([]);
  });

  it.each([
    ["with a mark at its beginning", `\u{feff}- {title: A}\n`, ["A"]],
    ["with the line ends of Windows", "- title: A\r\n- title: B\r\n  after: [A]\r\n", ["A", "B"]],
    ["with emoji", "- {title: 🚀🔥, write: [src/🚀/**]}\n", ["🚀🔥"]],
    [
      "of 200 that wait for each other in a row",
      listOf(200, (at) => `after: [${at ? `j${at - 1}` : ""}]`),
      null,
    ],
  ])("%s is queued", async (_, text, titles) => {
    const { code, output } = added(text);
    expect(code, output).toBe(0);
    const stored = (await listed()).map(({ title }) => title);
    expect(stored).toEqual(titles ?? [...Array(200).keys()].map((at) => `j${at}`));
  });

  it("without an end is read no further than a file may go", () => {
    const { code, output } = runOnTerminal(repository.dir, ["jobs", "add", "--file", "/dev/zero"], place);
    expect({ code, output }).toMatchObject({
      code: 2,
      output: expect.stringMatching(/more than 65536 bytes/),
    });
  });

  it("that repeats a queued title is refused as a whole", async () => {
    added(QUEUE);
    expect(added("- {title: New}\n- {title: parse an empty file}\n").output).toMatch(/j-\w+ has this/);
    expect(await listed()).toHaveLength(3);
  });

  it("is for a person at a terminal", () => {
    expect(jobs("add", "--file", "x").stderr).toMatch(/for a person at a terminal/);
    expect(jobs("release", "j-00000000", "--reason", "x").stderr).toMatch(/for a person at a terminal/);
  });
});

describe.runIf(process.platform === "linux")("release", () => {
  it("takes a job from its holder, whose late words count for nothing, and is told in the story", async () => {
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Update the parser", write: ["src/**"] });
    const id = String(facts.job);
    const [row] = await listed();
    expect(row).toMatchObject({ id, state: "in_work", holder: "worker", token: 1, lease: "alive" });
    const args = ["jobs", "release", id, "--reason", "its machine is gone"];
    expect(runOnTerminal(repository.dir, args, place, "n\n").output).toContain("Nothing was released.");
    const { code, output } = runOnTerminal(repository.dir, [...args, "--yes"], place);
    expect({ code, output }, output).toEqual({ code: 0, output: `${id} is free again (token 2).\n` });
    expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/^LEASE_LOST: /);
    const second = await start("second");
    expect((await second.call("start_job", { job: id })).facts).toMatchObject({ job: id, token: 3 });
    expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/held by session second/);
    const { stdout } = jobs(id);
    expect(stdout).toMatch(/released by a supervisor, token 2.*its machine is gone/);
    expect(runCli(repository.dir, ["trace", id], place).stdout).toContain(
      "released by a supervisor, token 2",
    );
  });

  it.each([
    ["without a reason", [], /A release needs a reason/],
    ["of a job that nobody has", ["--reason", "x"], /Nobody holds/],
  ])("%s is refused", async (_, more, said) => {
    added("- {title: A}\n");
    const [row] = await listed();
    const { code, output } = runOnTerminal(
      repository.dir,
      ["jobs", "release", String(row?.id), "--yes", ...more],
      place,
    );
    expect(code).toBe(2);
    expect(output).toMatch(said);
  });
});

it("says that there is nothing, and leaves out what is done", async () => {
  expect(jobs()).toMatchObject({ code: 0, stdout: "No job is queued.\n" });
  expect(jobs("j-00000000")).toMatchObject({ code: 1 });
  const worker = await start("worker");
  await worker.call("start_job", { title: "Update the parser" });
  const handoff = { goal: "a", done: "b", decisions: "c", next: "d" };
  await worker.call("finish_job", { outcome: "done", handoff, none_because: "nothing new" });
  expect(jobs().stdout).toBe("1 done; --all lists them too.\n");
  expect(await listed("--all")).toMatchObject([{ state: "done", lease: "none" }]);
});

it("of two supervisors at once who queue one title the second is told of the first", async () => {
  const bosses = await Promise.all(
    [...Array(4).keys()].map((n) => start(`boss-${n}`, ["--role", "supervisor"])),
  );
  const answers = await Promise.all(
    bosses.map((boss) => boss.call("create_job", { title: "Update  the parser" })),
  );
  expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
  expect(answers.filter(({ text }) => text.startsWith("DUPLICATE: "))).toHaveLength(3);
});
