// Strange messages are answered: arguments nested without end by the name of the field, and ids that nobody has by the protocol's words.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let server: RawServer;

beforeAll(async () => {
  repository = createRepository();
  server = await startRawServer(repository.dir, { env: { HOME: EMPTY_HOME } });
});
afterAll(async () => {
  server.end();
  expect(await server.exited).toBe(0);
  repository.remove();
});

const DEPTHS = [17, 5_000, 100_000];
const SHAPES = [
  ["lists", "[", "]"],
  ["objects", '{"a":', "}"],
] as const;
const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

describe.each(SHAPES)("arguments of %s", (_, open, close) => {
  it.each(DEPTHS)("%i deep are refused by the name of their field", async (depth) => {
    const deep = nested(depth, open, close);
    const call = (args: string): Promise<string> => server.call("retrieve_context", args);
    expect(await call(`{"task":${deep}}`)).toMatch(/^INVALID_ARGUMENT: task: is nested more than 16 levels/);
    expect(await call(`{"task":"x","strange":${deep}}`)).toMatch(/^INVALID_ARGUMENT: strange: is nested/);
    expect(storedIds(repository)).toEqual([]);
  });
});

describe.each(SHAPES)("a text of %s, as some clients send a list,", (_, open, close) => {
  it.each(DEPTHS)("%i deep is no fault of ours", async (depth) => {
    const text = JSON.stringify(nested(depth, open, close));
    expect(await server.call("retrieve_context", `{"task":"x","paths":${text}}`)).not.toMatch(/^INTERNAL/);
  });
});

describe("ids", () => {
  it.each([
    ["a fraction", "1.5", { id: 1.5, error: { code: -32600 } }],
    ["a list", "[1]", { id: null, error: { code: -32600 } }],
    ["an object", '{"a":1}', { id: null, error: { code: -32600 } }],
    ["true", "true", { id: null, error: { code: -32600 } }],
  ])("that are %s are answered as no request", async (_, id, expected) => {
    const before = server.lines.length;
    server.send(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`);
    const { id: own } = await server.request("ping");
    const answers = server.lines.slice(before).map((line) => JSON.parse(line));
    expect(answers.filter((each) => each.id !== own)).toMatchObject([expected]);
  });

  it("of answers that nobody asked for, and of requests that are not there, change nothing", async () => {
    const before = server.lines.length;
    for (const line of [
      '{"jsonrpc":"2.0","id":4711,"result":{}}',
      '{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"no"}}',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4712}}',
    ])
      server.send(`${line}\n`);
    const { id, result } = await server.request("ping");
    expect(result).toEqual({});
    expect(server.lines.slice(before).map((line) => JSON.parse(line).id)).toEqual([id]);
  });
});
