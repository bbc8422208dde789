// Runtimes that are known from their documentation alone: `init` writes what it says, the server starts by it, and `uninstall` leaves nothing.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { storedEntry } from "../../src/runtimes/edit.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { createHome, runCli } from "./run-cli.ts";

/** Cursor and VS Code have tests of their own. */
const DOCUMENTED = RUNTIMES.filter(({ notes }) =>
  notes.some(({ text }) => text.startsWith("Written from the documentation")),
).map(({ name }) => name);
let repository: TestRepository;
let place: ReturnType<typeof createHome>;
const run = (...args: string[]) => runCli(repository.dir, args, place);

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});

afterEach(() => {
  repository.remove();
  place.remove();
});

it("are set up in the project, start as configured, and are gone without a trace", () => {
  expect(run("init", "--runtime", DOCUMENTED.join(","), "--yes").code).toBe(0);
  expect(DOCUMENTED).toHaveLength(12);
  for (const runtime of RUNTIMES.filter(({ name }) => DOCUMENTED.includes(name))) {
    const { project } = runtime;
    const [file = ""] = project.config;
    const entry = storedEntry(runtime, readFileSync(path.join(repository.dir, file), "utf8"), file);
    expect(runtime.read(entry), file).toMatchObject({ disabled: false });
    expect(readFileSync(path.join(repository.dir, project.instructions ?? ""), "utf8")).toContain("agentops");
  }
  const { stdout } = run("doctor");
  for (const name of DOCUMENTED) expect(stdout).toMatch(new RegExp(`^ok +${name} .*5 tools`, "m"));
  expect(run("uninstall", "--yes").code).toBe(0);
  expect(readdirSync(repository.dir).sort()).toEqual([".git", "README.md"]);
});

it("are found by their files, and keep what a person has written there", () => {
  const mine = { ".kilo/kilo.json": '{ "theme": "dark" }\n', "crush.json": '{\n  "lsp": {}\n}\n' };
  writeFiles(repository.dir, mine);
  const { stdout } = run("init", "--yes");
  expect(stdout).toMatch(/^Memory for Kilo Code .*Crush/m);
  expect(run("uninstall", "--yes").code).toBe(0);
  for (const [file, text] of Object.entries(mine))
    expect(readFileSync(path.join(repository.dir, file), "utf8")).toBe(text);
});

it("have no file for all projects where only their own window opens it", () => {
  const { stdout } = run("init", "--runtime", "roo", "--scope", "user", "--dry-run");
  expect(stdout).toContain("Edit Global MCP");
  expect(readdirSync(place.home)).not.toContain(".roo");
});
