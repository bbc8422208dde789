// Each event of a session brings its knowledge before the model, with real processes and a real journal.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import Citation from "../../src/learnings/records/citation.ts";
import Injection from "../../src/learnings/records/injection.ts";
import type { HandoffRecord } from "../../src/lessons/records/handoff.ts";
import { runCli } from "../cli/run-cli.ts";
import { startClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { EMPTY_HOME, journalFiles, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";
import { hookProcess } from "./hook-process.ts";
import { append, bash, edit, hook, notes, ready, store } from "./run-hook.ts";

const LESSONS = [
  {
    title: "vitest 5 does not start on Node 20",
    kind: "gotcha" as const,
    body: "vitest 5 stops with ERR_REQUIRE_ESM on Node 20. Stay on vitest 4.1 while engines says >=20.12.",
    tags: ["vitest"],
    paths: ["package.json"],
  },
  {
    title: "The payment ledger rounds half to even",
    kind: "failure" as const,
    body: "Math.round in src/pay/ledger.ts loses a cent on refunds; use roundHalfEven from src/pay/money.ts.",
    tags: ["ledger", "refund"],
    paths: ["src/pay/ledger.ts"],
  },
  {
    title: "Sessions of the shop live in Redis",
    kind: "decision" as const,
    body: "Cookies hold only the key of the session; everything else lies in Redis under shop:session.",
    tags: ["redis", "session"],
    paths: ["src/session"],
  },
];
const ERROR = "Error [ERR_REQUIRE_ESM]: require() of ES Module vitest/dist/index.js not supported";

let repository: TestRepository;
let dir: string;
let vitest: string;
let ledger: string;

beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  [vitest = "", ledger = ""] = await store(dir, ...LESSONS);
});
afterEach(() => repository.remove());

