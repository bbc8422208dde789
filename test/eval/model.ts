// `npm run eval:model`: how any agent does with the queue and as a judge, with a transcript that is kept.
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { outcomeOf } from "../../src/claims/council/judge-record.ts";
import { type Agent, commandAgent, fileAgent } from "./agent.ts";
import { countJobs } from "./count.ts";
import { judgeCases } from "./judging.ts";
import { playQueue } from "./queue.ts";

const { values } = parseArgs({
  options: {
    // A command that reads a prompt on standard input and prints its answer, such as `claude -p`.
    agent: { type: "string" },
    // The folder of an agent, or a person, that answers by files.
    files: { type: "string" },
    // Where the transcript goes.
    keep: { type: "string", default: path.join(os.tmpdir(), "eval-model") },
    // Calibration cases to judge, and their order.
    cases: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    // Goes on behind so many cases of that order, without the queue: a run that was broken off.
    after: { type: "string", default: "0" },
    // Seconds for one answer.
    limit: { type: "string", default: "300" },
  },
});
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function chosen(): Agent | null {
  const limitMs = Number(values.limit) * 1000;
  if (values.files !== undefined) return fileAgent(path.resolve(values.files), limitMs);
  return values.agent === undefined ? null : commandAgent(values.agent.split(/\s+/), limitMs);
}

const agent = chosen();
if (agent === null)
  say(
    'not measured here: name an agent with --agent "claude -p", --agent "codex exec -" or --files <folder>',
  );
else {
  if (Number(values.after) === 0) await queue(agent);
  await cases(agent);
}

async function queue(agent: Agent): Promise<void> {
  mkdirSync(String(values.keep), { recursive: true });
  const { steps, transcript } = await playQueue(agent);
  const kept = path.join(String(values.keep), "queue.md");
  writeFileSync(kept, transcript);
  say("job                  state               calls refusals repeats questions unreadable");
  for (const { job, state, ...counts } of countJobs(steps)) {
    const { calls, refusals, repeats, questions, unreadable } = counts;
    const row = [calls, refusals, repeats, questions, unreadable].map((each) => String(each).padStart(8));
    say(`${job.padEnd(20)} ${state.padEnd(18)} ${row.join(" ")}`);
  }
  say(`transcript: ${kept}`);
}

async function cases(agent: Agent): Promise<void> {
  const asked = { count: Number(values.cases), seed: Number(values.seed), after: Number(values.after) };
  const tally = await judgeCases(agent, asked, (result) => say(`  ${outcomeOf(result)} ${result.case}`));
  say(
    `as a judge: missed ${tally.misses} of ${tally.traps} planted faults (${tally.located} named at their place), refused ${tally.refusals} of ${tally.controls} sound changes, ${tally.unanswered} without an answer`,
  );
}
