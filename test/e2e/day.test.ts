// A working day with a supervisor and four workers in four real runtimes: one crashes, one loops, one leaves its bounds, one is
// silent about what it learned; and the day after, on which others are warned in time. The models play scripts, all else is real.
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runCli } from "../cli/run-cli.ts";
import { startClient, type TestClient } from "../support/client.ts";
import { removeFolder, type TestRepository, temporaryFolder } from "../support/repository.ts";
import { FOLLOWING, LESSONS, type Troubled } from "./day/lessons.ts";
import { Listed, type Shown, Traced, writeDay } from "./day/page.ts";
import { createProject, TASKS, type Task } from "./day/project.ts";
import { crashing, leaving, looping, steady, successor, warned, wordless } from "./day/scripts.ts";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { gemini } from "./runtimes/gemini.ts";
import { opencode } from "./runtimes/opencode.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;
const MERGE = [
  "-c",
  "user.name=A User",
  "-c",
  "user.email=user@example.org",
  "merge",
  "-q",
  "--no-ff",
  "--no-edit",
];

/** Four runtimes at once on a slow machine. */
const DAY_MS = 400_000;

let repository: TestRepository;
let homes: string;
let supervisor: TestClient;
let firstDates = "";
/** By module, of the day that is being played. */
const jobs = new Map<string, string>();
const lessons = new Map<Troubled, string>();
/** By its place on the page. */
const shown = new Map<number, Shown>();
const show = (place: number, heading: string, before: string, text = ""): void =>
  void shown.set(place, { heading, before, text });

beforeAll(async () => {
  homes = temporaryFolder();
  repository = createProject();
  await initialise([claude, opencode, gemini], "project", repository.dir, homes);
  repository.git("add", ".");
  repository.git("commit", "-qm", "agentops-mcp init");
  supervisor = await startClient(repository.dir, {
    session: "supervisor",
    args: ["--role", "supervisor"],
    env: { HOME: homes },
    ownRuntime: true,
  });
});
afterAll(async () => {
  await supervisor.close();
  repository.remove();
  removeFolder(`${repository.dir}-jobs`);
  removeFolder(homes);
});

/** Answers of the tools, oldest first; the script need not have been played to its end where the runtime was killed. */
async function session(runtime: Runtime, turns: readonly Turn[], killed = false): Promise<readonly string[]> {
  const model = await startScriptedModel(turns);
  const options = {
    prompt: "Do what the script says.",
    cwd: repository.dir,
    home: temporaryFolder(),
    modelUrl: model.url,
    shell: true,
  };
  const finished = await runHeadless(runtime, options).finally(model.close);
  removeFolder(options.home);
  expect(model.faults, finished.output).toEqual([]);
  expect(finished.timedOut, finished.output).toBe(false);
  if (!killed) expect(finished.exitCode, finished.output).toBe(0);
  return lastOf(model.requests);
}

const lastOf = (requests: readonly ModelRequest[]): readonly string[] => requests.at(-1)?.toolResults ?? [];

async function queue(tasks: readonly Task[]): Promise<void> {
  for (const { module, title } of tasks) {
    const made = await supervisor.call("create_job", {
      title,
      write: [`src/${module}.mjs`, `test/${module}.test.mjs`],
      acceptance: [`test/${module}.test.mjs passes`],
    });
    expect(made.isError, made.text).toBe(false);
    jobs.set(module, String(made.facts.id));
  }
}

const job = (module: string): string => jobs.get(module) ?? expect.fail(`no job for ${module}`);
const taskOf = (module: string): Task =>
  TASKS.find((each) => each.module === module) ?? expect.fail(`no task ${module}`);
const plain = (module: string): Turn[] => steady(job(module), taskOf(module));

async function lane(runtime: Runtime, modules: readonly string[]): Promise<void> {
  for (const module of modules) {
    const answers = await session(runtime, plain(module));
    expect(answers.at(-1), answers.join("\n\n")).toMatch(/done/);
  }
}

async function expired(name: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    if (/- lease: (none|.*run out)/.test(await supervisor.read(`agentops://jobs/${name}`))) return;
    await sleep(500);
  }
  expect.fail(`the lease of ${name} does not run out`);
}

