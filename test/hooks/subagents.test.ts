// A subagent is given what its task needs, whatever other agents of the session were given, and is asked nothing at its end.
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { hookProcess } from "./hook-process.ts";
import { bash, edit, hook, notes, ready, store } from "./run-hook.ts";

const TASK = "Fix the rounding of refunds in the payment ledger: they lose a cent.";
/** Beyond the sentences that a brief shows of a lesson. */
const WHOLE = "The helper lies in src/pay/money.ts.";

let repository: TestRepository;
let dir: string;
let ledger: string;
beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  [ledger = ""] = await store(
    dir,
    {
      title: "The payment ledger rounds half to even",
      kind: "failure",
      body: `Math.round in src/pay/ledger.ts loses a cent on refunds; use roundHalfEven. ${"Every total of a refund is rounded there once and only once. ".repeat(4)}${WHOLE}`,
      paths: ["src/pay/ledger.ts"],
    },
    { title: "Sessions of the shop live in Redis", kind: "decision", body: "Cookies hold only the key." },
  );
});
afterEach(() => repository.remove());

const by = (agent: string | null) => (agent === null ? {} : { agent_id: agent, agent_type: "Explore" });
const touch = (agent: string | null) =>
  hook(dir, "PreToolUse", { ...edit("a", `${dir}/src/pay/ledger.ts`), ...by(agent) });
const start = (agent: string, more = {}, runtime = "claude") =>
  hook(dir, "SubagentStart", { session_id: "a", ...by(agent), ...more }, { runtime });
const delegate = (tool: string, input: Record<string, unknown>) =>
  hook(dir, "PreToolUse", { session_id: "a", tool_name: tool, tool_input: input });

it("what one agent was given is not withheld from another, and each is told once", async () => {
  for (const agent of [null, "one", "two"]) {
    expect((await touch(agent)).context).toContain(ledger);
    expect((await touch(agent)).stdout).toBe("");
  }
});

it("it starts with the brief, and whole lessons for the task that the call before it has told", async () => {
  await delegate("Agent", { description: "rounding", prompt: TASK, subagent_type: "Explore" });
  const { context } = await start("one");
  expect(context).toContain("What this repository remembers");
  expect(context.split(`${ledger}\n`)).toHaveLength(2);
  expect(context).toContain(WHOLE);
  // Another type's task is not its own, and the brief shows only the beginning.
  const other = await start("two", { agent_type: "Plan" });
  expect(other.context).toContain(ledger);
  expect(other.context).not.toContain(WHOLE);
  expect(JSON.stringify(notes(dir, "a"))).not.toMatch(/rounding|refunds/i);
});

it("a task in its own event counts, in Codex too", async () => {
  expect((await start("one", { prompt: TASK })).context).toContain(WHOLE);
  expect((await start("two", { prompt: TASK }, "codex")).context).toContain(WHOLE);
});

it("two hooks of one start give it once, and a compaction of the session takes nothing from it", async () => {
  const twice = await Promise.all(
    [1, 2].map(() => hookProcess(dir, "SubagentStart", { session_id: "a", ...by("one") })),
  );
  expect(twice.filter(({ context }) => context !== "")).toHaveLength(1);
  await hook(dir, "SessionStart", { session_id: "a", source: "compact" });
  expect((await start("one")).stdout).toBe("");
});

it("the question at a stop is for the session alone, about what it was given, and not while it plans", async () => {
  await touch("one");
  const stop = (more = {}) => hook(dir, "Stop", { session_id: "a", ...more });
  expect((await stop()).stdout).toBe("");
  await touch(null);
  expect((await stop(by("one"))).stdout).toBe("");
  expect((await stop({ permission_mode: "plan" })).stdout).toBe("");
  expect((await stop()).ask).toContain(ledger);
});

it("the person is told the titles, the model is not, and a key of the configuration turns it off", async () => {
  const told = async (session: string, runtime: string, event: string) => {
    const input = { session_id: session, source: "startup" };
    const { stdout } = await hook(dir, event, input, { runtime });
    const { systemMessage, ...model } = JSON.parse(stdout);
    expect(JSON.stringify(model)).not.toContain("lessons given");
    return systemMessage;
  };
  const line =
    /^agentops: 2 lessons given: (The payment ledger rounds half to even|Sessions of the shop live in Redis); [^;]+$/;
  for (const runtime of ["claude", "codex", "gemini"])
    expect(await told(runtime, runtime, "SessionStart")).toMatch(line);
  const error = { error: "Error: Math.round loses a cent on refunds in the payment ledger" };
  const failed = await hook(dir, "PostToolUseFailure", bash("e", "npm test", error));
  expect(JSON.parse(failed.stdout).systemMessage).toBe(
    "agentops: 1 lesson given: The payment ledger rounds half to even",
  );
  repository.commit({ ".agentops/config.yaml": "hooks:\n  tell: false\n" });
  await ready(dir);
  expect(await told("quiet", "claude", "SessionStart")).toBeUndefined();
});
