// How long a client waits for a server to start, and for the first answer, against the start of Node itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { repositoryWithLearnings } from "./filled-repository.ts";
import { createGenerator, type GeneratedLearning } from "./generated.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";
import { INITIALIZE, startRawServer } from "./raw-server.ts";

const LEARNINGS = 1_000;
const HANDSHAKE = "spawn to the initialize response";
const FIRST_CALL = "first retrieve_context after it";
const NODE = "node -e 0";

export const startup: Benchmark = {
  name: "startup",
  title: "Start of a server, and its first answer",
  async run(full) {
    const { repository, learnings } = await repositoryWithLearnings(LEARNINGS);
    const generator = createGenerator(1);
    try {
      // The round that is not counted fills the cache.
      const samples = await inTurns(full ? 60 : 20, [
        async () => ({ [NODE]: await startNode() }),
        (round) => startServer(repository.dir, generator.task(learnings[round] as GeneratedLearning)),
      ]);
      const [node, handshake, first] = [samples(NODE), samples(HANDSHAKE), samples(FIRST_CALL)];
      return {
        data: `${LEARNINGS} generated learnings, cache warm, a new process each time; the call is sent as soon as the initialize response is there; in turns with ${NODE} (spawn to exit)`,
        rows: [
          { what: NODE, samples: node },
          { what: HANDSHAKE, samples: handshake },
          { what: FIRST_CALL, samples: first },
        ],
        targets: [
          { what: `${HANDSHAKE} / ${NODE}`, value: median(handshake) / median(node), atMost: 2.6, unit: "x" },
          { what: `${FIRST_CALL} / ${NODE}`, value: median(first) / median(node), atMost: 0.7, unit: "x" },
        ],
      };
    } finally {
      repository.remove();
    }
  },
};

const startNode = (): Promise<number> =>
  timed(() => once(spawn("node", ["-e", "0"], { stdio: "pipe" }), "exit"));

async function startServer(cwd: string, task: string): Promise<Record<string, number>> {
  const started = performance.now();
  const server = startRawServer(cwd);
  await server.request("initialize", INITIALIZE);
  const greeted = performance.now();
  server.notify("notifications/initialized");
  const answer = await server.request("tools/call", { name: "retrieve_context", arguments: { task } });
  const answered = performance.now();
  if (answer.isError) throw new Error(`retrieve_context failed: ${JSON.stringify(answer.content)}`);
  await server.end();
  return { [HANDSHAKE]: greeted - started, [FIRST_CALL]: answered - greeted };
}
