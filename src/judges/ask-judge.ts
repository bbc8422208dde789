// Asks one judge about one packet, in a process of its own, and a second time if the answer is not valid.

import { copyFile, mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { BESIDE } from "../checks/bubblewrap.ts";
import { runConfined } from "../checks/run-confined.ts";
import type { Sandbox } from "../checks/sandbox.ts";
import type { Limits } from "../checks/watch.ts";
import type { Judge } from "../policy/judges-and-panels.ts";
import { sha256 } from "../shared/sha256.ts";
import { ADAPTER } from "./all.ts";
import { type Answer, type Cost, readAnswer } from "./answer.ts";
import type { Program } from "./program.ts";

/** What one judge gave: an answer, or in `because` why there is none. */
export interface Asked {
  readonly answer: Answer | null;
  readonly because: string | null;
  /** How often it was asked; 0 where it could not be started. */
  readonly attempts: number;
  readonly model: string | null;
  readonly cost: Cost;
  /** sha256 of its last answer as it came. */
  readonly seal: string;
}

export interface JudgeRequest {
  readonly judge: Judge;
  readonly program: Program;
  readonly sandbox: Sandbox;
  /** The checkout, and how the judge's process will see it. */
  readonly files: string;
  readonly checkout: string;
  /** An empty folder of this judge's own. */
  readonly place: string;
  /** Its file, and the sha256 of it. */
  readonly packet: string;
  readonly digest: string;
  /** Words before the packet. */
  readonly preface: string;
  /** Ids of the claim's criteria. */
  readonly criteria: readonly string[];
  readonly mark: string;
  readonly hidden: readonly string[];
  /** By the clock of `Date.now`. */
  readonly deadline: number;
  /** True if so many tokens leave room to ask it again. */
  affords(tokens: number): boolean;
  /** What a valid answer still lacks, such as a place that exists; null for nothing. */
  lacks(answer: Answer): Promise<string | null>;
  readonly signal: AbortSignal;
}

/** Bytes of output; more than any answer has, and what is beyond is not stored. */
const OUTPUT = 8 * 1024 ** 2;
const LIMITS: Limits = {
  outputBytes: OUTPUT,
  memoryBytes: Math.round(os.totalmem() / 2),
  processes: 512,
  diskBytes: 1024 ** 3,
};

interface Attempt {
  readonly started: boolean;
  readonly text: string;
  readonly problem: string | null;
  readonly model: string | null;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
}

export async function askJudge(request: JudgeRequest): Promise<Asked> {
  const began = performance.now();
  const deadline = Math.min(request.deadline, Date.now() + request.judge.timeout * 1000);
  const tries: Attempt[] = [];
  let preface = request.preface;
  for (let at = 0; at < 2; at += 1) {
    const said = await attempt(request, at, preface, deadline);
    tries.push(said);
    const read =
      said.problem === null ? readAnswer(said.text, request.criteria, request.digest) : said.problem;
    const wrong = typeof read === "string" ? read : await request.lacks(read);
    const spent = sum(tries, "tokensIn") + sum(tries, "tokensOut");
    const last = at === 1 || !said.started || Date.now() >= deadline || !request.affords(spent);
    if (wrong === null || last) return typeof read === "string" ? ended(null, read) : ended(read, null);
    preface = [request.preface, repair(wrong)].filter(Boolean).join("\n\n");
  }
  throw new Error("a judge is asked at most twice");

  function ended(answer: Answer | null, because: string | null): Asked {
    const { text, model } = tries.at(-1) ?? { text: "", model: null };
    const told = answer?.cost;
    return {
      answer,
      because,
      attempts: tries.filter(({ started }) => started).length,
      model: answer?.model ?? model ?? request.judge.model ?? null,
      cost: {
        tokensIn: told?.tokens_in ?? total(tries, "tokensIn"),
        tokensOut: told?.tokens_out ?? total(tries, "tokensOut"),
        ms: Math.round(performance.now() - began),
      },
      seal: sha256(text),
    };
  }
}

const repair = (wrong: string): string =>
  `You have answered this packet before, and the answer was not valid: ${wrong}. Answer again, with one JSON object and nothing else.`;

const sum = (tries: readonly Attempt[], key: "tokensIn" | "tokensOut"): number =>
  tries.reduce((all, each) => all + (each[key] ?? 0), 0);

const total = (tries: readonly Attempt[], key: "tokensIn" | "tokensOut"): number | null =>
  tries.every((each) => each[key] === null) ? null : sum(tries, key);

async function attempt(
  { judge, program, sandbox, files, checkout, place, packet, mark, hidden, signal }: JudgeRequest,
  turn: number,
  preface: string,
  deadline: number,
): Promise<Attempt> {
  const adapter = ADAPTER[judge.adapter];
  const [scratch, desk] = [path.join(place, `scratch-${turn}`), path.join(place, `desk-${turn}`)];
  await mkdir(scratch);
  await mkdir(desk);
  await copyFile(packet, path.join(desk, "packet.md"));
  const shown = path.join(sandbox.level === "bubblewrap" ? BESIDE : desk, "packet.md");
  const variables = Object.fromEntries(
    adapter.variables(judge).flatMap((name) => (process.env[name] ? [[name, process.env[name] ?? ""]] : [])),
  );
  const confined = sandbox.level === "bubblewrap";
  const words = confined
    ? preface
    : [preface, `The files of the commit are in ${checkout}.`].join("\n\n").trim();
  const at = { argv: program.argv, checkout, packet: shown, preface: words, confined };
  const started = adapter.command(judge, at, variables);
  const launch = await sandbox.prepare({
    argv: started.argv,
    cwd: ".",
    files,
    beside: desk,
    scratch,
    laid: [],
    mark,
    hidden,
    env: started.env,
    visible: program.visible,
    network: adapter.network(judge),
  });
  await giveCredentials(path.join(scratch, "home"), judge);
  const { output, reason, exit } = await runConfined(launch, {
    limits: LIMITS,
    folders: [scratch, desk],
    signal,
    input: packet,
    keep: OUTPUT,
    timeoutMs: Math.max(1, deadline - Date.now()),
    mark: sandbox.leavesNothing ? null : mark,
  });
  const { text, problem, model, cost } = adapter.read(output.stdout());
  const stopped = reason === "ok" || reason === "exit" ? null : STOPPED[reason];
  // A failed program has not answered, whatever it printed; its own words tell more.
  const failed = reason === "exit" ? `it ended with ${exit ?? "a signal"}` : null;
  const silent = failed !== null && text === "" ? `${failed} and no answer` : null;
  return {
    started: reason !== "not_started",
    text,
    problem: stopped ?? silent ?? problem ?? failed,
    model,
    ...cost,
  };
}

const STOPPED = {
  timeout: "it did not answer in time and was stopped",
  output: "it printed more than 8 MiB and was stopped; nothing of it is kept",
  memory: "it took too much memory and was stopped",
  processes: "it started too many processes and was stopped",
  disk: "it wrote too much to the disk and was stopped",
  not_started: "its program could not be started",
  metric: "it was stopped",
} as const;

async function giveCredentials(home: string, judge: Judge): Promise<void> {
  for (const { from, to } of ADAPTER[judge.adapter].credentials(process.env, os.homedir())) {
    const target = path.join(home, to);
    await mkdir(path.dirname(target), { recursive: true });
    // Without the file it says itself that it can't log in.
    await copyFile(from, target).catch(() => {});
  }
}
