// Measures a durable record in a small and in a large repository, beside a commit that a user would make.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { startClient, type TestClient } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { repositoryWithFiles } from "./filled-repository.ts";
import { createGenerator } from "./generated.ts";
import { type Benchmark, inTurns, median, p95, timed } from "./measure.ts";

const LARGE = 100_000;
const IN_SMALL = "record_learning, small repository";
const IN_LARGE = "record_learning, 100,000 files";
const COMMIT_SMALL = "git add && git commit, small repository";
const COMMIT_LARGE = "git add && git commit, 100,000 files";
/** A commit in the large repository takes half a second, so most rounds go without. */
const COMMIT_EVERY = 6;

export const record: Benchmark = {
  name: "record",
  title: "A durable record_learning",
  async run(full) {
    const [small, large] = [createRepository(), repositoryWithFiles(LARGE)];
    const clients = [await startClient(small.dir), await startClient(large.dir)] as const;
    const generator = createGenerator(2);
    const recordOne = (client: TestClient) => timed(() => recordLearning(client, generator.learning()));
    try {
      const samples = await inTurns(full ? 300 : 90, [
        async () => ({ [IN_SMALL]: await recordOne(clients[0]) }),
        async () => ({ [IN_LARGE]: await recordOne(clients[1]) }),
        async (round) => (round % COMMIT_EVERY ? {} : { [COMMIT_SMALL]: await commitOne(small, round) }),
        async (round) => (round % COMMIT_EVERY ? {} : { [COMMIT_LARGE]: await commitOne(large, round) }),
      ]);
      const [inSmall, inLarge] = [samples(IN_SMALL), samples(IN_LARGE)];
      return {
        data: "generated learnings through the gate, one at a time, from the client's call to its answer; objects and ref fsynced. git itself fsyncs no loose objects by default",
        rows: [IN_SMALL, IN_LARGE, COMMIT_SMALL, COMMIT_LARGE].map((what) => ({
          what,
          samples: samples(what),
        })),
        targets: [
          { what: `${IN_SMALL}, median`, value: median(inSmall), atMost: 40, unit: "ms" },
          { what: `${IN_SMALL}, p95`, value: p95(inSmall), atMost: 60, unit: "ms" },
          {
            what: "large / small, medians",
            value: median(inLarge) / median(inSmall),
            atMost: 1.2,
            unit: "x",
          },
        ],
      };
    } finally {
      await Promise.all(clients.map((client) => client.close()));
      small.remove();
      large.remove();
    }
  },
};

/** Records and returns the id. Throws an Error when it was not acknowledged. */
export async function recordLearning(
  client: TestClient,
  learning: ReturnType<ReturnType<typeof createGenerator>["learning"]>,
): Promise<string> {
  const { isError, text, facts } = await client.call("record_learning", { ...learning });
  if (isError || typeof facts.id !== "string") throw new Error(`not recorded: ${text}`);
  return facts.id;
}

function commitOne(repository: TestRepository, round: number): Promise<number> {
  writeFileSync(path.join(repository.dir, `note-${round}.txt`), `${round}\n`);
  return timed(() => {
    repository.git("add", `note-${round}.txt`);
    repository.git("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "-qm", "note");
  });
}
