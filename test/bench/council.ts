// Measures what a council costs over its slowest judge, and whether killed runners lose a verdict or ask a judge twice.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRuns } from "../../src/claims/io/runs.ts";
import type { OpinionRecord } from "../../src/claims/records/opinion.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { claim, createProject, type Project } from "../claims/project.ts";
import { createJudges } from "../judges/judge.ts";
import { configuredServer } from "../support/client.ts";
import { journalFiles } from "../support/journal.ts";
import { randomFrom } from "./generated.ts";
import { type Benchmark, median, timed } from "./measure.ts";

const RUNNERS = 4;
const SLOWEST_MS = 500;
const ALONE = "a verdict without judges";
const JUDGED = `a verdict with judges of 100, 300 and ${SLOWEST_MS} ms`;
const CHECKS = 'checks:\n  - { id: small, run: ["true"] }\n';
const CRITERIA = [{ id: "small", text: "it passes", check: "small" }];
const slow = (ms: number) => `setTimeout(() => answer("PASS"), ${ms})`;

export const council: Benchmark = {
  name: "council",
  title: "Judges",
  async run(full) {
    const claims = full ? 200 : 40;
    const kills = full ? 40 : 10;
    const { alone, judged, over } = await overhead(full ? 20 : 8);
    const killed = await renderAll(claims, kills);
    return {
      data: `a small repository with one check (\`true\`) and judges that wait and pass; then ${claims} claims with two judges for ${RUNNERS} runners, of which ${kills} are killed at random moments`,
      rows: [
        { what: ALONE, samples: alone },
        { what: JUDGED, samples: judged },
        { what: `${claims} claims by ${RUNNERS} runners, wall time`, samples: [killed.wall] },
      ],
      targets: [
        { what: "the council over its slowest judge", value: median(over), atMost: 1000, unit: "ms" },
        {
          what: `claims without exactly one verdict, of ${claims}, with ${killed.killed} runners killed`,
          value: killed.wrong,
          atMost: 0,
          unit: "",
        },
        { what: "judges whose word on a packet was taken twice", value: killed.twice, atMost: 0, unit: "" },
      ],
    };
  },
};

function stored<T>({ repository }: Project, kind: string): T[] {
  return journalFiles(repository)
    .filter((file) => file.includes(`:${kind}/`))
    .map((file) => JSON.parse(repository.git("show", file)) as T);
}

/** Each round in turns: without judges and with them; `over` is what they add beyond the slowest of them. */
async function overhead(rounds: number) {
  const judges = createJudges();
  const waits = [100, 300, SLOWEST_MS].map((ms) => ({ id: `j${ms}`, does: slow(ms) }));
  const panel = "panels:\n  - { paths: [judged], judges: [j100, j300, j500], quorum: 3 }\n";
  const project = createProject(CHECKS + judges.policy(waits, panel));
  const worker = await project.start("worker");
  const once = (file: string, round: number) => {
    project.repository.git("checkout", "-q", "--detach", "main");
    project.repository.commit({ [file]: `${round}\n` });
    return timed(async () => {
      const { facts } = await claim(worker, { criteria: CRITERIA });
      const answer = await worker.call("request_verdict", { claim: facts.id, wait_seconds: 50 });
      if (answer.facts.result !== "PASSED") throw new Error(answer.text);
    });
  };
  const samples = { alone: [] as number[], judged: [] as number[], over: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      const alone = await once("free", round);
      const judged = await once("judged", round);
      samples.alone.push(alone);
      samples.judged.push(judged);
      samples.over.push(judged - alone - SLOWEST_MS);
    }
    return samples;
  } finally {
    await project.close();
    judges.remove();
  }
}

async function renderAll(claims: number, kills: number) {
  const judges = createJudges();
  const two = ["one", "two"].map((id, at) => ({ id, does: slow(50 + 150 * at) }));
  const panel = "panels:\n  - { paths: ['**'], judges: [one, two], quorum: 2 }\n";
  const project = createProject(CHECKS + judges.policy(two, panel));
  const random = randomFrom(13);
  try {
    const worker = await project.start("worker");
    const runs = createRuns(path.join(project.repository.dir, ".git/agentops"));
    const ids: string[] = [];
    while (ids.length < claims) ids.push(String((await claim(worker, { criteria: CRITERIA })).facts.id));
    for (const id of ids) await runs.want(id);
    let killed = 0;
    const wall = await timed(() =>
      Promise.all(
        Array.from({ length: RUNNERS }, async () => {
          while ((await runs.wanted()).length > 0) {
            const runner = start(project);
            const ended = once(runner, "exit");
            if (killed < kills) {
              await sleep(300 + random() * 2000);
              if (runner.kill("SIGKILL")) killed += 1;
            }
            await ended;
          }
        }),
      ),
    );
    const verdicts = stored<VerdictRecord>(project, "verdict").map((each) => each.claim);
    const words = stored<OpinionRecord>(project, "opinion");
    const keys = words.map(({ packet, judge }) => `${packet.sha256} ${judge.id} ${judge.version}`);
    const wrong = ids.filter((id) => verdicts.filter((each) => each === id).length !== 1).length;
    return { wall, wrong, killed, twice: keys.length - new Set(keys).size };
  } finally {
    await project.close();
    judges.remove();
  }
}

function start({ repository }: Project) {
  const { command, args } = configuredServer();
  return spawn(command, [...args, "verdict"], { cwd: repository.dir, stdio: "ignore" });
}
