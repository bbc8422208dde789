// Counts the source files of this project that run when a lesson is recorded and when a hook answers, so that a start can be kept small.
//
//   npm run bench:files [-- --list] [--json] [--root <checkout>]
//
// Method: the checkout is copied to a temporary folder and built there by its own scripts/build.mjs, but for minify,
// so that esbuild leaves a line such as "// src/git/run.ts" before the code of each file. The built programs then run
// as a runtime starts them, under NODE_V8_COVERAGE, in a new repository and home. A file runs when V8 has counted a
// call of at least one function that stands in it, beyond the calls of a process that only loads the same program:
// statements at the top of a file do not count, as in a bundle all of them run whatever is asked, and neither do the
// helpers that they call. Files of dependencies are left out.
//
// - record_learning: what runs from the request to the end of a server that was greeted before and had its two seconds
//   to open repository and journal; all that it ran since its start is shown beside it, without a goal.
// - a warm hook: the second one of the same event in a session, what hooks look up being prepared; one number per event.
//
// At commit b9a1422, from which the goals were set, this counts 66 and, for the events that look something up, 32 to 36.
//
// `--root` measures another checkout, which needs its node_modules, by the same rule.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { callsIn, filesCalled, reportsOf } from "./coverage-reports.mjs";

const { values } = parseArgs({
  options: {
    root: { type: "string", default: path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..") },
    list: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const STARTED = "agentops-mcp.js";
const PREPARING_MS = 2_000;
const MOST = { record: 55, hook: 28 };
const EVENTS = {
  SessionStart: { source: "startup" },
  UserPromptSubmit: { prompt: "git cat-file gives the wrong answer for a file name" },
  PreToolUse: { tool_name: "Bash", tool_input: { command: "npm test" } },
  PostToolUse: { tool_name: "Bash", tool_input: { command: "npm test" }, tool_response: "done" },
  PostToolUseFailure: {
    tool_name: "Bash",
    tool_input: { command: "npm test" },
    error: "git cat-file --batch: a name with a newline shifts every answer",
  },
  Stop: {},
};
const LESSON = {
  title: "A newline in the file name shifts every later answer of git cat-file --batch",
  kind: "gotcha",
  body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so every answer after it belongs to the wrong one. Refuse names with a newline before writing them to its stdin.",
};

/** Program -> its calls. */
const loading = new Map();
const folder = mkdtempSync(path.join(os.tmpdir(), "agentops-files-"));
const [copy, repository, home, coverage] = ["copy", "repository", "home", "coverage"].map((name) => {
  mkdirSync(path.join(folder, name));
  return path.join(folder, name);
});
/** Returns the program that is started. */
function build(root) {
  const left = new Set([".git", "node_modules", "dist", ".cache"].map((name) => path.join(root, name)));
  cpSync(root, copy, { recursive: true, filter: (file) => !left.has(file) });
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  const script = path.join(copy, "scripts/build.mjs");
  const text = readFileSync(script, "utf8");
  const plain = text.replace("minify: true", "minify: false");
  if (plain === text) throw new Error(`${script} does not say minify: true`);
  writeFileSync(script, plain);
  execFileSync(process.execPath, [script], { cwd: copy, stdio: "inherit" });
  return path.join(copy, "dist", STARTED);
}

function git(...args) {
  execFileSync("git", args, { cwd: repository, env: environment() });
}

function environment(more = {}) {
  const kept = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    NODE_DISABLE_COMPILE_CACHE: "1",
  };
  return { ...kept, ...more };
}

function start(program, args, before = []) {
  const env = environment({ NODE_V8_COVERAGE: coverage, AGENTOPS_SESSION: "one" });
  return spawn(process.execPath, [...before, program, ...args], {
    cwd: repository,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
}

/** V8's counters begin anew once the server has been greeted and has opened what it opens before the first call. */
async function whileRecording(program) {
  const child = start(program, ["serve"], ["--require", takingCoverage()]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const hello = { protocolVersion: "2025-06-18", capabilities: {} };
  send({ id: 1, method: "initialize", params: { ...hello, clientInfo: { name: "files", version: "1" } } });
  await lines.next();
  send({ method: "notifications/initialized" });
  await sleep(PREPARING_MS);
  child.kill("SIGUSR2");
  while (reportsOf(coverage, child.pid).length === 0) await sleep(50);
  send({ id: 2, method: "tools/call", params: { name: "record_learning", arguments: LESSON } });
  const { result } = JSON.parse((await lines.next()).value);
  if (result?.structuredContent?.state !== "admitted")
    throw new Error(`not recorded: ${JSON.stringify(result)}`);
  child.stdin.end();
  await once(child, "close");
  return { record: filesRunBy(child.pid, 1), server: filesRunBy(child.pid) };
}

function takingCoverage() {
  const file = path.join(folder, "take-coverage.cjs");
  writeFileSync(file, 'process.on("SIGUSR2", () => require("node:v8").takeCoverage());\n');
  return file;
}

/** The first one of a session and what prepares the look-up are not counted. */
async function whileHooking(program, event, more) {
  execFileSync(process.execPath, [program, "hook", "--make-view"], { cwd: repository, env: environment() });
  let files = [];
  for (const _ of ["cold", "warm"]) {
    const child = start(program, ["hook", "--runtime", "claude", event]);
    child.stdout.resume();
    child.stdin.end(JSON.stringify({ session_id: event, cwd: repository, hook_event_name: event, ...more }));
    await once(child, "close");
    files = filesRunBy(child.pid);
  }
  return files;
}

/** Of the programs that this process has loaded, without its first `left` reports. */
function filesRunBy(pid, left = 0) {
  const files = [...callsIn(reportsOf(coverage, pid).slice(left), path.join(copy, "dist"))].flatMap(
    ([program, calls]) => {
      const isWhole = left === 0 && path.basename(program) !== STARTED;
      return filesCalled(program, calls, isWhole ? callsOfLoading(program) : new Map());
    },
  );
  return [...new Set(files)].filter((file) => /^(src|tools|resources)\//.test(file)).sort();
}

/** The calls in a process that only reads a program: of helpers that statements at the top of a file call. */
function callsOfLoading(program) {
  const known = loading.get(program);
  if (known) return known;
  const env = environment({ NODE_V8_COVERAGE: coverage });
  const { pid, status } = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(program)})`], { env });
  if (status !== 0) throw new Error(`${program} does not load`);
  const calls = callsIn(reportsOf(coverage, pid), path.join(copy, "dist")).get(program) ?? new Map();
  loading.set(program, calls);
  return calls;
}

function print(counted) {
  const { record, server, ...hooks } = counted;
  if (values.json) {
    process.stdout.write(`${JSON.stringify(counted, null, 1)}\n`);
    return;
  }
  const rows = [
    [record, `record_learning, goal at most ${MOST.record}`],
    ...Object.entries(hooks).map(([event, files]) => [
      files,
      `a warm hook, ${event}, goal at most ${MOST.hook}`,
    ]),
    [server, "all that this server did, from its start to its end"],
  ];
  for (const [{ length }, what] of rows)
    process.stdout.write(`${String(length).padStart(4)} files: ${what}\n`);
  if (!values.list) return;
  for (const [what, files] of Object.entries(counted))
    process.stdout.write(`\n${what}\n${files.map((file) => `  ${file}\n`).join("")}`);
}

try {
  const program = build(path.resolve(values.root));
  git("init", "-q", "-b", "main");
  git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "first");
  const counted = await whileRecording(program);
  for (const [event, more] of Object.entries(EVENTS))
    counted[event] = await whileHooking(program, event, more);
  print(counted);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
