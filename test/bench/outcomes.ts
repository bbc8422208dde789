// Measures `measure` over 100,000 records: in a process of its own, and in a server that has measured before.
import { readdirSync, readFileSync } from "node:fs";
import { METRIC_NAMES } from "../../src/goals/metrics/all.ts";
import { runCli } from "../cli/run-cli.ts";
import { startClient } from "../support/client.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { createRepository } from "../support/repository.ts";
import { type Benchmark, median, timed } from "./measure.ts";
import { fillJournal, workHistory } from "./work-history.ts";

const RECORDS = 100_000;

const GOALS = JSON.stringify({
  goals: METRIC_NAMES.map((metric) => ({ id: metric, why: "w", metric, direction: "higher", target: 1 })),
});

export const outcomes: Benchmark = {
  name: "measure",
  title: "Measuring over 100,000 records",
  async run(full) {
    const rounds = full ? 20 : 5;
    const repository = createRepository();
    try {
      repository.commit({ ".agentops/goals.yaml": GOALS });
      const records = await fillJournal(repository, (clone) =>
        workHistory(RECORDS, Date.now() - 3_600_000, clone),
      );
      const measure = () => {
        const { stdout, stderr } = runCli(repository.dir, ["measure", "--json"], { home: EMPTY_HOME });
        if (JSON.parse(stdout || "{}").recorded !== METRIC_NAMES.length) throw new Error(stderr);
      };
      const fromGit = [await timed(measure)];
      const alone: number[] = [];
      for (let round = 0; round < rounds; round += 1) alone.push(await timed(measure));
      const { first, again, cpu } = await inServer(repository.dir, rounds);
      return {
        data: `${records.toLocaleString("en")} generated records of 120 days (jobs, claims, verdicts, retrievals, citations, learnings and more), ten goals by built-in metrics; the server measures again after another session has retrieved and recorded something, and records what it measured`,
        rows: [
          { what: "measure, a process without the cache", samples: fromGit },
          { what: "measure, a process", samples: alone },
          { what: "measure_outcomes, a server's first", samples: first },
          { what: "measure_outcomes, after one more record", samples: again },
          ...(cpu.length > 0 ? [{ what: "the same, the server's time on a processor", samples: cpu }] : []),
        ],
        targets: [
          { what: "measure, a process", value: median(alone), atMost: 3_000, unit: "ms" },
          { what: "measure_outcomes, after one more record", value: median(again), atMost: 150, unit: "ms" },
        ],
      };
    } finally {
      repository.remove();
    }
  },
};

async function inServer(dir: string, rounds: number) {
  const options = { env: { HOME: EMPTY_HOME } };
  const supervisor = await startClient(dir, { ...options, session: "boss", args: ["--role", "supervisor"] });
  const worker = await startClient(dir, { ...options, session: "worker" });
  try {
    const measure = async () => {
      const answer = await supervisor.call("measure_outcomes", {});
      if (answer.isError) throw new Error(answer.text);
    };
    const first = [await timed(measure)];
    const learned = await worker.call("record_learning", {
      title: "A queue drops what is larger than 256 kB",
      kind: "gotcha",
      body: "Messages above 256 kB are dropped by the queue without an error. Store the body and send its key.",
    });
    const again: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await worker.call("retrieve_context", { task: "send large messages through the queue" });
      await worker.call("record_learning", {
        title: `Attempt ${round} at the queue of size ${round}`,
        kind: "decision",
        body: `The queue keeps ${round + 3} messages in memory, because the broker takes no more at once. Keep it so.`,
        distinct_because: `number ${round} after ${String(learned.facts.id)}`,
      });
      const before = cpuOf(supervisor.pid);
      again.push(await timed(measure));
      const after = cpuOf(supervisor.pid);
      if (before !== null && after !== null) cpu.push(after - before);
    }
    return { first, again, cpu };
  } finally {
    await Promise.all([supervisor.close(), worker.close()]);
  }
}

/** Milliseconds that all threads of a process have been on a processor: what a busy machine adds is not in it. Null where no kernel tells. */
function cpuOf(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}/schedstat`);
    const times = threads.map((file) => Number(readFileSync(file, "utf8").split(" ")[0]) / 1_000_000);
    return times.reduce((sum, time) => sum + time, 0);
  } catch {
    return null;
  }
}