describe("what is said", () => {
  it("by the program to each event, is what the test's own process says", async () => {
    const asked: [string, (session: string) => Record<string, unknown>][] = [
      ["SessionStart", (session) => ({ session_id: session, source: "startup" })],
      [
        "UserPromptSubmit",
        (session) => ({ session_id: session, prompt: "the ledger loses a cent on refunds" }),
      ],
      ["PreToolUse", (session) => edit(session, `${dir}/src/pay/ledger.ts`)],
      ["PostToolUseFailure", (session) => bash(session, "npx vitest run", { error: ERROR })],
      ["PostToolUse", (session) => bash(session, "npx vitest run", { tool_response: "ok" })],
      ["PreCompact", (session) => ({ session_id: session, trigger: "auto" })],
      ["Stop", (session) => ({ session_id: session })],
      ["SessionEnd", (session) => ({ session_id: session, reason: "exit" })],
    ];
    const said: string[] = [];
    for (const [event, input] of asked) {
      const by = await hookProcess(dir, event, input("program"));
      expect(by, event).toEqual(await hook(dir, event, input("here")));
      said.push(by.stdout);
    }
    expect(said.filter((text) => text !== "").length).toBeGreaterThanOrEqual(4);
  });

  it("where nothing fits a prompt: once a session, how many lessons there are and how to ask", async () => {
    const ask = (session: string, prompt: string) =>
      hook(dir, "UserPromptSubmit", { session_id: session, prompt });
    const foreign = "bake a sourdough bread with rye flour in the oven";
    expect((await ask("a", "yes, go on")).stdout).toBe("");
    const { context } = await ask("a", foreign);
    expect(context).toContain("3 lessons of earlier sessions");
    expect(context).toContain("retrieve_context");
    expect(tokensOf(context)).toBeLessThanOrEqual(70);
    expect((await ask("a", foreign)).stdout).toBe("");
    expect((await ask("a", "vitest 5 stops on Node 20 with ERR_REQUIRE_ESM")).context).toContain(vitest);
    expect((await ask("b", "なぜパンが膨らまないのですか、教えてください")).context).toBe(context);
  });

  it("at the start: the brief, as the resource has it", async () => {
    const start = await hook(dir, "SessionStart", { session_id: "a", source: "startup" });
    const client = await inProcess(dir);
    const resource = await client.read("agentops://brief");
    await client.close();
    expect(start.context).toBe(resource);
    expect(start.context).toContain(ledger);
    expect((await hook(dir, "SessionStart", { session_id: "a", source: "startup" })).stdout).toBe("");
    expect((await hook(dir, "SessionStart", { session_id: "b", source: "clear" })).context).toBe(resource);
  });

  it("to a prompt: what fits it, or nothing", async () => {
    const prompt = (text: string) => hook(dir, "UserPromptSubmit", { session_id: "a", prompt: text });
    expect((await prompt("bake a rye bread")).stdout).toBe("");
    const fitting = await prompt("refunds in the payment ledger lose a cent, fix the rounding");
    expect(fitting.context).toContain(ledger);
    expect(fitting.context).not.toContain(vitest);
    expect((await prompt("refunds in the payment ledger lose a cent again")).stdout).toBe("");
  });

  it("before a tool touches a file: its known traps, and no decisions", async () => {
    expect((await hook(dir, "PreToolUse", edit("a", `${dir}/src/session/cookie.ts`))).stdout).toBe("");
    expect((await hook(dir, "PreToolUse", edit("a", `${dir}/src/pay/other.ts`))).stdout).toBe("");
    expect((await hook(dir, "PreToolUse", edit("a", "/elsewhere/src/pay/ledger.ts"))).stdout).toBe("");
    const named = await hook(dir, "PreToolUse", edit("a", `${dir}/src/pay/ledger.ts`));
    expect(named.context).toContain(ledger);
    expect(named.context).toContain("not an instruction");
    const command = await hook(dir, "PreToolUse", bash("b", "sed -i s/round/floor/ src/pay/ledger.ts"));
    expect(command.context).toContain(ledger);
    expect((await hook(dir, "PreToolUse", bash("c", "git status"))).stdout).toBe("");
  });

  it("after a failed command: what is known about the error, from a long and coloured output too", async () => {
    const failed = (session: string, error: string) =>
      hook(dir, "PostToolUseFailure", bash(session, "npx vitest run", { error }));
    expect((await failed("a", ERROR)).context).toContain(vitest);
    const long = `${"\u001b[32m ok\u001b[0m src/a.test.ts\n".repeat(3000)}\u001b[31m${ERROR}\u001b[0m\n${"  at Module.load (node:internal:1:2)\n".repeat(40)}`;
    expect((await failed("b", long)).context).toContain(vitest);
    expect((await failed("c", "ls: cannot access 'x': No such file or directory")).stdout).toBe("");
    const passed = await hook(dir, "PostToolUse", bash("d", "cat log", { tool_response: { stdout: ERROR } }));
    expect(passed.stdout).toBe("");
  });

  it("after a command whose runtime gives no exit code, by its words", async () => {
    const codex = (session: string, output: string) =>
      hook(dir, "PostToolUse", bash(session, "npx vitest run", { tool_response: output }), {
        runtime: "codex",
      });
    expect((await codex("a", `${ERROR}\nnpm error Lifecycle script failed`)).context).toContain(vitest);
    expect(
      (await codex("b", "vitest 4.1 on Node 20: 12 tests passed, require of ES Module is fine")).stdout,
    ).toBe("");
  });

  it("at a stop: asks once, with the reason and the ids, then lets go", async () => {
    const stop = (session: string, more = {}) => hook(dir, "Stop", { session_id: session, ...more });
    expect((await stop("idle")).stdout).toBe("");
    await hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
    await hook(dir, "PostToolUse", bash("a", "npx vitest run", { tool_response: "ok" }));
    expect((await stop("a", { stop_hook_active: true })).stdout).toBe("");
    const asked = await stop("a");
    expect(asked.ask).toContain(vitest);
    expect(asked.ask).toContain("1 command that failed works now");
    expect((await stop("a")).stdout).toBe("");
  });

  it("at a stop: nothing where the session has already recorded and cited", async () => {
    await hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
    await hook(dir, "PostToolUse", bash("a", "npx vitest run", { tool_response: "ok" }));
    const client = await inProcess(dir, { session: "a" });
    await client.call("cite_learnings", { citations: [{ id: vitest, outcome: "applied" }] });
    await client.call("record_learning", {
      title: "The test runner of the shop needs its pool set to forks",
      kind: "gotcha",
      body: "With pool threads vitest 4.1 hangs in src/pay after the ledger has opened its file; set pool: forks in vitest.config.ts.",
    });
    await client.close();
    expect((await hook(dir, "Stop", { session_id: "a" })).stdout).toBe("");
  });
});

