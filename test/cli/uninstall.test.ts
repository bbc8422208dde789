// `uninstall` restores what `init` found, and `--purge` deletes what was recorded, but only after showing it.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder } from "../support/journal.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  writeFiles,
} from "../support/repository.ts";
import { createHome, runCli } from "./run-cli.ts";

const ALL = "claude,codex,cursor,opencode,gemini,vscode";
const FILES = {
  ".mcp.json": '{\n\t"mcpServers": {\n\t\t"other": { "command": "x" }\n\t}\n}',
  ".codex/config.toml": '# mine\r\nmodel = "x"\r\n',
  ".cursor/mcp.json": "{}\n",
  ".vscode/mcp.json": '{\n  // servers\n  "servers": {},\n}\n',
  "opencode.json": '{ "theme": "dark" }',
  ".gemini/settings.json": '\uFEFF{\n    "ui": {}\n}\n',
  ".claude/settings.json":
    '{\r\n  "hooks": {\r\n    "Stop": [\r\n      { "hooks": [{ "type": "command", "command": "./mine.sh" }] }\r\n    ]\r\n  }\r\n}\r\n',
  ".cursor/hooks.json":
    '{\n  "version": 1,\n  "hooks": {\n    // mine\n    "stop": [{ "command": "./mine.sh" }], // last\n  },\n}\n',
  "AGENTS.md": "# Ours",
  "GEMINI.md": "# Ours\n\n",
};

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

it("restores every byte of the files that were there and removes those that were not", () => {
  repository.commit(FILES);
  expect(run("init", "--runtime", ALL, "--yes").code).toBe(0);
  expect(repository.git("status", "--porcelain").split("\n").filter(Boolean).length).toBeGreaterThan(8);
  const asked = run("uninstall", "--dry-run");
  expect(asked.code).toBe(1);
  expect(asked.stdout).toContain('"agentops"');
  const { code, stdout } = run("uninstall", "--yes");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\.mcp\.json \(-\d+ lines?\)$/m);
  expect(stdout).toMatch(/^\.codex\/hooks\.json \(removed\)$/m);
  expect(stdout.split("\n").length).toBeLessThanOrEqual(24);
  expect(repository.git("status", "--porcelain", "-uall")).toBe("");
  for (const [file, text] of Object.entries(FILES))
    expect(readFileSync(path.join(repository.dir, file), "utf8")).toBe(text);
  for (const gone of [".cursor/rules", ".codex/hooks.json"])
    expect(existsSync(path.join(repository.dir, gone))).toBe(false);
  expect(run("uninstall")).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing to do/) });
});

it("restores the user's files and links", () => {
  const dotfiles = path.join(place.home, "dotfiles");
  mkdirSync(path.join(place.home, ".codex"), { recursive: true });
  writeFiles(dotfiles, { "config.toml": 'model = "x"\n' });
  symlinkSync("../dotfiles/config.toml", path.join(place.home, ".codex/config.toml"));
  run("init", "--scope", "user", "--runtime", ALL, "--yes");
  expect(readFileSync(path.join(dotfiles, "config.toml"), "utf8")).toContain("agentops");
  // A project's uninstall leaves them alone, and says so.
  const { code, stdout } = run("uninstall", "--yes");
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /Your own settings still have it.*config\.toml.*: agentops-mcp uninstall --scope user/,
    ),
  ]);
  expect(readFileSync(path.join(dotfiles, "config.toml"), "utf8")).toContain("agentops");
  expect(run("uninstall", "--scope", "user", "--yes").stdout).not.toContain("Your own settings still");
  expect(readFileSync(path.join(dotfiles, "config.toml"), "utf8")).toBe('model = "x"\n');
  expect(readdirSync(path.join(place.home, ".codex"))).toEqual(["config.toml"]);
  for (const gone of [".claude.json", ".claude", ".gemini", ".cursor", ".config/opencode", ".config/Code"])
    expect(existsSync(path.join(place.home, gone))).toBe(false);
});

it("ignores a broken file that does not name the server", () => {
  writeFiles(repository.dir, { ".cursor/mcp.json": "{ broken" });
  run("init", "--runtime", "claude", "--yes");
  expect(run("uninstall", "--yes").code).toBe(0);
});

