// The memory alone is what `init` sets up by itself; more comes when it is asked for, and nothing that is there goes.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { startClient } from "../support/client.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { createHome, type Ran, runCli } from "./run-cli.ts";

const MEMORY = ["extract_learnings", "retrieve_context", "trace_record", "record_learning", "cite_learnings"];
const ALL_RUNTIMES = "claude,codex,cursor,opencode,gemini,vscode";

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

const init = (...args: string[]): Ran =>
  runCli(repository.dir, ["init", "--runtime", "claude", ...args], place);
const read = (file: string): string => readFileSync(path.join(repository.dir, file), "utf8");
const storedArgs = (): string[] => JSON.parse(read(".mcp.json")).mcpServers.agentops.args.slice(1);

/** What a worker sees of the server as the stored entry starts it. */
async function served(): Promise<{ tools: string[]; prompts: string[]; instructions: string }> {
  const server = await startClient(repository.dir, {
    session: "s",
    args: storedArgs(),
  });
  try {
    const { tools } = await server.client.listTools();
    const { prompts } = await server.client.listPrompts();
    return {
      tools: tools.map(({ name }) => name),
      prompts: prompts.map(({ name }) => name),
      instructions: server.client.getInstructions() ?? "",
    };
  } finally {
    await server.close();
  }
}

it("by itself gives a worker the tools of the memory and no others, and no policy", async () => {
  repository.commit({ "src/a.ts": "x", "package.json": JSON.stringify({ scripts: { test: "vitest" } }) });
  expect(init("--yes").code).toBe(0);
  expect(existsSync(path.join(repository.dir, ".agentops/config.yaml"))).toBe(false);
  const { tools, prompts, instructions } = await served();
  expect(tools).toHaveLength(MEMORY.length);
  expect(tools).toEqual(expect.arrayContaining(MEMORY));
  expect(prompts).not.toContain("select");
  expect(instructions).toContain("retrieve_context");
  expect(instructions).not.toMatch(/submit_claim|escalate/);
});

describe("--with", () => {
  it("adds parts to what is there, and running init again takes none away", async () => {
    init("--yes");
    expect(storedArgs()).toEqual(["--parts", "memory"]);
    init("--yes", "--with", "jobs");
    expect(storedArgs()).toEqual(["--parts", "memory,jobs"]);
    const { tools } = await served();
    expect(tools).toContain("start_job");
    expect(tools).not.toContain("submit_claim");
    init("--yes");
    expect(storedArgs()).toEqual(["--parts", "memory,jobs"]);
    init("--yes", "--with", "all");
    expect(storedArgs()).toEqual([]);
    expect((await served()).tools).toContain("submit_claim");
    init("--yes");
    expect(storedArgs()).toEqual([]);
  });

  it("keeps an installation of before, which has all", () => {
    writeFiles(repository.dir, {
      ".mcp.json": JSON.stringify({ mcpServers: { agentops: { command: "agentops-mcp", args: [] } } }),
    });
    init("--yes");
    expect(storedArgs()).toEqual([]);
    runCli(repository.dir, ["init", "--runtime", "gemini", "--yes"], place);
    expect(read(".gemini/settings.json")).not.toContain("--parts");
  });

  it("proposes checks and an envelope on trial, each only where it is named", async () => {
    repository.commit({ "src/a.ts": "x", "package.json": JSON.stringify({ scripts: { test: "vitest" } }) });
    init("--yes", "--with", "checks");
    const config = async () => parseConfig(Buffer.from(read(".agentops/config.yaml")));
    expect(await config()).toMatchObject({ checks: [{ id: "test" }], envelope: null });
    init("--yes", "--with", "envelope");
    expect(await config()).toMatchObject({ checks: [{ id: "test" }], envelope: { enforce: "warn" } });
    expect(storedArgs()).toEqual(["--parts", "memory,checks,envelope"]);
  });

  it("says what was probably meant", () => {
    expect(init("--with", "cheks")).toMatchObject({ code: 2, stderr: expect.stringMatching(/checks\?/) });
  });
});

describe("the summary", () => {
  it.each([
    ["one runtime", "claude"],
    ["all runtimes", ALL_RUNTIMES],
  ])("of %s fits a screen, and says how to see it work", (_, names) => {
    repository.commit({
      "learnings.md": "- `npm ci` fails behind the proxy unless NO_PROXY names localhost.\n",
      ".agents/a.md": "x",
      "package.json": JSON.stringify({ scripts: { test: "vitest" } }),
    });
    for (const more of [[], ["--with", "all"], ["--yes"]]) {
      const args = ["init", "--runtime", names, ...more];
      const { stdout } = runCli(repository.dir, args, { ...place, env: { CI: "true" } });
      expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(24);
      if (more.includes("--yes")) expect(stdout).toContain("agentops-mcp try");
    }
  });

  it("offers the import of what is there, and not of our own block", () => {
    repository.commit({
      "AGENTS.md": "# Rules\n\nRun `npm ci` and never `npm install`, as the lockfile is strict.\n",
      ".agents/notes.md": "x",
    });
    expect(init().stdout).toContain("agentops-mcp import AGENTS.md .agents --dry-run");
    init("--yes");
    expect(init().stdout).not.toMatch(/import.*CLAUDE\.md/);
    // Cursor's is a file of its own, in a folder that may hold the project's rules too.
    runCli(repository.dir, ["init", "--runtime", "cursor", "--yes"], place);
    expect(init().stdout).not.toMatch(/import.*\.cursor/);
    writeFiles(repository.dir, {
      ".cursor/rules/build.mdc": "Never clear the build cache by hand: it is rebuilt in CI.\n",
    });
    expect(init().stdout).toMatch(/import.*\.cursor\/rules/);
  });
});

it("lets the tools run unasked only where that is asked for, and takes it back", () => {
  const settings = '{\n  "permissions": {\n    "allow": ["Bash(ls)"],\n    "deny": []\n  }\n}\n';
  repository.commit({ ".claude/settings.json": settings });
  expect(init("--yes").stdout).toContain("init --permit");
  expect(read(".claude/settings.json")).not.toContain("mcp__agentops");
  expect(init("--yes", "--permit").stdout).not.toContain("init --permit");
  expect(JSON.parse(read(".claude/settings.json")).permissions).toEqual({
    allow: ["Bash(ls)", "mcp__agentops"],
    deny: [],
  });
  expect(init("--yes").stdout).toContain("Nothing to do");
  runCli(repository.dir, ["init", "--runtime", "gemini", "--permit", "--yes"], place);
  expect(JSON.parse(read(".gemini/settings.json")).mcpServers.agentops.trust).toBe(true);
  expect(runCli(repository.dir, ["uninstall", "--yes"], place).code).toBe(0);
  expect(read(".claude/settings.json")).toBe(settings);
  expect(repository.git("status", "--porcelain", "-uall")).toBe("");
  expect(repository.git("config", "--default", "", "agentops.base").trim()).toBe("");
});

it("shows once that a lesson comes back, and leaves nothing behind", () => {
  const { code, stdout } = runCli(repository.dir, ["try"], place);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Monday's session recorded.*Tuesday's session asked.*EXDEV/s);
  expect(repository.git("for-each-ref", "refs/agentops")).toBe("");
});
