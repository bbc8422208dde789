// `init --private` is for one person: git shows nothing of it, server and hooks speak all the same, and it goes without a trace.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startClient } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createHome, type Ran, runCli, SYSTEM_PATH } from "./run-cli.ts";

const FILES = {
  ".mcp.json": '{ "mcpServers": { "other": { "command": "x" } } }\n',
  ".claude/settings.json": '{ "model": "opus" }\n',
  "CLAUDE.md": "# Ours\n\nRun `npm ci` and never `npm install`, as the lockfile is strict.\n",
};

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
  repository.commit(FILES);
});
afterEach(() => {
  repository.remove();
  place.remove();
});

const run = (...args: string[]): Ran => runCli(repository.dir, args, place);
const status = (): string => repository.git("status", "--porcelain", "-uall");

/** Every file below a folder with a digest of its bytes; of git's own only the list of ignored files and the configuration. */
function bytesOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below)).sort()) {
      const file = path.join(below, name);
      if (lstatSync(path.join(folder, file)).isDirectory()) walk(file);
      else if (!file.startsWith(".git/") || /^\.git\/(?:config|info\/exclude)$/.test(file))
        found[file] = createHash("sha256")
          .update(readFileSync(path.join(folder, file)))
          .digest("hex");
    }
  };
  walk("");
  return found;
}

it("changes nothing that git shows, with server and hooks that speak, and goes without a trace", async () => {
  mkdirSync(path.join(place.home, ".codex"));
  const mine = `{\n  "numStartups": 3,\n  "projects": {\n    ${JSON.stringify(repository.dir)}: {\n      "mcpServers": {}\n    }\n  }\n}\n`;
  writeFileSync(path.join(place.home, ".claude.json"), mine);
  const before = { tree: bytesOf(repository.dir), home: bytesOf(place.home) };

  const ran = run("init", "--private", "--permit", "--runtime", "claude,codex,gemini", "--yes");
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain("for you alone");
  expect(status()).toBe("");
  for (const [file, text] of Object.entries(FILES))
    expect(readFileSync(path.join(repository.dir, file), "utf8")).toBe(text);

  const { projects, numStartups } = JSON.parse(readFileSync(path.join(place.home, ".claude.json"), "utf8"));
  expect(numStartups).toBe(3);
  const { args } = projects[repository.dir].mcpServers.agentops;
  const server = await startClient(repository.dir, {
    session: "mine",
    args: args.slice(1),
  });
  const recorded = await server.call("record_learning", {
    title: "make test hangs on a full /tmp",
    kind: "gotcha",
    body: "`make test` waits for ever for a lock in /tmp when that disk is full. Set TMPDIR to another disk first.",
  });
  await server.close();
  expect(JSON.stringify(recorded)).toContain("git ignores .agentops/learnings here");
  expect(status()).toBe("");

  const settings = JSON.parse(readFileSync(path.join(repository.dir, ".claude/settings.local.json"), "utf8"));
  expect(settings.permissions.allow).toEqual(["mcp__agentops"]);
  const [{ hooks }] = settings.hooks.SessionStart;
  const said = execFileSync("sh", ["-c", hooks[0].command], {
    cwd: repository.dir,
    input: JSON.stringify({ session_id: "s1", cwd: repository.dir, source: "startup" }),
    env: {
      PATH: SYSTEM_PATH,
      HOME: place.home,
      CLAUDE_PROJECT_DIR: repository.dir,
      GIT_CONFIG_NOSYSTEM: "1",
    },
    encoding: "utf8",
  });
  expect(said).toContain("make test hangs on a full /tmp");
  expect(status()).toBe("");

  expect(run("init", "--runtime", "claude", "--yes").stdout).toContain("Nothing to do");
  expect(run("doctor").stdout).toMatch(/claude hooks \.claude\/settings\.local\.json +\d+ events/);
  expect(run("uninstall", "--purge", "--yes").code).toBe(0);
  expect({ tree: bytesOf(repository.dir), home: bytesOf(place.home) }).toEqual(before);
  expect(repository.git("for-each-ref", "refs/agentops")).toBe("");
  expect(existsSync(path.join(repository.dir, ".git/agentops"))).toBe(false);
});

it("leaves files that git tracks alone, and names them", () => {
  repository.commit({ ".codex/config.toml": 'model = "x"\n' });
  const ran = run("init", "--private", "--runtime", "codex", "--yes");
  expect(ran.stdout).toMatch(/\.codex\/config\.toml: tracked by git, so left alone/);
  expect(status()).toBe("");
  expect(existsSync(path.join(repository.dir, ".codex/hooks.json"))).toBe(true);
});

it("refuses what would change the repository", () => {
  expect(run("init", "--private", "--runtime", "claude", "--with", "checks")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/private set-up can't have checks/),
  });
  for (const other of [
    ["--phases", "prepare"],
    ["--scope", "user"],
  ])
    expect(run("init", "--private", "--runtime", "claude", ...other)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/exclude each other/),
    });
  run("init", "--runtime", "claude", "--yes");
  expect(run("init", "--private", "--runtime", "claude")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/own files have the server already/),
  });
});
