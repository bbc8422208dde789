// A hook that gives no answer: once base has an envelope that means no, in every runtime's format; before, it means nothing.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRepository, type TestRepository, temporaryFolder } from "../support/repository.ts";
import { hookProcess } from "./hook-process.ts";
import { askHere, askHook, BEFORE, call, programIn } from "./stored-command.ts";

const POLICY = `envelope: { write: ["src/**"] }\n`;

let repository: TestRepository;
let dir: string;
beforeEach(() => {
  repository = createRepository();
  ({ dir } = repository);
});
afterEach(() => repository.remove());

const adopt = (policy: string) => repository.commit({ ".agentops/config.yaml": policy }, "policy");

/** A program in our place; `text` is JavaScript. */
function instead(text: string): string[] {
  const file = programIn(temporaryFolder());
  writeFileSync(file, text);
  return [process.execPath, file];
}

/** Each ends without an answer, in its own way. */
const BROKEN: [string, () => string[]][] = [
  ["is not installed", () => ["/no/such/program/agentops-mcp"]],
  ["is a file that is gone", () => [process.execPath, "/no/such/agentops-mcp.js"]],
  ["does not parse", () => instead("import {")],
  ["throws", () => instead("throw new Error('x')")],
  ["is killed", () => instead("process.kill(process.pid, 'SIGKILL')")],
];
const SLOW: [string, () => string[]][] = [
  ["is stopped", () => instead("process.kill(process.pid, 'SIGSTOP')")],
  ["hangs in a loop", () => instead("for (;;) {}")],
  ["waits for ever", () => instead("setInterval(() => {}, 1000)")],
];

const inside = call("Write", { file_path: "src/a.ts" });
const [claude] = BEFORE;

describe.each(BROKEN)("a program that %s", (_, program) => {
  it("blocks in every runtime, while base has an envelope", async () => {
    const broken = program();
    adopt("sync: manual\n");
    expect(await askHook(dir, claude, inside, { program: broken })).toMatchObject({ decision: "allow" });
    adopt(POLICY);
    for (const form of ["project", "user"] as const)
      for (const at of BEFORE)
        expect(await askHook(dir, at, inside, { program: broken, form })).toMatchObject({
          decision: "deny",
          code: 2,
          reason: expect.stringContaining("Base has an envelope"),
        });
    adopt("sync: off # no envelope\n");
    expect(await askHook(dir, claude, inside, { program: broken })).toMatchObject({ decision: "allow" });
    // As init writes it; in any other form the shell takes it for one that is in force.
    adopt("envelope:\n  enforce: warn\n  write: [src/**]\n");
    expect(await askHook(dir, claude, inside, { program: broken })).toMatchObject({ decision: "allow" });
  });
});

it("by the command in its settings what can't be read is stopped too, in every runtime", async () => {
  const garbage = "\u0000\u0001{not json";
  expect(await askHook(dir, claude, garbage)).toMatchObject({ decision: "allow", code: 0 });
  adopt(POLICY);
  for (const at of BEFORE) {
    const { decision, reason } = await askHook(dir, at, garbage);
    expect(decision).toBe("deny");
    expect(reason).not.toBe("");
  }
});

describe.each([
  ["nothing", ""],
  ["garbage", "\u0000\u0001{not json"],
  ["an array", "[]"],
  ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x80])],
  ["20 MB", "x".repeat(20_000_000)],
  ["no session", { tool_name: "Write", tool_input: { file_path: "src/a.ts" } }],
  ["no tool", call("", { file_path: "src/a.ts" })],
  ["a tool without arguments", { ...inside, tool_input: "x" }],
  ["a file of another type", call("Write", { file_path: { path: "src/a.ts" } })],
  ["a command of another type", call("Bash", { command: 7 })],
])("%s on stdin", (_, input) => {
  it("is stopped with a reason once base has an envelope", async () => {
    expect(await askHere(dir, claude, input)).toMatchObject({ decision: "allow", code: 0 });
    adopt(POLICY);
    for (const at of BEFORE) {
      const { decision, reason } = await askHere(dir, at, input);
      expect(decision).toBe("deny");
      expect(reason).not.toBe("");
    }
  });
});

describe.each(SLOW)("a program that %s", (_, program) => {
  it("is ended before any runtime goes on without it", async () => {
    adopt(POLICY);
    await askHook(dir, claude, call("Write", { file_path: "src/a.ts" }));
    const answers = await Promise.all(
      BEFORE.map((at) => askHook(dir, at, call(at.write, { file_path: "src/a.ts" }), { program: program() })),
    );
    for (const answer of answers) expect(answer).toMatchObject({ decision: "deny", code: 2 });
  }, 30_000);
});

it("without git nobody can tell what base allows, and that means no where it may allow something", async () => {
  adopt(POLICY);
  const bin = temporaryFolder();
  for (const name of ["sh", "cat", "sleep", "sed"])
    symlinkSync(
      execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(),
      path.join(bin, name),
    );
  const env = { PATH: bin };
  expect(await askHook(dir, claude, inside, { env })).toMatchObject({ decision: "deny", code: 2 });
  expect(await askHook(temporaryFolder(), claude, inside, { env })).toMatchObject({
    decision: "allow",
    code: 0,
  });
});

it("a stdin that is never closed ends with the hook's own deadline", async () => {
  adopt(POLICY);
  await askHook(dir, claude, call("Write", { file_path: "src/a.ts" }));
  expect(
    await hookProcess(dir, "PreToolUse", "{", { open: true, env: { AGENTOPS_HOOK_MS: "" } }),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no answer"),
  });
});

