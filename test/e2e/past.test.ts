// This repository's own past, in real Claude Code: a clone without a journal answers from its commits, and an agent makes
// lessons of them. What the first run was shown is a table of docs/knowledge.md.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHeadless } from "./headless.ts";
import type { Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import { startScriptedModel } from "./scripted-model.ts";

const run = promisify(execFile);

interface Question {
  readonly asked: string;
  /** Of the commit that answers it. */
  readonly subject: string;
  /** What an agent makes of it, once it has read the commit. */
  readonly title: string;
  readonly body: string;
}

const QUESTIONS: readonly Question[] = [
  {
    asked: "Why can a search be answered before the large journals of other clones are read whole?",
    subject:
      "feat(journal): large journals of other clones are read in parts, so that retrieval answers within seconds",
    title: "Large journals of other clones are read in parts while a search is answered",
    body: "A search in src/journal must not wait for the large journals of other clones: they are read in parts, a call takes what there is within seconds, and a process in the background reads the rest.",
  },
  {
    asked: "Why do we keep V8 from optimising early when a server starts on Node 20?",
    subject: "perf: a server on Node 20 lets V8 optimise later, and no call waits for the compiler",
    title: "A server that starts on Node 20 keeps V8 from optimising early",
    body: "On Node 20 a server that starts lets V8 optimise later, because a call otherwise waits for the compiler; src/programs/start.ts passes the flags, and newer versions of Node do without.",
  },
  {
    asked: "Why does package-lock.json name the packages of every platform?",
    subject: "fix: name every platform's packages in the lock file, so that npm ci works from a fresh clone",
    title: "package-lock.json names the packages of every platform, or npm ci fails elsewhere",
    body: "package-lock.json must name the packages of every platform, because npm ci in a fresh clone on another platform fails with a missing entry; run npm install --package-lock-only where one is gone.",
  },
  {
    asked: "Why don't we call sync on a file handle when a record is written?",
    subject: "fix(files): records are kept under Yarn's Plug'n'Play, whose loader has no sync for a handle",
    title: "Under Yarn's Plug'n'Play a file handle has no sync: call fsync with its number",
    body: "FileHandle.sync throws under Yarn's Plug'n'Play, as its loader does not implement it; src/shared/files.ts calls fsync(handle.fd) when a record is written, which works there.",
  },
  {
    asked: "Why is the part of the hook that tells of history a program of its own?",
    subject:
      "fix(hooks): what tells of the past is a program of its own, so that the hook's program stays below its bound",
    title: "The part of the hook that tells of history is a program of its own, hook-past",
    body: "The hook's program has a bound on its bytes, because it runs before every tool; the part that tells of history is a program of its own, hook-past in scripts/build.mjs, and is loaded only where a history is kept.",
  },
  {
    asked: "Why do we tell a job's worktree by its place instead of its name?",
    subject:
      "fix: a job's worktree is told by its place, so that a person's own is never taken or removed for it",
    title: "A job's worktree is told by its place, since a person may have its branch checked out",
    body: "src/jobs tells a job's worktree by its place and never by its branch's name: a person may have that branch checked out elsewhere, and finish_job would remove the person's own worktree.",
  },
  {
    asked: "Could a tag called main take the place of the base branch's policy?",
    subject: "fix: a name of base is a branch's whole ref, so that no tag replaces policy, levels or signers",
    title: "A name of base is a branch's whole ref, so a tag called main takes no policy over",
    body: "git finds refs/tags/main before refs/heads/main, so the base branch's policy is read by the whole ref: src/git never resolves a bare name of base, or a tag could replace policy and signers.",
  },
  {
    asked: "Why does a process in the journal's queue take the time of its turn last?",
    subject: "fix: take a turn's time last, so that a slow start cannot jump the queue; steadier tests",
    title: "A process in the journal's queue takes the time of its turn last",
    body: "In src/journal/queue.ts a process takes the time of its turn last, after its start-up: a process that starts slowly would otherwise hold an early time and jump the queue of the journal.",
  },
  {
    asked: "Why did we stop reading programs as one byte a character?",
    subject: "revert: programs are read as ever, as one byte a character made no start faster",
    title: "Programs read as one byte a character start no faster: do not try it again",
    body: "Reading the programs of dist as one byte a character (latin1) was tried in scripts/build.mjs and taken back: no start of a program was measurably faster, and text beyond ASCII would break.",
  },
  {
    asked: "Why does a claim's check not look into a second .agentops folder in the tree?",
    subject:
      "fix(git): a tree that git would not make is no subject, so that no second .agentops brings lessons into a check",
    title: "A tree with a second .agentops folder is no subject of a claim's check",
    body: "git makes no tree with two entries of one name; src/git refuses such a tree as a claim's subject, because only the first .agentops folder was looked into and a check passed on code in the second.",
  },
];

/** Eleven sessions, one after the other. */
const LONG = 900_000;

let root: string;
let clone: string;
let home: string;
const git = async (...args: string[]) => (await run("git", args, { cwd: clone })).stdout.trim();
const agentops = async (...args: string[]) =>
  (
    await run(process.execPath, [join(PROJECT_ROOT, "dist/agentops-mcp.js"), ...args], {
      cwd: clone,
      env: { PATH: process.env.PATH, HOME: home },
    })
  ).stdout;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "agentops-past-"));
  [clone, home] = [join(root, "clone"), await mkdtemp(join(root, "home-"))];
  await run("git", ["clone", "--quiet", PROJECT_ROOT, clone]);
  // What its developers' agents recorded lies in its files: here nobody has recorded anything.
  await git("rm", "-rq", ".agentops/learnings");
  const me = ["-c", "user.name=A User", "-c", "user.email=user@example.org"];
  await git(...me, "commit", "--quiet", "--no-verify", "-m", "chore: no lessons");
  await git("branch", "-M", "main");
  await git("remote", "remove", "origin");
  await agentops("init", "--runtime", "claude", "--scope", "project", "--yes");
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Seen {
  /** All that was before the model when it began, hooks included. */
  readonly context: string;
  readonly results: readonly string[];
}

