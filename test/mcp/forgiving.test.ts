// Well-meant calls that a strict reader would refuse are answered, or told in one sentence how to be right.
import catalog from "agentops:catalog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
const byRole = new Map<string, TestClient>();

beforeAll(async () => {
  repository = createRepository();
  repository.commit({ "src/auth.ts": "export const leeway = 0;\n" });
  for (const role of ["worker", "supervisor", "judge"])
    byRole.set(role, await clients.start(`as-${role}`, ["--role", role]));
});
afterAll(async () => {
  await clients.closeAll();
  repository.remove();
});

async function call(tool: string, args: unknown): Promise<Answer> {
  const role = catalog.tools.find(({ name }) => name === tool)?.spec.role ?? "worker";
  const client = byRole.get(role);
  if (!client) throw new Error(`no client is a ${role}`);
  return client.call(tool, args as Record<string, unknown>);
}

const ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const json = JSON.stringify;
const lesson = (what: string, more: Record<string, unknown> = {}) => ({
  title: `${what} needs SIGUSR2 before its port is free again`,
  kind: "gotcha",
  body: `${what} keeps its listening socket in TIME_WAIT after a restart; send SIGUSR2 to ${what} and wait for exit code 7.`,
  distinct_because: `${what} is a program of its own, with its own socket`,
  ...more,
});
/** Unlike all other lessons here. */
const ALONE = {
  title: "tar --sort=name is unknown to busybox 1.36",
  kind: "gotcha",
  body: "busybox tar 1.36 exits with 1 at --sort=name; pipe find through sort into tar -T - instead.",
};
const ALONE_TOO = {
  title: "pg_dump 14 can't read a server of version 16",
  kind: "gotcha",
  body: "pg_dump 14 aborts because of server version mismatch against PostgreSQL 16; install postgresql-client-16.",
};
const STUCK = { tried: "a", failed: "b", evidence: "c", hypothesis: "d", ask: "e" };
const CRITERIA = [{ id: "compiles", text: "it compiles", run: ["true"] }];
const EVIDENCE = [{ type: "path", ref: "src/auth.ts" }];
const CITATION = { id: ID, outcome: "applied" };
const HANDOFF = { goal: "g", done: "d", decisions: "e", next: "n" };
const RULING = { escalation: ID, ruling: "answer", text: "go on", authority: "Ada" };

