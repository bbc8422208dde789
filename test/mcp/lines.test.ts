// A real process answers broken lines with the protocol's errors, and what was asked before its input ended.
import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuredServer } from "../support/client.ts";
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

describe("a line that is no message gets the protocol's error, and the server lives on", () => {
  it.each<[string, string, object[]]>([
    ["cut JSON", '{"jsonrpc":"2.0","id":5000,"meth', [{ id: null, error: { code: -32700 } }]],
    ["no JSON", "hello?", [{ id: null, error: { code: -32700 } }]],
    ["an empty batch", "[]", [{ id: null, error: { code: -32600 } }]],
    [
      "a batch",
      '[{"jsonrpc":"2.0","id":5001,"method":"ping"},{"jsonrpc":"2.0","id":"b","method":"ping"}]',
      [
        { id: 5001, error: { code: -32600 } },
        { id: "b", error: { code: -32600 } },
      ],
    ],
    ["an id of null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', [{ id: null, error: { code: -32600 } }]],
    ["no version", '{"id":5002,"method":"ping"}', [{ id: 5002, error: { code: -32600 } }]],
    ["a number", "42", [{ id: null, error: { code: -32600 } }]],
    ["null", "null", [{ id: null, error: { code: -32600 } }]],
    [
      "an unknown method",
      '{"jsonrpc":"2.0","id":5003,"method":"x/y"}',
      [{ id: 5003, error: { code: -32601 } }],
    ],
    ["white space", "  ", []],
  ])("%s", async (_, line, expected) => {
    const before = server.lines.length;
    server.send(`${line}\n`);
    const { id, result } = await server.request("ping");
    expect(result).toEqual({});
    const answers = server.lines.slice(before).map((each) => JSON.parse(each));
    expect(answers.filter((each) => each.id !== id)).toMatchObject(expected);
  });
});

describe("arguments", () => {
  it.each([
    ["null", null],
    ["absent", undefined],
    ["empty text", ""],
  ])("that are %s are none", async (_, args) => {
    expect(await server.call("check_ratchet", args)).not.toMatch(/^(INVALID|INTERNAL|$)/);
    expect(await server.call("trace_record", args)).toMatch(/^INVALID_ARGUMENT: id: missing/);
  });

  it("that are JSON in a text are what it says", async () => {
    expect(await server.call("retrieve_context", '{"task":"leeway"}')).toMatch(
      /^tokens: \d+\nabstained: true/,
    );
  });
});

/** A client that writes all it has to say and closes the pipe, as a shell script does. */
function piped(
  dir: string,
  messages: readonly object[],
  end = "\n",
): Promise<Map<unknown, { result?: object }>> {
  const { args } = configuredServer();
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: EMPTY_HOME };
    const child = execFile(process.execPath, args, { cwd: dir, env }, (error, stdout) => {
      if (error) reject(error);
      const answers = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      resolve(new Map(answers.map((answer) => [answer.id, answer])));
    });
    child.stdin?.end(messages.map((each) => JSON.stringify({ jsonrpc: "2.0", ...each })).join("\n") + end);
  });
}

describe("calls under way at the end of the input are answered before the exit", () => {
  const hello = [
    {
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "pipe", version: "1" } },
    },
    { method: "notifications/initialized" },
  ];
  const record = (id: number, port: number) => ({
    id,
    method: "tools/call",
    params: {
      name: "record_learning",
      arguments: {
        title: `Port ${port} stays taken after a crash of worker-${port}`,
        kind: "gotcha",
        body: `worker-${port} leaves port ${port} in TIME_WAIT when it crashes with SIGSEGV; start it with reuse_port=${port}.`,
        distinct_because: `another worker listens on another port with its own setting ${port}`,
      },
    },
  });

  it("eight writes and a read in one breath", async () => {
    const own = createRepository();
    const calls = [8001, 8102, 8203, 8304, 8405, 8506, 8607, 8708].map((port, at) => record(at + 1, port));
    const read = {
      id: 9,
      method: "tools/call",
      params: { name: "retrieve_context", arguments: { task: "port" } },
    };
    const answers = await piped(own.dir, [...hello, ...calls, read]);
    for (let id = 1; id <= 9; id += 1)
      expect(answers.get(id)?.result, JSON.stringify(answers.get(id))).not.toHaveProperty("isError");
    expect(storedIds(own, "learning")).toHaveLength(8);
    own.remove();
  });

  it("the last line too, where no line break follows it", async () => {
    const own = createRepository();
    const answers = await piped(own.dir, [...hello, record(1, 9001)], "");
    expect(answers.get(1)?.result).toMatchObject({ structuredContent: { state: "admitted" } });
    own.remove();
  });
});
