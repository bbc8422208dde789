// One working day in real Claude Code: a sub-folder, an edit, a failure, a compaction, the same failure, a subagent, a new
// worktree and a colleague's clone. The model plays scripts; what it is shown at each step is the page docs/working-day.md.
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { createRecorder, withServer } from "../support/journal.ts";
import { runHeadless } from "./headless.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { type PlayOptions, type SubagentScript, startScriptedModel } from "./scripted-model.ts";
import { createRepository, type TemporaryRepository } from "./temporary-repository.ts";
import { writePage } from "./write-page.ts";

const ON_ERROR = {
  title: "A rename out of /tmp ends with EXDEV, as /tmp is another device",
  body: "`node move.mjs` ends with `EXDEV: cross-device link not permitted, rename` because `renameSync` cannot move a file to another device. Copy the file and delete it instead.",
  kind: "pattern",
  paths: ["packages/app/move.mjs"],
  evidence: [{ type: "command", ref: "node move.mjs" }],
};
const ON_FILE = {
  title: "rates.ts is read by two services, so a field in it is never renamed",
  body: "`packages/app/rates.ts` is loaded by billing and by the importer. A renamed field breaks the importer at night. Add a field and keep the old one.",
  kind: "gotcha",
  paths: ["packages/app/rates.ts"],
  evidence: [{ type: "path", ref: "packages/app/rates.ts" }],
};
const ON_TASK = {
  title: "The checksum file of the nightly archive is written before the archive itself",
  body: "The importer opens the checksum file of the nightly invoices archive first and drops an archive whose `.sha256` comes later. Write the checksum file first.",
  kind: "decision",
  paths: ["packages/app/archive.ts"],
  evidence: [{ type: "path", ref: "packages/app/rates.ts" }],
};
const FAILING = `throw new Error("EXDEV: cross-device link not permitted, rename '/tmp/invoices.tar' -> '/data/invoices.tar'");\n`;
const HELLO: readonly Turn[] = [{ say: "Hello." }, { say: "Hello." }];
const SUBTASK = "Write the nightly archive of the invoices with its checksum file.";

interface Step {
  readonly heading: string;
  readonly before: string;
  readonly text: string;
}

let repository: TemporaryRepository;
let app: string;
let home: string;
let session = "";
const ids = { error: "", file: "", task: "" };
const steps: Step[] = [];

beforeAll(async () => {
  repository = await createRepository();
  app = path.join(repository.path, "packages/app");
  home = await repository.newHome();
  await mkdir(app, { recursive: true });
  await writeFile(path.join(app, "move.mjs"), FAILING);
  await writeFile(path.join(app, "rates.ts"), "export const rate = 1;\n");
  await writeFile(path.join(repository.path, ".gitignore"), "node_modules\n");
  expect(cli(repository.path, "init", "--runtime", "claude", "--yes")).toBe(0);
  expect(cli(app, "init", "--here", "--runtime", "claude", "--yes")).toBe(0);
  await repository.git("add", "-A");
  await repository.git("commit", "-qm", "memory for everybody");
  await withServer(repository.path, { session: "earlier" }, async (client) => {
    const record = createRecorder(client, 11);
    ids.error = await record(ON_ERROR);
    ids.file = await record(ON_FILE);
    ids.task = await record(ON_TASK);
    for (let count = 0; count < 12; count += 1) await record({ kind: "failure" });
  });
});

afterAll(async () => {
  if (steps.length === 6) await writeDay();
  await repository?.remove();
});

test("started in a sub-folder: the brief, the file's trap at its edit, the lesson at its error", async () => {
  const { requests, output } = await play(app, "Change the rate to 2, then move the archive.", [
    { builtin: "Read", arguments: { file_path: path.join(app, "rates.ts") } },
    {
      builtin: "Edit",
      arguments: { file_path: path.join(app, "rates.ts"), old_string: "rate = 1", new_string: "rate = 2" },
    },
    { shell: "node move.mjs" },
    { say: "It fails." },
    { say: "It fails." },
  ]);
  session = claude.sessionId?.exec(output)?.[1] ?? expect.fail(`no session in ${output}`);
  const [atStart] = requests;
  const atEnd = requests.at(-1);
  expect(allOf(atStart)).toContain("What this repository remembers");
  expect(allOf(atEnd)).toContain(ids.file);
  expect(allOf(atEnd)).toContain(ids.error);
  steps.push({
    heading: "Started in packages/app",
    before: "`init --here` was run there once. The start hook puts the brief before the model:",
    text: headOf(atStart),
  });
  steps.push({
    heading: "A file is changed, a command fails",
    before: "With the answer of the command comes what an earlier session learned about this error:",
    text: passage(atEnd, "What earlier sessions learned about this error"),
  });
});

