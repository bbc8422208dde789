// The evaluation of a model, played by scripts: it counts what they do, and measures nothing where there is none.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "../support/client.ts";
import { removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";
import { countJobs, type Step } from "./count.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

const TSX = path.join(ROOT, "node_modules/.bin/tsx");
const run = (...args: string[]) =>
  spawnSync(
    TSX,
    ["--import", "./scripts/made-modules.mjs", "test/eval/model.ts", "--keep", folder, ...args],
    {
      cwd: ROOT,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: folder },
    },
  );

const step = (changes: Partial<Step>): Step => ({
  kind: "tool",
  name: "report_progress",
  sent: "{}",
  refused: false,
  answer: "",
  ...changes,
});

it("says that it measures nothing where no agent is named", () => {
  expect(run().stdout).toMatch(/^not measured here: /);
});

it("counts calls, refusals, repeats, questions and what nobody could read, job by job", () => {
  const counted = countJobs([
    step({ name: "retrieve_context" }),
    step({ name: "start_job", answer: "job: j-1\n" }),
    step({ name: "submit_claim", refused: true }),
    step({ name: "submit_claim", refused: true }),
    step({ kind: "ask" }),
    step({ kind: "unreadable", refused: true }),
    step({ name: "request_verdict", answer: "result: pending" }),
    step({ name: "request_verdict", answer: "result: PASSED\n" }),
    step({ name: "finish_job", answer: "job: j-1\nstate: done\n" }),
    step({ name: "start_job", answer: "job: j-2\n" }),
  ]);
  expect(counted).toEqual([
    {
      job: "before any job",
      state: "not ended",
      calls: 1,
      refusals: 0,
      repeats: 0,
      questions: 0,
      unreadable: 0,
    },
    { job: "j-1", state: "done, PASSED", calls: 6, refusals: 2, repeats: 1, questions: 1, unreadable: 1 },
    { job: "j-2", state: "not ended", calls: 1, refusals: 0, repeats: 0, questions: 0, unreadable: 0 },
  ]);
});

/** Knows nothing but what it reads: the last answer decides what it does next. */
const SCRIPT = `
import { readFileSync } from "node:fs";
const prompt = readFileSync(0, "utf8");
const put = (value) => process.stdout.write("Here it is:\\n" + JSON.stringify(value));
if (prompt.startsWith("# You are the judge")) put({ decision: "PASS", criteria: [{ id: "c1", result: "PASSED" }] });
else {
  const turns = prompt.split("\\nyou: ").slice(1);
  const from = turns.findLastIndex((turn) => turn.includes('"start_job"'));
  const own = from < 0 ? [] : turns.slice(from);
  const text = own.join("\\n");
  const did = (word) => own.some((turn) => turn.includes(word));
  const call = (tool, args) => put({ tool, arguments: args });
  const folder = /^worktree: (\\S+)/m.exec(text)?.[1];
  const check = /- (\\w+) passes:/.exec(text)?.[1];
  const work = { greeting: ["src/greeting.txt", "hello, world\\n"], total: ["src/total.txt", "42\\n"], pages: ["docs/README.md", "# Shop\\n\\n## Usage\\n"] };
  if (own.length === 0 || (did('"finish_job"') && text.includes("state: done"))) call("start_job", {});
  else if (text.includes("No job is")) put({ end: "nothing is ready" });
  else if (!did('"write"')) put({ write: folder + "/" + WORK(check)[0], text: WORK(check)[1] });
  else if (!did('"commit"')) put({ commit: "feat: " + check, in: folder });
  else if (!did('"submit_claim"')) call("submit_claim", { statement: check + " holds", criteria: [{ id: check, text: check + " passes", check }] });
  else if (!text.includes("result: PASSED")) call("request_verdict", { claim: /(?:^|answer: )id: (\\S+)/m.exec(text)[1], wait_seconds: 50 });
  else call("finish_job", { outcome: "done", handoff: { goal: "g", done: "d", decisions: "x", next: "n" }, none_because: "a script learns nothing" });
  function WORK(id) { return work[id]; }
}
`;

it("takes an agent that follows the answers through three jobs, keeps the transcript, and judges", () => {
  writeFiles(folder, { "agent.mjs": SCRIPT });
  const { stdout, stderr } = run("--agent", `node ${path.join(folder, "agent.mjs")}`, "--cases", "4");
  expect(stderr).toBe("");
  const rows = stdout.split("\n").filter((line) => /^j-\w+ +done, PASSED/.test(line));
  expect(rows, stdout).toHaveLength(3);
  for (const row of rows) expect(row).toMatch(/done, PASSED +4 +0 +0 +0 +0$/);
  expect(stdout).toMatch(
    /as a judge: missed (\d) of \1 planted faults .*, refused 0 of \d sound changes, 0 without/,
  );
  expect(readFileSync(path.join(folder, "queue.md"), "utf8")).toContain("Take jobs from its queue");
}, 120_000);
