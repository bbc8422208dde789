// Counts for how many bug reports the deciding talk of an earlier session is given, and how much of what it decided.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { countTokens } from "../../src/shared/text/tokens.ts";
import { runCli } from "../cli/run-cli.ts";
import { hookProcess } from "../hooks/hook-process.ts";
import { startClient } from "../support/client.ts";
import { layOutSessions, type SpokenTurn } from "../support/session-files.ts";
import { createBm25 } from "./bm25.ts";

export interface TalkTask {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly report: string;
  readonly facts: readonly string[];
  readonly talks: readonly (readonly SpokenTurn[])[];
}

type Turns = readonly SpokenTurn[];

/** Decoys after the talks, as the newest sessions are not the deciding ones. */
const AFTER = 20;
const BUDGET = 1_200;

interface Outcome {
  readonly named: boolean;
  readonly first: boolean;
  readonly facts: number;
  readonly hookFacts: number;
  readonly tokens: number;
  readonly bm25: boolean;
}

const words = (turns: Turns): string => turns.map(({ text }) => text).join("\n");
const share = (text: string, facts: readonly string[]): number =>
  facts.filter((fact) => text.toLowerCase().includes(fact.toLowerCase())).length / Math.max(1, facts.length);
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);

/** A home with these sessions, all of them kept by `backfill --yes`. */
function backfilled(dir: string, talks: readonly Turns[]): string {
  const home = mkdtempSync(path.join(os.tmpdir(), "agentops-home-"));
  layOutSessions(home, dir, talks);
  runCli(dir, ["backfill", "--forget"], { home });
  const { code, stderr } = runCli(dir, ["backfill", "--yes"], { home });
  if (code !== 0) throw new Error(stderr);
  return home;
}

async function ask(dir: string, home: string, task: TalkTask, among: readonly Turns[]): Promise<Outcome> {
  const input = { session_id: `${task.id}-${among.length}`, cwd: dir, prompt: task.report };
  const { context } = await hookProcess(dir, "UserPromptSubmit", input, { env: { HOME: home } });
  // The session's number says which talk is meant.
  const shown = [...context.matchAll(/claude-code session (\d{8})/g)].map(([, at]) => among[Number(at)]);
  const right = task.talks.at(-1);
  const isOfTask = (turns: Turns | undefined) => turns !== undefined && task.talks.includes(turns);
  const client = await startClient(dir, { env: { HOME: home } });
  const { facts } = await client.call("retrieve_context", { task: task.report, budget_tokens: BUDGET });
  await client.close();
  const related = (facts.related ?? []) as { text: string }[];
  const served = related.map(({ text }) => text).join("\n");
  const bm25 = createBm25();
  among.forEach((turns, at) => {
    bm25.add(String(at), words(turns));
  });
  return {
    named: shown.slice(0, 3).includes(right),
    first: shown.find(isOfTask) === right,
    facts: share(served, task.facts),
    hookFacts: share(context, task.facts),
    tokens: countTokens(served),
    bm25: bm25
      .search(task.report, 3)
      .map((id) => among[Number(id)])
      .includes(right ?? []),
  };
}

export async function measureTalks(
  dir: string,
  tasks: readonly TalkTask[],
  decoys: readonly Turns[],
): Promise<{ report: string; home: string }> {
  const around = (talks: readonly Turns[]) => [...decoys.slice(0, -AFTER), ...talks, ...decoys.slice(-AFTER)];
  const lines: string[] = [];
  const alone: Outcome[] = [];
  for (const task of tasks) {
    const talks = around(task.talks);
    const home = backfilled(dir, talks);
    alone.push(await ask(dir, home, task, talks));
    rmSync(home, { recursive: true, force: true });
  }
  const all = around(tasks.flatMap(({ talks }) => talks));
  const home = backfilled(dir, all);
  const together: Outcome[] = [];
  for (const task of tasks) together.push(await ask(dir, home, task, all));
  for (const [name, outcomes] of [
    ["each task alone", alone],
    ["all tasks in one", together],
  ] as const) {
    for (const half of [0, 1]) {
      const mine = outcomes.filter((_, at) => at % 2 === half);
      const amended = mine.filter((_, at) => tasks[at * 2 + half]?.source === "conversation-amended");
      const count = (of: readonly Outcome[], key: "named" | "first" | "bm25") =>
        `${of.filter((each) => each[key]).length} of ${of.length}`;
      lines.push(
        `${name}, ${half === 0 ? "even" : "odd"} half, seen before the thresholds were set: the right talk in the hook's first 3 for ${count(mine, "named")} (BM25: ${count(mine, "bm25")}); ` +
          `retrieve_context holds ${(mean(mine.map(({ facts }) => facts)) * 100).toFixed(1)} % of the facts in ${Math.max(...mine.map(({ tokens }) => tokens))} tokens or fewer, ` +
          `the hook ${(mean(mine.map(({ hookFacts }) => hookFacts)) * 100).toFixed(1)} %; amended rule first: ${count(amended, "first")}`,
      );
    }
    outcomes.forEach(({ named, facts, hookFacts }, at) => {
      if (!named || Math.min(facts, hookFacts) < 0.7)
        lines.push(
          `  ${name}: ${tasks[at]?.id} named ${named}, facts ${facts.toFixed(2)}, by the hook ${hookFacts.toFixed(2)}`,
        );
    });
  }
  return { report: lines.join("\n"), home };
}
