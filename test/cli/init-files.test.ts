// init writes and removes its files beside those of a person.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRepository, git, type TestRepository, writeFiles } from "../support/repository.ts";
import { BUILT, createHome, type Ran, runCli, SYSTEM_PATH } from "./run-cli.ts";

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

describe("which command init writes", () => {
  const command = (ran: Ran): string[] => JSON.parse(ran.stdout).command;

  it("prefers the project's own dependency, with a path that can be committed", () => {
    const folder = path.join(repository.dir, "node_modules/12-factor-agentops-mcp/dist");
    mkdirSync(path.dirname(folder), { recursive: true });
    cpSync(path.dirname(BUILT), folder, { recursive: true });
    writeFiles(repository.dir, { ".gitignore": "node_modules\n" });
    const own = ".agentops/server.cjs";
    expect(command(init("--runtime", "claude", "--json"))).toEqual(["node", own, "--parts", "memory"]);
    init("--runtime", "cursor", "--yes");
    expect(JSON.parse(read(".cursor/mcp.json")).mcpServers.agentops.args).toEqual([
      `\${workspaceFolder}/${own}`,
      "--parts",
      "memory",
      "--dir",
      `\${workspaceFolder}`,
    ]);
  });

  it("takes the program on PATH, but not one that npx put there for a moment", () => {
    const program = (folder: string) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "agentops-mcp"), "#!/bin/sh\n", { mode: 0o755 });
      const env = { PATH: `${folder}:${SYSTEM_PATH}` };
      return command(runCli(repository.dir, ["init", "--runtime", "claude", "--json"], { ...place, env }));
    };
    expect(program(place.programs)).toEqual(["agentops-mcp", "--parts", "memory"]);
    expect(program(path.join(place.home, "_npx/1/node_modules/.bin"))).toEqual([
      "node",
      BUILT,
      "--parts",
      "memory",
    ]);
  });

  it("passes on where the knowledge is, so that every folder finds it", () => {
    const knowledge = path.join(path.dirname(repository.dir), "kb");
    init("--runtime", "claude,cursor", "--knowledge", knowledge, "--base", "main", "--yes");
    expect(JSON.parse(read(".mcp.json")).mcpServers.agentops.args).toEqual([
      BUILT,
      ...["--knowledge", "./../kb", "--base", "main", "--parts", "memory"],
    ]);
    expect(JSON.parse(read(".cursor/mcp.json")).mcpServers.agentops.args).toContain(
      `\${workspaceFolder}/../kb`,
    );
  });

  it("says that an absolute path is not to be committed", () => {
    expect(init("--runtime", "claude").stdout).toMatch(/do not commit it.*npm install --save-dev/);
    expect(init("--runtime", "claude", "--scope", "user").stdout).not.toMatch(/do not commit/);
  });
});

