// The envelope before a tool runs, in each runtime's own words: what is let go, what is stopped and why, and that nothing widens it.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { inProcess } from "../support/in-process.ts";
import { EMPTY_HOME, journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository, temporaryFolder, writeFiles } from "../support/repository.ts";
import { ready } from "./run-hook.ts";
import { askHere, askHook, BEFORE, type Before, call, type Stopped } from "./stored-command.ts";

const ENVELOPE = `envelope:
  write: ["src/**", "!src/vendor/**"]
  read: ["src/**", "docs/**", README.md]
  deny: ["**/.env*"]
  commands: [[npm, test], [ls]]
  network: [registry.npmjs.org]
  tools: [github/get_*]
`;
/** Does what the program starts another process for. */
const AT_ONCE = { apart: true };
const ALLOWED = { decision: "allow", code: 0, stdout: "" };

let repository: TestRepository;
let dir: string;
beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  repository.commit({ "src/a.ts": "x\n" }, "code");
  await adopt(ENVELOPE);
});
afterEach(() => repository.remove());

/** Puts it on base, and lets a hook look at base first: on a busy machine the one that is asked might have no time for it. */
async function adopt(policy: string): Promise<void> {
  repository.commit({ ".agentops/config.yaml": policy }, "policy");
  await ready(dir);
}

const write = (at: Before, file: string, more: Record<string, unknown> = {}): Promise<Stopped> =>
  askHere(dir, at, call(at.write, { file_path: file, content: "x" }, more));

const denials = () => journalFiles(repository).filter((file) => file.includes(":denial/")).length;

describe.each(BEFORE)("$runtime", (at) => {
  const ask = (tool: string, input: Record<string, unknown>, more = {}) =>
    askHere(dir, at, call(tool, input), more);

  it("lets go what the envelope names, without a word", async () => {
    for (const answer of [
      await write(at, "src/new/b.ts"),
      await write(at, `${dir}/src/a.ts`),
      await ask(at.read, { file_path: "docs/x.md" }),
      await ask(at.shell, { command: "npm test -- one" }),
      await ask(at.web, { url: "https://registry.npmjs.org/zod", prompt: "https://registry.npmjs.org/zod" }),
      await ask("mcp__agentops__record_learning", { title: "../../etc" }),
    ])
      expect(answer).toMatchObject(ALLOWED);
  });

  it("by the command in its settings, in a shell: lets go, stops, asks, and records it at once", async () => {
    const process = (tool: string, input: Record<string, unknown>) => askHook(dir, at, call(tool, input));
    expect(await process(at.write, { file_path: "src/new/b.ts" })).toMatchObject(ALLOWED);
    const stopped = await process(at.write, { file_path: "package.json" });
    expect(stopped).toMatchObject({ decision: "deny", code: 0 });
    expect(stopped.reason).toContain("write: no entry fits");
    const { decision, reason } = await process(at.shell, { command: "npm test; rm -rf x" });
    expect(decision).toBe(at.runtime === "claude" ? "ask" : "deny");
    expect(reason).toContain("shell: ask");
    await expect.poll(denials, { timeout: 10_000 }).toBe(2);
  });

  it("stops what it does not name, says by which rule and how to ask, and records it at once", async () => {
    const stopped: [() => Promise<Stopped>, string][] = [
      [() => ask(at.write, { file_path: "package.json" }, AT_ONCE), "write: no entry fits"],
      [() => ask(at.write, { file_path: "src/vendor/x.js" }, AT_ONCE), "write: no entry fits"],
      [() => ask(at.read, { file_path: "secrets/key" }, AT_ONCE), "read: no entry fits"],
      [() => ask(at.read, { file_path: "src/.ENV.local" }, AT_ONCE), "deny: **/.env*"],
      [() => ask(at.shell, { command: "npm install" }, AT_ONCE), "commands: no entry fits"],
      [
        () => ask(at.web, { url: "https://evil.test", prompt: "read https://evil.test" }, AT_ONCE),
        "network: no entry fits",
      ],
      [() => ask("DreamTool", { file_path: "src/a.ts" }, AT_ONCE), "tools: no entry fits"],
    ];
    for (const [asked, rule] of stopped) {
      const { decision, reason, code } = await asked();
      expect({ decision, code }, rule).toEqual({ decision: "deny", code: 0 });
      expect(reason).toContain(rule);
      expect(reason).toMatch(/only they can change envelope\.\w+ in \.agentops\/config\.yaml on main/);
    }
    expect(denials()).toBe(stopped.length);
  });

  it("asks a person about a line for a shell where the runtime can, and stops it elsewhere", async () => {
    for (const command of ["npm test; rm -rf x", "npm test && x", "ls $(cat x)", "echo '*** Begin Patch'"]) {
      const { decision, reason } = await ask(at.shell, { command });
      expect(decision).toBe(at.runtime === "claude" ? "ask" : "deny");
      expect(reason).toContain("shell: ask");
    }
  });
});

