// `agentops-mcp jobs`: tells what is queued, who works on what, and one job's story; a person can add and release jobs.

import { createReadStream } from "node:fs";
import path from "node:path";
import type { ReadContext } from "../../api/context.ts";
import { jobPage, storyOf } from "../../briefing/job-page.ts";
import { jobFileOf } from "../../jobs/file.ts";
import { jobName } from "../../jobs/job-name.ts";
import { type JobRow, rowOf } from "../../jobs/list.ts";
import { findJob, standingOfJob } from "../../jobs/standing.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { MAX_SETTINGS_BYTES, parseFile } from "../../shared/settings-file.ts";
import { listJobs } from "../../use-cases/list-jobs.ts";
import { type JobPlan, queueJobs } from "../../use-cases/queue-jobs.ts";
import { releaseJob } from "../../use-cases/release-job.ts";
import { sessionsAtWork } from "../../use-cases/sessions-at-work.ts";
import { asPerson } from "../as-person.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { printIssues } from "../issues.ts";
import { fitted, type Tone } from "../look.ts";
import { line, paragraph, reading } from "../reading.ts";
import { seenByHooks } from "../seen-by-hooks.ts";
import { sessionsText } from "../sessions-text.ts";
import { placesOf } from "../watched-places.ts";
import { type Told, watching } from "../watching.ts";

export default defineCommand({
  summary: "the jobs, who works on them and what they wait for; for a person also: queue some, release one",
  positionals: "[<id> | add | release <id>]",
  options: {
    all: { type: "boolean", description: "also those that are done" },
    watch: {
      type: "boolean",
      description: "show jobs and sessions at work again at each change, until Ctrl-C",
    },
    file: {
      type: "string",
      value: "<file>",
      description: "add: a YAML or JSON list of jobs, each with title and write; docs/jobs.md has all keys",
    },
    "from-issues": {
      type: "string",
      value: "<file>",
      description:
        "print a job file made of what gh issue list --json number,title,body,state,labels prints; - for stdin",
    },
    issues: {
      type: "boolean",
      description:
        "print each job as an issue, and whether to create, close or reopen it; --from-issues tells which there are",
    },
    "dry-run": { type: "boolean", description: "add: show how they would go, and store nothing" },
    reason: { type: "string", value: "<text>", description: "release: why its holder loses it" },
    yes: { type: "boolean", description: "release: do not ask" },
  },
  examples: [
    "agentops-mcp jobs --all",
    "agentops-mcp jobs --watch",
    "agentops-mcp jobs j-0hs6vd9x --json",
    "agentops-mcp jobs add --file jobs.yaml",
    'agentops-mcp jobs release j-0hs6vd9x --reason "its machine is gone"',
    "gh issue list --json number,title,body,state,labels | agentops-mcp jobs --from-issues - > jobs.json",
    "agentops-mcp jobs --issues",
  ],

  /** Exit code 1 when nobody agreed to the release; an empty list is none. */
  async run(input) {
    const [what, id = "", ...more] = input.positionals;
    const from = input.options["from-issues"];
    if (what === undefined && (from !== undefined || input.options.issues === true)) {
      const text = from === undefined ? null : await issuesIn(String(from));
      return reading(input, (context) => printIssues(context, input, text));
    }
    if (what === "add" && id === "") return add(input);
    if (what === "release" && id !== "" && more.length === 0) return release(input, id);
    if (what === "release" || what === "add" || id !== "")
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        what === "release" ? "release needs the id of one job." : "jobs takes one id, add or release <id>.",
        "See agentops-mcp jobs --help.",
      );
    if (input.options.watch === true) return watch(input, what);
    return reading(input, async (context) => {
      if (what !== undefined) return show(context, input, what);
      const { facts, text } = await list(context, input);
      input.terminal.answer(facts, fitted(text, input.terminal.look));
      return 0;
    });
  },
});

async function watch(input: CommandInput, what: string | undefined): Promise<number> {
  if (what !== undefined)
    throw new AgentOpsError("INVALID_ARGUMENT", "--watch is for the list of jobs.", "Leave the id out.");
  const { folder } = placesOf(input.options);
  return watching(input, async (context) => {
    const { facts, text } = await list(context, input);
    const { sessions } = await sessionsAtWork(await context.state(), seenByHooks(folder), context.now);
    const { look } = input.terminal;
    return {
      facts: { ...facts, sessions },
      text: `${text}\n\n${look.paint("title", "Sessions of the last day")} (UTC)\n${sessionsText(sessions, look)}`,
    };
  });
}