describe("files that init finds", () => {
  it("writes through links and keeps the mode", () => {
    writeFiles(repository.dir, { "shared/mcp.json": "{}\n", "AGENTS.md": "# Ours\n" });
    chmodSync(path.join(repository.dir, "shared/mcp.json"), 0o600);
    symlinkSync("shared/mcp.json", path.join(repository.dir, ".mcp.json"));
    symlinkSync("AGENTS.md", path.join(repository.dir, "CLAUDE.md"));
    expect(init("--runtime", "claude,codex", "--yes").code).toBe(0);
    expect(lstatSync(path.join(repository.dir, ".mcp.json")).isSymbolicLink()).toBe(true);
    expect(statSync(path.join(repository.dir, "shared/mcp.json")).mode & 0o777).toBe(0o600);
    expect(read("shared/mcp.json")).toContain("agentops");
    expect(read("AGENTS.md").match(/agentops:start/g)).toHaveLength(1);
  });

  it("writes the file that a link leads to, also where that does not exist yet", () => {
    symlinkSync("shared/mcp.json", path.join(repository.dir, ".mcp.json"));
    expect(init("--runtime", "claude", "--yes").code).toBe(0);
    expect(lstatSync(path.join(repository.dir, ".mcp.json")).isSymbolicLink()).toBe(true);
    expect(read("shared/mcp.json")).toContain("agentops");
  });

  it.each([
    [".mcp.json", "home/.claude.json"],
    ["CLAUDE.md", "home/.claude/CLAUDE.md"],
    [".agentops/hook", "home/.bashrc"],
    [".claude", "home/.claude"],
    ["AGENTS.md", "../.git/config", "codex"],
  ])(
    "refuses a link out of the repository in the place of %s, which a stranger may have laid",
    (link, to, runtime = "claude") => {
      const home = path.join(place.home, "before");
      writeFiles(home, { ".claude.json": "{}\n", ".claude/CLAUDE.md": "mine\n", ".bashrc": "mine\n" });
      const target = to.startsWith("home/")
        ? path.join(home, to.slice(5))
        : path.join(repository.dir, "x", to);
      mkdirSync(path.dirname(path.join(repository.dir, link)), { recursive: true });
      symlinkSync(target, path.join(repository.dir, link));
      const config = read(".git/config");
      const ran = init("--runtime", runtime, "--yes");
      expect(ran).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/leads out of this repository.*nothing was written/s),
      });
      expect(read(".git/config")).toBe(config);
      expect(
        ["claude.json", "claude/CLAUDE.md", "bashrc"].map((each) =>
          readFileSync(path.join(home, `.${each}`), "utf8"),
        ),
      ).toEqual(["{}\n", "mine\n", "mine\n"]);
      expect(readdirSync(path.join(home, ".claude"))).toEqual(["CLAUDE.md"]);
    },
  );

  it("shows nothing that a terminal would obey, and nothing of what stands beside its own lines", () => {
    const hostile = { command: "\u001b[2J\u001b]0;x\u0007", args: [] };
    const other = { command: "x", env: { TOKEN: "s3cret" } };
    writeFiles(repository.dir, { ".mcp.json": JSON.stringify({ mcpServers: { agentops: hostile, other } }) });
    const { stdout } = init("--runtime", "claude", "--dry-run");
    expect(stdout).toContain('"command"');
    expect(stdout).not.toMatch(/\u001b|\u0007|s3cret/);
  });

  it.each([
    ["a list of servers", ".mcp.json", '{ "mcpServers": [] }', "CONFIG_INVALID"],
    ["a file that does not parse", ".mcp.json", "{", "CONFIG_INVALID"],
    ["a file that is no text", ".mcp.json", "\xff\xfe", "CONFIG_INVALID"],
  ])("refuses %s and writes no other file either", (_, file, text) => {
    writeFileSync(path.join(repository.dir, file), Buffer.from(text, "latin1"));
    const ran = init("--runtime", "codex,claude", "--yes");
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\.mcp\.json.*nothing was written/s),
    });
    expect(status()).toEqual([file]);
    expect(repository.git("config", "--default", "", "agentops.base").trim()).toBe("");
  });

  it("refuses a folder in a file's place", () => {
    mkdirSync(path.join(repository.dir, "CLAUDE.md"));
    expect(init("--runtime", "claude", "--yes")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/CLAUDE\.md/),
    });
    expect(existsSync(path.join(repository.dir, ".mcp.json"))).toBe(false);
  });

  it("refuses files without permission, and leaves nothing half-written", () => {
    writeFiles(repository.dir, { ".codex/config.toml": "a = 1\n" });
    chmodSync(path.join(repository.dir, ".codex/config.toml"), 0o444);
    chmodSync(path.join(repository.dir, ".codex"), 0o555);
    // Root may write anywhere, so a test that runs as root starts somebody else.
    const somebody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    if (somebody.uid)
      git(repository.dir, "config", "--file", path.join(place.home, ".gitconfig"), "safe.directory", "*");
    for (const folder of [repository.dir, place.home, path.dirname(place.home)]) chmodSync(folder, 0o777);
    const ran = runCli(repository.dir, ["init", "--runtime", "claude,codex", "--yes"], {
      ...place,
      ...somebody,
    });
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\.codex\/config\.toml.*permissions/s),
    });
    expect(readdirSync(repository.dir).sort()).toEqual([".codex", ".git", "README.md"]);
    chmodSync(path.join(repository.dir, ".codex"), 0o755);
  });
});