test("after a compaction as many lessons are before the model as before it", async () => {
  const again = (prompt: string, turns: readonly Turn[]) =>
    play(app, prompt, turns, { runtime: { ...claude, prepare: resumed }, resumed: true });
  const before = lessonsIn(
    (await again("Say where you are.", [{ say: "Here." }, { say: "Here." }])).requests[0],
  );
  expect(before.length).toBeGreaterThan(0);
  await again("/compact", [{ say: "A summary." }, { say: "A summary." }]);
  const { requests } = await again("Move the archive once more.", [
    { shell: "node move.mjs" },
    { say: "It fails again." },
    { say: "It fails again." },
  ]);
  const after = lessonsIn(requests[0]);
  expect(allOf(requests[0])).toContain("What this repository remembers");
  expect(after.length).toBeGreaterThanOrEqual(briefed(before).length);
  expect(allOf(requests.at(-1))).toContain(ids.error);
  steps.push({
    heading: "The window is compacted, the same command fails again",
    before: `Before the compaction the model had ${before.length} lessons in its window, in its first request after it ${after.length}. When the command fails again:`,
    text: passage(requests.at(-1), "What earlier sessions learned about this error"),
  });
});

test("a subagent starts with the lessons of its own task", async () => {
  const delegated: SubagentScript = { task: SUBTASK, turns: [{ say: "Written." }] };
  const { requests } = await play(
    app,
    "Let somebody else write the archive.",
    [
      {
        builtin: "Agent",
        arguments: { description: "write the archive", prompt: SUBTASK, subagent_type: "general-purpose" },
      },
      { say: "Done." },
      { say: "Done." },
    ],
    { subagent: delegated },
  );
  const own = requests.find((request) => request.context.includes(SUBTASK) && request.saidSoFar === 0);
  expect(allOf(own)).toContain(ids.task);
  steps.push({
    heading: "A subagent is started",
    before: "Its first request holds what fits its own task:",
    text: passage(own, ids.task),
  });
});

test("in a new worktree the memory speaks as in the first", async () => {
  const tree = path.join(path.dirname(repository.path), "tree");
  await repository.git("worktree", "add", "-q", tree);
  const { requests } = await play(tree, "Say hello.", HELLO);
  expect(allOf(requests[0])).toContain("What this repository remembers");
  steps.push({
    heading: "A new worktree",
    before: "Nothing was set up in it:",
    text: headOf(requests[0]),
  });
});

test("a colleague's clone without the program: one sentence that says what to do", async () => {
  const clone = path.join(path.dirname(repository.path), "clone");
  await repository.git("clone", "-q", repository.path, clone);
  const { requests } = await play(clone, "Say hello.", HELLO, {
    programs: ["/usr/bin", "/bin"],
  });
  const told = allOf(requests[0])
    .split("\n")
    .find((line) => line.includes("agentops-mcp is not installed here"));
  expect(told).toContain("To have them:");
  steps.push({
    heading: "A colleague's clone, in which nobody has installed anything",
    before: "The session works as it would without us, and is told:",
    text: told ?? "",
  });
});

test("in a worktree of a project that has the program as a dependency, which only the first tree holds", async () => {
  const project = await createRepository();
  try {
    const { name } = JSON.parse(await readFile(path.join(PROJECT_ROOT, "package.json"), "utf8"));
    await mkdir(path.join(project.path, "node_modules"), { recursive: true });
    await symlink(PROJECT_ROOT, path.join(project.path, "node_modules", name));
    await writeFile(path.join(project.path, ".gitignore"), "node_modules\n");
    expect(cli(project.path, "init", "--runtime", "claude", "--yes")).toBe(0);
    await project.git("add", "-A");
    await project.git("commit", "-qm", "memory for everybody");
    await withServer(project.path, { session: "earlier" }, async (client) => {
      await createRecorder(client, 12)(ON_ERROR);
    });
    const tree = path.join(path.dirname(project.path), `${path.basename(project.path)}-tree`);
    await project.git("worktree", "add", "-q", tree);
    expect(existsSync(path.join(tree, "node_modules"))).toBe(false);
    expect(await readFile(path.join(tree, ".mcp.json"), "utf8")).not.toContain(PROJECT_ROOT);
    const { requests } = await play(tree, "Say hello.", HELLO);
    expect(allOf(requests[0])).toContain(ON_ERROR.title);
    expect(requests.flatMap(({ tools }) => tools)).toContainEqual(
      expect.objectContaining({ server: "agentops", name: "retrieve_context" }),
    );
  } finally {
    await project.remove();
  }
});