test(
  "the first day: twelve jobs, four workers, four kinds of trouble",
  async () => {
    await queue(TASKS);
    const lesson = (module: Troubled, answer: string | undefined) =>
      lessons.set(module, ULID.exec(answer ?? "")?.[0] ?? expect.fail(answer ?? "no answer"));
    await Promise.all([
      (async () => {
        const outside: Turn = { write: path.join(repository.dir, "deploy/new.conf"), text: "replicas = 300" };
        const answers = await session(claude, leaving(job("cents"), taskOf("cents"), LESSONS.cents, outside));
        expect(answers[1]).toMatch(/Stopped before it ran, by the scope of the job/);
        expect(existsSync(path.join(repository.dir, "deploy/new.conf"))).toBe(false);
        show(
          1,
          "One leaves its bounds",
          "Claude Code is about to write `deploy/new.conf`, and is told:",
          answers[1],
        );
        lesson("cents", answers[2]);
        await lane(claude, ["pages", "clamp"]);
      })(),
      (async () => {
        await session(codex, crashing(job("slug")), true);
        await lane(codex, ["mask", "initials"]);
      })(),
      (async () => {
        const answers = await session(opencode, looping(job("dates")));
        expect(answers[3]).toMatch(/3 failures with the same approach/);
        expect(answers[4]).toMatch(/JOB_REFUSED/);
        show(
          3,
          "One loops",
          "OpenCode reports the third failure with the same approach, and then asks for the job again:",
          `${answers[3]}\n\n${answers[4]}`,
        );
        await lane(opencode, ["chunk", "total"]);
      })(),
      (async () => {
        const answers = await session(gemini, wordless(job("stock"), taskOf("stock"), LESSONS.stock));
        expect(answers[4]).toMatch(/JOB_REFUSED[\s\S]*learnings is empty/);
        lesson("stock", answers[5]);
        show(
          2,
          "One wants to end without lessons",
          "Gemini CLI calls `finish_job`, and is told:",
          answers[4],
        );
        await lane(gemini, ["median", "range"]);
      })(),
    ]);
    const open = await supervisor.read("agentops://escalations");
    const escalation = ULID.exec(open)?.[0] ?? expect.fail(open);
    const ruling = {
      ruling: "vary",
      text: "No new Date(day): append T00:00:00Z and use Date.parse.",
      authority: "lead",
    };
    show(4, "The supervisor reads what came up", "`agentops://escalations`:", open);
    const ruled = await supervisor.call("rule_on_escalation", { escalation, ...ruling });
    expect(ruled.isError, ruled.text).toBe(false);
    await expired(job("slug"));
    await Promise.all([
      (async () => {
        const answers = await session(claude, successor(job("dates"), taskOf("dates"), LESSONS.dates));
        expect(answers[0]).toContain("new Date(day) gives local midnight, attempt 3");
        expect(answers[0]).toContain("append T00:00:00Z and use Date.parse");
        lesson("dates", answers[4]);
        show(
          5,
          "A fresh session takes the job of the one that looped",
          "Claude Code starts with:",
          answers[0],
        );
      })(),
      (async () => {
        const answers = await session(gemini, successor(job("slug"), taskOf("slug"), LESSONS.slug));
        expect(answers[0]).toContain("NFD splits more letters than NFC");
        lesson("slug", answers[4]);
        show(6, "Another takes the job of the one that crashed", "Gemini CLI starts with:", answers[0]);
      })(),
    ]);
    firstDates = job("dates");
    expect(list().map(({ state }) => state)).toEqual(TASKS.map(() => "done"));
    expect(repository.git("status", "--porcelain", "deploy")).toBe("");
    mergeAll();
  },
  DAY_MS,
);

test(
  "the second day: who works in the same places is warned before the first edit",
  async () => {
    const troubled = Object.keys(FOLLOWING) as Troubled[];
    await queue(Object.values(FOLLOWING));
    const runtimes = [codex, claude, gemini, opencode];
    await Promise.all(
      troubled.map(async (module, at) => {
        const id = lessons.get(module) ?? expect.fail(`no lesson about ${module}`);
        const runtime = runtimes[at] ?? expect.fail("four runtimes");
        const answers = await session(runtime, warned(job(module), FOLLOWING[module], id));
        expect(answers[0], "in the brief, before anything is written").toContain(id);
        expect(answers.at(-1), answers.join("\n\n")).toMatch(/done/);
        if (module === "slug")
          show(7, "The next day", "Claude Code starts where the other one crashed:", answers[0]);
      }),
    );
    mergeAll();
  },
  DAY_MS,
);

test("measure tells it, and so does the trace of each job", async () => {
  const { result, goals, metrics, alarms } = Measured.parse(JSON.parse(cli("measure", "--json")));
  expect(result).toBe("ok");
  expect(goals.map(({ id, state }) => [id, state])).toEqual([
    ["first-pass", "reached"],
    ["recurrence", "reached"],
  ]);
  const of = (name: string) => metrics.find((metric) => metric.name === name);
  expect(of("first_pass")).toMatchObject({ value: 1, events: 16 });
  // The crash and the loop cost one session more each.
  expect(of("attempts_per_pass")).toMatchObject({ value: 18 / 16 });
  expect(of("escalation_rate")).toMatchObject({ value: 1 / 16 });
  expect(of("recurrence")).toMatchObject({ value: 0 });
  expect(alarms).toEqual([]);
  const told = list().map(({ id, title }) => ({
    id,
    title,
    events: Traced.parse(JSON.parse(cli("trace", id, "--json"))).events,
  }));
  const dates = told.find(({ id }) => id === firstDates)?.events.map(({ what }) => what.split(" ")[0]);
  expect(dates?.filter((what) => what === "started")).toHaveLength(2);
  const names = Object.fromEntries(
    [...lessons].map(([module, id]) => [id, `LESSON-${module.toUpperCase()}`]),
  );
  const jobNames = Object.fromEntries(told.map(({ id }, at) => [id, `j-${at + 1}`]));
  const inOrder = [...shown].toSorted(([a], [b]) => a - b).map(([, each]) => each);
  await writeDay({ jobs: told, shown: inOrder, measured: cli("measure"), names: { ...names, ...jobNames } });
});

const Measured = z.object({
  result: z.string(),
  goals: z.array(z.object({ id: z.string(), state: z.string() })),
  metrics: z.array(z.object({ name: z.string(), value: z.number().nullable(), events: z.number() })),
  alarms: z.array(z.unknown()),
});

/** What a command prints for whoever asks at the end of a day. */
function cli(...args: string[]): string {
  const { stdout, stderr } = runCli(repository.dir, args, { home: homes });
  if (stdout === "") throw new Error(stderr);
  return stdout;
}

const list = () => Listed.parse(JSON.parse(cli("jobs", "--all", "--json"))).jobs;

/** What the person who merges does at the end of a day. */
function mergeAll(): void {
  const branches = repository.git("branch", "--format=%(refname:short)", "--list", "agentops/*");
  for (const branch of branches.split("\n").filter(Boolean)) repository.git(...MERGE, branch);
}
