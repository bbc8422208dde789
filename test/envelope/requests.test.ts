// Tool calls of each runtime are held against an envelope on a real disk: every reading of a path, every argument, and names that only look like ours.
import { mkdirSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { createEnvelopePort } from "../../src/envelope/io/open.ts";
import type { EnvelopePort } from "../../src/envelope/port.ts";
import { placeAt } from "../../src/git/place.ts";
import { checkCall } from "../../src/hooks/io/check-call.ts";
import { judgeCall } from "../../src/hooks/io/judge-call.ts";
import { HOOK_DIALECTS } from "../../src/runtimes/hooks/all.ts";
import { OWN_TOOLS } from "../../src/runtimes/hooks/own-tools.ts";
import { SERVER_TEXT } from "../../src/runtimes/server-file.ts";
import { createRepository, type TestRepository, temporaryFolder, writeFiles } from "../support/repository.ts";

const POLICY = `envelope:
  read: ["**"]
  write: ["src/**"]
  deny: ["**/.env*", "secrets/**"]
  commands: [[npm, test], [ls]]
  network: [registry.npmjs.org]
  tools: [github/get_*]
`;

let repository: TestRepository;
let dir: string;
beforeAll(() => {
  repository = createRepository();
  ({ dir } = repository);
  writeFiles(dir, {
    "src/a.ts": "x",
    "secrets/key": "x",
    ".env": "x",
    "@scope/a.ts": "x",
    "deep/src/b.ts": "x",
  });
  symlinkSync("secrets/key", path.join(dir, "alias"));
  symlinkSync("../alias", path.join(dir, "src/alias"));
  symlinkSync("/proc/self/cwd", path.join(dir, "src/here"));
});
afterAll(() => repository.remove());

async function portFor(policy: string, job: Parameters<typeof portWith>[1] = null): Promise<EnvelopePort> {
  return portWith((await parseConfig(Buffer.from(policy))).envelope, job);
}

function portWith(
  envelope: Awaited<ReturnType<typeof parseConfig>>["envelope"],
  job: { id: string; read: readonly string[] | null; write: readonly string[] } | null,
): EnvelopePort {
  const place = placeAt(dir);
  if (!place) throw new Error("no repository");
  const base = async () => ({ envelope, name: "main" });
  return createEnvelopePort({ place, cwd: dir, base, scope: async () => job && { ...job, within: null } });
}

/** The strictest of the decisions about all that one call asks for, with its rule; unreadable where nobody can tell. */
async function decided(port: EnvelopePort, runtime: string, event: string, fields: object): Promise<string> {
  const base = { session_id: "s", conversation_id: "s", cwd: dir };
  const parsed = HOOK_DIALECTS[runtime]?.parse(event, { ...base, ...fields });
  if (!parsed?.requests) return "unreadable";
  const checked = await Promise.all(parsed.requests.map((request) => port.check(request, Date.now())));
  const order = ["deny", "ask", "allow"];
  const [worst] = checked
    .map(({ decision }) => decision)
    .toSorted((a, b) => order.indexOf(a.decision) - order.indexOf(b.decision));
  return worst ? `${worst.decision} ${worst.rule}` : "allow nothing";
}

const EVENTS: Record<string, string> = { claude: "PreToolUse", codex: "PreToolUse", gemini: "BeforeTool" };
type Case = [tool: string, input: object, verdict: string, more?: object];

function cases(runtime: string, rows: readonly Case[], policy = POLICY) {
  it.each(rows)(`${runtime}: %s %j -> %s`, async (tool_name, tool_input, verdict, more = {}) => {
    const fields = { tool_name, tool_input, ...more };
    expect(await decided(await portFor(policy), runtime, EVENTS[runtime] ?? "", fields)).toContain(verdict);
  });
}

describe("a path that runtimes read in other ways than they are told it", () => {
  cases("claude", [
    ["Grep", { pattern: "x", path: " /etc" }, "deny path"],
    ["Glob", { pattern: "*", path: "/etc\u00a0" }, "deny path"],
    ["Read", { file_path: "~/x" }, "deny path"],
    ["Read", { file_path: "src/here/a.ts" }, "deny path"],
    ["Read", { file_path: "/proc/self/cwd/src/a.ts" }, "deny path"],
    ["Read", { file_path: "@scope/a.ts" }, "allow"],
  ]);
  cases("gemini", [
    ["write_file", { file_path: "src/%2e%2e/package.json" }, "deny path"],
    ["read_file", { file_path: "%2Fetc%2Fpasswd" }, "deny path"],
    ["read_file", { file_path: "src/100%.md" }, "allow"],
    ["read_file", { file_path: "@.env" }, "deny path"],
    ["read_file", { file_path: "@/secrets/key" }, "deny path"],
    // It takes deep/src/b.ts for it.
    ["replace", { file_path: "src/b.ts", old_string: "x" }, "deny path"],
    ["replace", { file_path: "src/a.ts", old_string: "x" }, "allow write"],
    ["write_file", { file_path: "src/b.ts" }, "allow write"],
  ]);

  it("a link to composed letters is not left by letters that are not", async () => {
    mkdirSync(path.join(dir, "src/x"));
    symlinkSync("/etc", path.join(dir, "src/x/d\u00e9"));
    const read = { tool_name: "Read", tool_input: { file_path: "src/x/de\u0301/passwd" } };
    expect(await decided(await portFor(POLICY), "claude", "PreToolUse", read)).toBe("deny path");
  });
});

const patch = (...lines: string[]) => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

describe("a patch whose frame nobody has met", () => {
  cases("codex", [
    [
      "apply_patch",
      { input: patch("*** Update File: src/a.ts", "*** Rename to: lib/a.ts", "@@") },
      "deny path",
    ],
    [
      "apply_patch",
      { input: patch("*** Environment ID: other", "*** Add File: src/b.ts", "+x") },
      "deny path",
    ],
    ["apply_patch", { input: patch("***Update File: lib/a.ts", "@@") }, "deny path"],
    ["apply_patch", { input: patch("*** Add File: src/b.ts", "+*** x", "*** End of File ") }, "allow write"],
    ["apply_patch", { input: patch("*** Update File: src/a.ts", "@@", " *** x", "+y") }, "allow write"],
  ]);
});

describe("what is typed into a command that runs", () => {
  cases("codex", [
    ["write_stdin", { session_id: 1, chars: "ls\n", yield_time_ms: 5 }, "allow"],
    ["write_stdin", { session_id: 1, chars: "" }, "allow nothing"],
    // Apart they take back and read; as one line the second is a file to remove.
    ["write_stdin", { session_id: 1, chars: "rm src/a.ts " }, "ask shell"],
    ["write_stdin", { session_id: 1, chars: "cat package.json" }, "ask shell"],
    ["write_stdin", { session_id: 1, chars: ["ls"] }, "ask shell"],
    ["write_stdin", { session_id: 1, text: "ls\n" }, "unreadable"],
    ["write_stdin", { session_id: 1, chars: "ls\n", data: ["x"] }, "unreadable"],
  ]);
});

describe("an address that clients read in more than one way", () => {
  cases("claude", [
    ["WebFetch", { url: "https://registry.npmjs.org\\@elsewhere.test/" }, "deny network"],
    ["WebFetch", { url: "https://registry.npmjs.org\t.elsewhere.test/" }, "deny network"],
    ["WebFetch", { url: " https://registry.npmjs.org/x\n" }, "allow network"],
  ]);
});

describe("a tool that writes, in a shape that nobody has met", () => {
  cases("claude", [
    ["Edit", { file_path: "src/a.ts", newPath: "lib/a.ts" }, "deny write"],
    ["Edit", { file_path: "src/a.ts", rename: "lib/a.ts" }, "deny write"],
    ["MultiEdit", { file_path: "src/a.ts", edits: [{ output_path: "lib/a.ts" }] }, "deny write"],
    ["edit", { path: "src/a.ts", target: ["src/b.ts", "lib/a.ts"] }, "deny write"],
    ["Edit", { file_path: "src/a.ts", moveTo: "lib/a.ts" }, "deny write"],
    ["Edit", { file_path: "src/a.ts", save_as: "lib/a.ts" }, "deny write"],
    ["Write", { file_path: "src/a.ts", location: "lib/a.ts" }, "deny write"],
    ["Write", { file_path: "src/a.ts", output: "lib/a.ts" }, "deny write"],
    ["Edit", { file_path: "src/a.ts", old_string: "lib/a.ts", new_string: "to" }, "allow"],
    ["Edit", { file_path: "src/a.ts", auto: true, alias: "lib/a.ts", canvas: "lib/a.ts" }, "allow"],
    ["Write", { file_path: "src/a.ts", content: "x", mode: "0644" }, "allow"],
    ["create", { path: "src/a.ts", file_text: "see lib/a.ts" }, "allow"],
    ["Write", { file_path: "src/\ud800" }, "deny path"],
  ]);
  cases("codex", [
    ["apply_patch", { path: "src/a.ts", patch: { text: "*** Add File: lib/x\n+x" } }, "deny write"],
    ["apply_patch", { path: "src/a.ts", diffs: ["*** Add File: lib/x\n+x"] }, "deny write"],
    ["apply_patch", { operations: [{ type: "create_file", path: "src/x", diff: "+x" }] }, "allow"],
  ]);
});

describe("what is denied by name", () => {
  cases("claude", [
    ["Read", { file_path: "alias" }, "deny deny: secrets/**"],
    ["Read", { file_path: "src/alias" }, "deny deny: secrets/**"],
    ["Grep", { pattern: ".", glob: "**/.env" }, "deny deny: **/.env*"],
    ["Grep", { pattern: ".", glob: "*.ts, {a,.env}" }, "deny deny: **/.env*"],
    ["Glob", { pattern: "{/etc,src}/*" }, "deny read: no entry fits"],
    ["Glob", { pattern: "{src,test}/**/*.{ts,tsx}" }, "allow"],
    ["Glob", { pattern: "**/*.ts", path: "src" }, "allow"],
    ["Glob", { pattern: `{${"x,".repeat(120)}/etc}/*` }, "deny path"],
    // What stands for more names than are looked at could stand for any.
    ["Grep", { pattern: ".", glob: `{${"x,".repeat(120)}}{.env,y}` }, "deny path"],
    ["Grep", { pattern: ".", path: "src", glob: `{${"x,".repeat(120)}}{.env,y}` }, "deny path"],
    ["Grep", { pattern: ".", glob: "{a,{b,c}}.{ts,tsx}" }, "allow"],
    ["Grep", { pattern: ".", path: "secrets", glob: "*" }, "deny deny: secrets/**"],
    ["Grep", { pattern: ".", glob: "*.ts" }, "allow"],
    ["Grep", { pattern: ".", glob: "!**/.env" }, "allow"],
  ]);
  cases("gemini", [
    ["read_many_files", { include: ["**/.env"] }, "deny deny: **/.env*"],
    ["read_many_files", { paths: ["secrets/*"] }, "deny deny: secrets/**"],
    ["grep_search", { pattern: "x", include_pattern: ".env" }, "deny deny: **/.env*"],
  ]);

  it("is denied by each of its names, also of a home that is a link", async () => {
    const home = path.join(temporaryFolder(), "home");
    symlinkSync(os.tmpdir(), home);
    const port = await portFor(`envelope: { read: ["/**"], deny: ["${home}/held/**", alias] }\n`);
    const read = (file_path: string) =>
      decided(port, "claude", "PreToolUse", { tool_name: "Read", tool_input: { file_path } });
    expect(await read(`${os.tmpdir()}/held/x`)).toContain("deny deny");
    expect(await read(`${home}/held/x`)).toContain("deny deny");
    expect(await read(`${os.tmpdir()}/free/x`)).toContain("allow");
    expect(await read("alias")).toBe("deny deny: alias");
  });
});

describe("a search of everything needs that everything may be read", () => {
  const narrow = `envelope: { read: ["src/**"] }\n`;
  cases(
    "claude",
    [
      ["Grep", { pattern: "x" }, "deny read"],
      ["Grep", { pattern: "x", path: "." }, "deny read"],
      ["Grep", { pattern: "x", path: "src" }, "allow"],
      ["Glob", { pattern: "**/*.ts" }, "allow"],
      ["LS", {}, "allow"],
    ],
    narrow,
  );
  cases(
    "gemini",
    [
      ["read_many_files", { include: ["*"] }, "deny read"],
      ["search_file_content", { pattern: "x", dir_path: "src", include: "*.ts" }, "allow"],
    ],
    narrow,
  );

  it("of a job as well", async () => {
    const port = await portFor("sync: off\n", { id: "j-1", read: ["docs/**"], write: ["src/**"] });
    const grep = (tool_input: object) =>
      decided(port, "claude", "PreToolUse", { tool_name: "Grep", tool_input });
    expect(await grep({ pattern: "x" })).toBe("deny job j-1: read");
    expect(await grep({ pattern: "x", path: "docs" })).toBe("allow job j-1");
  });
});

describe("what stands beside a command", () => {
  cases("codex", [
    ["shell", { command: "npm test", env: { NODE_OPTIONS: "--require ./x" } }, "ask shell"],
    ["shell", { command: ["npm", "test"], env: { PATH: "src" } }, "ask shell"],
    ["exec_command", { cmd: "npm test", shell: "./src/evil" }, "ask shell"],
    ["shell", { command: "npm test", workdir: "/tmp" }, "deny read"],
    ["shell", { command: { line: "x" }, cmd: "ls" }, "unreadable"],
    ["shell", { command: "npm test", env: {}, workdir: null, timeout_ms: 3, justification: "x" }, "allow"],
    ["apply_patch", { command: "*** Add File: x\n+x", workdir: "src" }, "deny write"],
    ["apply_patch", { command: "*** Add File: \ufeffsrc/x\n+x" }, "deny path"],
    ["apply_patch", { command: "*** Add File: \u00a0src/x\n+x" }, "deny path"],
    ["apply_patch", { command: "  *** Add File:  src/x \r\n+x" }, "allow"],
  ]);
  cases("claude", [
    ["Monitor", { command: "ls", ws: { url: "wss://evil.test" } }, "ask shell"],
    ["Bash", { command: "ls =x" }, "ask shell"],
    ["Bash", { command: "ls  -l" }, "ask shell"],
    ["Bash", { command: "X=1 npm test" }, "ask shell"],
    ["Bash", { command: "env X=1 npm test" }, "deny commands"],
    ["Bash", { command: "git -c core.hooksPath=x status" }, "deny commands"],
    ["Bash", { command: "ls\u2028rm x" }, "ask shell"],
    ["Monitor", { ws: { url: "wss://evil.test" } }, "unreadable"],
    ["Bash", { command: "npm test", description: "x", timeout: 3, run_in_background: true }, "allow"],
    ["MultiEdit", { file_path: "src/a.ts", edits: [{ file_path: "lib/a.ts" }] }, "deny write"],
    ["Write", { file_path: "src/a.ts", path: { to: "lib/a.ts" } }, "deny path"],
    ["Agent", { prompt: "x" }, "allow nothing"],
    ["Agent", { prompt: "x", isolation: "remote" }, "deny tools"],
  ]);
  const runtime = `envelope: { commands: [[ls]], shell: runtime }\n`;
  cases("gemini", [["run_shell_command", { command: "a | b", dir_path: "." }, "allow"]], runtime);
  cases(
    "gemini",
    [["run_shell_command", { command: "a | b", additional_permissions: { network: true } }, "ask"]],
    runtime,
  );
  cases("claude", [["Bash", { command: "a | b", dangerouslyDisableSandbox: "true" }, "ask"]], runtime);
});

describe("whose tool it is", () => {
  const context = (server_name: string) => ({ mcp_context: { server_name, tool_name: "check_action" } });
  cases("claude", [
    ["mcp__agentops__check_action", {}, "allow nothing"],
    ["mcp__plugin_agentops_agentops__check_action", {}, "allow nothing"],
    ["mcp__agentops__drop_table", {}, "deny tools"],
    ["mcp__agentops___check_action", {}, "deny tools"],
    ["mcp__agentops_evil__check_action", {}, "deny tools"],
    ["Write", { file_path: "/etc/x" }, "deny write", context("agentops")],
  ]);
  cases("gemini", [
    ["mcp_agentops_check_action", {}, "allow nothing"],
    ["mcp_agentops_check_action", {}, "allow nothing", context("agentops")],
    ["mcp_agentops_evil_check_action", {}, "deny tools"],
    ["mcp_agentops_check_action", {}, "deny tools", context("agentops_evil")],
    ["mcp__agentops__check_action", {}, "deny tools", context("_agentops_")],
    ["save_memory", { fact: "x" }, "deny tools"],
  ]);
});

describe("cursor", () => {
  const on = async (event: string, fields: object) => decided(await portFor(POLICY), "cursor", event, fields);
  const mcp = (command: string, tool_name = "check_action") =>
    on("beforeMCPExecution", { command, tool_name });

  it("reads a file with those that are attached to it", async () => {
    const attached = (type: string) => [{ type, filePath: `${dir}/.env` }];
    const file_path = `${dir}/src/a.ts`;
    expect(await on("beforeReadFile", { file_path, attachments: attached("file") })).toContain("deny");
    expect(await on("beforeReadFile", { file_path, attachments: attached("rule") })).toContain("allow");
  });

  it("knows our server by the file that is started, and by no name or address", async () => {
    const folder = temporaryFolder();
    const packaged = "node_modules/12-factor-agentops-mcp/dist/agentops-mcp.js";
    writeFiles(folder, { [packaged]: "", "src/agentops-mcp.js": "", "my bin/x": "" });
    symlinkSync(path.join(folder, packaged), path.join(folder, "my bin/agentops-mcp"));
    expect(await mcp(`node ${folder}/${packaged} --dir x`)).toBe("allow nothing");
    expect(await mcp(`"${folder}/my bin/agentops-mcp" --dir x`)).toBe("allow nothing");
    writeFiles(folder, {
      ".agentops/server.cjs": SERVER_TEXT,
      "crlf/.agentops/server.cjs": SERVER_TEXT.replaceAll("\n", "\r\n"),
      "changed/.agentops/server.cjs": `${SERVER_TEXT}require("./x.cjs");\n`,
      "src/server.cjs": SERVER_TEXT,
    });
    for (const at of [".", "crlf"])
      expect(await mcp(`node ${folder}/${at}/.agentops/server.cjs --parts memory`)).toBe("allow nothing");
    for (const at of ["changed/.agentops", "src", "nowhere/.agentops"])
      expect(await mcp(`node ${folder}/${at}/server.cjs`), at).toContain("deny tools");
    const others = ["node evil.js agentops-mcp ", "evil-agentops-mcp", "node x/agentops-mcp.js.js"];
    const loads = [
      `node --require ${folder}/src/x.js ${folder}/${packaged}`,
      `node -r x ${folder}/${packaged}`,
    ];
    for (const other of [
      ...others,
      ...loads,
      `node ${folder}/src/agentops-mcp.js`,
      `${folder}/src/agentops-mcp.js`,
    ])
      expect(await mcp(other), other).toContain("deny tools");
    expect(await mcp(`node ${folder}/${packaged}`, "drop_table")).toContain("deny tools");
    const url = { url: `${folder}/my bin/agentops-mcp`, tool_name: "check_action" };
    expect(await on("beforeMCPExecution", url)).toContain("deny tools");
  });

  it("stops before any tool what no person would be asked about, and leaves the rest to the event that asks", async () => {
    const tool = (tool_name: string, tool_input: object) => on("preToolUse", { tool_name, tool_input });
    expect(await tool("Shell", { command: "rm -rf x" })).toContain("deny commands");
    expect(await tool("Shell", { command: "ls", working_directory: "/etc" })).toContain("deny read");
    expect(await tool("MCP:drop_table", {})).toContain("deny tools");
    expect(await tool("MCP:check_action", {})).toBe("allow nothing");
    const piped = { conversation_id: "s", tool_name: "Shell", tool_input: { command: "a | b" } };
    expect(HOOK_DIALECTS.cursor?.parse("preToolUse", piped)?.asksLater).toBe(true);
  });

  it("takes a line outside of the sandbox for one that leaves it", async () => {
    const port = await portFor(`envelope: { shell: runtime }\n`);
    const line = (sandbox: boolean) =>
      decided(port, "cursor", "beforeShellExecution", { command: "a | b", sandbox });
    expect(await line(true)).toContain("allow");
    expect(await line(false)).toContain("ask");
  });
});

it("grants up to the last moment of its last day, and nothing after it", async () => {
  const port = await portFor(`envelope: { write: ["src/**"], expires: 2026-12-31 }\n`);
  const at = async (time: string) =>
    (await port.check({ kind: "write", path: "src/a.ts" }, Date.parse(time))).decision.decision;
  expect(await at("2026-12-31T23:59:59.999Z")).toBe("allow");
  expect(await at("2027-01-01T00:00:00.000Z")).toBe("deny");
});

it("on trial stops nothing but what leaves the scope of the job", async () => {
  const { envelope } = await parseConfig(Buffer.from(`envelope: { enforce: warn, deny: ["src/**"] }\n`));
  const place = placeAt(dir);
  if (!place) throw new Error("no repository");
  const policy = { key: "", at: 0, base: "main", byHead: false, envelope, problem: null };
  const job = { id: "j-1", read: null, write: ["src/**"], within: null };
  const judged = async (file: string, held: typeof job | null) => {
    const call = { place, cwd: dir, now: Date.now(), asksLater: false, judge: () => ({ judgeCall }) };
    const { stop, denied, trial } = await checkCall([{ kind: "write", path: file }], policy, held, call);
    return { stop: stop?.reason ?? null, enforced: denied.map((each) => each.enforced), trial: trial.size };
  };
  expect(await judged("lib/a.ts", null)).toEqual({ stop: null, enforced: [false], trial: 1 });
  expect(await judged("src/a.ts", job)).toEqual({ stop: null, enforced: [false], trial: 1 });
  const beyond = { stop: expect.stringContaining("rule job j-1: write"), enforced: [true], trial: 0 };
  for (const file of ["lib/a.ts", ".git/config", "src/\n", ".claude/settings.json"])
    expect(await judged(file, job), file).toEqual(beyond);
});

it("never throws, and lets nothing pass that names a file outside, wherever in the arguments it stands", async () => {
  const port = await portFor(POLICY);
  const field = fc.constantFrom(
    "file_path",
    "path",
    "notebook_path",
    "absolute_path",
    "target_file",
    "filePath",
  );
  const tool = fc.constantFrom("Write", "Edit", "MultiEdit", "NotebookEdit", "write_file", "apply_patch");
  const shape = fc.constantFrom(
    (value: object) => value,
    (value: object) => ({ file_path: "src/a.ts", edits: [value] }),
    (value: object) => ({ file_path: "src/a.ts", options: { deep: [[value]] } }),
  );
  const value = fc.constantFrom<unknown>("lib/a.ts", ["src/a.ts", "../x"], 7, {}, "src/../.git/config");
  await fc.assert(
    fc.asyncProperty(field, tool, shape, value, async (name, tool_name, wrap, named) => {
      const fields = { tool_name, tool_input: wrap({ [name]: named }) };
      for (const [runtime, event] of Object.entries(EVENTS))
        expect(await decided(port, runtime, event, fields)).toMatch(/^deny/);
    }),
    { numRuns: 200 },
  );
});

it("our tools are known to hooks by their files", async () => {
  const { default: catalog } = await import("agentops:catalog");
  expect([...OWN_TOOLS]).toEqual(catalog.tools.map(({ name }) => name).sort());
});