describe("cursor's own events", () => {
  const on = (event: string, input: Record<string, unknown>) =>
    askHere(dir, { runtime: "cursor", event }, { conversation_id: "s", workspace_roots: [dir], ...input });

  it("ask before a shell line, and judge files and other servers", async () => {
    expect(await on("beforeShellExecution", { command: "npm test" })).toMatchObject(ALLOWED);
    expect((await on("beforeShellExecution", { command: "a | b" })).decision).toBe("ask");
    expect((await on("beforeShellExecution", { command: "npm run x" })).decision).toBe("deny");
    expect((await on("beforeReadFile", { file_path: `${dir}/src/.env` })).decision).toBe("deny");
    expect(await on("beforeReadFile", { file_path: `${dir}/src/a.ts` })).toMatchObject(ALLOWED);
    expect((await on("beforeMCPExecution", { tool_name: "get_issue", command: "x" })).decision).toBe("deny");
    const ours = {
      tool_name: "check_action",
      command: `node ${path.resolve("dist/agentops-mcp.js")}`,
    };
    // It compares the command with the program that asks.
    const input = { conversation_id: "s", workspace_roots: [dir], ...ours };
    const program = await askHook(dir, { runtime: "cursor", event: "beforeMCPExecution" }, input);
    expect(program).toMatchObject(ALLOWED);
  });
});

const [claude, codex, gemini] = BEFORE;

