// Measures a whole `agentops-mcp search` as a process of its own, against the start of Node itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { configuredServer } from "../support/client.ts";
import { repositoryWithLearnings } from "./filled-repository.ts";
import { createGenerator, type GeneratedLearning } from "./generated.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";

const SIZES = [1_000, 10_000] as const;
const NODE = "node -e 0";
const named = (size: number): string => `agentops-mcp search, ${size.toLocaleString("en")} learnings`;

export const search: Benchmark = {
  name: "search",
  title: "A search from the command line",
  async run(full) {
    const filled = await Promise.all(SIZES.map(repositoryWithLearnings));
    const generator = createGenerator(5);
    try {
      // The round that is not counted fills the cache.
      const samples = await inTurns(full ? 40 : 12, [
        async () => ({ [NODE]: await timed(() => run(["-e", "0"])) }),
        ...filled.map(({ repository, learnings }, index) => async (round: number) => {
          const words = generator.task(learnings[round] as GeneratedLearning).split(" ");
          const took = await timed(() =>
            run([...configuredServer().args, "search", ...words], repository.dir),
          );
          return { [named(SIZES[index] ?? 0)]: took };
        }),
      ]);
      const node = samples(NODE);
      return {
        data: `generated learnings, cache warm, a new process each time, spawn to exit, in turns with ${NODE}`,
        rows: [NODE, ...SIZES.map(named)].map((what) => ({ what, samples: samples(what) })),
        targets: SIZES.map((size) => ({
          what: `${named(size)} / ${NODE}`,
          value: median(samples(named(size))) / median(node),
          atMost: 2.5,
          unit: "x",
        })),
      };
    } finally {
      for (const { repository } of filled) repository.remove();
    }
  },
};

/** Exit code 1 says that nothing fits. */
async function run(args: readonly string[], cwd?: string): Promise<void> {
  const [code] = await once(spawn("node", args, { stdio: "ignore", ...(cwd ? { cwd } : {}) }), "exit");
  if (code > 1) throw new Error(`exit code ${code}: ${args.join(" ")}`);
}
