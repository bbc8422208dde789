// Every coding agent gets what another one learned: each in new sessions, on one repository, configured by `init` alone.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTable } from "./compatibility-table.ts";
import { initialise } from "./initialise.ts";
import { LESSONS, type Lesson, VAGUE } from "./lessons.ts";
import { playScript } from "./play-script.ts";
import type { Turn } from "./protocol.ts";
import { RUNTIMES } from "./runtimes/lanes.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { createRepository, type TemporaryRepository } from "./temporary-repository.ts";

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;
const table = createTable("tools", RUNTIMES, ["handshake", "record", "retrieve", "cite", "trace"]);
let repository: TemporaryRepository;
let untouched: Record<string, string>;
const firstLearning: string[] = [];
const recorded = new Map<Lesson, { id: string; session: string | null }>();

beforeAll(async () => {
  repository = await createRepository();
  const inProject = RUNTIMES.filter(({ scope }) => scope === "project");
  await initialise(inProject, "project", repository.path, await repository.newHome());
  untouched = await repository.userState();
});

afterAll(async () => {
  process.stdout.write(`\n${table}\n\n${firstLearning.join("\n")}\n\n`);
  await table.write();
  await repository?.remove();
});

test.each(LESSONS)("$author.title records a learning after the gate refused a vague one", async (lesson) => {
  const { author, learning } = lesson;
  const { session, results } = await play(author, [
    { tool: "record_learning", arguments: VAGUE },
    { tool: "record_learning", arguments: { ...learning } },
    { say: "Recorded." },
  ]);
  const [refused = "", admitted = ""] = results;
  // Runtimes show different halves of an error: some its text, some its structured content.
  expect(refused).toMatch(/refused/i);
  const named = [VAGUE.title, VAGUE.body].some((sentence) => refused.includes(sentence));
  expect(named, `the refusal names the sentence to change: ${refused}`).toBe(true);
  expect(refused).not.toMatch(ULID);
  const id = ULID.exec(admitted)?.[0] ?? expect.fail(`no id in: ${admitted}`);
  recorded.set(lesson, { id, session });
  table.passed(author, "record");
});

test.each(RUNTIMES)(
  "$title retrieves, cites and traces what every other runtime recorded",
  async (reader) => {
    const others = LESSONS.filter(({ author }) => author !== reader);
    const known = others.map((lesson) => {
      const stored =
        recorded.get(lesson) ?? expect.fail(`${lesson.author.title} recorded nothing to retrieve`);
      return { ...lesson, ...stored };
    });
    // Only ids that the runtime has shown to its model.
    const shown = (results: readonly string[]) => known.filter(({ id }, at) => results[at]?.includes(id));
    const { results } = await play(reader, [
      ...known.map(({ task, learning }) => ({
        tool: "retrieve_context",
        arguments: { task, paths: learning.paths },
      })),
      {
        tool: "cite_learnings",
        arguments: (packs) => ({
          citations: shown(packs).map(({ id }) => ({ id, outcome: "applied", note: "Followed it." })),
        }),
      },
      ...known.map(({ id }) => ({ tool: "trace_record", arguments: { id } })),
      { say: "Used." },
    ]);
    const [cited = "", ...traces] = results.slice(known.length);
    for (const [at, { id, learning, author, session }] of known.entries()) {
      expect(results[at]).toContain(id);
      expect(results[at]).toContain(learning.body.slice(0, 60));
      expect(cited).toContain(id);
      expect(traces[at]).toContain(author.clientName);
      expect(traces[at]).toContain(reader.clientName);
      if (session !== null) expect(traces[at]).toContain(session);
    }
    for (const step of ["retrieve", "cite", "trace"] as const) table.passed(reader, step);
  },
);

test.each([LESSONS[0], LESSONS[1]])(
  "two commands lead from nothing to the first learning in $author.title",
  async (lesson) => {
    const { author, learning } = lesson ?? expect.fail("no lesson");
    const fresh = await createRepository();
    try {
      const started = performance.now();
      if (author.scope === "project")
        await initialise([author], "project", fresh.path, await fresh.newHome());
      const { results } = await playScript(author, fresh, [
        { tool: "record_learning", arguments: { ...learning } },
        { say: "Recorded." },
      ]);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      expect(results[0]).toMatch(ULID);
      firstLearning.push(`init and a first learning in ${author.title}: ${seconds} s`);
    } finally {
      await fresh.remove();
    }
  },
);

test("git alone tells who recorded what", async () => {
  const log = await repository.git("log", "--format=%B", "--stat=200", "--glob=refs/agentops/clones/*");
  expect(recorded.size).toBe(LESSONS.length);
  for (const [{ learning }, { id }] of recorded) {
    expect(log).toContain(id);
    expect(log).toContain(learning.title);
  }
  for (const runtime of RUNTIMES) expect(log).toContain(runtime.clientName);
});

test("the user's work is as it was", async () => {
  expect(recorded.size).toBe(LESSONS.length);
  expect(await repository.userState()).toEqual(untouched);
});

async function play(runtime: Runtime, turns: readonly Turn[]) {
  const played = await playScript(runtime, repository, turns);
  table.passed(runtime, "handshake");
  return played;
}
