// Issues of a tracker become a job file and jobs become issues, by JSON alone.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { entriesOf, issuesOf, parseIssues } from "../../src/jobs/issues.ts";
import { createHome, runCli, runOnTerminal } from "../cli/run-cli.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const ISSUES = [
  {
    number: 12,
    title: "Parser drops\nthe last line",
    state: "OPEN",
    labels: [{ name: "bug" }, { name: "risk:high" }],
    body: "It does.\r\n\r\nwrite: `src/parser/**`, test/parser/**\r\nafter: #11\r\n- [ ] the last line is kept\r\n- [x] a test shows it\r\n",
  },
  { number: 11, title: "Lexer", state: "OPEN", body: null },
  { number: 9, title: "Closed one", state: "CLOSED", body: "" },
  { number: 8, title: "Made from a job", state: "OPEN", body: "x\n<!-- agentops job j-0hs6vd9x -->" },
];

it("an open issue becomes an entry with its number, places, criteria and order; a job's own does not", () => {
  expect(entriesOf(parseIssues(JSON.stringify(ISSUES)), new Map())).toEqual([
    { key: "issue-11", title: "Lexer (#11)", write: [], read: [], acceptance: [], after: [] },
    {
      key: "issue-12",
      title: "Parser drops the last line (#12)",
      write: ["src/parser/**", "test/parser/**"],
      read: [],
      acceptance: ["the last line is kept", "a test shows it"],
      after: ["issue-11"],
      risk: "high",
    },
  ]);
});

it("an issue that is a job already is left out, and may be waited for", () => {
  const [entry, ...more] = entriesOf(
    parseIssues(JSON.stringify(ISSUES)),
    new Map([["j-11111111", "Lexer (#11)"]]),
  );
  expect(more).toEqual([]);
  expect(entry?.after).toEqual(["j-11111111"]);
});

it("a long title keeps its number", () => {
  const [entry] = entriesOf([{ number: 123_456, title: "x".repeat(500) }], new Map());
  expect(entry?.title).toHaveLength(120);
  expect(entry?.title).toMatch(/x \(#123456\)$/);
});

it("a job says what is to be done with its issue", () => {
  const job = {
    id: "j-0hs6vd9x",
    title: "Made here",
    isDone: false,
    stands: "ready",
    acceptance: ["a"],
    write: ["b"],
  };
  const todo = (jobs: Parameters<typeof issuesOf>[0], issues: Parameters<typeof issuesOf>[1]) =>
    issuesOf(jobs, issues).map((each) => [each.number, each.todo]);
  expect(todo([job], [])).toEqual([[null, "create"]]);
  const [made] = issuesOf([job], []);
  const issue = { number: 8, title: "Made here", state: "OPEN", body: made?.body };
  expect(todo([job], [issue])).toEqual([[8, "none"]]);
  expect(todo([{ ...job, isDone: true }], [issue])).toEqual([[8, "close"]]);
  expect(todo([job], [{ ...issue, state: "CLOSED" }])).toEqual([[8, "reopen"]]);
  expect(todo([{ ...job, isDone: true }], [])).toEqual([[null, "none"]]);
});

it("a key without a value takes nothing of the next line", () => {
  const [entry] = entriesOf([{ number: 1, title: "x", body: "write:\n\nread: src/**\n" }], new Map());
  expect(entry).toMatchObject({ write: [], read: ["src/**"] });
});

it("a mark that a stranger writes into an issue of theirs takes no job's issue away", () => {
  const job = {
    id: "j-0hs6vd9x",
    title: "Made here",
    isDone: true,
    stands: "done",
    acceptance: [],
    write: [],
  };
  const mark = "<!-- agentops job j-0hs6vd9x -->";
  const [own, theirs] = [8, 9].map((number) => ({ number, title: "x", state: "OPEN", body: mark }));
  for (const issues of [
    [own, theirs],
    [theirs, own],
  ])
    expect(
      issuesOf(
        [job],
        issues.flatMap((each) => each ?? []),
      ),
    ).toMatchObject([{ number: 8, todo: "close" }]);
  const named = { number: 5, title: "Parse it", state: "OPEN", body: "" };
  expect(issuesOf([{ ...job, title: "Parse it (#5)" }], [named, theirs ?? named])).toMatchObject([
    { number: 5, todo: "close" },
  ]);
});

it.each(["", "{}", "[{}]", '[{"number":0,"title":""}]', "not json"])("%j is no list of issues", (text) => {
  expect(() => parseIssues(text)).toThrow(/no list of issues/);
});

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
beforeEach(() => {
  [repository, place] = [createRepository(), createHome()];
});
afterEach(() => {
  repository.remove();
  place.remove();
});

it("there and back: what gh printed is queued by a person, and comes out with its numbers", () => {
  const file = path.join(place.home, "issues.json");
  writeFileSync(file, JSON.stringify(ISSUES));
  const printed = runCli(repository.dir, ["jobs", "--from-issues", file], place);
  expect(printed).toMatchObject({ code: 0, stderr: expect.stringContaining("2 jobs to queue") });
  const jobs = path.join(place.home, "jobs.json");
  writeFileSync(jobs, printed.stdout);
  expect(runOnTerminal(repository.dir, ["jobs", "add", "--file", jobs], place).code).toBe(0);
  expect(JSON.parse(runCli(repository.dir, ["jobs", "--from-issues", file], place).stdout)).toEqual([]);
  const back = JSON.parse(runCli(repository.dir, ["jobs", "--issues", "--from-issues", file], place).stdout);
  expect(back).toMatchObject([
    { number: 11, state: "OPEN", todo: "none" },
    { number: 12, title: "Parser drops the last line (#12)", todo: "none" },
  ]);
  expect(JSON.parse(runCli(repository.dir, ["jobs", "--issues"], { ...place }).stdout)).toHaveLength(2);
});
