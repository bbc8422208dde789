// `init` as a person runs it: what it finds, what it shows, and what it writes.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";
import { BUILT, createHome, type Ran, runCli, runOnTerminal, SYSTEM_PATH } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});

afterEach(() => {
  repository.remove();
  place.remove();
});

const init = (...args: string[]): Ran => runCli(repository.dir, ["init", ...args], place);
const read = (file: string): string => readFileSync(path.join(repository.dir, file), "utf8");
const status = (): string[] =>
  repository
    .git("status", "--porcelain", "-uall")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(3));

describe("what init finds", () => {
  it("says so where no runtime is in use, and writes nothing", () => {
    const { code, stdout } = init();
    expect(code).toBe(1);
    expect(stdout).toMatch(/No runtime was found.*--runtime.*claude, codex/s);
    expect(status()).toEqual([]);
  });

  it("finds runtimes by project files, by the user's folders and by programs", () => {
    writeFiles(repository.dir, { "GEMINI.md": "# g\n" });
    mkdirSync(path.join(place.home, ".codex"));
    writeFileSync(path.join(place.programs, "opencode"), "#!/bin/sh\n", { mode: 0o755 });
    const env = { PATH: `${place.programs}:${SYSTEM_PATH}` };
    const { stdout } = runCli(repository.dir, ["init", "--dry-run", "--json"], { home: place.home, env });
    expect(JSON.parse(stdout).runtimes).toEqual([
      { name: "codex", because: "found ~/.codex" },
      { name: "opencode", because: "found opencode on PATH" },
      { name: "gemini", because: "found GEMINI.md" },
    ]);
  });

  it("refuses unknown runtimes and phases with what was probably meant", () => {
    expect(init("--runtime", "claud")).toMatchObject({ code: 2, stderr: expect.stringMatching(/claude\?/) });
    expect(init("--runtime", "claude", "--phases", "bound")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/not a beginning of prepare,bound/),
    });
    expect(status()).toEqual([]);
  });
});

describe("what init writes", () => {
  it("shows each line, writes nothing until it is told to, and then says that nothing is left to do", () => {
    const shown = init("--runtime", "claude,codex,cursor,opencode,gemini,vscode", "--dry-run");
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain('+     "agentops": {');
    expect(shown.stdout).toContain("+ [mcp_servers.agentops]");
    expect(shown.stdout).toContain("git config agentops.base main");
    expect(status()).toEqual([]);
    expect(init("--runtime", "claude", "--dry-run", "--yes").code).toBe(1);
    expect(status()).toEqual([]);

    const written = init("--runtime", "claude,codex,cursor,opencode,gemini,vscode", "--yes");
    expect(written.code).toBe(0);
    expect(status()).toEqual([
      ".agentops/hook",
      ".claude/settings.json",
      ".codex/config.toml",
      ".codex/hooks.json",
      ".cursor/hooks.json",
      ".cursor/mcp.json",
      ".cursor/rules/agentops.mdc",
      ".gemini/settings.json",
      ".mcp.json",
      ".vscode/mcp.json",
      "AGENTS.md",
      "CLAUDE.md",
      "GEMINI.md",
      "opencode.json",
    ]);
    expect(repository.git("config", "agentops.base").trim()).toBe("main");
    const again = init("--runtime", "claude,codex,cursor,opencode,gemini,vscode");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing to do/) });
  });

  it("prints one object with --json and nothing else", () => {
    const { code, stdout, stderr } = init("--runtime", "claude", "--yes", "--json");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      scope: "project",
      written: true,
      command: ["node", BUILT, "--parts", "memory"],
      git_config: { "agentops.base": "main" },
      changes: [
        ...[{ file: ".mcp.json" }, { file: ".claude/settings.json" }, { file: "CLAUDE.md" }],
        ...[{ file: ".agentops/hook" }, { file: ".git/agentops/program" }],
      ],
    });
  });

  it("writes to the user's files with --scope user, also outside a repository", () => {
    const outside = temporaryFolder();
    try {
      const ran = runCli(outside, ["init", "--scope", "user", "--runtime", "claude,codex", "--yes"], place);
      expect(ran.code).toBe(0);
      expect(readdirSync(outside)).toEqual([]);
      expect(JSON.parse(readFileSync(path.join(place.home, ".claude.json"), "utf8"))).toEqual({
        mcpServers: { agentops: { command: "node", args: [BUILT, "--parts", "memory"] } },
      });
      expect(existsSync(path.join(place.home, ".codex/AGENTS.md"))).toBe(true);
      expect(runCli(outside, ["init", "--runtime", "claude"], place)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/no git repository/),
      });
    } finally {
      removeFolder(outside);
    }
  });

  it("sets the phases in a configuration that is there, and keeps its comments", () => {
    writeFiles(repository.dir, { ".agentops/config.yaml": "# ours\nphases: [prepare] # first\n" });
    expect(init("--runtime", "claude", "--phases", "prepare,bound", "--yes").code).toBe(0);
    expect(read(".agentops/config.yaml")).toBe("# ours\nphases: [prepare, bound] # first\n");
  });

  it("leaves git's configuration alone where the remote tells the base", () => {
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    expect(init("--runtime", "claude", "--yes").stdout).not.toContain("git config agentops.base main");
  });

  it("tells how records of a short-lived clone are lost, and how not", () => {
    const env = { CI: "true" };
    const { stdout } = runCli(repository.dir, ["init", "--runtime", "claude"], { ...place, env });
    expect(stdout).toMatch(/short-lived: CI is set.*agentops-mcp sync --yes/);
    const shallow = `${repository.dir}-shallow`;
    git(repository.dir, "clone", "-q", "--depth", "1", `file://${repository.dir}`, shallow);
    expect(runCli(shallow, ["init", "--runtime", "claude"], place).stdout).toMatch(/shallow clone/);
    removeFolder(shallow);
  });
});

