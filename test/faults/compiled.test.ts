// The compiled code that a program keeps beside itself: whatever is wrong with it, the answer is the same and the next start is quick again.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../support/client.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { canMount, mountSmallDisk } from "./mount.ts";

const INITIALIZE = `${JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
})}\n`;
/** Long ago: whether a file was written again shows by its time. */
const BEFORE = new Date("2020-01-01");

let repository: TestRepository;
let folder: string;
/** A package of its own, whose programs have not run yet. */
let dist: string;

beforeEach(() => {
  repository = createRepository();
  folder = temporaryFolder();
  dist = path.join(folder, "dist");
  install(dist);
});
afterEach(() => {
  removeFolder(folder);
  repository.remove();
});

function install(to: string): void {
  cpSync(path.join(ROOT, "dist"), to, {
    recursive: true,
    filter: (from) => path.basename(from) !== "compiled",
  });
}

const env = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? "",
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  ...more,
});

function run(args: readonly string[], { more = {}, node = [] as string[] } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...node, path.join(dist, "agentops-mcp.js"), ...args],
    { cwd: repository.dir, encoding: "utf8", env: env(more), timeout: 50_000 },
  );
  return { status, stdout, stderr };
}

/** A server that is greeted, says who it is, and whose client then goes away. */
function serve() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(dist, "agentops-mcp.js")], {
    cwd: repository.dir,
    encoding: "utf8",
    env: env(),
    timeout: 50_000,
    input: INITIALIZE,
  });
  return { status, stdout, stderr };
}

const compiled = (): string[] =>
  existsSync(path.join(dist, "compiled")) ? readdirSync(path.join(dist, "compiled")) : [];
const kept = (program: string): string => {
  const [name = "none"] = compiled().filter((each) => each.startsWith(`${program}-`));
  return path.join(dist, "compiled", name);
};
const version = () => run(["--version"]);
const { version: VERSION } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const OK = {
  status: 0,
  stdout: `${VERSION}
`,
  stderr: "",
};

/** Makes a file look old, so that a process that writes it again is found out. */
const age = (file: string) => utimesSync(file, BEFORE, BEFORE);
const isOld = (file: string) => statSync(file).mtimeMs === BEFORE.getTime();

it("each program keeps its own, once, and nothing else is written", () => {
  expect(version()).toEqual(OK);
  expect(serve()).toMatchObject({ status: 0, stderr: "" });
  expect(compiled().map((name) => name.replace(/-[0-9a-f]+$/, ""))).toEqual(["commands", "serve"]);
  for (const program of ["commands", "serve"]) age(kept(program));
  expect(version()).toEqual(OK);
  expect(serve()).toMatchObject({ status: 0, stderr: "" });
  expect([kept("commands"), kept("serve")].map(isOld)).toEqual([true, true]);
  expect(readdirSync(folder)).toEqual(["dist"]);
  const shipped = readdirSync(path.join(ROOT, "dist")).filter((name) => name !== "compiled");
  expect(readdirSync(dist).sort()).toEqual([...shipped, "compiled"].sort());
});

describe("compiled code that is damaged is not run, and is replaced", () => {
  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ["nothing", () => Buffer.alloc(0)],
    ["less than a digest", (bytes) => bytes.subarray(0, 20)],
    ["only a digest", (bytes) => bytes.subarray(0, 32)],
    ["half of it, as after a kill", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["all but a byte", (bytes) => bytes.subarray(0, -1)],
    ["a byte more", (bytes) => Buffer.concat([bytes, Buffer.from("x")])],
    ["another digest", (bytes) => changed(bytes, 5)],
    ["another byte in V8's header", (bytes) => changed(bytes, 40)],
    ["another byte in the middle", (bytes) => changed(bytes, bytes.length >> 1)],
    ["zeros at the end", (bytes) => Buffer.from(bytes).fill(0, bytes.length - 4096)],
    ["text", () => Buffer.from("no code at all\n".repeat(1000))],
  ];
  const changed = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0x55;
    return copy;
  };

  it.each(damages)("%s", (_, damage) => {
    version();
    const whole = readFileSync(kept("commands"));
    writeFileSync(kept("commands"), damage(whole));
    age(kept("commands"));
    expect(version()).toEqual(OK);
    expect(isOld(kept("commands"))).toBe(false);
    age(kept("commands"));
    expect(version()).toEqual(OK);
    expect(isOld(kept("commands"))).toBe(true);
  });

  it("a server answers all the same", () => {
    const first = serve();
    writeFileSync(kept("serve"), changed(readFileSync(kept("serve")), 100_000));
    expect(serve()).toEqual(first);
    expect(JSON.parse(first.stdout.trim()).result.serverInfo.name).toBe("agentops");
  });
});

