// How retrieval grows with the number of learnings: time of a query, memory, and starts with and without the cache.
import { readFileSync } from "node:fs";
import { startClient, type TestClient } from "../support/client.ts";
import type { TestRepository } from "../support/repository.ts";
import { deleteCache, repositoryWithLearnings } from "./filled-repository.ts";
import { createGenerator, type GeneratedLearning } from "./generated.ts";
import { type Benchmark, inTurns, median, p95, type Row, timed } from "./measure.ts";

const SIZES = [1_000, 10_000] as const;
const named = (what: string, size: number): string => `${what}, ${size.toLocaleString("en")} learnings`;

interface Contestant {
  readonly size: number;
  readonly repository: TestRepository;
  readonly learnings: readonly GeneratedLearning[];
}

export const query: Benchmark = {
  name: "query",
  title: "Queries on 1,000 and 10,000 learnings",
  async run(full) {
    const contestants: Contestant[] = [];
    for (const size of SIZES) contestants.push({ size, ...(await repositoryWithLearnings(size)) });
    try {
      const starts = await startsOf(contestants, full ? 15 : 5);
      const queries = await queriesOf(contestants, full ? 2_000 : 400);
      const [small, large] = SIZES.map((size) => queries.samples(named("retrieve_context", size))) as [
        number[],
        number[],
      ];
      return {
        data: `generated learnings of 40 to 130 words, Zipf vocabulary of 12,000, each citing one of 200 files; tasks share words with a stored learning; measured at the client, so with JSON and pipes: a ping shows how much that is`,
        rows: [
          ...SIZES.flatMap((size) =>
            ["retrieve_context", "ping"].map((what): Row => {
              return { what: named(what, size), samples: queries.samples(named(what, size)) };
            }),
          ),
          ...SIZES.flatMap((size) =>
            ["spawn to first answer, no cache", "spawn to first answer, warm cache"].map((what): Row => {
              return { what: named(what, size), samples: starts(named(what, size)) };
            }),
          ),
          ...queries.memory,
        ],
        targets: [
          { what: named("retrieve_context p95", SIZES[1]), value: p95(large), atMost: 10, unit: "ms" },
          {
            what: "growth from 1,000 to 10,000, medians",
            value: median(large) / median(small),
            atMost: 4,
            unit: "x",
          },
          { what: "growth from 1,000 to 10,000, p95", value: p95(large) / p95(small), atMost: 4, unit: "x" },
          {
            what: named("memory of the server", SIZES[1]),
            value: median(queries.memory[1]?.samples ?? []),
            atMost: 180,
            unit: "MB",
          },
        ],
      };
    } finally {
      for (const { repository } of contestants) repository.remove();
    }
  },
};

function startsOf(contestants: readonly Contestant[], rounds: number) {
  return inTurns(
    rounds,
    contestants.flatMap(({ size, repository, learnings }) => {
      const first = async () => {
        const client = await startClient(repository.dir);
        await retrieve(client, learnings[0]?.title ?? "");
        return client;
      };
      const start = async (what: string) => {
        const started = performance.now();
        const client = await first();
        const took = performance.now() - started;
        await client.close();
        return { [named(what, size)]: took };
      };
      return [
        () => {
          deleteCache(repository);
          return start("spawn to first answer, no cache");
        },
        () => start("spawn to first answer, warm cache"),
      ];
    }),
  );
}

async function queriesOf(contestants: readonly Contestant[], rounds: number) {
  const clients = await Promise.all(contestants.map(({ repository }) => startClient(repository.dir)));
  const generator = createGenerator(3);
  try {
    const samples = await inTurns(
      rounds,
      contestants.map(({ size, learnings }, index) => async (round: number) => {
        const client = clients[index] as TestClient;
        const about = learnings[(round * 7_919) % size] as GeneratedLearning;
        const task = generator.task(about);
        const paths = round % 2 ? about.paths : [];
        return {
          [named("ping", size)]: await timed(() => client.client.ping()),
          [named("retrieve_context", size)]: await timed(() => retrieve(client, task, paths)),
        };
      }),
    );
    const memory = contestants.map(({ size }, index): Row => {
      return {
        what: named("memory of the server (RSS)", size),
        samples: [residentMb(clients[index]?.pid ?? 0)],
        unit: "MB",
      };
    });
    return { samples, memory };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function retrieve(client: TestClient, task: string, paths: string[] = []): Promise<void> {
  const { isError, text } = await client.call("retrieve_context", { task, paths });
  if (isError) throw new Error(text);
}

/** Resident memory in MB; NaN where the system does not tell it. */
function residentMb(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}
