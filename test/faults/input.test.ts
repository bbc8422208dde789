// Bad input gets a typed error that names the field and the fix, and the server stays up.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { onlyMessages, type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let server: RawServer;
const lesson = {
  title: "cat-file --batch answers one line per name",
  kind: "gotcha",
  body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so refuse it before writing to its stdin.",
};

beforeAll(async () => {
  repository = createRepository();
  server = await startRawServer(repository.dir, { env: { HOME: EMPTY_HOME } });
  await server.call("record_learning", lesson);
});
afterEach(async () => {
  // Alive, nothing half-written, and nothing but messages on stdout.
  expect((await server.request("ping")).result).toEqual({});
  expect(storedIds(repository, "learning")).toHaveLength(1);
  expect(onlyMessages(server.lines)).toBe(true);
});
afterAll(async () => {
  server.end();
  expect(await server.exited).toBe(0);
  repository.remove();
});

const MEGABYTES = 10 << 20;

describe("arguments", () => {
  it.each<[string, string, unknown, RegExp]>([
    ["an unknown tool", "record_lerning", lesson, /^UNKNOWN_TOOL: .*\n.*record_learning/],
    [
      "an unknown argument",
      "record_learning",
      { ...lesson, tilte: "x" },
      /^INVALID_ARGUMENT: .*tilte.*\n.*title/,
    ],
    ["a missing argument", "record_learning", { title: "x", kind: "gotcha" }, /^INVALID_ARGUMENT: body/],
    ["no arguments", "record_learning", undefined, /^INVALID_ARGUMENT: .*title/],
    ["arguments of another type", "retrieve_context", [1, 2], /^(INVALID_ARGUMENT: |$)/],
    [
      "a kind that does not exist",
      "record_learning",
      { ...lesson, kind: "rule" },
      /^INVALID_ARGUMENT: kind.*\n.*mental_model/,
    ],
    [
      "a body of 10 MB",
      "record_learning",
      { ...lesson, body: "a ".repeat(MEGABYTES / 2) },
      /^INVALID_ARGUMENT: body.*\n.*6000/,
    ],
    [
      "a task of 10 MB",
      "retrieve_context",
      { task: "é".repeat(MEGABYTES / 2) },
      /^INVALID_ARGUMENT: task.*\n.*4000/,
    ],
    ["a name of 10 MB", "record_learning", { ...lesson, ["k".repeat(MEGABYTES)]: 1 }, /^INVALID_ARGUMENT: /],
    [
      "a budget below its range",
      "retrieve_context",
      { task: "x", budget_tokens: 199 },
      /^INVALID_ARGUMENT: budget_tokens.*\n.*200/,
    ],
    [
      "a budget above its range",
      "retrieve_context",
      { task: "x", budget_tokens: 8001 },
      /^INVALID_ARGUMENT: budget_tokens.*\n.*8000/,
    ],
    [
      "a budget that is no whole number",
      "retrieve_context",
      { task: "x", budget_tokens: 500.5 },
      /^INVALID_ARGUMENT: budget_tokens/,
    ],
    [
      "a budget in words",
      "retrieve_context",
      { task: "x", budget_tokens: "many" },
      /^INVALID_ARGUMENT: budget_tokens/,
    ],
    [
      "a lone surrogate",
      "record_learning",
      { ...lesson, title: "half \ud83d of it" },
      /^INVALID_ARGUMENT: title.*UTF-8/,
    ],
    [
      "a lone surrogate as a name",
      "record_learning",
      { ...lesson, "\udc00": 1 },
      /^INVALID_ARGUMENT: .*UTF-8/,
    ],
    ["a citation of nothing", "cite_learnings", { citations: [] }, /^INVALID_ARGUMENT: citations/],
    ["an id that is too short", "trace_record", { id: "01" }, /^INVALID_ARGUMENT: id/],
  ])("%s", async (_, tool, args, expected) => {
    const text = await server.call(tool, args);
    expect(text.slice(0, 400)).toMatch(expected);
    expect(text.length).toBeLessThan(3_000);
  });

  it("bytes that are not UTF-8", async () => {
    const request = JSON.stringify({
      jsonrpc: "2.0",
      id: 9_001,
      method: "tools/call",
      params: { name: "record_learning", arguments: { ...lesson, title: "broken @@ text" } },
    });
    const [before = "", after = ""] = request.split("@@");
    server.send(
      Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(`${after}\n`)]),
    );
    await server.request("ping");
    const line = server.lines.find((each) => each.includes('"id":9001')) ?? (await nextLine(9_001));
    expect(line).toContain("INVALID_ARGUMENT: title");
  });
});