async function list(context: ReadContext, { options, terminal }: CommandInput): Promise<Told> {
  const { paint } = terminal.look;
  const rows = await listJobs(context);
  const shown = options.all === true ? rows : rows.filter(({ state }) => state !== "done");
  const left = rows.length - shown.length;
  const lines = shown.flatMap((row) => [
    `${row.id}  ${paint(TONES[row.state], row.state.replace("_", " ").padEnd(7))}  ${paint("title", line(row.title))}`,
    ...detailOf(row),
  ]);
  const done = left === 0 ? [] : [`${left} done; --all lists them too.`];
  return {
    facts: { jobs: shown, done: rows.filter(({ state }) => state === "done").length },
    text: [...(rows.length === 0 ? ["No job is queued."] : lines), ...done].join("\n"),
  };
}

const TONES: Readonly<Record<JobRow["state"], Tone>> = {
  open: "quiet",
  blocked: "warn",
  in_work: "good",
  done: "quiet",
  stuck: "bad",
  deferred: "quiet",
  stopped: "bad",
};

const LEASES = {
  none: "no lease",
  alive: "lease alive",
  expired: "lease run out: the next worker can take it over",
  elsewhere: "its lease can't be seen from here",
} as const;

function detailOf({ state, stands, holder, token, lease, branch }: JobRow): string[] {
  const indent = " ".repeat(21);
  if (holder !== null)
    return [
      `${indent}session ${line(holder)}, token ${token}, ${LEASES[lease]}${branch === null ? "" : `, on ${line(branch)}`}`,
    ];
  return ["blocked", "stuck", "deferred", "stopped"].includes(state) ? [`${indent}${line(stands)}`] : [];
}

async function show(context: ReadContext, { terminal }: CommandInput, id: string): Promise<number> {
  const state = await context.state();
  const job = findJob(state, id);
  const standing = standingOfJob(state, job);
  const lease = (await context.jobs.leases()).get(job.id) ?? null;
  const row = rowOf(state, standing, lease, await context.jobs.clone());
  const { scope, acceptance, depends_on, attempts, minutes, isolate, at, session, runtime, role } = job;
  terminal.answer(
    {
      ...row,
      read: scope.read,
      acceptance,
      after: depends_on.map(jobName),
      attempts,
      minutes,
      isolate,
      failures: standing.failures,
      made: { at, session, runtime, role },
      story: storyOf(state, standing),
    },
    fitted(paragraph(jobPage(state, standing, lease), ""), terminal.look),
  );
  return 0;
}

async function add(input: CommandInput): Promise<number> {
  const { options, terminal } = input;
  return asPerson(input, "jobs add", async (write) => {
    if (typeof options.file !== "string")
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "jobs add needs --file.",
        "Write a list of jobs, each with a title and write; docs/jobs.md of this package shows one.",
      );
    const entries = await parseFile(jobFileOf(write.code), await read("--file", options.file), {
      name: path.basename(options.file),
      code: "INVALID_ARGUMENT",
      next: "Nothing was stored.",
    });
    const isDry = options["dry-run"] === true;
    const { jobs, plan } = await queueJobs(write, entries, isDry);
    const added = isDry ? [] : jobs;
    terminal.answer(
      { added, plan },
      [
        ...added.map(({ id, title }) => `${id}  ${line(title)}`),
        ...planLines(plan),
        ...(isDry ? ["Nothing was stored."] : []),
      ].join("\n"),
    );
    return 0;
  });
}

const planLines = ({ waves, overlaps, gaps, lessons }: JobPlan): string[] => [
  ...waves.map((wave, at) => `wave ${at + 1}: ${wave.map(line).join(", ")}`),
  ...overlaps.map((each) => `not at once: ${line(each)}`),
  ...gaps.map((each) => `gap: ${line(each)}`),
  ...lessons.map((each) => `known: ${line(each)}`),
];

/** Reads only up to a limit, as a device without an end must not fill the memory. */
async function read(option: string, file: string, most = MAX_SETTINGS_BYTES): Promise<Buffer> {
  try {
    const chunks: Buffer[] = [];
    const from = file === "-" ? process.stdin : createReadStream(file, { end: most });
    for await (const chunk of from) {
      chunks.push(chunk);
      if (chunks.reduce((sum, each) => sum + each.length, 0) > most) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${option} ${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Name a file, or - for what is piped in.",
    );
  }
}

const MOST_ISSUE_BYTES = 16_000_000;

const issuesIn = async (file: string): Promise<string> =>
  (await read("--from-issues", file, MOST_ISSUE_BYTES)).toString("utf8");

async function release(input: CommandInput, typed: string): Promise<number> {
  const { options, terminal } = input;
  return asPerson(input, "jobs release", async (write) => {
    const reason = typeof options.reason === "string" ? options.reason.trim() : "";
    const { name, holder } = standingOfJob(await write.state(), findJob(await write.state(), typed));
    const question = `Take ${name} from ${holder ? `session ${line(holder.session)}` : "nobody"}?`;
    if (options.yes !== true && !(await terminal.confirm(question, false))) {
      terminal.answer({ released: false }, "Nothing was released.");
      return 1;
    }
    const token = await releaseJob(write, typed, reason);
    terminal.answer({ released: true, id: name, token }, `${name} is free again (token ${token}).`);
    return 0;
  });
}