describe("another program of the same length is run, and not the code of the one before", () => {
  const other = "9".repeat(VERSION.length);
  const upgraded = (text: string) => text.replaceAll(`"${VERSION}"`, `"${other}"`);
  it.each([
    // A package's files have the same time in every version.
    ["an upgrade", true, (text: string) => upgraded(text).replace(/^\/\/\w+/, `//${"0".repeat(64)}`)],
    ["an edit by hand", false, upgraded],
  ])("%s", (_, keepsTime, change) => {
    const program = path.join(dist, "program.js");
    age(program);
    expect(version()).toEqual(OK);
    const text = readFileSync(program, "utf8");
    writeFileSync(program, change(text));
    if (keepsTime) age(program);
    expect(statSync(program).size).toBe(Buffer.byteLength(text));
    expect(version().stdout).toBe(`${other}\n`);
    writeFileSync(program, text);
    age(program);
    expect(version()).toEqual(OK);
  });
});

it("each command keeps its own, and what is no command nothing", () => {
  expect(run(["list"]).status).toBe(0);
  expect(run(["jobs"]).status).toBe(0);
  expect(run(["lists"]).status).toBe(2);
  expect(compiled().map((name) => name.replace(/-[0-9a-f]+$/, ""))).toEqual([
    "commands-jobs",
    "commands-list",
  ]);
});

it("each Node reads only what it has compiled itself, though V8 would take what another one of its version has", () => {
  const other = path.join(folder, "node");
  copyFileSync(process.execPath, other, constants.COPYFILE_FICLONE);
  const started = (node: string) =>
    spawnSync(node, [path.join(dist, "agentops-mcp.js"), "--version"], { encoding: "utf8", env: env() });
  expect(version()).toEqual(OK);
  const own = kept("commands");
  expect(started(other)).toMatchObject(OK);
  const [theirs = ""] = compiled().filter((name) => name !== path.basename(own));
  expect(compiled()).toHaveLength(2);
  // As after a restore of a backup, or an update of Node in its place.
  copyFileSync(path.join(dist, "compiled", theirs), own);
  age(own);
  expect(version()).toEqual(OK);
  expect(isOld(own)).toBe(false);
});

it("a Node that runs differently keeps files of its own, up to a bound", () => {
  version();
  age(kept("commands"));
  expect(run(["--version"], { node: ["--no-lazy-feedback-allocation"] })).toEqual(OK);
  expect(compiled()).toHaveLength(2);
  for (let number = compiled().length; number < 64; number++)
    writeFileSync(path.join(dist, "compiled", `commands-old${number}`), "");
  expect(serve()).toMatchObject({ status: 0, stderr: "" });
  expect(compiled()).toHaveLength(64);
});

it("what failed, or only asked for help, leaves nothing that later starts would have to do with", () => {
  expect(run(["search"]).status).toBe(2);
  expect(run(["search", "--help"]).status).toBe(0);
  expect(run(["serve", "--help"]).status).toBe(0);
  expect(compiled().every((name) => name.startsWith("commands-"))).toBe(true);
});

it("nothing is kept or read where Node's own setting says so", () => {
  const more = { NODE_DISABLE_COMPILE_CACHE: "1" };
  expect(run(["--version"], { more })).toEqual(OK);
  expect(compiled()).toEqual([]);
});

