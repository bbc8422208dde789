// Real clients open a connection each in its own way: what fifteen clients and versions sent, recorded once, is answered in full.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../support/client.ts";
import { type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const FOLDER = path.join(ROOT, "test/data/openings");
const openings = readdirSync(FOLDER).map((file) => ({
  client: path.basename(file, ".jsonl"),
  lines: readFileSync(path.join(FOLDER, file), "utf8").trimEnd().split("\n"),
}));

const PATIENT = { timeout: 30_000 };

interface Message {
  readonly id?: string | number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
}

const read = (line: string): Message => JSON.parse(line);
const requestsOf = (lines: readonly string[]): Message[] =>
  lines.map(read).filter(({ id }) => id !== undefined);

let repository: TestRepository;

beforeAll(() => {
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
});

/** The answers by the ids of what was asked, once the server has ended. */
async function answersTo(
  play: (server: RawServer) => Promise<void> | void,
): Promise<ReadonlyMap<unknown, Message>> {
  const server = await startRawServer(repository.dir, { handshake: false });
  await play(server);
  server.end();
  expect(await server.exited).toBe(0);
  return new Map(server.lines.map(read).map((answer) => [answer.id, answer]));
}

async function answered(server: RawServer, id: unknown): Promise<void> {
  await expect.poll(() => server.lines.map(read).some((answer) => answer.id === id), PATIENT).toBe(true);
}

it("are of fifteen clients and versions, of both eras", () => {
  expect(openings.length).toBeGreaterThanOrEqual(15);
  const methods = new Set(openings.map(({ lines }) => requestsOf(lines)[0]?.method));
  expect(methods).toEqual(new Set(["initialize", "server/discover"]));
});

describe.each(openings)("$client", ({ lines }) => {
  const requests = requestsOf(lines);

  it("is answered, line by line as it waits for the first answer", async () => {
    const [first = "", ...others] = lines;
    const answers = await answersTo(async (server) => {
      server.send(`${first}\n`);
      await answered(server, read(first).id);
      for (const line of others) server.send(`${line}\n`);
    });
    for (const { id, method } of requests) {
      const { result } = answers.get(id) ?? {};
      expect(result, method).toBeDefined();
      if (method === "tools/list") expect(result?.tools).toHaveLength(14);
      if (method === "initialize")
        expect(result).toMatchObject({ protocolVersion: requests[0]?.params?.protocolVersion });
    }
  });

  it("is answered where all of it comes at once", async () => {
    const answers = await answersTo((server) => server.send(`${lines.join("\n")}\n`));
    expect(requests.filter(({ id }) => answers.get(id)?.result === undefined)).toEqual([]);
  });
});
