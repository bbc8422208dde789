// How a server ends: promptly, with what it has acknowledged stored, and nothing else on stdout.

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGenerator } from "../bench/generated.ts";
import { EMPTY_HOME, fsck, storedIds } from "../support/journal.ts";
import { onlyMessages, type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

/** A prompt end takes no longer than so many starts, however busy the machine is; a start takes about 0.1 s. */
const STARTS = 10;

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

const generator = createGenerator(31);
const start = (args: string[] = []): Promise<RawServer> =>
  startRawServer(repository.dir, { args, env: { HOME: EMPTY_HOME } });
const lesson = () => {
  const { paths: _, ...fields } = generator.learning();
  return { ...fields, distinct_because: "each made-up lesson stands for itself" };
};

/** The longer of two starts where the first does not do, as the machine may have become busy between them. */
async function slowerStart(startMs: number, took: number): Promise<number> {
  if (took < STARTS * startMs) return startMs;
  const started = performance.now();
  const server = await start();
  const again = performance.now() - started;
  server.end();
  await server.exited;
  return Math.max(startMs, again);
}

const endings: [string, (server: RawServer) => void][] = [
  ["stdin ends", (server) => server.end()],
  ["SIGTERM", (server) => server.kill("SIGTERM")],
  ["SIGINT", (server) => server.kill("SIGINT")],
  ["SIGHUP", (server) => server.kill("SIGHUP")],
];

describe.each(endings)("when %s", (_, end) => {
  it("an idle server exits with 0", async () => {
    const started = performance.now();
    const server = await start();
    const startMs = performance.now() - started;
    await server.call("record_learning", lesson());
    const asked = performance.now();
    end(server);
    expect(await server.exited).toBe(0);
    const took = performance.now() - asked;
    expect(took).toBeLessThan(STARTS * (await slowerStart(startMs, took)));
    expect(onlyMessages(server.lines)).toBe(true);
    expect(server.stderr()).toBe("");
  });

  it.each([0, 15, 40])(
    "a server with writes under way finishes or refuses them (after %i ms)",
    async (wait) => {
      const started = performance.now();
      const server = await start();
      const startMs = performance.now() - started;
      await server.call("record_learning", lesson());
      const answers = Array.from({ length: 12 }, () => server.call("record_learning", lesson()));
      const acknowledged: string[] = [];
      for (const answer of answers) {
        answer.then((text) => acknowledged.push(...(/\b[0-9A-HJKMNP-TV-Z]{26}\b/.exec(text) ?? [])));
      }
      await sleep(wait);
      const asked = performance.now();
      end(server);
      expect(await server.exited).toBe(0);
      const took = performance.now() - asked;
      await sleep(20);
      const stored = new Set(storedIds(repository, "learning"));
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      expect(fsck(repository.dir)).toBe("");
      expect(onlyMessages(server.lines)).toBe(true);
      expect(took).toBeLessThan(STARTS * (await slowerStart(startMs, took)));
    },
  );

  // What is left in memory gets 150 ms, which a machine under load may use up for something else.
  it("the log of retrievals is written first", { retry: 4 }, async () => {
    const server = await start();
    await server.call("retrieve_context", { task: "why does it throw" });
    end(server);
    expect(await server.exited).toBe(0);
    expect(storedIds(repository, "retrieval")).toHaveLength(1);
  });
});

it("a server whose client is gone without a word exits too", async () => {
  const server = await startRawServer(repository.dir, { handshake: false });
  server.end();
  expect(await server.exited).toBe(0);
  expect(server.lines).toEqual([]);
});

it("logs of every level go to stderr only", async () => {
  const server = await start(["--log-level", "trace"]);
  await server.call("record_learning", lesson());
  await server.call("retrieve_context", { task: "x" });
  server.send("not json\n");
  await server.request("ping");
  server.end();
  await server.exited;
  expect(onlyMessages(server.lines)).toBe(true);
  expect(server.stderr()).not.toBe("");
});
