// The envelope that init proposes: from what git tracks and the project's own files, on trial, shown before it is written, and valid.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { runCli } from "./run-cli.ts";

let repository: TestRepository;
let file: string;
beforeEach(() => {
  repository = createRepository();
  file = path.join(repository.dir, ".agentops/config.yaml");
});
afterEach(() => repository.remove());

const init = (...args: string[]) =>
  runCli(repository.dir, ["init", "--with", "all", "--runtime", "claude", ...args], { home: EMPTY_HOME });
const proposed = async () => (await parseConfig(readFileSync(file))).envelope;

const PACKAGE = JSON.stringify({
  scripts: { test: "x", lint: "x", "build:docs": "x", prepublishOnly: "x", deploy: "x", "a b": "x" },
});

it("says so where nothing can be proposed, and how to write it", () => {
  repository.commit({ "a.txt": "x" });
  const { code, stdout } = init("--yes");
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/Nothing was found to propose for .*envelope: .*docs\/envelope\.md/),
  ]);
  expect(existsSync(file)).toBe(false);
});

it("names tracked folders, denies secrets, allows scripts and checks, and is on trial", async () => {
  repository.commit({
    "src/a.ts": "x",
    "docs/a.md": "x",
    "vendor/b.js": "x",
    ".github/workflows/ci.yml": "x",
    "package.json": PACKAGE,
    "package-lock.json": "{}",
    ".env.example": "x",
    "[odd] {name}/a": "x",
  });
  const shown = init("--dry-run");
  expect(shown.stdout).toContain("+ envelope:");
  expect(shown.stdout).toContain("takes effect once it is committed on the base branch");
  expect(existsSync(file)).toBe(false);
  expect(init("--yes").code).toBe(0);
  const envelope = await proposed();
  expect(envelope).toMatchObject({
    enforce: "warn",
    read: ["**"],
    write: ["?odd? ?name?/**", "docs/**", "src/**", "*.md"],
    shell: "ask",
    network: ["registry.npmjs.org", "www.npmjs.com"],
  });
  expect(envelope?.deny).toEqual(expect.arrayContaining(["**/.env*", "**/*.pem", "!**/.env.example"]));
  const commands = envelope?.commands.map((words) => words.join(" "));
  expect(commands).toEqual(
    expect.arrayContaining(["npm run lint", "npm test", "npm run build:docs", "git commit", "ls"]),
  );
  expect(commands?.join("\n")).not.toMatch(/deploy|publish|a b|push/);
  const explain = (...words: string[]) =>
    JSON.parse(
      runCli(repository.dir, ["envelope", "explain", ...words, "--json"], { home: EMPTY_HOME }).stdout,
    );
  expect(explain("/etc/passwd")).toMatchObject({ decision: "allow", rule: "none" });
  repository.commit({}, "adopt");
  expect(explain("package.json")).toMatchObject({ decision: "deny", trial: true });
  expect(explain("src/b.ts")).toMatchObject({ decision: "allow" });
  expect(explain(".env.example")).toMatchObject({ decision: "deny", rule: "write: no entry fits" });
  expect(init("--yes").stdout).toContain("Nothing to do");
});

it("proposes no script whose name or text reaches far, and opens no guide for agents by *.md", async () => {
  const far =
    "db db:push resetDb deploy:prod publish pre-release release-notes reset reset:all dbSeed undeploy redeploy migrate";
  const near = "build lint check:types docs dashboard format";
  const named = Object.fromEntries([...far.split(" "), ...near.split(" ")].map((name) => [name, "x"]));
  const hidden = { ship2: "npm publish --access public", go: "tsc && git push", up: "kubectl apply -f x" };
  repository.commit({
    "src/a.ts": "x",
    "README.md": "x",
    "CLAUDE.md": "x",
    "package.json": JSON.stringify({ scripts: { ...named, ...hidden } }),
  });
  expect(init("--yes").code).toBe(0);
  const scripts = (await proposed())?.commands.flatMap(([, run, name]) =>
    run === "run" && name ? [name] : [],
  );
  expect(scripts?.toSorted()).toEqual(near.split(" ").toSorted());
  repository.commit({}, "adopt");
  const explain = (...words: string[]) =>
    JSON.parse(
      runCli(repository.dir, ["envelope", "explain", ...words, "--json"], { home: EMPTY_HOME }).stdout,
    ).decision;
  expect(explain("README.md")).toBe("allow");
  for (const file of ["CLAUDE.md", "AGENTS.md", "GEMINI.md", "QWEN.md", "src/CLAUDE.md"])
    expect([file, explain(file)]).toEqual([file, "deny"]);
});

it("proposes nothing where there is nothing to go by, and leaves a configuration that is there", async () => {
  expect(init("--yes").code).toBe(0);
  expect(existsSync(file)).toBe(false);
  repository.commit({ "src/a.go": "x", "go.mod": "module x\n", ".agentops/config.yaml": "sync: auto\n" });
  const plain = ["init", "--runtime", "claude", "--yes", "--phases", "prepare"];
  runCli(repository.dir, plain, { home: EMPTY_HOME });
  expect(readFileSync(file, "utf8")).toBe("sync: auto\nphases: [prepare]\n");
});

it("goes by a makefile, and by nothing that does not parse", async () => {
  repository.commit({ "lib/a.c": "x", Makefile: "test:\n\ttrue\n", "package.json": "{ not json" });
  expect(init("--yes", "--phases", "prepare").code).toBe(0);
  const envelope = await proposed();
  expect(envelope?.commands).toContainEqual(["make", "test"]);
  expect(envelope?.write).toContain("lib/**");
  writeFileSync(file, readFileSync(file, "utf8").replace(/ +enforce: warn\n/, ""));
  expect((await proposed())?.enforce).toBe("deny");
});