it("deletes what was recorded only with --purge, and says how to keep it", async () => {
  const ids = await withClient(repository.dir, {}, async (client) => {
    const record = createRecorder(client, 7);
    return [await record(), await record()];
  });
  writeFiles(repository.dir, { ".agentops/learnings/laid-down.md": "text\n" });
  expect(run("uninstall", "--yes").code).toBe(0);
  expect(cloneRefs(repository)).toHaveLength(1);

  const asked = run("uninstall", "--purge");
  expect(asked.code).toBe(1);
  expect(asked.stdout).toContain("Lost: 2 learnings with all history, in 1 ref of this clone");
  expect(asked.stdout).toContain(".agentops/learnings/laid-down.md");
  expect(cloneRefs(repository)).toHaveLength(1);

  const [keep = ""] = /git bundle create .*/.exec(asked.stdout) ?? [];
  const args = keep.replaceAll("'", "").split(" ").slice(1);
  repository.git(...args);
  expect(run("uninstall", "--purge", "--yes").code).toBe(0);
  expect(cloneRefs(repository)).toEqual([]);
  expect(existsSync(path.join(repository.dir, ".git/agentops"))).toBe(false);
  expect(existsSync(path.join(repository.dir, ".agentops"))).toBe(false);

  git(repository.dir, "fetch", "-q", "agentops.bundle", "refs/agentops/*:refs/agentops/*");
  const [ref = ""] = cloneRefs(repository);
  const restored = repository.git("ls-tree", "-r", "--name-only", ref);
  for (const id of ids) expect(restored).toContain(id);
});

it("purges the repository that --knowledge names, and not the code's", async () => {
  const knowledge = createRepository();
  await withClient(repository.dir, { args: ["--knowledge", knowledge.dir] }, (client) =>
    createRecorder(client, 8)(),
  );
  expect(run("uninstall", "--purge", "--yes", "--knowledge", knowledge.dir).code).toBe(0);
  expect(cloneRefs(knowledge)).toEqual([]);
  await withClient(repository.dir, {}, (client) => createRecorder(client, 9)());
  run("uninstall", "--purge", "--yes", "--knowledge", knowledge.dir);
  expect(cloneRefs(repository)).toHaveLength(1);
  knowledge.remove();
});

it("keeps committed knowledge in a purge", () => {
  repository.commit({ ".agentops/learnings/reviewed.md": "text\n" });
  const { stdout } = run("uninstall", "--purge", "--yes");
  expect(stdout).toMatch(/Nothing to do|stay/);
  expect(existsSync(path.join(repository.dir, ".agentops/learnings/reviewed.md"))).toBe(true);
});

describe("what init proposed as configuration", () => {
  const config = () => path.join(repository.dir, ".agentops/config.yaml");
  const init = (names: string) => run("init", "--yes", "--runtime", "claude", "--with", names);
  const noted = () => existsSync(path.join(repository.dir, ".git/agentops"));

  beforeEach(() => {
    repository.commit({ "package.json": '{ "scripts": { "test": "true" } }', "src/a.ts": "1\n" });
  });

  it("goes where it is as init wrote it, also in two steps, and git does not track it", () => {
    expect([init("checks").code, init("envelope,jobs").code]).toEqual([0, 0]);
    writeFiles(repository.dir, { "package.json": '{ "scripts": { "check": "true" } }' });
    const { code, stdout } = run("uninstall", "--yes");
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\.agentops\/config\.yaml \(removed\)$/m),
    });
    expect(existsSync(path.dirname(config()))).toBe(false);
    expect(noted()).toBe(false);
  });

  it("stays for the runtimes that stay", () => {
    init("all");
    expect(run("uninstall", "--yes", "--runtime", "claude").code).toBe(0);
    expect(existsSync(config())).toBe(true);
  });

  it.each([
    ["git tracks it", () => repository.git("add", ".agentops"), "git rm .agentops/config.yaml"],
    ["a person changed it", () => appendFileSync(config(), "# mine\n"), ": rm .agentops/config.yaml"],
  ])("stays and is named with what removes it where %s", (_, change, way) => {
    init("all");
    change();
    const text = readFileSync(config(), "utf8");
    expect(run("uninstall", "--yes").stdout).toContain(way);
    expect(readFileSync(config(), "utf8")).toBe(text);
    expect(run("uninstall", "--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining(way) });
    expect(noted()).toBe(false);
  });

  it("stays where a person's own lines were there before", () => {
    writeFiles(repository.dir, { ".agentops/config.yaml": "sync: off\n" });
    init("all");
    expect(run("uninstall", "--yes").stdout).toContain(": rm .agentops/config.yaml");
    expect(readFileSync(config(), "utf8")).toMatch(/^sync: off$/m);
  });
});

it("leaves no empty folder behind: of refs, and of worktrees beside the repository", async () => {
  const jobs = `${repository.dir}-jobs`;
  await withClient(repository.dir, {}, (client) => createRecorder(client, 10)());
  mkdirSync(jobs);
  expect(run("uninstall", "--purge", "--yes").stdout).toContain(`${jobs} (removed: it is empty)`);
  expect(existsSync(path.join(repository.dir, ".git/refs/agentops"))).toBe(false);
  expect(existsSync(jobs)).toBe(false);
  writeFiles(jobs, { "work.txt": "mine\n" });
  run("uninstall", "--purge", "--yes");
  expect(readdirSync(jobs)).toEqual(["work.txt"]);
  removeFolder(jobs);
});