/** Tool, how it was meant, arguments, and what the answer tells: that of the well-formed call. */
const CALLS: [string, string, unknown, RegExp][] = [
  [
    "retrieve_context",
    "a list as JSON text",
    { task: "leeway", paths: '["src/auth.ts"]' },
    /^(items|tokens)/,
  ],
  ["retrieve_context", "one path as text", { task: "leeway", paths: "src/auth.ts" }, /^(items|tokens)/],
  ["retrieve_context", "a number as text", { task: "leeway", budget_tokens: "500" }, /^(items|tokens)/],
  [
    "retrieve_context",
    "kinds in capitals as JSON text",
    { task: "x", kinds: '["Gotcha"]' },
    /^(items|tokens)/,
  ],
  [
    "retrieve_context",
    "null for optionals",
    { task: "x", paths: null, kinds: null, budget_tokens: null },
    /^(items|tokens)/,
  ],
  ["retrieve_context", "nothing in a list", { task: "x", paths: [null, ""] }, /^(items|tokens)/],
  [
    "retrieve_context",
    "a field of the client's own",
    { task: "x", task_progress: "- [ ] a" },
    /ignored: task_progress/,
  ],
  ["retrieve_context", "lines of a task as a list", { task: ["Error: x", "at y"] }, /^(items|tokens)/],
  [
    "record_learning",
    "lists as JSON text",
    lesson("nginxd", { tags: '["nginx"]', paths: '["src/auth.ts"]', evidence: json(EVIDENCE) }),
    /state: admitted/,
  ],
  ["record_learning", "one tag as text", lesson("haproxyd", { tags: "haproxy" }), /state: admitted/],
  [
    "record_learning",
    "one piece of evidence",
    lesson("envoyd", { evidence: EVIDENCE[0] }),
    /state: admitted/,
  ],
  ["record_learning", "empty ids", { ...ALONE, supersedes: "", distinct_because: "" }, /state: admitted/],
  [
    "record_learning",
    "nulls",
    { ...ALONE_TOO, supersedes: null, confidence: null, paths: null },
    /state: admitted/,
  ],
  ["record_learning", "confidence as text", lesson("squidd", { confidence: "0.8" }), /state: admitted/],
  ["record_learning", "a kind in capitals", lesson("varnishd", { kind: "GOTCHA" }), /state: admitted/],
  ["record_learning", "a kind with a hyphen", lesson("pound-d", { kind: "mental-model" }), /state: admitted/],
  [
    "record_learning",
    "an extra field",
    lesson("lighttpd", { task_progress: "1/2" }),
    /ignored: task_progress/,
  ],
  [
    "record_learning",
    "an extra field inside",
    lesson("apached", { evidence: [{ ...EVIDENCE[0], note: "x" }] }),
    /ignored: evidence.0.note/,
  ],
  ["cite_learnings", "a list as JSON text", { citations: json([CITATION]) }, /^NOT_FOUND/],
  ["cite_learnings", "one citation", { citations: CITATION }, /^NOT_FOUND/],
  ["cite_learnings", "one as JSON text", { citations: json(CITATION) }, /^NOT_FOUND/],
  [
    "cite_learnings",
    "null inside",
    { citations: [{ ...CITATION, note: null, evidence: null }] },
    /^NOT_FOUND/,
  ],
  ["check_action", "a target as text", { action: "write", target: "src/auth.ts" }, /decision: allow/],
  ["check_action", "a target as JSON text", { action: "run", target: '["npm","test"]' }, /decision: allow/],
  ["check_action", "an action in capitals", { action: "READ", target: ["src/auth.ts"] }, /decision: allow/],
  [
    "check_action",
    "an extra field",
    { action: "fetch", target: "https://example.org", requires_approval: false },
    /ignored: requires_approval/,
  ],
  [
    "record_research",
    "one question as text",
    { questions: "who calls it?", exempt_because: "new file" },
    /^id: /,
  ],
  [
    "record_research",
    "lists as JSON text",
    {
      questions: '["who calls it?"]',
      scope_in: "src/auth.ts",
      done_when: "leeway is 60",
      findings: json([{ statement: "leeway is 0", source: "src/auth.ts:1" }]),
    },
    /^id: /,
  ],
  [
    "record_research",
    "nulls for lists",
    { questions: ["q?"], risks: null, findings: null, exempt_because: "new" },
    /^id: /,
  ],
  [
    "record_research",
    "an extra field",
    { questions: ["q?"], exempt_because: "new", task_progress: "x" },
    /ignored: task_progress/,
  ],
  [
    "report_progress",
    "booleans and numbers as text",
    { note: "x", failed: "false", utilisation: "0.4" },
    /^(job|NO_JOB|NOT_FOUND|[A-Z_]+: .*job)/,
  ],
  ["report_progress", "an empty id", { note: "x", job: "", approach: "" }, /job/],
  ["start_job", "a scope as text", { title: "Own work", write: "src/**" }, /J-|job/],
  ["report_progress", "True as text", { note: "tried leeway 60", failed: "True" }, /^job: /],
  [
    "report_progress",
    "an extra field",
    { note: "y", task_progress: "z", session: "q" },
    /ignored: task_progress, session/,
  ],
  [
    "start_job",
    "booleans as text and an empty id",
    { job: "", title: "More own work", isolate: "false", reason: "two at once" },
    /job/,
  ],
  [
    "submit_claim",
    "criteria as JSON text",
    { statement: "it compiles", criteria: json(CRITERIA) },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "submit_claim",
    "one criterion",
    { statement: "it compiles", criteria: CRITERIA[0] },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "submit_claim",
    "argv as JSON text",
    { statement: "it compiles", criteria: [{ ...CRITERIA[0], check: "", run: '["true"]' }] },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "submit_claim",
    "nulls",
    { statement: "it compiles", criteria: CRITERIA, commit: null, risk: null, evidence: null },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "submit_claim",
    "a risk in capitals",
    { statement: "it compiles", criteria: CRITERIA, risk: "Low" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  ["request_verdict", "a number as text", { claim: ID, wait_seconds: "0" }, /^NOT_FOUND/],
  ["request_verdict", "null", { claim: ID, wait_seconds: null }, /^NOT_FOUND/],
  ["extract_learnings", "empty ids", { job: "", session: "" }, /^(?!INVALID_ARGUMENT|INTERNAL)/],
  ["extract_learnings", "nulls and an extra field", { job: null, task_progress: "x" }, /task_progress/],
  ["trace_record", "an extra field", { id: ID, task_progress: "x" }, /^NOT_FOUND/],
  ["trace_record", "an id of digits", { id: 12345678 }, /^NOT_FOUND/],
  ["trace_record", "a list of one", { id: [ID] }, /^NOT_FOUND/],
  ["check_ratchet", "an empty commit", { commit: "" }, /^(?!INVALID_ARGUMENT|INTERNAL)/],
  ["check_ratchet", "null", { commit: null }, /^(?!INVALID_ARGUMENT|INTERNAL)/],
  [
    "escalate",
    "lists for texts",
    { ...STUCK, tried: ["pinned 4.1", "pinned 4.2"] },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  ["escalate", "an extra field", { ...STUCK, task_progress: "x" }, /^(?!INVALID_ARGUMENT|INTERNAL)/],
  [
    "finish_job",
    "a handoff as JSON text",
    { outcome: "hand-off", handoff: json(HANDOFF), none_because: "nothing new" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "finish_job",
    "nulls and text",
    {
      outcome: "FAILED",
      handoff: HANDOFF,
      citations: "[]",
      learnings: null,
      none_because: "nothing new",
      keep_worktree: "false",
      job: "",
    },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "create_job",
    "lists as text",
    {
      title: "Reject old tokens",
      write: "src/**",
      acceptance: '["a token of 25 hours is refused"]',
      attempts: "2",
    },
    /state: open/,
  ],
  [
    "create_job",
    "nulls",
    {
      title: "Reject new tokens",
      write: ["lib/**"],
      read: null,
      after: null,
      minutes: null,
      isolate: null,
      risk: "",
    },
    /state: open/,
  ],
  [
    "create_job",
    "an extra field",
    { title: "Reject odd tokens", write: ["doc/**"], task_progress: "x" },
    /ignored: task_progress/,
  ],
  [
    "measure_outcomes",
    "nulls and text",
    { only: null, accept_change: null, dry_run: "true" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "measure_outcomes",
    "an empty object as JSON text",
    { only: "[]", dry_run: true, accept_change: "" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "curate_knowledge",
    "empty choices",
    { list: "", action: "", id: "", reason: "" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  [
    "curate_knowledge",
    "nulls",
    { list: null, action: null, stage: null, page: "1" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
  ["rule_on_escalation", "an extra field", { ...RULING, task_progress: "x" }, /^NOT_FOUND/],
  ["render_verdict", "nulls", { claim: ID, decision: "PASS", reason: null, location: "" }, /^NOT_FOUND/],
  [
    "reverse_lock",
    "a number as text",
    { check: 12345, reason: "r", authority: "Ada", follow_up: "f" },
    /^(?!INVALID_ARGUMENT|INTERNAL)/,
  ],
];

describe("a malformed call is answered as the one that was meant", () => {
  it.each(CALLS)("%s: %s", async (tool, _, args, expected) => {
    const { text } = await call(tool, args);
    expect(text).not.toMatch(/^(INVALID_ARGUMENT|INTERNAL)/);
    expect(text).toMatch(expected);
  });

  it("for every tool, and more than sixty times", () => {
    expect(new Set(CALLS.map(([tool]) => tool))).toEqual(new Set(catalog.tools.map(({ name }) => name)));
    expect(CALLS.length).toBeGreaterThanOrEqual(60);
  });

  it("with the same note in the facts, which the listed schema allows", async () => {
    const { facts } = await call("retrieve_context", { task: "x", task_progress: "y" });
    expect(facts.ignored).toBe("task_progress");
  });
});

describe("a near miss of a field's name is refused with the right one", () => {
  it.each([
    ["retrieve_context", { task: "x", path: ["a"] }, "paths"],
    ["retrieve_context", { task: "x", budgetTokens: 500 }, "budget_tokens"],
    ["retrieve_context", { task: "x", "budget-tokens": 500 }, "budget_tokens"],
    ["retrieve_context", { tasks: "x" }, "task"],
    ["record_learning", lesson("a", { tilte: "x" }), "title"],
    ["record_learning", lesson("a", { evidences: [] }), "evidence"],
    ["record_learning", lesson("a", { confidance: 1 }), "confidence"],
    ["cite_learnings", { citation: [CITATION] }, "citations"],
    ["cite_learnings", { citations: [{ ...CITATION, outcomes: "applied" }] }, "outcome"],
    ["create_job", { title: "x", Acceptance: [] }, "acceptance"],
  ])("%s %j", async (tool, args, meant) => {
    const { isError, text } = await call(tool, args);
    expect(isError).toBe(true);
    expect(text).toMatch(/^INVALID_ARGUMENT: .*no such field/);
    expect(text).toContain(`Send ${meant} instead of`);
  });
});

describe("an error", () => {
  it.each([
    [
      "retrieve_context",
      { query: "why" },
      [/task: missing/, /query: no such field/, /For example: retrieve_context {"task"/],
    ],
    [
      "cite_learnings",
      { citations: "all of them" },
      [/citations: /, /For example: cite_learnings {"citations"/],
    ],
    ["create_job", {}, [/title: is missing/, /For example: create_job {"title"/]],
    [
      "submit_claim",
      { statement: "x", criteria: "it works" },
      [/criteria/, /For example: submit_claim {"statement"/],
    ],
  ])("of %s %j names the field and shows a right call", async (tool, args, expected) => {
    const { text } = await call(tool, args);
    for (const words of expected) expect(text).toMatch(words);
    expect(text.length).toBeLessThan(1_500);
  });

  it("says of a text in place of a list only that, and nothing of how long it is", async () => {
    const { text } = await call("record_learning", { ...lesson("nginx"), evidence: "nginx -t printed it" });
    expect(text).toMatch(
      /^INVALID_ARGUMENT: evidence: missing, or not an array\.\nFix: Send evidence as an array\. /,
    );
    expect(text).not.toMatch(/too long|characters/);
  });
});
