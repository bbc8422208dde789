// After a compaction, a clear or a resumed session hooks give again what the model no longer has before it.
import { afterEach, beforeEach, expect, it } from "vitest";
import Injection from "../../src/learnings/records/injection.ts";
import { journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";
import { hookProcess } from "./hook-process.ts";
import { bash, edit, hook, ready, store } from "./run-hook.ts";

const ERROR = "Error [ERR_REQUIRE_ESM]: require() of ES Module vitest/dist/index.js not supported";
const BRIEF = "What this repository remembers";

let repository: TestRepository;
let dir: string;
let vitest: string;
let ledger: string;
beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  [vitest = "", ledger = ""] = await store(
    dir,
    {
      title: "vitest 5 does not start on Node 20",
      kind: "gotcha",
      body: "vitest 5 stops with ERR_REQUIRE_ESM on Node 20. Stay on vitest 4.1.",
    },
    {
      title: 'The payment ledger rounds "half" to even',
      kind: "failure",
      body: "Math.round in src/pay/ledger.ts loses a cent on refunds; use roundHalfEven.",
      paths: ["src/pay/ledger.ts"],
    },
  );
});
afterEach(() => repository.remove());

const begun = (source: string) => ({ session_id: "a", source });
const start = (source: string, more = {}, runtime = "claude") =>
  hook(dir, "SessionStart", { ...begun(source), ...more }, { runtime });
const touch = () => hook(dir, "PreToolUse", edit("a", `${dir}/src/pay/ledger.ts`));
const fail = () => hook(dir, "PostToolUseFailure", bash("a", "npx vitest run", { error: ERROR }));
const ask = () =>
  hook(dir, "UserPromptSubmit", { session_id: "a", prompt: "refunds lose a cent in the payment ledger" });

it.each(["compact", "clear", "resume"])("after %s the brief is given again", async (source) => {
  expect((await start("startup")).context).toContain(ledger);
  expect((await ask()).stdout).toBe("");
  expect((await start(source)).context).toContain(ledger);
});

it("without a brief, prompt, file and error speak again after a compaction, with the whole budget", async () => {
  repository.commit({ ".agentops/config.yaml": "hooks:\n  tokens: 330\n" });
  await ready(dir);
  const round = async () => {
    const said = [await ask(), await touch(), await fail()].map(({ context }) => context);
    return {
      said: said.map((text) => [ledger, vitest].filter((id) => text.includes(id))),
      cost: said.reduce((sum, text) => sum + (text === "" ? 0 : tokensOf(text)), 0),
    };
  };
  const before = await round();
  expect(before.said).toEqual([[ledger], [], [vitest]]);
  await hook(dir, "PreCompact", { session_id: "a", trigger: "auto" });
  // The brief alone has no room beside them; what it takes is counted in the new window.
  await start("compact", { agent_id: "other" });
  expect(await round()).toEqual({ said: [[], [], []], cost: 0 });
  const again = await start("compact");
  expect(again.context).toContain(BRIEF);
  const after = await round();
  expect(tokensOf(again.context) + after.cost).toBeLessThanOrEqual(330);
  await hook(dir, "SessionEnd", { session_id: "a" });
  const files = journalFiles(repository).filter((file) => file.includes(":injection/"));
  const records = files.map((file) => Injection.schema.parse(JSON.parse(repository.git("show", file))));
  const reasons = records.flatMap(({ injections }) => injections.map(({ reason }) => reason));
  expect(reasons.filter((reason) => reason !== "brief").length).toBeGreaterThanOrEqual(2);
  expect(reasons).toContain("brief");
});

it("two hooks of one start give one brief, at the beginning and after a compaction", async () => {
  for (const source of ["startup", "compact"]) {
    const both = await Promise.all([1, 2].map(() => hookProcess(dir, "SessionStart", begun(source))));
    expect(both.filter(({ context }) => context.includes(BRIEF))).toHaveLength(1);
    await hook(dir, "PreCompact", { session_id: "a", trigger: "manual" });
  }
});

it("a lesson of the brief gets one line when its very file or error comes up, once in a window", async () => {
  for (const source of ["startup", "compact"]) {
    await start(source);
    expect((await touch()).context).toBe(
      `"The payment ledger rounds 'half' to even" (${ledger}), from the brief, is about this file.`,
    );
    expect((await fail()).context).toBe(
      `"vitest 5 does not start on Node 20" (${vitest}), from the brief, is about this error.`,
    );
    expect([await touch(), await fail()].map(({ stdout }) => stdout)).toEqual(["", ""]);
  }
});

it("a rule on trial is told again after a compaction", async () => {
  repository.commit({ ".agentops/config.yaml": 'envelope: { enforce: warn, write: ["lib/**"] }\n' });
  await ready(dir);
  const told = () => touch().then(({ stdout }) => JSON.parse(stdout));
  const trial = { systemMessage: expect.stringContaining("In a trial") };
  expect(await told()).toMatchObject(trial);
  expect((await touch()).stdout).toBe("");
  await start("compact");
  const again = await touch();
  expect(JSON.parse(again.stdout)).toMatchObject(trial);
  expect(again.context).not.toContain("In a trial");
});

it("Codex and Gemini CLI tell it by their session's start, Cursor by its own event before it", async () => {
  for (const runtime of ["codex", "gemini"]) {
    const session = { session_id: runtime };
    expect((await start("startup", session, runtime)).context).toContain(ledger);
    await hook(
      dir,
      runtime === "codex" ? "UserPromptSubmit" : "BeforeAgent",
      { ...session, prompt: "hello" },
      { runtime },
    );
    const source = runtime === "codex" ? "compact" : "clear";
    expect((await start(source, session, runtime)).context).toContain(ledger);
  }
  const read = () =>
    hook(
      dir,
      "postToolUse",
      {
        conversation_id: "c",
        cwd: dir,
        tool_name: "Read",
        tool_input: { file_path: `${dir}/src/pay/ledger.ts` },
        tool_output: '"x"',
      },
      { runtime: "cursor" },
    );
  expect((await read()).stdout).toContain(ledger);
  expect((await read()).stdout).toBe("");
  await hook(dir, "preCompact", { conversation_id: "c" }, { runtime: "cursor" });
  expect((await read()).stdout).toContain(ledger);
});
