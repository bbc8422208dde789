// Eight workers and one queue: who gets a job, and how long the work takes beside the same work one by one.
import { contend, createCrowd, outcomeOf, SERVERS, servers, workOff } from "../jobs/crowd.ts";
import { type Benchmark, timed } from "./measure.ts";

const JOBS = 80;

export const jobs: Benchmark = {
  name: "jobs",
  title: "Jobs and leases",
  async run(full) {
    const rounds = full ? 200 : 50;
    const won = await contention(rounds);
    const alone = await workTogether(1);
    const together = await workTogether(SERVERS);
    const target = (what: string, value: number) => ({ what, value, atMost: 0, unit: "" });
    return {
      data: `new repositories; ${SERVERS} servers that want one job ${rounds} times; ${JOBS} jobs, each in a worktree of its own with one commit, one claim (its check is \`true\`, its verdict not waited for) and its end`,
      rows: [
        { what: `${JOBS} jobs by one server, wall time`, samples: [alone.wall] },
        { what: `${JOBS} jobs by ${SERVERS} servers, wall time`, samples: [together.wall] },
        { what: `one lease, ${SERVERS} contenders and one end`, samples: won.times },
      ],
      targets: [
        target(`times without exactly one winner, of ${rounds}`, won.wrong),
        target(`jobs not finished exactly once, of ${JOBS}`, together.wrong),
        target("jobs without exactly one claim", together.unclaimed),
        target("files written outside of a job's folder", together.outside),
      ],
    };
  },
};

async function contention(rounds: number) {
  const crowd = await createCrowd(1);
  try {
    const workers = await servers(crowd);
    const times: number[] = [];
    let wrong = 0;
    for (let round = 0; round < rounds; round++)
      times.push(
        await timed(async () => {
          const { winners } = await contend(crowd, workers, 1);
          if (winners[0] !== 1) wrong += 1;
        }),
      );
    return { times, wrong };
  } finally {
    await crowd.close();
  }
}

async function workTogether(count: number) {
  const crowd = await createCrowd(JOBS);
  try {
    const workers = await servers(crowd, count);
    const finished: string[] = [];
    const wall = await timed(async () => {
      for (const each of await Promise.all(workers.map(workOff))) finished.push(...each);
    });
    const { wrong, unclaimed, outside, dirty } = outcomeOf(crowd, finished);
    const elsewhere = outside.length + dirty.split("\n").filter(Boolean).length;
    return { wall, wrong: wrong.length, unclaimed, outside: elsewhere };
  } finally {
    await crowd.close();
  }
}