/** Exit code; runs as a person does. */
const cli = (cwd: string, ...args: string[]): number | null => runCli(cwd, args, { home }).code;

interface Played extends PlayOptions {
  readonly runtime?: Runtime;
  /** The only folders of programs on its PATH; null for this machine's. */
  readonly programs?: readonly string[] | null;
}

async function play(cwd: string, prompt: string, turns: readonly Turn[], played: Played = {}) {
  const { runtime = claude, programs = null, ...options } = played;
  const model = await startScriptedModel(turns, options);
  const asked = { prompt, cwd, home, modelUrl: model.url, shell: true };
  const finished = await runHeadless(withPrograms(runtime, programs), asked).finally(model.close);
  expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  expect(model.faults, finished.output).toEqual([]);
  return { requests: model.requests, output: finished.output };
}

/** The runtime with only these folders of programs on its PATH. */
const withPrograms = (runtime: Runtime, programs: readonly string[] | null): Runtime => ({
  ...runtime,
  async prepare(asked) {
    const { args, env } = await runtime.prepare(asked);
    const tools = ["--allowedTools", "mcp__agentops,Bash,Write,Edit,Read,Agent"];
    const PATH = programs === null ? {} : { PATH: programs.join(":") };
    return { args: [...args, ...tools], env: { ...env, ...PATH } };
  },
});

async function resumed(asked: Parameters<Runtime["prepare"]>[0]) {
  const { args, env } = await claude.prepare(asked);
  return { args: [...args, "--resume", session], env };
}

const allOf = (request: ModelRequest | undefined): string =>
  [request?.context ?? "", ...(request?.toolResults ?? [])].join("\n");

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/g;
/** Ids of the lessons that stand before the model. */
const lessonsIn = (request: ModelRequest | undefined): string[] => [
  ...new Set(allOf(request).match(ULID) ?? []),
];
/** Those of the brief: what came up at a file or an error before the compaction belongs to what was done then. */
const briefed = (lessons: readonly string[]): string[] =>
  lessons.filter((id) => id !== ids.error && id !== ids.file);

/** The brief up to its first lesson. */
const headOf = (request: ModelRequest | undefined): string =>
  (/# What this repository remembers[\s\S]*?\n\n[\s\S]*?(?=\n\n)/.exec(allOf(request)) ?? [""])[0];

/** From `marker` to the end of its first lesson. */
function passage(request: ModelRequest | undefined, marker: string): string {
  const text = allOf(request);
  const start = text.indexOf(marker);
  const end = text.indexOf("[end of learning]", start);
  return start < 0 ? "" : text.slice(start, end < 0 ? start + 600 : end + "[end of learning]".length);
}

async function writeDay(): Promise<void> {
  const names = { [ids.error]: "LESSON-ERROR", [ids.file]: "LESSON-FILE", [ids.task]: "LESSON-TASK" };
  const named = (text: string) =>
    Object.entries(names)
      .reduce((now, [id, name]) => now.replaceAll(id, name), text)
      .replace(ULID, "<id>")
      .replace(/\b\d{4}-\d\d-\d\d\b/g, "<date>")
      .replace(/clones\/\w+/g, "clones/<clone>");
  const page = [
    "# A working day",
    `Written by \`npm run test:e2e\`: real sessions of Claude Code ${claude.version}, configured by \`agentops-mcp init\` alone. The model is a script, so what it tries was decided before; what it is shown was not. Ids and dates are replaced.`,
    ...steps.flatMap(({ heading, before, text }) => [
      `## ${heading}`,
      before,
      `\`\`\`text\n${named(text).trim()}\n\`\`\``,
    ]),
  ];
  await writePage("docs/working-day.md", page);
}
