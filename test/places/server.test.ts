// The server's entry in a project's settings, started as runtimes do in each place that has no node_modules of its own.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUILT, createHome, runCli, SYSTEM_PATH } from "../cli/run-cli.ts";
import { runDoctor } from "../cli/run-doctor.ts";
import { asTestClient, connectClient } from "../support/client.ts";
import {
  copyOf,
  createRepository,
  git,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";
import { DEPENDENT, install } from "./line.ts";

const FILE = ".agentops/server.cjs";

let repository: TestRepository;
let dir: string;
let place: ReturnType<typeof createHome>;
beforeEach(() => {
  repository = createRepository();
  ({ dir } = repository);
  place = createHome();
});
afterEach(() => {
  repository.remove();
  place.remove();
});

/** As a team has it: a dev dependency, the settings committed, and no hooks; copied where it was made before. */
function adopt(files: Record<string, string> = {}): void {
  repository.remove();
  repository = copyOf(`with the server ${JSON.stringify(files)}`, () => {
    const made = createRepository();
    made.commit({ ...DEPENDENT, ...files });
    install(made.dir);
    const names = ["claude", "codex", "cursor", "vscode", "gemini", "opencode"];
    const args = ["init", "--runtime", names.join(","), "--no-hooks", "--yes"];
    expect(runCli(made.dir, args, place).code).toBe(0);
    made.commit({}, "the server");
    return made;
  });
  ({ dir } = repository);
}

const clone = (): string => {
  const folder = path.join(temporaryFolder(), "clone");
  git(dir, "clone", "-q", dir, folder);
  return folder;
};

interface Started {
  readonly tools: readonly string[];
  /** What the runtime is told where no tool is there. */
  readonly problem: string | null;
  readonly stderr: string;
}

/** The real client, with the command that `.mcp.json` in that folder names. */
async function startIn(folder: string, env: Record<string, string> = {}): Promise<Started> {
  const { mcpServers } = JSON.parse(readFileSync(path.join(folder, ".mcp.json"), "utf8"));
  const transport = new StdioClientTransport({
    ...mcpServers.agentops,
    cwd: folder,
    env: { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1", ...env },
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  try {
    const client = await connectClient(transport);
    const { tools } = await client.listTools();
    const { isError, text } = await asTestClient(client).call("retrieve_context", { task: "build" });
    expect(isError, text).toBe(false);
    await client.close();
    return { tools: tools.map(({ name }) => name), problem: null, stderr };
  } catch (error) {
    await transport.close();
    return { tools: [], problem: String(error), stderr };
  }
}
const speaks = { problem: null, tools: expect.arrayContaining(["retrieve_context", "record_learning"]) };

describe("the server's entry", () => {
  it("is the same in all settings, and starts the server where the package is installed", async () => {
    adopt();
    expect(repository.git("ls-files", "--", FILE).trim()).toBe(FILE);
    for (const file of [
      ".mcp.json",
      ".codex/config.toml",
      ".cursor/mcp.json",
      ".vscode/mcp.json",
      ".gemini/settings.json",
      "opencode.json",
    ])
      expect(readFileSync(path.join(dir, file), "utf8"), file).toMatch(/[" /]\.agentops\/server\.cjs"/);
    expect(await startIn(dir)).toMatchObject(speaks);
  });

  it("starts it in a fresh worktree, in one of that worktree's own and in one of a bare clone", async () => {
    adopt();
    const tree = path.join(temporaryFolder(), "tree");
    repository.git("worktree", "add", "-q", "--detach", tree);
    expect(existsSync(path.join(tree, "node_modules"))).toBe(false);
    expect(await startIn(tree)).toMatchObject(speaks);
    const second = path.join(temporaryFolder(), "second");
    git(tree, "worktree", "add", "-q", "--detach", second);
    expect(await startIn(second)).toMatchObject(speaks);
    const bare = path.join(temporaryFolder(), "bare.git");
    git(dir, "clone", "-q", "--bare", dir, bare);
    const third = path.join(temporaryFolder(), "third");
    git(bare, "worktree", "add", "-q", "--detach", third);
    expect((await startIn(third)).problem).toContain("is not installed here");
    mkdirSync(path.join(bare, "agentops"));
    writeFileSync(path.join(bare, "agentops/program"), `${BUILT}\n`);
    expect(await startIn(third)).toMatchObject(speaks);
  });

  it("says in a clone without the package what to run, to the client and on stderr, and starts it afterwards", async () => {
    adopt();
    const folder = clone();
    const sentence = "agentops-mcp is not installed here. To have its tools: npm ci, then start again.";
    const { problem, stderr } = await startIn(folder);
    expect(problem).toContain(sentence);
    expect(stderr).toBe(`agentops-mcp: ${sentence}\n`);
    install(folder);
    expect(await startIn(folder)).toMatchObject(speaks);
  });

  it.each([
    ["pnpm-lock.yaml", "pnpm install"],
    ["yarn.lock", "yarn install"],
    ["bun.lock", "bun install"],
  ])("says with %s: %s", async (lock, command) => {
    adopt({ "package-lock.json": "{}\n" });
    const folder = clone();
    rmSync(path.join(folder, "package-lock.json"));
    writeFiles(folder, { [lock]: "" });
    expect((await startIn(folder)).problem).toContain(`To have its tools: ${command}, then`);
  });

  it("finds the program on PATH, as a link to it and as another program", async () => {
    adopt();
    const folder = clone();
    const program = path.join(place.programs, "agentops-mcp");
    const env = { PATH: `${place.programs}:${SYSTEM_PATH}` };
    symlinkSync(BUILT, program);
    expect(await startIn(folder, env)).toMatchObject(speaks);
    rmSync(program);
    writeFileSync(program, `#!/bin/sh\nexec node '${BUILT}' "$@"\n`);
    chmodSync(program, 0o755);
    expect(await startIn(folder, env)).toMatchObject(speaks);
  });

  it("starts nothing that a file of the working tree names", async () => {
    adopt();
    const folder = clone();
    const mark = path.join(folder, "ran");
    const evil = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "")`;
    writeFiles(folder, {
      "evil.js": evil,
      "dist/agentops-mcp.js": evil,
      "agentops-mcp": `#!/bin/sh\ntouch '${mark}'\n`,
      "agentops/program": "evil.js\n",
      ".agentops/program": path.join(folder, "evil.js"),
      "package.json":
        '{ "devDependencies": { "12-factor-agentops-mcp": "0.1.0" }, "main": "evil.js", "bin": { "agentops-mcp": "evil.js" } }',
    });
    chmodSync(path.join(folder, "agentops-mcp"), 0o755);
    mkdirSync(path.join(folder, ".git/agentops"), { recursive: true });
    writeFileSync(path.join(folder, ".git/agentops/program"), "evil.js\n");
    const { problem } = await startIn(folder, { PATH: `.:${SYSTEM_PATH}:` });
    expect(problem).toContain("is not installed here");
    expect(existsSync(mark)).toBe(false);
  });
});

it.each([
  ["codex", ".codex/config.toml"],
  ["opencode", "opencode.json"],
])(
  "below the top doctor says that %s needs settings there, init --here writes them, and uninstall takes them out",
  (name, file) => {
    adopt({ "packages/a/index.js": "\n" });
    const below = path.join(dir, "packages/a");
    const here = () =>
      runDoctor(below, { home: place.home }).checks.find((each) => each.name === `${name} packages/a`);
    expect(here()).toMatchObject({ level: "warn", fix: expect.stringContaining(`--runtime ${name} --here`) });
    expect(runCli(below, ["init", "--runtime", name, "--no-hooks", "--here", "--yes"], place).code).toBe(0);
    expect(readFileSync(path.join(below, file), "utf8")).toContain('"../../.agentops/server.cjs"');
    expect(here()).toBeUndefined();
    expect(runCli(dir, ["uninstall", "--yes"], place).code).toBe(0);
    expect(readdirSync(below)).toEqual(["index.js"]);
  },
);

describe("the file that it starts", () => {
  it("is renewed by init, named by doctor where it is not ours, and taken out without a trace", () => {
    const before = { ".mcp.json": '{ "mcpServers": {} }\n' };
    repository.commit({
      ".gitignore": DEPENDENT[".gitignore"],
      "package.json": DEPENDENT["package.json"],
      ...before,
    });
    install(dir);
    const init = () => runCli(dir, ["init", "--runtime", "claude", "--no-hooks", "--yes"], place);
    expect(init().code).toBe(0);
    const file = path.join(dir, FILE);
    const text = readFileSync(file, "utf8");
    const check = () =>
      runDoctor(dir, { home: place.home }).checks.find(({ name }) => name === "claude .mcp.json");
    expect(check()).toMatchObject({ found: expect.stringMatching(/^\d+ tools/) });
    writeFileSync(file, text.replaceAll("\n", "\r\n"));
    expect(check()).toMatchObject({ found: expect.stringMatching(/^\d+ tools/) });
    for (const [other, found] of [
      [text.replace(/form \d+/, "form 0"), "is of another version"],
      [`${text}require("./evil.cjs");\n`, "is not as init writes it"],
    ] as const) {
      writeFileSync(file, other);
      expect(check()).toMatchObject({ level: "warn", found: expect.stringContaining(found) });
      expect(init().code).toBe(0);
      expect(readFileSync(file, "utf8")).toBe(text);
    }
    rmSync(file);
    expect(check()).toMatchObject({
      level: "fail",
      found: expect.stringContaining("server.cjs does not exist"),
    });
    expect(init().code).toBe(0);
    rmSync(path.join(dir, "node_modules"), { recursive: true });
    expect(check()).toMatchObject({
      level: "fail",
      found: expect.stringContaining("agentops-mcp is not installed here"),
    });
    expect(runCli(dir, ["uninstall", "--yes"], place).code).toBe(0);
    expect(repository.git("status", "--porcelain", "-uall", "--ignored")).toBe("");
    expect(readFileSync(path.join(dir, ".mcp.json"), "utf8")).toBe(before[".mcp.json"]);
  });

  it("is not written where the program is found by its name, by its place on this machine, or for one person alone", () => {
    repository.commit({ ".gitignore": "node_modules\n", "package.json": "{}\n" });
    const isWritten = (options: readonly string[], env: Record<string, string> = {}): boolean => {
      const here = { ...place, env };
      expect(runCli(dir, ["init", "--runtime", "claude", "--yes", ...options], here).code).toBe(0);
      const written = existsSync(path.join(dir, FILE));
      expect(runCli(dir, ["uninstall", "--yes"], here).code).toBe(0);
      return written;
    };
    expect(isWritten([])).toBe(false);
    writeFileSync(path.join(place.programs, "agentops-mcp"), "#!/bin/sh\n", { mode: 0o755 });
    expect(isWritten([], { PATH: `${place.programs}:${SYSTEM_PATH}` })).toBe(false);
    install(dir);
    expect(isWritten(["--private"])).toBe(false);
    expect(isWritten(["--scope", "user"])).toBe(false);
    expect(isWritten([])).toBe(true);
  });

  it("is plain JavaScript that any Node reads, also in a project of modules", () => {
    adopt({ "package.json": DEPENDENT["package.json"].replace("{", '{ "type": "module",') });
    execFileSync("node", ["--check", FILE], { cwd: dir });
  });
});
