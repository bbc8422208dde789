// Measures what layers cost: a question over three stores of 5,000 lessons against one over a single store of 15,000.
import path from "node:path";
import { hereFile, writeLayers } from "../../src/git/layers.ts";
import { startClient, type TestClient } from "../support/client.ts";
import { repositoryWithLearnings } from "./filled-repository.ts";
import { createGenerator } from "./generated.ts";
import { type Benchmark, inTurns, median, p95, timed } from "./measure.ts";

const [EACH, LAYERS] = [5_000, 3];
const ONE = `one store, ${(EACH * LAYERS).toLocaleString("en")} learnings`;
const STACKED = `${LAYERS} layers, ${EACH.toLocaleString("en")} learnings each`;
const ALONE = "no other layer";
const NAMED = "a personal layer is named";

export const layers: Benchmark = {
  name: "layers",
  title: "Questions over three layers",
  async run(full) {
    const single = await repositoryWithLearnings(EACH * LAYERS);
    const stores: (typeof single)[] = [];
    // Each from a seed of its own, or the three would hold the same.
    for (let at = 0; at < LAYERS; at++) stores.push(await repositoryWithLearnings(EACH + at));
    const [team, ...others] = stores;
    if (!team) throw new Error("no store");
    writeLayers(
      hereFile(path.join(team.repository.dir, ".git")),
      others.map(({ repository }, at) => ({
        name: at === 0 ? "personal" : "acme",
        folder: repository.dir,
        takes: "asked",
      })),
    );
    const clients = await Promise.all([single, team].map(({ repository }) => startClient(repository.dir)));
    const generator = createGenerator(3);
    try {
      const samples = await inTurns(full ? 2_000 : 400, [
        async (round) => {
          const about = single.learnings[(round * 7_919) % single.learnings.length] ?? single.learnings[0];
          return { [ONE]: about ? await timed(() => ask(clients[0], generator.task(about))) : 0 };
        },
        async (round) => {
          const { learnings } = stores[round % LAYERS] ?? team;
          const about = learnings[(round * 7_919) % learnings.length] ?? learnings[0];
          return { [STACKED]: about ? await timed(() => ask(clients[1], generator.task(about))) : 0 };
        },
      ]);
      const starts = await startsOf(full ? 40 : 12, single.repository.dir, team.repository.dir);
      const [one, stacked] = [samples(ONE), samples(STACKED)];
      return {
        data: "generated learnings as in the benchmark of queries; both servers are asked in turns, measured at the client",
        rows: [
          { what: ONE, samples: one },
          { what: STACKED, samples: stacked },
          { what: `spawn to handshake, ${ALONE}`, samples: starts(ALONE) },
          { what: `spawn to handshake, ${NAMED}`, samples: starts(NAMED) },
        ],
        targets: [
          {
            what: "three layers against one store, p95",
            value: p95(stacked) / p95(one),
            atMost: 1.5,
            unit: "x",
          },
          {
            what: "start with layers against without, medians",
            value: median(starts(NAMED)) / median(starts(ALONE)),
            atMost: 1.2,
            unit: "x",
          },
        ],
      };
    } finally {
      await Promise.all(clients.map((client) => client.close()));
      for (const { repository } of [single, ...stores]) repository.remove();
    }
  },
};

async function ask(client: TestClient | undefined, task: string): Promise<void> {
  const { isError, text } = (await client?.call("retrieve_context", { task })) ?? { isError: true, text: "" };
  if (isError) throw new Error(text);
}

function startsOf(rounds: number, alone: string, named: string) {
  const start = async (dir: string) => {
    const began = performance.now();
    const client = await startClient(dir);
    const took = performance.now() - began;
    await client.close();
    return took;
  };
  return inTurns(rounds, [
    async () => ({ [ALONE]: await start(alone) }),
    async () => ({ [NAMED]: await start(named) }),
  ]);
}
