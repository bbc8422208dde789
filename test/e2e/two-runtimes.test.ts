// What one coding agent learns, another one gets: Claude Code and Codex, each in a new session, on one repository.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTable } from "./compatibility-table.ts";
import { playScript } from "./play-script.ts";
import type { Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { RUNTIMES } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { createRepository, type TemporaryRepository } from "./temporary-repository.ts";

const VAGUE = { title: "Be careful with exports", body: "Exports can be tricky sometimes.", kind: "pattern" };

const LIMIT_LESSON = {
  title: "Raise the export limit only together with the page size of the reader",
  body:
    "When `limit` in src/export.ts is above 150 the reader drops the rows after its first page without an error. " +
    "Set `pageSize` of the reader to the same number in the same commit, and run `npm run export -- --count` to see that no row is missing.",
  kind: "decision",
  paths: ["src/export.ts"],
  tags: ["export", "pagination"],
  evidence: [{ type: "path", ref: "src/export.ts" }],
};

const SESSION_GOTCHA = {
  title: "A session ttl under one hour logs users out during the nightly backup",
  body:
    "`ttlSeconds` below 3600 in src/session.ts expires sessions while the backup holds the session table locked for up to 50 minutes, " +
    "so users are logged out. Keep it at 3600 or more, or renew sessions before 01:00 UTC.",
  kind: "gotcha",
  paths: ["src/session.ts"],
  tags: ["session", "backup"],
  evidence: [{ type: "path", ref: "src/session.ts" }],
};

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;
const table = createTable(RUNTIMES);
let repository: TemporaryRepository;
let untouched: Record<string, string>;
const recorded = new Map<typeof LIMIT_LESSON, { id: string; session: string }>();

beforeAll(async () => {
  repository = await createRepository();
  untouched = await repository.userState();
});

afterAll(async () => {
  process.stdout.write(`\n${table}\n\n`);
  await repository?.remove();
});

test("Claude Code records a learning after the gate refused a vague one", async () => {
  await recordAfterRefusal(claude, LIMIT_LESSON);
});

test("Codex retrieves, cites and traces what Claude Code recorded", async () => {
  await useAnothersLearning(codex, LIMIT_LESSON, "raise the limit of the export in src/export.ts", claude);
});

test("Codex records a gotcha after the gate refused a vague one", async () => {
  await recordAfterRefusal(codex, SESSION_GOTCHA);
});

test("Claude Code retrieves, cites and traces what Codex recorded", async () => {
  await useAnothersLearning(claude, SESSION_GOTCHA, "shorten the session ttl in src/session.ts", codex);
});

test("git alone tells who recorded what", async () => {
  const log = await repository.git("log", "--format=%B", "--stat=200", "--glob=refs/agentops/clones/*");
  expect(recorded.size).toBe(2);
  for (const [learning, { id }] of recorded) {
    expect(log).toContain(id);
    expect(log).toContain(learning.title);
  }
  for (const runtime of RUNTIMES) expect(log).toContain(runtime.clientName);
});

test("the user's work is as it was", async () => {
  expect(recorded.size).toBe(2);
  expect(await repository.userState()).toEqual(untouched);
});

/** A session whose first attempt says nothing, and whose second one says it well. */
async function recordAfterRefusal(runtime: Runtime, learning: typeof LIMIT_LESSON) {
  const { session, results } = await play(runtime, [
    { tool: "record_learning", arguments: VAGUE },
    { tool: "record_learning", arguments: learning },
    { say: "Recorded." },
  ]);
  const [refused = "", admitted = ""] = results;
  // The runtimes show different halves of an error: Claude Code its text, Codex its structured content.
  expect(refused).toMatch(/refused/i);
  const named = [VAGUE.title, VAGUE.body].some((sentence) => refused.includes(sentence));
  expect(named, `the refusal names the sentence to change: ${refused}`).toBe(true);
  expect(refused).not.toMatch(ULID);
  recorded.set(learning, { id: idIn(admitted), session });
  table.passed(runtime, "record");
}

/** A session that looks a learning up for a task, says that it helped, and asks where it came from. */
async function useAnothersLearning(
  reader: Runtime,
  learning: typeof LIMIT_LESSON,
  task: string,
  author: Runtime,
) {
  const { id, session } =
    recorded.get(learning) ?? expect.fail(`${author.title} recorded nothing to retrieve`);
  const { results } = await play(reader, [
    { tool: "retrieve_context", arguments: { task, paths: learning.paths } },
    {
      tool: "cite_learnings",
      arguments: ([shown = ""]) => ({
        citations: [{ id: idIn(shown), outcome: "applied", note: "Followed it." }],
      }),
    },
    { tool: "trace_record", arguments: ([shown = ""]) => ({ id: idIn(shown) }) },
    { say: "Used." },
  ]);
  const [pack = "", cited = "", trace = ""] = results;
  expect(pack).toContain(id);
  expect(pack).toContain(learning.body.slice(0, 60));
  table.passed(reader, "retrieve");
  expect(cited).toContain(id);
  table.passed(reader, "cite");
  expect(trace).toContain(author.clientName);
  expect(trace).toContain(session);
  expect(trace).toContain(reader.clientName);
  table.passed(reader, "trace");
}

async function play(runtime: Runtime, turns: readonly Turn[]) {
  const played = await playScript(runtime, repository, turns);
  table.passed(runtime, "handshake");
  return played;
}

function idIn(shown: string): string {
  return ULID.exec(shown)?.[0] ?? expect.fail(`no id in: ${shown}`);
}
