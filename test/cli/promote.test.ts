// `layer` and `promote`: a person adds a store of their own, and takes a lesson from one layer into another.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { journalRecords, storedIds } from "../support/journal.ts";
import { createRepository, repositoryIn, type TestRepository } from "../support/repository.ts";
import { createHome, runCli, runOnTerminal } from "./run-cli.ts";

let team: TestRepository;
let place: ReturnType<typeof createHome>;
beforeEach(() => {
  [team, place] = [createRepository(), createHome()];
});
afterEach(() => {
  team.remove();
  place.remove();
});

const cli = (...args: string[]) => runCli(team.dir, args, place);
const json = (...args: string[]) => JSON.parse(cli(...args, "--json").stdout);
const onTerminal = (args: string[], typed = "") => runOnTerminal(team.dir, args, place, typed);
const personal = () => repositoryIn(path.join(place.home, ".local/share/agentops/personal"));
const LESSON = [
  "git rebase --onto drops the first commit",
  ...["--kind", "gotcha", "--body"],
  "git rebase --onto takes the parent of the first commit that is to move; given the commit itself, git drops it silently. README.md says how.",
];

it("a personal store is made in the home, read by name in every repository, and dropped without a loss", () => {
  expect(cli("layer").stdout).toContain("layer add personal");
  expect(cli("layer", "add", "personal").code).toBe(0);
  const { id } = json("add", ...LESSON, "--layer", "personal");
  expect(storedIds(team)).toEqual([]);
  const other = createRepository();
  const found = runCli(other.dir, ["search", "rebase onto drops the first commit"], place).stdout;
  expect(found).toContain("layer personal");
  other.remove();
  expect(cli("show", id).stdout).toContain("git rebase --onto drops");
  expect(cli("why", id.slice(-6)).stdout).toContain("rests on");
  expect(cli("trace", id).stdout).toContain("recorded by");
  expect(json("edit", id, "--tags", "rebase").replaces).toBe(id);
  expect(json("list").layers).toEqual([{ name: "personal", lessons: 2 }]);
  expect(cli("doctor").stdout).toMatch(/layers +.*personal in /);
  expect(cli("layer", "drop", "personal").stdout).toContain("Its lessons stay in");
  expect(cli("search", "rebase onto drops the first commit").code).toBe(1);
  expect(storedIds(personal(), "learning")).toHaveLength(2);
});

it("a lesson moves into the team's layer, with nothing of where it was, and is retired there", () => {
  cli("layer", "add", "personal");
  const { id } = json(
    "add",
    ...LESSON,
    "--layer",
    "personal",
    "--paths",
    "README.md,src/of-another-repository.ts",
  );
  expect(cli("promote", id, "--to", "team").code).toBe(2);
  const refused = onTerminal(["promote", id.slice(-6), "--to", "team"], "n\n");
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("src/of-another-repository.ts");
  expect(storedIds(team)).toEqual([]);
  const moved = onTerminal(["promote", id.slice(-6), "--to", "team"], "y\n");
  expect(moved.code).toBe(0);
  const [taken] = json("list").learnings;
  expect(taken).toMatchObject({ title: LESSON[0], paths: ["README.md"], state: "served" });
  const { state } = json("list", "--layer", "personal").learnings[0];
  expect(state).toMatch(/retired/);
  const records = team.git("log", "--all", "-p");
  for (const left of [id, personal().dir, "of-another-repository"]) expect(records).not.toContain(left);
});

it("a copy stays where it was", () => {
  cli("layer", "add", "personal");
  const { id } = json("add", ...LESSON);
  expect(onTerminal(["promote", id, "--to", "personal", "--copy", "--yes"]).code).toBe(0);
  expect(storedIds(personal(), "learning")).toHaveLength(1);
  expect(journalRecords(team, "curation")).toEqual([]);
});

it("a layer of this clone is an organisation's repository, by its name", () => {
  const acme = createRepository();
  runCli(acme.dir, ["add", ...LESSON], place);
  expect(cli("layer", "add", "acme", acme.dir).code).toBe(0);
  expect(json("search", "rebase", "onto", "drops", "the", "first", "commit").items).toMatchObject([
    { layer: "acme" },
  ]);
  const other = createRepository();
  expect(JSON.parse(runCli(other.dir, ["layer", "--json"], place).stdout).layers).toMatchObject([
    { name: "team" },
  ]);
  other.remove();
  acme.remove();
  expect(cli("layer").stdout).toContain("acme should be in");
  expect(cli("doctor").stdout).toContain("agentops-mcp layer drop acme");
});

it.each([
  [["layer", "add", "team"], "no name of a layer"],
  [["layer", "add", "../x"], "no name of a layer"],
  [["layer", "add", "acme"], "needs the folder"],
  [["layer", "add", "acme", "."], "this repository"],
  [["layer", "remove", "acme"], "layer takes"],
  [["list", "--layer", "acme"], "There is no layer acme here"],
])("%j is refused in words", (args, words) => {
  const { code, stderr } = cli(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

it("a person's home that is itself a repository is no personal store when the store is gone", () => {
  cli("layer", "add", "personal");
  rmSync(path.join(personal().dir, ".git"), { recursive: true });
  repositoryIn(place.home).git("init", "-q");
  expect(cli("layer").stdout).toContain("can't be read");
  expect(existsSync(path.join(place.home, ".git/agentops"))).toBe(false);
});
