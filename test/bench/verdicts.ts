// Measures what a verdict costs over the bare command, and that many runners, some killed, render each exactly once.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRuns } from "../../src/claims/io/runs.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { claim, createProject, type Project } from "../claims/project.ts";
import { configuredServer, type TestClient } from "../support/client.ts";
import { journalFiles } from "../support/journal.ts";
import { randomFrom } from "./generated.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";

const CLAIMS = 100;
const RUNNERS = 4;
const BARE = "the bare command";
const VERDICT = "submit_claim and request_verdict";
const ONCE = "the same of tests alone, which are not run without the change";
const CRITERIA = [{ id: "small", text: "it passes", check: "small" }];

export const verdicts: Benchmark = {
  name: "verdicts",
  title: "Verdicts at L1",
  async run(full) {
    const kills = full ? 40 : 10;
    const samples = await latency(full ? 30 : 10);
    const together = await renderAll(0);
    const killed = await renderAll(kills);
    const [bare, verdict] = [samples(BARE), samples(VERDICT)];
    return {
      data: `a small repository with one check (\`node check.mjs\`), in turns with ${BARE}; then ${CLAIMS} claims on one commit that ${RUNNERS} runners render at once, and again while ${kills} runners are killed`,
      rows: [
        { what: BARE, samples: bare },
        { what: VERDICT, samples: verdict },
        { what: ONCE, samples: samples(ONCE) },
        { what: `${CLAIMS} claims by ${RUNNERS} runners, wall time`, samples: [together.wall] },
      ],
      targets: [
        { what: `${VERDICT} - ${BARE}`, value: median(verdict) - median(bare), atMost: 600, unit: "ms" },
        {
          what: `claims without exactly one verdict, of ${CLAIMS}`,
          value: together.wrong,
          atMost: 0,
          unit: "",
        },
        {
          what: `the same with ${killed.killed} runners killed`,
          value: killed.wrong,
          atMost: 0,
          unit: "",
        },
      ],
    };
  },
};

const CHECK = `import { readFileSync } from "node:fs";
const value = Number(readFileSync("value.txt", "utf8"));
if (!(value < 10)) { console.error("too large: " + value); process.exit(1); }
console.log(value);
`;

async function latency(rounds: number) {
  const project = createProject("checks:\n  - { id: small, run: [node, check.mjs] }\n");
  project.repository.commit({ "check.mjs": CHECK }, "a check of Node");
  const worker = await project.start("worker");
  try {
    return await inTurns(rounds, [
      async (round: number) => {
        // Other contents each time, so that nothing is answered from what is known.
        project.repository.commit({ "round.txt": `${round}\n` });
        const { dir } = project.repository;
        return { [BARE]: await timed(() => execFileSync("node", ["check.mjs"], { cwd: dir })) };
      },
      async () => ({ [VERDICT]: await timed(() => judged(worker)) }),
      async (round: number) => {
        const { repository } = project;
        const branch = repository.git("symbolic-ref", "--short", "HEAD").trim();
        repository.git("checkout", "-q", "-B", "tests", "main");
        repository.commit({ "check.mjs": CHECK, "test/round.test.js": `// ${round}\n` });
        const once = await timed(() => judged(worker));
        repository.git("checkout", "-q", branch);
        return { [ONCE]: once };
      },
    ]);
  } finally {
    await project.close();
  }
}

async function judged(worker: TestClient): Promise<void> {
  const { facts } = await claim(worker, { criteria: CRITERIA });
  const answer = await worker.call("request_verdict", { claim: facts.id, wait_seconds: 50 });
  if (answer.facts.result !== "PASSED") throw new Error(answer.text);
}

/** Kills so many runners at random moments, starting another one for each; how many claims have not exactly one verdict. */
async function renderAll(kills: number) {
  const project = createProject('checks:\n  - { id: small, run: ["true"] }\n');
  const random = randomFrom(7);
  try {
    const worker = await project.start("worker");
    const runs = createRuns(path.join(project.repository.dir, ".git/agentops"));
    const ids: string[] = [];
    while (ids.length < CLAIMS) ids.push(String((await claim(worker, { criteria: CRITERIA })).facts.id));
    for (const id of ids) await runs.want(id);
    let killed = 0;
    const wall = await timed(() =>
      Promise.all(
        Array.from({ length: RUNNERS }, async () => {
          while (killed < kills) {
            const runner = start(project);
            const ended = once(runner, "exit");
            await sleep(150 + random() * 850);
            if (runner.kill("SIGKILL")) killed += 1;
            await ended;
            if ((await runs.wanted()).length === 0) break;
          }
          // What a killed one left may be under way in another: as long as any waits, somebody looks again.
          while ((await runs.wanted()).length > 0) await once(start(project), "exit");
        }),
      ),
    );
    const stored = journalFiles(project.repository)
      .filter((file) => file.includes(":verdict/"))
      .map((file) => (JSON.parse(project.repository.git("show", file)) as VerdictRecord).claim);
    const wrong = ids.filter((id) => stored.filter((each) => each === id).length !== 1).length;
    return { wall, wrong, killed };
  } finally {
    await project.close();
  }
}

function start({ repository }: Project) {
  const { command, args } = configuredServer();
  return spawn(command, [...args, "verdict"], { cwd: repository.dir, stdio: "ignore" });
}