async function session(prompt: string, turns: readonly Turn[]): Promise<Seen> {
  const model = await startScriptedModel([...turns, { say: "done" }, { say: "done" }]);
  const settings = { prompt, cwd: clone, home, modelUrl: model.url, shell: true };
  const finished = await runHeadless(claude, settings).finally(model.close);
  expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  expect(model.faults).toEqual([]);
  return { context: model.requests[0]?.context ?? "", results: model.requests.at(-1)?.toolResults ?? [] };
}

const commitOf = async ({ subject }: Question): Promise<string> =>
  (await git("log", "--format=%H%x09%s"))
    .split("\n")
    .find((line) => line.endsWith(`\t${subject}`))
    ?.split("\t")[0] ?? expect.fail(subject);

/** As it stands in the page, from its head to the end of the example below it. */
const SHOWN = /\| asked \| the commit that is named \|\n[\s\S]*?\n```text\n[\s\S]*?\n```\n/;

async function show(rows: readonly (readonly [asked: string, subject: string])[], first: string) {
  const file = join(PROJECT_ROOT, "docs/knowledge.md");
  const page = await readFile(file, "utf8");
  expect(page).toMatch(SHOWN);
  const table = [
    "| asked | the commit that is named |",
    "|---|---|",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ];
  const text = `${table.join("\n")}\n\nBefore its first word the model has, at the first of them:\n\n\`\`\`text\n${first}\n\`\`\`\n`;
  await writeFile(
    file,
    page.replace(SHOWN, () => text),
  );
}

interface Page {
  readonly drafts: readonly { readonly id: string; readonly evidence: readonly { readonly ref: string }[] }[];
}
const PAGES = 2;
const ON_A_PAGE = 5;

test(
  "a clone answers ten questions with the right commit, before anybody has recorded anything",
  async () => {
    await session("Hello", []);
    for (let waited = 0; !existsSync(join(clone, ".git/agentops/cache/history")); waited += 1) {
      expect(waited, "the past was not read in the background").toBeLessThan(600);
      await sleep(200);
    }
    const rows: [string, string][] = [];
    const told: string[] = [];
    for (const question of QUESTIONS) {
      const short = (await commitOf(question)).slice(0, 12);
      const { context, results } = await session(question.asked, [
        { tool: "retrieve_context", arguments: { task: question.asked } },
        { tool: "cite_learnings", arguments: { citations: [{ id: short, outcome: "applied" }] } },
      ]);
      expect(context, question.asked).toContain(`commit ${short} of `);
      expect(results[0], question.asked).toContain(`raw history, commit ${short}`);
      expect(results[1], question.asked).toContain('"counted":true');
      rows.push([question.asked, new RegExp(`commit ${short} of [\\d-]+: "(.*?)"`).exec(context)?.[1] ?? ""]);
      told.push(/From this repository's past[^\n]*(?:\n- [^\n]*)+/.exec(context)?.[0] ?? "");
    }
    await show(rows, told[0] ?? "");
    expect(await agentops("list", "--json")).toContain('"learnings":[]');
  },
  LONG,
);

test(
  "after a backfill the same questions get lessons that cite these commits",
  async () => {
    const commits = await Promise.all(QUESTIONS.map(commitOf));
    const pageIn = (results: readonly string[]): Page =>
      JSON.parse(results.findLast((each) => each.includes('"drafts"')) ?? "{}");
    const record = (at: number): Turn => ({
      tool: "record_learning",
      arguments: (results) => {
        const draft = pageIn(results).drafts[at] ?? expect.fail(`no draft ${at}`);
        const cited = new Set(draft.evidence.map(({ ref }) => ref));
        const of = QUESTIONS.find((_, index) => cited.has(commits[index] ?? ""));
        const { title, body } = of ?? expect.fail(draft.id);
        return { title, body, kind: "decision", evidence: draft.evidence };
      },
    });
    const done = (results: readonly string[]) => pageIn(results).drafts.map(({ id }) => id);
    const pages = Array.from({ length: PAGES }, (_, page): Turn[] => [
      {
        tool: "extract_learnings",
        arguments: (results) => (page === 0 ? { past: true } : { past: true, done: done(results) }),
      },
      ...Array.from({ length: ON_A_PAGE }, (_, at) => record(at)),
    ]);
    const { results } = await session("Fill the memory from the past.", pages.flat());
    const admitted = results.filter((each) => each.includes('"state":"admitted"'));
    expect(admitted, results.join("\n")).toHaveLength(QUESTIONS.length);
    for (const [at, question] of QUESTIONS.entries()) {
      const { context, results: answers } = await session(question.asked, [
        { tool: "retrieve_context", arguments: { task: question.asked } },
      ]);
      const { items } = JSON.parse(answers[0] ?? "{}");
      const lesson = items.find(({ title }: { title: string }) => title === question.title);
      expect(lesson, `${question.asked}\n${answers[0]}`).toBeDefined();
      expect(context, question.asked).toContain(lesson.id);
      expect(await agentops("trace", lesson.id, "--json")).toContain(commits[at]);
    }
  },
  LONG,
);