describe("on a terminal", () => {
  const typed = (answer: string): string =>
    runOnTerminal(repository.dir, ["init", "--runtime", "claude"], place, answer).output;

  // Only the `script` of Linux takes a command in this way.
  it.runIf(process.platform === "linux")("asks after showing, and does what the person says", () => {
    const answers = (last: string) => typed(`n\nn\nn\n${last}\n`);
    const refused = answers("n");
    expect(refused).toMatch(/Only for you.*Checks, envelope and jobs.*without a question for each call/s);
    expect(refused).toMatch(/\.mcp\.json \(new.*Write this\? \[y\/N\].*Nothing was written/s);
    expect(status()).toEqual([]);
    expect(answers("y")).toMatch(/Write this\?.*Written/s);
    expect(status()).toEqual([".agentops/hook", ".claude/settings.json", ".mcp.json", "CLAUDE.md"]);
    expect(read(".claude/settings.json")).not.toContain("permissions");
  });

  it.runIf(process.platform === "linux")(
    "sets up for this person alone, and takes notes in, on a yes",
    () => {
      const note =
        "- `make test` hangs on a full /tmp because the fixture waits for a lock: set TMPDIR first.\n";
      repository.commit({ "learnings.md": `# Learned\n\n${note}` });
      const output = typed("y\ny\ny\ny\n");
      expect(output).toMatch(/for you alone.*Write this\?.*Written.*Take in what stands in learnings\.md\?/s);
      expect(status()).toEqual([]);
      expect(read(".claude/settings.local.json")).toContain('"mcp__agentops"');
      const { stdout } = runCli(repository.dir, ["search", "make test hangs"], place);
      expect(stdout).toContain("TMPDIR");
    },
  );
});

describe("hooks", () => {
  it("are one short line each, and run the project's script wherever the agent's folder is", () => {
    const own = "node_modules/12-factor-agentops-mcp/dist/agentops-mcp.js";
    writeFiles(repository.dir, { [own]: "" });
    expect(init("--runtime", "claude,codex,gemini,cursor", "--yes").code).toBe(0);
    const commandIn = (file: string, event: string) => {
      const [first] = JSON.parse(read(file)).hooks[event];
      return first.hooks?.[0].command ?? first.command;
    };
    expect([
      commandIn(".claude/settings.json", "SessionStart"),
      commandIn(".codex/hooks.json", "Stop"),
      commandIn(".gemini/settings.json", "AfterAgent"),
      commandIn(".cursor/hooks.json", "stop"),
    ]).toEqual([
      `cd "$CLAUDE_PROJECT_DIR"; [ ! -f .agentops/hook ] || sh .agentops/hook claude SessionStart`,
      `cd "./$(git rev-parse --show-cdup)"; [ ! -f .agentops/hook ] || sh .agentops/hook codex Stop`,
      `cd "$GEMINI_PROJECT_DIR"; [ ! -f .agentops/hook ] || sh .agentops/hook gemini AfterAgent`,
      "[ ! -f .agentops/hook ] || sh .agentops/hook cursor stop",
    ]);
    expect(commandIn(".claude/settings.json", "PreToolUse")).toBe(
      'cd "$CLAUDE_PROJECT_DIR"; f=.agentops/hook; sh -c "$(cat $f || git show heads/main:$f)" - claude PreToolUse',
    );
    expect(status()).toContain(".agentops/hook");
  });

  it("come with the step by which Codex trusts them", () => {
    expect(init("--runtime", "codex").stdout).toMatch(/Codex skips new and changed hooks.*\/hooks/);
    expect(init("--runtime", "claude").stdout).not.toContain("/hooks");
  });

  it("are left out with --no-hooks, and those that are there stay", () => {
    expect(init("--runtime", "claude,gemini", "--no-hooks", "--yes").code).toBe(0);
    expect(status()).toEqual([".gemini/settings.json", ".mcp.json", "CLAUDE.md", "GEMINI.md"]);
    expect(read(".gemini/settings.json")).not.toContain("hooks");
    init("--runtime", "claude", "--yes");
    const before = read(".claude/settings.json");
    expect(init("--runtime", "claude", "--no-hooks", "--yes").stdout).toMatch(/Nothing to do/);
    expect(read(".claude/settings.json")).toBe(before);
  });

  it("go into the user's files with --scope user", () => {
    expect(init("--scope", "user", "--runtime", "claude,codex,gemini,cursor", "--yes").code).toBe(0);
    for (const file of [
      ".claude/settings.json",
      ".codex/hooks.json",
      ".gemini/settings.json",
      ".cursor/hooks.json",
    ])
      expect(readFileSync(path.join(place.home, file), "utf8")).toContain(`${BUILT} hook --runtime`);
    expect(status()).toEqual([]);
  });
});

it("tells that a bare repository has no project files", () => {
  const bare = createRepository({ bare: true });
  expect(runCli(bare.dir, ["init", "--runtime", "claude"], place)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--scope user/),
  });
  bare.remove();
});