describe("lines that are no requests", () => {
  it.each([
    ["cut JSON", '{"jsonrpc":"2.0","id":1,"meth'],
    ["no JSON", "hello?"],
    ["an empty line", ""],
    ["an array", "[]"],
    ["a number", "42"],
    ["a request without a version", '{"id": 7, "method": "ping"}'],
    ["a hundred thousand brackets", "[".repeat(100_000)],
    ["a method that does not exist", '{"jsonrpc":"2.0","id":7001,"method":"tools/destroy"}'],
    ["binary", "\u0000\u0001\u0002"],
  ])("%s", async (_, line) => {
    server.send(`${line}\n`);
    expect((await server.request("ping")).result).toEqual({});
  });
});

describe("queries that would be a search engine's own language", () => {
  it.each([
    "fix: a:b ^ ~193s * -x +",
    "~600",
    "*",
    "+ - ^ :",
    "title:(a OR b)^9 AND *~2",
    "\\\"'`;--",
    "a".repeat(4_000),
    "漢字 🦀 ñ",
    "HEAD:src/a.ts\nHEAD",
    "$(touch /tmp/x) `id` && rm -rf",
  ])("%s", async (task) => {
    const answer = await server.request("tools/call", {
      name: "retrieve_context",
      arguments: { task, paths: [task.slice(0, 200)] },
    });
    expect(answer.result?.isError ?? false).toBe(false);
  });
});

describe("ids", () => {
  it("an unknown one gets the nearest", async () => {
    const [id = ""] = storedIds(repository, "learning");
    const wrong = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    expect(await server.call("trace_record", { id: wrong })).toMatch(new RegExp(`^NOT_FOUND: .*\\n.*${id}`));
    expect(await server.call("cite_learnings", { citations: [{ id: wrong, outcome: "applied" }] })).toMatch(
      new RegExp(`^NOT_FOUND: .*\\n.*${id}`),
    );
  });

  it("an ambiguous one gets the candidates", async () => {
    const [id = ""] = storedIds(repository, "learning");
    await server.call("cite_learnings", { citations: [{ id, outcome: "ignored" }] });
    expect(await server.call("trace_record", { id: id.slice(0, 6) })).toMatch(
      new RegExp(`^AMBIGUOUS: .*\\n.*${id}`),
    );
  });

  it("of a resource", async () => {
    for (const uri of [
      "agentops://learnings/01ARZ3NDEKTSV4RRFFQ69G5FAV",
      "agentops://nothing",
      "agentops://factors/13",
    ]) {
      expect((await server.request("resources/read", { uri })).error?.message).toMatch(/^NOT_FOUND: /);
    }
  });
});

it("a message beyond all bounds ends the server, rather than leaving one that hears nothing", async () => {
  const deaf = await startRawServer(repository.dir, { env: { HOME: EMPTY_HOME } });
  deaf.send(Buffer.alloc(40 << 20, "x"));
  expect(await deaf.exited).toBe(0);
});

async function nextLine(id: number): Promise<string> {
  for (;;) {
    const line = server.lines.find((each) => each.includes(`"id":${id}`));
    if (line) return line;
    await server.request("ping");
  }
}
