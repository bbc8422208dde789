// `doctor` finds each planted fault by its name, and nothing else.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder, plant } from "../support/journal.ts";
import { createRepository, git, type TestRepository, writeFiles } from "../support/repository.ts";
import { BUILT, type CliOptions, createHome, SYSTEM_PATH } from "./run-cli.ts";
import { type Check, runDoctor, troubles } from "./run-doctor.ts";

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

const doctor = (options: Partial<CliOptions> = {}, dir = repository.dir) =>
  runDoctor(dir, { home: place.home, ...options });

const configure = (entry: object): void =>
  writeFiles(repository.dir, { ".mcp.json": JSON.stringify({ mcpServers: { agentops: entry } }) });
const entry = { command: "node", args: [BUILT] };

/** Writes a program that a test puts in the server's place. */
function script(text: string): string {
  const file = path.join(place.programs, "server.js");
  writeFileSync(file, text);
  return file;
}

describe("planted faults", () => {
  /** The only trouble found, apart from runtimes that were left unconfigured. */
  function trouble(options: Partial<CliOptions> = {}): Check {
    const found = troubles(doctor(options).checks).filter(({ name }) => !/^runtimes$| hooks$/.test(name));
    expect(found).toHaveLength(1);
    const [only] = found;
    expect(only?.fix).toBeTruthy();
    return only ?? expect.fail("no trouble was found");
  }

  it("1 a command that is not installed", () => {
    configure({ command: "agentops-nowhere", args: [] });
    expect(trouble()).toMatchObject({
      name: "claude .mcp.json",
      level: "fail",
      found: expect.stringMatching(/agentops-nowhere is not on PATH/),
    });
  });

  it("2 a server that prints what is no protocol", () => {
    configure({ command: "node", args: [script('console.log("Server started!"); process.stdin.resume();')] });
    expect(trouble()).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/no handshake.*on stdout/),
    });
    configure({ command: "node", args: [script(`console.log("hello"); import(${JSON.stringify(BUILT)});`)] });
    expect(trouble()).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/no message of the protocol on stdout/),
    });
  });

  it("3 a configuration that does not parse", () => {
    writeFiles(repository.dir, { ".mcp.json": '{ "mcpServers": {\n' });
    expect(trouble()).toMatchObject({
      name: "claude .mcp.json",
      level: "fail",
      found: expect.stringMatching(/does not parse at line 2/),
    });
  });

  it("4 an entry that is disabled, in itself or by other settings", () => {
    writeFiles(repository.dir, {
      "opencode.json": JSON.stringify({
        mcp: { agentops: { type: "local", command: ["node", BUILT], enabled: false } },
      }),
    });
    expect(trouble()).toMatchObject({
      name: "opencode opencode.json",
      found: expect.stringMatching(/disabled/),
    });
    writeFiles(repository.dir, {
      "opencode.json": "{}",
      ".claude/settings.json": '{ "disabledMcpjsonServers": ["agentops"] }',
    });
    configure(entry);
    expect(trouble()).toMatchObject({
      name: "claude .mcp.json",
      found: expect.stringMatching(/disabled by \.claude\/settings\.json/),
    });
  });

  it("5 a key in the configuration that does not exist", () => {
    writeFiles(repository.dir, { ".agentops/config.yaml": "phase: [prepare]\n" });
    expect(trouble()).toMatchObject({
      name: "config",
      level: "fail",
      found: expect.stringMatching(/in the working tree: "phase" is not a key \(line 1\)/),
      fix: expect.stringMatching(/phases/),
    });
    repository.commit({});
    expect(doctor().checks.find(({ name, level }) => name === "config" && level === "fail")?.found).toMatch(
      /at the base commit: "phase"/,
    );
  });

  it("an edited configuration that is not in force yet, until it is committed", () => {
    writeFiles(repository.dir, { ".agentops/config.yaml": "# no key is changed\n" });
    expect(troubles(doctor().checks).filter(({ name }) => name === "config")).toEqual([]);
    writeFiles(repository.dir, { ".agentops/config.yaml": "review: protected-base\n" });
    expect(trouble()).toMatchObject({
      name: "config",
      level: "warn",
      fix: expect.stringMatching(/not in force until it is committed on the base branch/),
    });
    repository.commit({});
    const { checks } = doctor();
    expect(troubles(checks).filter(({ name }) => name === "config")).toEqual([]);
    expect(checks.find(({ name }) => name === "config")?.found).toMatch(/review protected-base/);
  });

  it("6 a lock on a ref that a killed git left behind", async () => {
    await withClient(repository.dir, {}, (client) => createRecorder(client, 4)());
    const lock = path.join(repository.dir, ".git", `${cloneRefs(repository)[0]}.lock`);
    writeFileSync(lock, "");
    const anHourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lock, anHourAgo, anHourAgo);
    expect(trouble()).toMatchObject({
      name: "locks",
      found: expect.stringContaining(".lock"),
      fix: expect.stringContaining(lock),
    });
  });

  it("7 a record that cannot be read", () => {
    plant(repository.dir, "zzzzzzzzzz", {
      "learning/2026/03/01/01J00000000000000000000001.md": "<<<<<<< HEAD\n",
    });
    expect(trouble()).toMatchObject({
      name: "quarantine",
      found: expect.stringMatching(/1 record .*01J00000000000000000000001/),
    });
  });

  it("a base that is configured and not here", () => {
    git(repository.dir, "config", "agentops.base", "mian");
    expect(trouble()).toMatchObject({ name: "base", found: expect.stringContaining("mian") });
    git(repository.dir, "config", "agentops.base", "main");
    expect(doctor().checks.find(({ name }) => name === "base")).toMatchObject({ level: "ok" });
  });

  it("a line break in the repository's path", () => {
    const dir = path.join(place.programs, "two\nlines");
    git(place.programs, "init", "-q", dir);
    const [found] = troubles(doctor({}, dir).checks);
    expect(found).toMatchObject({ name: "repository", found: expect.stringContaining("line break") });
  });

  it("8 a git directory or a cache that cannot be written", async () => {
    await withClient(repository.dir, {}, (client) => createRecorder(client, 5)());
    const somebody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    if (somebody.uid)
      git(repository.dir, "config", "--file", path.join(place.home, ".gitconfig"), "safe.directory", "*");
    spawnSync("chmod", ["-R", "a+rwX", repository.dir, path.dirname(place.home)]);
    const cache = path.join(repository.dir, ".git/agentops/cache");
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o555);
    expect(trouble(somebody)).toMatchObject({ name: "cache", fix: expect.stringContaining(cache) });
    chmodSync(cache, 0o777);
    chmodSync(path.join(repository.dir, ".git/objects"), 0o555);
    expect(trouble(somebody)).toMatchObject({ name: "git directory", level: "fail" });
    chmodSync(path.join(repository.dir, ".git/objects"), 0o755);
  });

  it("9 a git that is too old", () => {
    const real = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
    const fake = `#!/bin/sh\nfor last; do :; done\nif [ "$last" = --version ]; then echo "git version 2.30.2"; else exec ${real} "$@"; fi\n`;
    writeFileSync(path.join(place.programs, "git"), fake, { mode: 0o755 });
    const env = { PATH: `${place.programs}:${SYSTEM_PATH}` };
    expect(trouble({ env })).toMatchObject({
      name: "git",
      level: "fail",
      found: expect.stringMatching(/2\.30\.2 is older than 2\.36/),
    });
  });

  it("a lesson whose file was deleted before it was committed, and what has it served again", async () => {
    repository.commit({ ".agentops/learnings/.gitkeep": "" });
    const id = await withClient(repository.dir, { session: "monday" }, (client) =>
      createRecorder(client, 1)(),
    );
    repository.git("clean", "-qfd", ".agentops/learnings");
    const { name, level, found, fix } = trouble();
    expect([name, level, found]).toEqual(["taken back", "warn", expect.stringContaining(id)]);
    const [, folder = ""] = /rm -r (\S+)$/.exec(fix ?? "") ?? [];
    rmSync(folder, { recursive: true });
    expect(troubles(doctor().checks).map((each) => each.name)).not.toContain("taken back");
  });

  it("10 a directory of learnings that git ignores", () => {
    repository.commit({ ".gitignore": ".agentops/\n" });
    expect(trouble()).toMatchObject({
      name: ".agentops",
      found: expect.stringMatching(/ignored by \.gitignore:1/),
    });
  });

  it("11 a path to Node or to the server that does not exist", () => {
    configure({ command: "/opt/node-18/bin/node", args: [BUILT] });
    expect(trouble()).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/\/opt\/node-18\/bin\/node does not exist/),
    });
    configure({ command: "node", args: ["node_modules/12-factor-agentops-mcp/dist/agentops-mcp.js"] });
    expect(trouble()).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/agentops-mcp\.js does not exist/),
    });
  });

  it("12 another version than this one", () => {
    const old = script(`
      require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
        const { id, method } = JSON.parse(line);
        const result = method === "initialize" ? { serverInfo: { name: "agentops", version: "0.0.1" } } : { tools: [] };
        if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
      });`);
    configure({ command: "node", args: [old] });
    expect(trouble()).toMatchObject({ level: "warn", found: expect.stringMatching(/0\.0\.1.*two versions/) });
  });

  it("13 a server that dies, with its own words", () => {
    configure({ command: "node", args: [script('throw new Error("no such module");')] });
    expect(trouble()).toMatchObject({
      level: "fail",
      found: expect.stringMatching(/no handshake.*no such module/s),
    });
  });
});
