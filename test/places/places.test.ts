// Eleven places in which a session may be started: each works, or says in one sentence what to do.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUILT, createHome, runCli, SYSTEM_PATH } from "../cli/run-cli.ts";
import { runDoctor } from "../cli/run-doctor.ts";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder } from "../support/journal.ts";
import {
  copyOf,
  createRepository,
  git,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { callIn, DEPENDENT, install, startIn } from "./line.ts";

const ENVELOPE = 'envelope:\n  write: ["src/**"]\n  setup: ["npm ci"]\n';

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

/** As a team has it: a dev dependency, the settings committed; copied where it was made before. */
function adopt(files: Record<string, string> = {}): void {
  repository.remove();
  repository = copyOf(`adopted ${JSON.stringify(files)}`, () => {
    const made = createRepository();
    made.commit({
      ...DEPENDENT,
      ".agentops/config.yaml": "sync: manual\n",
      "packages/a/index.js": "\n",
      ...files,
    });
    install(made.dir);
    expect(runCli(made.dir, ["init", "--runtime", "claude", "--yes"], place).code).toBe(0);
    made.commit({}, "hooks");
    return made;
  });
  ({ dir } = repository);
}

const cloned = (source = dir): TestRepository => {
  const folder = path.join(temporaryFolder(), "clone");
  git(source, "clone", "-q", source, folder);
  return repositoryIn(folder);
};
const remembers = expect.stringContaining("repository");

describe("started in", () => {
  it("1. a folder below the top, hooks run there after init --here, and doctor says so before", () => {
    adopt();
    const below = path.join(dir, "packages/a");
    const hooksHere = () =>
      runDoctor(below, { home: place.home }).checks.find(({ name }) => name === "claude hooks packages/a");
    expect(hooksHere()).toMatchObject({
      found: expect.stringContaining("started here reads no settings"),
      fix: expect.stringContaining("init --runtime claude --here"),
    });
    expect(runCli(below, ["init", "--runtime", "claude", "--here", "--yes"], place).code).toBe(0);
    expect(hooksHere()).toBeUndefined();
    expect(startIn(below, place)).toMatchObject({ code: 0, context: remembers });
    const { mcpServers } = JSON.parse(readFileSync(path.join(below, ".mcp.json"), "utf8"));
    expect(mcpServers.agentops.args[0]).toBe("../../.agentops/server.cjs");
    expect(runCli(dir, ["uninstall", "--yes"], place).code).toBe(0);
    expect(readdirSync(below)).toEqual(["index.js"]);
  });

  it("2. a fresh worktree, the program of the main one serves it", () => {
    adopt({ ".agentops/config.yaml": ENVELOPE });
    const tree = path.join(temporaryFolder(), "tree");
    repository.git("worktree", "add", "-q", "--detach", tree);
    expect(startIn(tree, place)).toMatchObject({ code: 0, context: remembers });
    expect(callIn(tree, "Write", { file_path: "src/a.ts", content: "x" }, place).decision).toBe("");
    expect(callIn(tree, "Write", { file_path: "x.ts", content: "x" }, place).decision).toBe("deny");
  });

  it("3. a clone without node_modules, it says what to run, and lets exactly that go ahead", () => {
    adopt({ ".agentops/config.yaml": ENVELOPE });
    const { dir: clone } = cloned();
    const { code, context, told } = startIn(clone, place);
    expect({ code, context }).toEqual({
      code: 0,
      context:
        "agentops-mcp is not installed here, so this session gets no lessons. To have them: npm ci, then start again.",
    });
    expect(told).toBe(context);
    const stopped = callIn(clone, "Write", { file_path: "src/a.ts", content: "x" }, place);
    expect(stopped).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^[^\n]*word for word: npm ci\n$/),
    });
    expect(stopped.stderr.length).toBeLessThan(200);
    expect(callIn(clone, "Bash", { command: "npm ci", description: "install" }, place).code).toBe(0);
    for (const [tool, input] of [
      ["Bash", { command: "npm ci && rm -rf x" }],
      ["Bash", { command: "npm ci --prefix /x" }],
      ["Bash", { command: "npm  ci" }],
      ["Bash", { description: '"command":"npm ci"', command: "rm x" }],
      ["Bash", { command: "npm ci", x: { command: "rm x" } }],
      ["Write", { file_path: "x", content: "y", command: "npm ci" }],
      ["mcp__x__y", { command: "npm ci", tool_name: "Bash" }],
      ["Bash", { command: "npm ci", description: "x".repeat(30_000) }],
    ] as const)
      expect(callIn(clone, tool, input, place).code, JSON.stringify(input).slice(0, 80)).toBe(2);
    install(clone);
    expect(startIn(clone, place)).toMatchObject({ code: 0, context: remembers });
  });

  it("4. a machine without the program, it says how to have it, and without an envelope stops nothing", () => {
    repository.commit({ ".agentops/config.yaml": "sync: manual\n" });
    const home = place.home;
    expect(runCli(dir, ["init", "--runtime", "claude", "--yes"], place).code).toBe(0);
    repository.commit({}, "hooks");
    const { dir: clone } = cloned();
    expect(startIn(clone, { home }).context).toMatch(
      /npm install --global <folder or .tgz of agentops-mcp>, never by its name/,
    );
    expect(callIn(clone, "Write", { file_path: "x", content: "y" }, { home })).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  it("5. a clone whose program was moved, it says so, and finds it again on PATH", () => {
    expect(runCli(dir, ["init", "--runtime", "claude", "--yes"], place).code).toBe(0);
    expect(startIn(dir, place).context).not.toContain("not installed");
    writeFileSync(path.join(dir, ".git/agentops/program"), "/gone/agentops-mcp.js\n");
    expect(startIn(dir, place).context).toContain("is not installed here");
    const program = path.join(place.programs, "agentops-mcp");
    writeFileSync(program, `#!/bin/sh\nexec node '${BUILT}' "$@"\n`);
    chmodSync(program, 0o755);
    const env = { PATH: `${place.programs}:${SYSTEM_PATH}` };
    expect(startIn(dir, { ...place, env })).toMatchObject({ code: 0, context: remembers });
  });

  it("6. a submodule, doctor names the repository around it", () => {
    const inner = createRepository();
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.dir, "libs/inner");
    const { checks } = runDoctor(path.join(dir, "libs/inner"), { home: place.home });
    expect(checks.find(({ name }) => name === "repository")?.found).toContain(
      `a submodule of ${dir}; its journal is its own, and that one's is used with --knowledge ${dir}`,
    );
    inner.remove();
  });

  it("7. a folder above several repositories, they are named, and nobody is told to make one around them", () => {
    const above = temporaryFolder();
    for (const name of ["web", "api"]) git(above, "init", "-q", name);
    const { code, stderr } = runCli(above, ["init", "--runtime", "claude", "--yes"], place);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds some: api, web\.\nRun this in one of them/);
    expect(stderr).not.toContain("git init");
  });

  it("8. a project with Yarn's PnP, its loader finds the program", () => {
    adopt();
    rmSync(path.join(dir, "node_modules"), { recursive: true });
    // As Yarn's own: a package by its name, read from no folder of node_modules.
    const loader = `/* ["12-factor-agentops-mcp", []] */
const { Module } = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...more) =>
  name === "12-factor-agentops-mcp/dist/agentops-mcp.js" ? ${JSON.stringify(BUILT)} : resolve(name, ...more);`;
    writeFileSync(path.join(dir, ".pnp.cjs"), loader);
    expect(startIn(dir, place)).toMatchObject({ code: 0, context: remembers });
  });

  // Only root can give files to another owner.
  it.runIf(process.getuid?.() === 0)(
    "9. a repository of another owner, a person's safe.directory is enough, and is asked for by its right name",
    () => {
      adopt();
      const everything = (folder: string): string[] =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((each) => path.join(folder, each));
      for (const each of [dir, ...everything(path.join(dir, ".git"))]) chownSync(each, 1000, 1000);
      const repositoryIs = (folder: string) =>
        runDoctor(folder, { home: place.home }).checks.find(({ name }) => name === "repository");
      const [refused] = [repositoryIs(path.join(dir, "packages/a"))];
      expect(refused).toMatchObject({ level: "fail", fix: expect.stringMatching(`safe.directory ${dir}$`) });
      const settings = path.join(place.home, ".gitconfig");
      git(place.home, "config", "--file", settings, "safe.directory", dir);
      expect(repositoryIs(dir)).toMatchObject({ level: "ok" });
      for (const command of [["verify"], ["show"], ["search", "x"], ["jobs"]])
        expect(runCli(dir, command, place).stderr, command.join(" ")).not.toMatch(/INTERNAL|trust/);
      expect(startIn(dir, place)).toMatchObject({ code: 0, context: remembers });
    },
  );

  it("10. an environment with a proxy or an ssh command, git reaches what the person's git reaches", async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    await withClient(dir, {}, (client) => createRecorder(client, 1)());
    const sync = async (url: string, env: Record<string, string>): Promise<void> => {
      repository.git("config", "remote.origin.url", url);
      const child = spawn(process.execPath, [BUILT, "sync", "--yes"], {
        cwd: dir,
        env: { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1", ...env },
        stdio: "ignore",
      });
      await once(child, "close");
    };
    repository.git("remote", "add", "origin", "x");
    const through = `http://127.0.0.1:${port}`;
    await sync("http://code.example/x.git", { http_proxy: through });
    await sync("http://other.example/x.git", { HTTP_PROXY: through, ALL_PROXY: through });
    expect(asked.join(" ")).toMatch(/^http:\/\/code\.example\/x\.git.* http:\/\/other\.example\/x\.git/);
    const count = asked.length;
    await sync("http://127.0.0.1:9/x.git", { http_proxy: through, NO_PROXY: "127.0.0.1" });
    expect(asked).toHaveLength(count);
    proxy.close();
    const [script, seen] = [path.join(place.programs, "ssh.sh"), path.join(place.programs, "seen")];
    writeFileSync(script, `#!/bin/sh\necho "$@" >> '${seen}'\nexit 1\n`, { mode: 0o755 });
    await sync("git@code.example:x.git", { GIT_SSH_COMMAND: script });
    expect(readFileSync(seen, "utf8")).toContain("git@code.example");
    rmSync(seen);
    repository.git("config", "core.sshCommand", script);
    await sync("git@third.example:x.git", {});
    expect(readFileSync(seen, "utf8")).toContain("git@third.example");
  });

  it("11. a mirror, records are made there, sent, and doctor says what would lose them", async () => {
    await withClient(dir, {}, (client) => createRecorder(client, 1)());
    const mirror = path.join(temporaryFolder(), "m.git");
    git(dir, "clone", "-q", "--mirror", dir, mirror);
    await withClient(mirror, {}, (client) => createRecorder(client, 2)());
    const { checks } = runDoctor(mirror, { home: place.home });
    expect(checks.find(({ name }) => name === "repository")?.found).toContain("a mirror: records");
    expect(runCli(mirror, ["sync", "--yes"], place)).toMatchObject({ code: 0 });
    expect(cloneRefs(repository)).toHaveLength(2);
  });
});