describe("where it can't be kept, programs run without", () => {
  it("a file stands in the place of the folder", () => {
    writeFileSync(path.join(dist, "compiled"), "");
    expect(version()).toEqual(OK);
    expect(readFileSync(path.join(dist, "compiled"), "utf8")).toBe("");
  });

  it("a folder stands in the place of the file", () => {
    version();
    const place = kept("commands");
    rmSync(place);
    mkdirSync(place);
    expect(version()).toEqual(OK);
    expect(readdirSync(place)).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)("the package belongs to somebody else, who could not remove it", () => {
    chownSync(dist, 12_345, 12_345);
    expect(version()).toEqual(OK);
    expect(compiled()).toEqual([]);
  });

  it.skipIf(!canMount)("the disk is full or read-only", () => {
    const disk = mountSmallDisk(8);
    try {
      dist = path.join(disk.dir, "dist");
      install(dist);
      disk.readOnly(true);
      expect(version()).toEqual(OK);
      expect(compiled()).toEqual([]);
      disk.readOnly(false);
      disk.fill(100_000);
      expect(version()).toEqual(OK);
      disk.free();
      expect(version()).toEqual(OK);
      age(kept("commands"));
      expect(version()).toEqual(OK);
      expect(isOld(kept("commands"))).toBe(true);
    } finally {
      disk.remove();
    }
  });

  it("a package that was removed meanwhile stays removed", async () => {
    const server = spawn(process.execPath, [path.join(dist, "agentops-mcp.js")], {
      cwd: repository.dir,
      env: env(),
      stdio: ["pipe", "pipe", "ignore"],
    });
    server.stdin?.write(INITIALIZE);
    await once(server.stdout ?? server, "data");
    removeFolder(dist);
    server.stdin?.end();
    expect(await once(server, "exit")).toEqual([0, null]);
    expect(existsSync(dist)).toBe(false);
  });
});

it("a package that a user has added is loaded from beside this one, also where it is an ES module", () => {
  const module = path.join(folder, "node_modules/added");
  mkdirSync(module, { recursive: true });
  writeFileSync(path.join(module, "package.json"), '{ "name": "added", "type": "module", "main": "m.js" }');
  writeFileSync(path.join(module, "m.js"), "export const answer = await 42;");
  const script = `require(${JSON.stringify(path.join(dist, "import-package.js"))}).importPackage("added").then(console.log)`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toContain("answer: 42");
});

it("others can't write what is kept, whatever the umask", () => {
  const command = `umask 0; "${process.execPath}" "${path.join(dist, "agentops-mcp.js")}" --version`;
  expect(spawnSync("sh", ["-c", command], { cwd: repository.dir, env: env() }).status).toBe(0);
  expect(statSync(path.join(dist, "compiled")).mode & 0o777).toBe(0o755);
  expect(statSync(kept("commands")).mode & 0o777).toBe(0o644);
});

it("ten first starts at once, some of them killed, all answer alike and leave what the next can use", async () => {
  const start = () =>
    spawn(process.execPath, [path.join(dist, "agentops-mcp.js"), "--version"], {
      cwd: repository.dir,
      env: env(),
      stdio: ["ignore", "pipe", "pipe"],
    });
  const killed = Array.from({ length: 10 }, async (_, index) => {
    const child = start();
    const ended = once(child, "exit");
    await once(child.stdout ?? child, "data");
    await sleep(index);
    child.kill("SIGKILL");
    await ended;
  });
  const whole = Array.from({ length: 10 }, async () => {
    const child = start();
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
    const [code] = await once(child, "close");
    return { code, said };
  });
  await Promise.all(killed);
  expect(await Promise.all(whole)).toEqual(Array(10).fill({ code: 0, said: OK.stdout }));
  // One of two that wrote at once may have left a file that does not fit: then this one replaces it.
  expect(version()).toEqual(OK);
  age(kept("commands"));
  expect(version()).toEqual(OK);
  expect(isOld(kept("commands"))).toBe(true);
});