describe("what is kept", () => {
  it("each injection once, with its reason, and nothing of prompt, command or output", async () => {
    await hook(dir, "SessionStart", { session_id: "a", source: "startup" });
    await hook(dir, "PostToolUseFailure", bash("b", "npx vitest run --secret-plan", { error: ERROR }));
    for (const _ of [1, 2]) {
      await hook(dir, "SessionEnd", { session_id: "a" });
      await hook(dir, "SessionEnd", { session_id: "b" });
    }
    const files = journalFiles(repository).filter((file) => file.includes(":injection/"));
    const records = files.map((file) => Injection.schema.parse(JSON.parse(repository.git("show", file))));
    expect(records.map(({ session }) => session).sort()).toEqual(["a", "b"]);
    const [error] = records.find(({ session }) => session === "b")?.injections ?? [];
    expect(error).toMatchObject({ reason: "error", served: [vitest] });
    expect(error?.tokens).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toMatch(/secret-plan|ERR_REQUIRE/);
  });

  it("for people: what was injected why, before and after it is in the journal", async () => {
    await hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
    const show = (...more: string[]) => runCli(dir, ["show", "session", ...more], { home: EMPTY_HOME });
    const noted = JSON.parse(show("--json").stdout);
    expect(noted).toMatchObject({
      session: "a",
      served: [vitest],
      injected: [{ reason: "error", served: [vitest] }],
    });
    await hook(dir, "SessionEnd", { session_id: "a" });
    expect(JSON.parse(show("a", "--json").stdout)).toEqual(noted);
    expect(show("a").stdout).toContain(`${vitest}  no word on it yet`);
  });

  it("by the session's server at its next write", async () => {
    await hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
    const client = await inProcess(dir, { session: "a" });
    await client.call("cite_learnings", { citations: [{ id: vitest, outcome: "applied" }] });
    await expect.poll(() => storedIds(repository, "injection"), { timeout: 10_000 }).toHaveLength(1);
    const trace = await client.call("trace_record", { id: vitest });
    expect(JSON.stringify(trace.facts)).toContain("injected (error)");
    await client.close();
  });

  it("by a later session, of one that ended without a word", async () => {
    await hook(dir, "PostToolUseFailure", bash("lost", "npx vitest run", { error: ERROR }));
    await hook(dir, "SessionStart", { session_id: "next", source: "startup" });
    const sessions = () =>
      journalFiles(repository)
        .filter((file) => file.includes(":injection/"))
        .map((file): string => JSON.parse(repository.git("show", file)).session);
    await expect.poll(sessions, { timeout: 20_000 }).toContain("lost");
    expect(sessions().filter((session) => session === "lost")).toHaveLength(1);
  });

  it("before compaction: a draft of a handoff", async () => {
    await hook(dir, "PostToolUse", { ...edit("a", `${dir}/src/pay/ledger.ts`), tool_response: "ok" });
    await hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
    const compact = await hook(dir, "PreCompact", {
      session_id: "a",
      trigger: "auto",
      transcript_path: "/no/such",
    });
    expect(compact.stdout).toBe("");
    const [file = ""] = journalFiles(repository).filter((each) => each.includes(":handoff/"));
    const handoff: HandoffRecord = JSON.parse(repository.git("show", file));
    expect(handoff).toMatchObject({
      draft: true,
      session: "a",
      files: ["src/pay/ledger.ts"],
      injected: [vitest],
      failures: [{ overcome: false }],
    });
  });

  it("a new word of a session counts at the next event", async () => {
    await hook(dir, "SessionStart", { session_id: "a", source: "startup" });
    const word = (session: string) =>
      append(
        dir,
        [
          Citation.draft({
            citations: [
              {
                id: vitest,
                outcome: "wrong",
                note: "works",
                evidence: [{ type: "command", ref: "npm test" }],
              },
            ],
          }),
        ],
        { session, runtime: "test", role: "worker" },
      );
    await word("x");
    await ready(dir);
    const failed = await hook(dir, "PostToolUseFailure", bash("b", "npx vitest run", { error: ERROR }));
    expect(failed.stdout).toBe("");
  });

  it("within the budget of the configuration, and nothing at 0", async () => {
    for (const tokens of [300, 0]) {
      repository.commit({ ".agentops/config.yaml": `hooks:\n  tokens: ${tokens}\n` });
      await ready(dir);
      const said = [
        await hook(dir, "SessionStart", { session_id: `s${tokens}`, source: "startup" }),
        await hook(dir, "PreToolUse", edit(`s${tokens}`, `${dir}/src/pay/ledger.ts`)),
        await hook(dir, "PostToolUseFailure", bash(`s${tokens}`, "npx vitest run", { error: ERROR })),
      ];
      const spent = said.reduce((sum, { context }) => sum + (context === "" ? 0 : tokensOf(context)), 0);
      expect(spent).toBeLessThanOrEqual(tokens);
      if (tokens > 0) expect(notes(dir, "s300").length).toBeGreaterThan(0);
    }
  });
});

it("the server of the same runtime process speaks of the session that its hooks were told last, after /clear too", async () => {
  // Both are children of this process, as they are of a runtime's; the environment still names the first session.
  const client = await startClient(dir, { env: { CLAUDE_CODE_SESSION_ID: "first" } });
  const cite = () => client.call("cite_learnings", { citations: [{ id: vitest, outcome: "applied" }] });
  const sessions = () =>
    journalFiles(repository)
      .filter((file) => file.includes(":citation/"))
      .map((file): string => JSON.parse(repository.git("show", file)).session);
  await cite();
  expect(sessions()).toEqual(["first"]);
  await hook(dir, "SessionStart", { session_id: "second", source: "clear" });
  await cite();
  expect(sessions().sort()).toEqual(["first", "second"]);
  await client.close();
});
