// `npm run bench:starts-full -- --data <folder>` counts for how many bug reports the deciding commit or talk is named, in a real repository.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { runCli } from "../cli/run-cli.ts";
import { hookProcess } from "../hooks/hook-process.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { createRepository } from "../support/repository.ts";
import type { SpokenTurn } from "../support/session-files.ts";
import { createBm25 } from "./bm25.ts";
import { measureTalks, type TalkTask } from "./starts-full-talks.ts";

interface Commit {
  readonly date: string;
  readonly subject: string;
  readonly body: string;
  readonly paths: readonly string[];
}

interface Task {
  readonly name: string;
  readonly source: string;
  readonly module: string;
  readonly report: string;
  readonly decision?: { readonly subject: string; readonly body: string };
  readonly regression?: string;
}

const { values } = parseArgs({ options: { data: { type: "string" } } });
if (values.data === undefined) {
  process.stdout.write("Name the folder with the data: npm run bench:starts-full -- --data <folder>\n");
  process.exit(2);
}
/** Also where the set's own folder is named. */
const data = path.resolve(String(values.data)).replace(/[\\/]starts-full$/, "");
const lines = <T>(file: string): T[] =>
  readFileSync(path.join(data, file), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line): T => JSON.parse(line));

const given = lines<Task & TalkTask>("starts-full/tasks.dev.jsonl");
const tasks = given.filter(({ source }) => source === "history");
const talkTasks = given.filter(({ source }) => source !== "history");
const decoys = lines<{ turns: SpokenTurn[] }>("starts-full/decoys.jsonl").map(({ turns }) => turns);
const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
const commits: Commit[] = [
  ...lines<Commit>("starts-full/commits.jsonl"),
  ...tasks.flatMap(({ module, decision, regression }, at) => [
    { date: day(at), subject: "", body: "", ...decision, paths: [module] },
    { date: day(at), subject: "docs: changelog housekeeping", body: "", paths: ["CHANGELOG.md"] },
    { date: day(at), subject: regression ?? "", body: "", paths: [module] },
  ]),
];

/** Each path gets a line that names the commit, so that log and blame have something to tell. */
function imported(): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  return commits
    .map(({ date, subject, body, paths }, at) => {
      const when = Math.floor(Date.parse(date) / 1_000);
      const files = paths.map((file) => `M 644 inline ${JSON.stringify(file)}\n${data(`commit ${at}\n`)}`);
      const who = `committer somebody <somebody@example.org> ${when} +0000`;
      return `commit refs/heads/main\n${who}\n${data(`${subject}\n\n${body}`)}${files.join("")}`;
    })
    .join("");
}

async function run(): Promise<void> {
  delete process.env.NODE_EXTRA_CA_CERTS;
  const { dir, git, commit, remove } = createRepository();
  execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: dir, input: imported() });
  git("reset", "-q", "--hard", "main");
  commit({ ".agentops/config.yaml": "checks: []\n" }, "chore: agentops");
  const began = performance.now();
  runCli(dir, ["hook", "--read-history"], { home: EMPTY_HOME });
  const reading = performance.now() - began;
  const bm25 = createBm25();
  commits.forEach(({ subject, body, paths }, at) => {
    bm25.add(String(at), `${subject} ${subject} ${body} ${paths.join(" ")}`);
  });
  let home = EMPTY_HOME;
  const say = async (prompt: string, session: string): Promise<string> =>
    (
      await hookProcess(
        dir,
        "UserPromptSubmit",
        { session_id: session, cwd: dir, prompt },
        { env: { HOME: home } },
      )
    ).context;
  const ids = new Map(
    git("log", "--format=%H%x09%s")
      .split("\n")
      .map((line) => [line.slice(line.indexOf("\t") + 1), line.slice(0, 12)]),
  );
  let [named, fates, first] = [0, 0, 0];
  for (const { name, report, decision, regression = "" } of tasks) {
    const told = (await say(report, name))
      .split("\n")
      .find((line) => line.includes(decision?.subject.slice(0, 100) ?? ""));
    if (told !== undefined) named += 1;
    else process.stdout.write(`not named: ${name}\n`);
    if (told?.endsWith(`gone, by ${ids.get(regression)})`)) fates += 1;
    const found = bm25.search(report, 3).map((id) => commits[Number(id)]?.subject);
    if (found.includes(decision?.subject)) first += 1;
  }
  const foreign = lines<{ text: string }>("solutions/queries.dev.jsonl").filter((_, at) => at % 4 === 0);
  const asked = foreign.slice(0, 100);
  const talks = await measureTalks(dir, talkTasks, decoys);
  home = talks.home;
  const said = [0, 0];
  for (const [at, { text }] of asked.entries())
    if ((await say(text, `foreign-${at}`)).includes("raw, agentops")) said[at % 2] = (said[at % 2] ?? 0) + 1;
  rmSync(home, { recursive: true, force: true });
  process.stdout.write(
    `${commits.length} commits, read in ${(reading / 1_000).toFixed(1)} s by a process of its own\n` +
      `prompt hook: the deciding commit is named for ${named} of ${tasks.length} bug reports (BM25, in its first 3: ${first}), for ${fates} with the commit that took its lines away\n` +
      `${talks.report}\n` +
      `prompts about other repositories, all tasks in one: something is said for ${said[0]} of ${asked.length / 2} and ${said[1]} of ${asked.length / 2} by halves, both of which were seen before the thresholds were set\n`,
  );
  remove();
}

await run();