it("a policy that does not parse stops everything and says where, unless it never spoke of an envelope", async () => {
  adopt("envelope: { write: [../x] }\n");
  const file = { file_path: "src/a.ts" };
  const { decision, reason } = await askHere(dir, claude, call("Read", file));
  expect(decision).toBe("deny");
  expect(reason).toMatch(/config\.yaml at the base commit: envelope\.write/);
  expect((await askHere(dir, claude, call("mcp__agentops__check_action", {}))).decision).toBe("allow");
  for (const broken of ["envelope: [", "envelope: {}\nsnyc: off\n", '"\\x65nvelope": [\n']) {
    adopt(broken);
    expect((await askHere(dir, claude, call("Read", file))).decision, broken).toBe("deny");
  }
  adopt("snyc: off\n");
  expect((await askHere(dir, claude, call("Read", file))).decision).toBe("allow");
});

it("a base branch that is gone leaves nobody to say what is allowed, once there was an envelope", async () => {
  repository.git("config", "agentops.base", "main");
  adopt(POLICY);
  const outside = call("Write", { file_path: "lib/a.ts" });
  expect((await askHere(dir, claude, outside)).decision).toBe("deny");
  repository.git("checkout", "-q", "-b", "work");
  adopt("sync: off\n");
  repository.git("branch", "-qD", "main");
  for (const input of [outside, inside]) {
    const { decision, reason } = await askHere(dir, claude, input);
    expect(decision).toBe("deny");
    expect(reason).toContain("agentops.base names main, which is not here");
  }
  repository.git("branch", "-q", "main", "work~");
  expect((await askHere(dir, claude, inside)).decision).toBe("allow");
  repository.git("branch", "-qm", "main", "trunk");
  repository.git("config", "agentops.base", "trunk");
  expect((await askHere(dir, claude, inside)).decision).toBe("allow");
  expect((await askHere(dir, claude, outside)).decision).toBe("deny");
});

describe("a policy on base that", () => {
  const laughs = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [before, name] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"])
    laughs.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]`);
  const link = () => {
    const target = path.join(dir, "elsewhere.yaml");
    writeFileSync(target, "sync: off\n");
    mkdirSync(path.join(dir, ".agentops"), { recursive: true });
    symlinkSync("../elsewhere.yaml", path.join(dir, ".agentops/config.yaml"));
    repository.commit({}, "a link");
  };
  it.each<[string, () => void]>([
    ["is 10 MB large", () => adopt(`${POLICY}# ${"x".repeat(10_000_000)}\n`)],
    ["is a link", link],
    ["is a folder", () => repository.commit({ ".agentops/config.yaml/x": "x" }, "a folder")],
    ["laughs a billion times", () => adopt(`${laughs.join("\n")}\nenvelope: { write: *i }\n`)],
    ["is nested deeply", () => adopt(`envelope: { write: ${"[".repeat(5_000)}${"]".repeat(5_000)} }\n`)],
    ["holds two documents", () => adopt(`sync: off\n---\n${POLICY}`)],
    ["gives its envelope twice", () => adopt(`${POLICY}envelope: { write: ["**"] }\n`)],
    ["holds a key of another version", () => adopt('envelope: { write: ["src/**"], allow_all: true }\n')],
    ["names its envelope and nothing in it", () => adopt("envelope:\n#  write: [src/**]\n")],
    ["is no text", () => adopt("\u0000\u0001envelope")],
  ])("%s allows nothing", async (_, break_) => {
    break_();
    // On a busy machine the first one might have no time for it, and then stops the call for that.
    expect((await askHere(dir, claude, inside)).decision).toBe("deny");
    const { decision, reason } = await askHere(dir, claude, inside);
    expect(decision).toBe("deny");
    expect(reason).toContain(".agentops/config.yaml at the base commit");
  });

  it("is empty says nothing of an envelope", async () => {
    adopt("");
    expect((await askHere(dir, claude, inside)).decision).toBe("allow");
  });
});

it.each([
  ["!(src)/**", "!("],
  ["~other/x", "~/"],
  ["{/etc,src}/**", "once for each"],
  ["secrets\\\\key", "between folders"],
])("a glob that would not mean what it says is none: %s", async (glob, why) => {
  adopt(`envelope: { write: ["src/**"], deny: ["${glob}"] }\n`);
  const { decision, reason } = await askHere(dir, claude, inside);
  expect(decision).toBe("deny");
  expect(reason).toContain(why);
});

it("damage to what a hook keeps opens nothing", async () => {
  adopt(POLICY);
  const outside = call("Write", { file_path: "lib/a.ts" });
  expect((await askHere(dir, claude, outside)).decision).toBe("deny");
  const cache = path.join(dir, ".git/agentops/cache");
  for (const name of readdirSync(cache)) writeFileSync(path.join(cache, name), "torn {");
  expect((await askHere(dir, claude, outside)).decision).toBe("deny");
  const scopes = path.join(dir, ".git/agentops/scopes");
  mkdirSync(scopes, { recursive: true });
  for (const text of ["", "null", '{"id":"j-1","read":null,"write":"**"}']) {
    writeFileSync(path.join(scopes, "s.json"), text);
    expect((await askHere(dir, claude, outside)).decision, text).toBe("deny");
    expect((await askHere(dir, claude, call("Write", { file_path: "src/a.ts" }))).decision).toBe("deny");
  }
  expect(readFileSync(path.join(dir, ".git/agentops/hooks.log"), "utf8")).toContain("PreToolUse");
});
