// Real pnpm, Yarn 1 and Bun: the packed package, installed by each as a project's dependency, is set up, starts and keeps what is recorded.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asTestClient, connectClient } from "../support/client.ts";
import { installedPackage } from "./installed-packages.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";

const run = promisify(execFile);

interface Manager {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** The program, from the folder of its package. */
  readonly entry: string;
  /** A program of its own, and not one that Node runs. */
  readonly isNative: boolean;
  readonly install: readonly string[];
  /** Runs a program of the project. */
  readonly exec: readonly string[];
}

const BUN = `@oven/bun-${process.platform}-${process.arch}`;
const MANAGERS: readonly Manager[] = [
  {
    name: "pnpm",
    package: "pnpm",
    version: "10.34.8",
    entry: "bin/pnpm.cjs",
    isNative: false,
    install: ["install", "--offline"],
    exec: ["exec"],
  },
  {
    name: "Yarn 1",
    package: "yarn",
    version: "1.22.22",
    entry: "bin/yarn.js",
    isNative: false,
    install: ["install", "--offline", "--non-interactive"],
    exec: ["run", "--silent"],
  },
  {
    name: "Bun",
    package: BUN,
    version: "1.4.5",
    entry: "bin/bun",
    isNative: true,
    install: ["install", "--ignore-scripts"],
    exec: ["run", "--silent"],
  },
];
const LESSON = {
  title: "npm test hangs in CI when TMPDIR is a RAM disk",
  kind: "gotcha",
  body: "vitest waits for ever in this repository when TMPDIR points to a full tmpfs; set TMPDIR=/var/tmp before npm test in CI.",
};

let root: string;
let packed: string;
let packageName: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "agentops-managers-"));
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", root], { cwd: PROJECT_ROOT });
  packed = join(root, readdirSync(root).find((name) => name.endsWith(".tgz")) ?? expect.fail("no package"));
  packageName = JSON.parse(await readFile(join(PROJECT_ROOT, "package.json"), "utf8")).name;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The program and its first arguments. */
async function programOf(manager: Manager): Promise<[string, ...string[]]> {
  const entry = join(await installedPackage(manager.package, manager.version), manager.entry);
  return manager.isNative ? [entry] : [process.execPath, entry];
}

test.each(MANAGERS)(
  "$name installs it, init names what it has installed, and a lesson is kept",
  async (manager) => {
    const [program, ...first] = await programOf(manager);
    const project = join(root, manager.name.replace(" ", "-"));
    const home = join(project, "home");
    await mkdir(home, { recursive: true });
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: home,
      GIT_CONFIG_NOSYSTEM: "1",
      CI: "true",
      AGENTOPS_HOOK_MS: "60000",
    };
    const manifest = { name: "shop", private: true, devDependencies: { [packageName]: `file:${packed}` } };
    await writeFile(join(project, "package.json"), JSON.stringify(manifest));
    await writeFile(join(project, ".gitignore"), "node_modules/\nhome/\n");
    const call = (...args: readonly string[]) => run(program, [...first, ...args], { cwd: project, env });
    await call(...manager.install);
    for (const args of [
      ["init", "--quiet"],
      [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "x",
      ],
    ])
      await run("git", args, { cwd: project, env });
    await call(...manager.exec, "agentops-mcp", "init", "--runtime", "claude", "--yes");
    const { mcpServers } = JSON.parse(await readFile(join(project, ".mcp.json"), "utf8"));
    // The project's own copy, so that the settings can be committed.
    expect(JSON.stringify(mcpServers.agentops)).not.toContain(root);
    const client = await connectClient(
      new StdioClientTransport({ ...mcpServers.agentops, cwd: project, env, stderr: "ignore" }),
    );
    const recorded = await asTestClient(client).call("record_learning", LESSON);
    expect(recorded.facts.state, recorded.text).toBe("admitted");
    await client.close();
    const { stdout } = await call(...manager.exec, "agentops-mcp", "search", "vitest hangs in CI");
    expect(stdout).toContain("TMPDIR");
  },
);