it("judges every file of a patch, however it is written", async () => {
  const patch = (...lines: string[]) =>
    askHere(
      dir,
      codex,
      call("apply_patch", { command: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") }),
    );
  const many = Array.from({ length: 60 }, (_, at) => `*** Add File: src/${at}.ts\n+x`);
  expect(await patch(...many)).toMatchObject(ALLOWED);
  expect((await patch(...many, "*** Add File: lib/x.ts", "+x")).decision).toBe("deny");
  expect((await patch("  *** Update File: lib/x.ts", "@@", "-a", "+b")).decision).toBe("deny");
  expect((await patch("*** Update File: src/a.ts", "*** Move to: lib/a.ts", "@@", "-a")).decision).toBe(
    "deny",
  );
  expect((await patch("no file")).decision).toBe("deny");
});

it.each(["\u2028", "\r", "\u2029"])("takes a path in a patch up to its line feed, past %j", async (odd) => {
  const command = `*** Begin Patch\n*** Add File: src/a${odd}/../../lib/x\n+x\n*** End Patch`;
  expect((await askHere(dir, codex, call("apply_patch", { command }))).decision).toBe("deny");
});

it("judges all that a call's arguments hold, whichever of them the runtime takes", async () => {
  const asked = async (at: Before, tool: string, input: Record<string, unknown>) =>
    (await askHere(dir, at, call(tool, input))).decision;
  const patch = (file: string) => `*** Begin Patch\n*** Add File: ${file}\n+x\n*** End Patch`;
  expect(await asked(codex, "apply_patch", { command: patch("src/a"), patch: patch("lib/a") })).toBe("deny");
  expect(await asked(codex, "exec_command", { command: "ls", cmd: "rm -rf x" })).toBe("deny");
  expect(await asked(codex, "shell", { command: ["ls", "-l"], workdir: "src" })).toBe("allow");
  const url = "https://registry.npmjs.org/zod";
  for (const prompt of [
    `${url} https://evil.test/x`,
    `${url} https:\\evil.test/://`,
    `(${url}) http://evil.test`,
  ])
    expect(await asked(gemini, "web_fetch", { url, prompt }), prompt).toBe("deny");
  expect(await asked(gemini, "web_fetch", { prompt: `Read (${url}).` })).toBe("allow");
  expect(await asked(claude, "WebFetch", { url, prompt: "compare with https://evil.test" })).toBe("allow");
  expect(await asked(claude, "Write", { file_path: "src/a.ts", target_notebook: "lib/x.ipynb" })).toBe(
    "deny",
  );
  for (const paths of [["src/{a,../../lib}/x"], ["src/*/../../.."]])
    expect(await asked(gemini, "read_many_files", { paths }), String(paths)).toBe("deny");
  expect(await asked(claude, "mcp__agentops__evil__check_action", {})).toBe("deny");
});

it("guards the settings of runtimes in every folder, and what is taken out however its letters are composed", async () => {
  await adopt(`envelope: { write: ["**", "!src/d\u00e9j\u00e0/**"], network: ["*"] }\n`);
  expect((await write(claude, "packages/a/.claude/settings.json")).decision).toBe("deny");
  expect((await write(claude, "packages/a/.MCP.json")).decision).toBe("deny");
  expect((await write(claude, "src/de\u0301ja\u0300/x")).decision).toBe("deny");
  expect(await write(claude, "src/other/x")).toMatchObject(ALLOWED);
  const fetched = (url: string) => askHere(dir, claude, call("WebFetch", { url, prompt: "x" }));
  expect(await fetched("https://any.test")).toMatchObject(ALLOWED);
  expect((await fetched("file:///etc/passwd")).decision).toBe("deny");
});

it("leaves a line to the runtime's sandbox only while the call stays in it", async () => {
  await adopt(`envelope: { write: ["src/**"], commands: [[ls]], shell: runtime }\n`);
  const line = (at: Before, tool: string, more: object) =>
    askHere(dir, at, call(tool, { command: "npm test | tail", ...more }));
  expect(await line(claude, "Bash", { dangerouslyDisableSandbox: false })).toMatchObject(ALLOWED);
  expect((await line(claude, "Bash", { dangerouslyDisableSandbox: true })).decision).toBe("ask");
  expect(await line(codex, "shell", { sandbox_permissions: "use_default" })).toMatchObject(ALLOWED);
  expect((await line(codex, "shell", { sandbox_permissions: "require_escalated" })).decision).toBe("deny");
  expect((await line(codex, "shell", { with_escalated_permissions: true })).decision).toBe("deny");
});

it("takes other servers' tools by name, and reads gemini's from its context", async () => {
  const tool = (at: Before, name: string, more = {}) => askHere(dir, at, call(name, {}, more));
  expect(await tool(claude, "mcp__github__get_issue")).toMatchObject(ALLOWED);
  expect((await tool(claude, "mcp__github__delete_repo")).decision).toBe("deny");
  expect((await tool(claude, "mcp__agentops_evil__get_issue")).decision).toBe("deny");
  expect(await tool(claude, "mcp__plugin_agentops_agentops__check_action")).toMatchObject(ALLOWED);
  expect(await tool(claude, "TodoWrite")).toMatchObject(ALLOWED);
  const resource = (server: string) => askHere(dir, codex, call("read_mcp_resource", { server, uri: "x" }));
  expect(await resource("agentops")).toMatchObject(ALLOWED);
  expect((await resource("github")).decision).toBe("deny");
  const typed = (chars: string) => askHere(dir, codex, call("write_stdin", { session_id: 1, chars }));
  expect(await typed("")).toMatchObject(ALLOWED);
  expect((await typed("rm -rf x\n")).decision).toBe("deny");
  expect((await tool(claude, "Read")).decision).toBe("deny");
  const context = { mcp_context: { server_name: "github", tool_name: "get_issue" } };
  expect(await tool(gemini, "mcp_github_get_issue", context)).toMatchObject(ALLOWED);
  expect((await tool(gemini, "mcp_github_get_issue")).decision).toBe("deny");
});

it("follows links, dots, case and other working trees, and refuses what no path should hold", async () => {
  const tree = path.join(temporaryFolder(), "tree");
  repository.git("worktree", "add", "-q", "--detach", tree);
  symlinkSync("/etc", path.join(dir, "src/etc"));
  symlinkSync("../docs", path.join(dir, "src/docs"));
  for (const file of [
    ...[
      "src/../package.json",
      "src/etc/passwd",
      "src/docs/x.md",
      "../outside",
      "SRC/a.ts",
      "src/VENDOR/a.js",
    ],
    ...[".GIT/config", "src/.git/hooks/x", ".git/agentops/cache/policy.json", ".agentops/config.yaml"],
    ...[
      ".claude/settings.json",
      ".mcp.json",
      "src/a\nb.ts",
      "src/a\u0000b.ts",
      "~/x",
      "file:///etc/passwd",
      "",
    ],
    ...[`${tree}/package.json`, `${tree}/SRC/a.ts`, "/tmp/x"],
  ])
    expect((await write(claude, file)).decision, JSON.stringify(file)).toBe("deny");
  expect(await write(claude, `${tree}/src/a.ts`)).toMatchObject(ALLOWED);
  expect(await write(claude, "a.ts", { cwd: `${dir}/src` })).toMatchObject(ALLOWED);
  expect(await write(claude, ".agentops/learnings/note.md")).toMatchObject(ALLOWED);
});

it("is widened by no text, argument, learning, file or folder that an agent can write", async () => {
  const wide = `envelope: { write: ["**"] }\n`;
  const other = path.join(dir, "src/inner");
  writeFiles(dir, {
    ".agentops/config.yaml": wide,
    ".git/agentops/envelope": wide,
    "src/inner/.agentops/config.yaml": wide,
  });
  const inner = { AGENTOPS_ENVELOPE: wide, AGENTOPS_BASE: "HEAD" };
  mkdirSync(path.join(other, ".git/refs"), { recursive: true });
  writeFileSync(path.join(other, ".git/HEAD"), "ref: refs/heads/main\n");
  const asked = call("Write", {
    file_path: `${dir}/package.json`,
    content: "envelope: { write: ['**'] }",
    grant: true,
    permissionDecision: "allow",
  });
  expect((await askHook(dir, claude, asked, { env: inner })).decision).toBe("deny");
  expect((await askHere(dir, claude, { ...asked, cwd: other })).decision).toBe("deny");
  expect((await askHere(other, claude, asked, { env: { CLAUDE_PROJECT_DIR: dir } })).decision).toBe("deny");
  repository.git("checkout", "-q", "-b", "work");
  repository.commit({ ".agentops/config.yaml": wide }, "grants itself more");
  expect((await askHere(dir, claude, asked)).decision).toBe("deny");
  repository.git("checkout", "-q", "main");
  repository.git("merge", "-q", "work");
  await ready(dir);
  expect((await askHere(dir, claude, asked)).decision).toBe("allow");
});

/** A shorter form is for a quick look. */
const PLACES = Number(process.env.AGENTOPS_TEST_PLACES ?? 100);

it(`agrees with check_action on ${PLACES} places, and with envelope explain on each tenth`, async () => {
  const segment = fc.constantFrom("src", "SRC", "vendor", "docs", "..", ".", ".env", "a.ts", ".git", "läufe");
  const files = fc.sample(fc.array(segment, { minLength: 1, maxLength: 4 }), { numRuns: PLACES, seed: 7 });
  const client = await inProcess(dir, { session: "asking" });
  const answers: string[] = [];
  for (const [at, file] of files.map((each) => each.join("/")).entries()) {
    const { decision } = await write(claude, file);
    const { facts } = await client.call("check_action", { action: "write", target: [file] });
    expect(decision, file).toBe(facts.decision);
    answers.push(decision);
    if (at % 10 > 0) continue;
    const { stdout } = runCli(dir, ["envelope", "explain", file, "--json"], { home: EMPTY_HOME });
    expect(decision, file).toBe(JSON.parse(stdout).decision);
  }
  await client.close();
  expect(new Set(answers)).toEqual(new Set(["allow", "deny"]));
});

it("narrows to the job of the session, also where base has no envelope, until the job ends", async () => {
  await adopt("sync: manual\n");
  expect(await write(claude, "lib/a.ts")).toMatchObject(ALLOWED);
  const client = await inProcess(dir, { session: "s" });
  const job = await client.call("start_job", { title: "Update the parser", write: ["src/parser/**"] });
  expect(job.isError, job.text).toBe(false);
  expect(await write(claude, "src/parser/a.ts")).toMatchObject(ALLOWED);
  const outside = await write(claude, "lib/a.ts");
  expect(outside).toMatchObject({ decision: "deny" });
  expect(outside.reason).toContain(`job ${job.facts.job}`);
  expect(await write(claude, "lib/a.ts", { session_id: "another" })).toMatchObject(ALLOWED);
  const finished = await client.call("finish_job", {
    outcome: "hand_off",
    handoff: { goal: "parser", done: "nothing", decisions: "none", next: "all" },
    none_because: "nothing was learned",
  });
  await client.close();
  if (finished.isError) throw new Error(finished.text);
  expect(await write(claude, "lib/a.ts")).toMatchObject(ALLOWED);
});

it("in a trial stops nothing, notes it, and tells the person once per rule, and the model nothing", async () => {
  await adopt(`${ENVELOPE}  enforce: warn\n`);
  const first = await write(claude, "package.json");
  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.stdout)).toEqual({
    systemMessage: expect.stringContaining("In a trial, and only noted"),
  });
  expect(await write(claude, "other.json")).toMatchObject(ALLOWED);
  expect(await askHere(dir, claude, "garbage")).toMatchObject(ALLOWED);
  expect(await write(gemini, "package.json", { session_id: "g" })).toMatchObject(ALLOWED);
  const after = await askHere(
    dir,
    { runtime: "gemini", event: "AfterTool" },
    {
      ...call("write_file", { file_path: "package.json" }, { session_id: "g" }),
      tool_response: { llmContent: "done" },
    },
  );
  expect(JSON.parse(after.stdout)).toEqual({
    systemMessage: expect.stringContaining("In a trial, and only noted"),
  });
  await askHere(dir, { runtime: "claude", event: "SessionEnd" }, { session_id: "s" });
  const denials = journalFiles(repository).filter((file) => file.includes(":denial/"));
  expect(denials.map((file) => JSON.parse(repository.git("show", file)).enforced)).toContain(false);
});

it("grants nothing after the last day", async () => {
  await adopt(`${ENVELOPE}  expires: 2020-01-31\n`);
  const late = await write(claude, "src/a.ts");
  expect(late.decision).toBe("deny");
  expect(late.reason).toContain("expires: 2020-01-31");
});

it("leaves alone who has asked for nothing", async () => {
  rmSync(path.join(dir, ".agentops"), { recursive: true });
  repository.git("rm", "-rq", "--cached", ".agentops");
  repository.commit({ "README.md": "x" }, "no policy");
  rmSync(path.join(dir, ".git/agentops"), { recursive: true, force: true });
  for (const ref of repository.git("for-each-ref", "--format=%(refname)", "refs/agentops").split("\n"))
    if (ref) repository.git("update-ref", "-d", ref);
  expect(await write(claude, "/etc/passwd")).toMatchObject(ALLOWED);
  expect(await askHere(dir, claude, "garbage")).toMatchObject(ALLOWED);
  expect(existsSync(path.join(dir, ".git/agentops"))).toBe(false);
});
