// Real Yarn with Plug'n'Play: the packed package, without any node_modules, starts as server and as hook, and keeps what is recorded.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asTestClient, connectClient } from "../support/client.ts";
import { PROJECT_ROOT, RUNTIMES_FOLDER } from "./runtimes/installed.ts";

const run = promisify(execFile);
const VERSION = "4.18.1";
const TITLE = "npm test hangs in CI when TMPDIR is a RAM disk";

let root: string;
let project: string;
let yarn: (...args: string[]) => Promise<{ readonly stdout: string }>;
let env: Record<string, string>;

beforeAll(async () => {
  const folder = join(RUNTIMES_FOLDER, `yarn-${VERSION}`);
  const program = join(folder, "node_modules/@yarnpkg/cli-dist/bin/yarn.js");
  if (!existsSync(program)) {
    const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, `@yarnpkg/cli-dist@${VERSION}`], { timeout: 120_000 });
  }
  root = await mkdtemp(join(tmpdir(), "agentops-yarn-"));
  project = join(root, "project");
  await Promise.all(["project", "home"].map((name) => mkdir(join(root, name))));
  env = {
    PATH: process.env.PATH ?? "",
    HOME: join(root, "home"),
    GIT_CONFIG_NOSYSTEM: "1",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_NETWORK: "0",
    YARN_NODE_LINKER: "pnp",
    YARN_GLOBAL_FOLDER: join(root, "yarn"),
    AGENTOPS_HOOK_MS: "60000",
  };
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", root], { cwd: PROJECT_ROOT });
  const packed = readdirSync(root).find((name) => name.endsWith(".tgz")) ?? expect.fail("nothing is packed");
  const { name } = JSON.parse(await readFile(join(PROJECT_ROOT, "package.json"), "utf8"));
  const manifest = { name: "shop", private: true, devDependencies: { [name]: `file:${join(root, packed)}` } };
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
  await writeFile(join(project, "yarn.lock"), "");
  yarn = (...args) => run(process.execPath, [program, ...args], { cwd: project, env });
  await yarn("install");
  for (const args of [
    ["init", "--quiet"],
    ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--allow-empty", "-m", "x"],
  ])
    await run("git", args, { cwd: project, env });
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("a private set-up, which would need a file of the repository, says what to do and writes nothing", async () => {
  const init = yarn("run", "agentops-mcp", "init", "--private", "--runtime", "claude", "--yes");
  await expect(init).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/archive.*\n.*npm install --global .* leave out --private/),
  });
  expect(existsSync(join(root, "home/.claude.json"))).toBe(false);
  expect(existsSync(join(project, ".claude"))).toBe(false);
});

test("the server and a hook find the package in its archive, and a lesson is kept", async () => {
  await yarn("run", "agentops-mcp", "init", "--runtime", "claude", "--yes");
  expect(existsSync(join(project, "node_modules"))).toBe(false);
  const { mcpServers } = JSON.parse(await readFile(join(project, ".mcp.json"), "utf8"));
  const client = await connectClient(
    new StdioClientTransport({ ...mcpServers.agentops, cwd: project, env, stderr: "ignore" }),
  );
  const recorded = await asTestClient(client).call("record_learning", {
    title: TITLE,
    kind: "gotcha",
    body: "vitest waits for ever in this repository when TMPDIR points to a full tmpfs; set TMPDIR=/var/tmp before npm test in CI.",
  });
  expect(recorded.facts.state, recorded.text).toBe("admitted");
  await client.close();
  const { hooks } = JSON.parse(await readFile(join(project, ".claude/settings.json"), "utf8"));
  const hook = spawn("sh", ["-c", hooks.SessionStart[0].hooks[0].command], {
    cwd: project,
    env: { ...env, CLAUDE_PROJECT_DIR: project },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let printed = "";
  hook.stdout.on("data", (some) => {
    printed += some;
  });
  hook.stdin.end(JSON.stringify({ session_id: "s", cwd: project, source: "startup" }));
  const [code] = await once(hook, "close");
  expect(code).toBe(0);
  expect(printed).toContain(TITLE);
});
