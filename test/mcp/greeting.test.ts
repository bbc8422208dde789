// The handshake that is answered before the server is loaded: the client can't tell it from the SDK's own.
import { PassThrough } from "node:stream";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { beforeAll, describe, expect, it } from "vitest";
import { greet, introduce, OLDER_VERSIONS } from "../../src/mcp/greeting.ts";
import { type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const PARAMS = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "one", version: "1" } };
const initialize = (params: object = PARAMS, more: object = {}) =>
  `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params, ...more })}\n`;
const request = (id: number | string, method: string) =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params: {} })}\n`;

let repository: TestRepository;
beforeAll(() => {
  repository = createRepository();
});

/** All that a server says to what it is sent, each part when the one before has been read, and then the end. */
async function said(
  ...parts: readonly (string | ((server: RawServer) => Promise<void>))[]
): Promise<unknown[]> {
  const server = await startRawServer(repository.dir, { handshake: false });
  for (const part of parts) {
    if (typeof part === "string") server.send(part);
    else await part(server);
  }
  server.end();
  expect(await server.exited).toBe(0);
  return server.lines.map((line) => JSON.parse(line));
}

/** Until the greeting has seen the first part, and so left all of it to the server. */
const untilItWaits = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_000));

it("knows the versions that the SDK has", () => {
  expect(OLDER_VERSIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
});

it.each(OLDER_VERSIONS)("answers %s as the SDK does, and once", async (protocolVersion) => {
  const line = initialize({ ...PARAMS, protocolVersion, capabilities: { roots: { listChanged: true } } });
  const early = await said(line, request(2, "tools/list"));
  const late = await said(line.slice(0, -9), untilItWaits, line.slice(-9), request(2, "tools/list"));
  expect(early).toEqual(late);
  expect(early).toMatchObject([
    { id: 1, result: { protocolVersion } },
    { id: 2, result: { tools: expect.anything() } },
  ]);
});

it("answers a client that has gone already, as far as it asked", async () => {
  const answers = await said(initialize() + request("two", "tools/list") + request(3, "ping"));
  expect(answers.map((answer) => Object(answer).id).sort()).toEqual([1, 3, "two"]);
});

describe("leaves to the SDK, with every byte, what is no plain handshake", () => {
  const hear = async (bytes: Buffer) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const greeting = greet(input, output, introduce("1", "words"));
    input.end(bytes);
    await greeting.heard;
    const id = greeting.end();
    const rest: Buffer[] = [];
    for await (const chunk of input) rest.push(chunk);
    return { id, said: output.read()?.toString() ?? null, rest: Buffer.concat(rest) };
  };

  it.each([
    ["another version", initialize({ ...PARAMS, protocolVersion: "2099-01-01" })],
    ["no version", initialize({ ...PARAMS, protocolVersion: undefined })],
    ["no client", initialize({ ...PARAMS, clientInfo: undefined })],
    ["a client without a version", initialize({ ...PARAMS, clientInfo: { name: "one" } })],
    ["capabilities that are none", initialize({ ...PARAMS, capabilities: { roots: 5 } })],
    ["a list of capabilities", initialize({ ...PARAMS, capabilities: [] })],
    ["more than the specification has", initialize({ ...PARAMS, _meta: { a: 1 } })],
    ["no id", initialize(PARAMS, { id: undefined })],
    ["an id that is null", initialize(PARAMS, { id: null })],
    ["an id that is a fraction", initialize(PARAMS, { id: 1.5 })],
    ["another JSON-RPC", initialize(PARAMS, { jsonrpc: "1.0" })],
    ["another method", request(1, "tools/list")],
    ["a batch", `[${initialize().trim()}]\n`],
    ["half a line", initialize().slice(0, 40)],
    ["a line without its end", initialize().trim()],
    ["no JSON", "hello\n"],
    ["null", "null\n"],
    ["an empty line first", `\n${initialize()}`],
    ["nothing", ""],
  ])("%s", async (_, text) => {
    expect(await hear(Buffer.from(text))).toEqual({ id: null, said: null, rest: Buffer.from(text) });
  });

  it("and answers one, with every byte left too", async () => {
    const text = initialize() + request(2, "tools/list").slice(0, 10);
    expect(await hear(Buffer.from(text))).toEqual({
      id: 1,
      said: `${JSON.stringify({ jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-06-18", ...introduce("1", "words") } })}\n`,
      rest: Buffer.from(text),
    });
  });
});
