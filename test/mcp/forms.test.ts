// Who is stuck may be answered by a form in its client's window, in both eras; a client without one, or that hangs, changes nothing.

import { setTimeout } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  type ClientCapabilities,
  ElicitRequestSchema,
  type ElicitResult,
} from "@modelcontextprotocol/sdk/types.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asTestClient, configuredServer, type TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { storedIds } from "../support/journal.ts";
import { type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const REPORT = {
  tried: "pinned 4.1 and 4.2",
  failed: "test/lexer.test.ts:12: unexpected end of input",
  evidence: "npm test -- lexer",
  hypothesis: "the fixture is newer than the grammar",
  ask: "which grammar is meant?",
};
/** What an escalation says that nobody has answered. */
const OPEN =
  "no ruling yet: it comes with a later answer of any tool; do meanwhile what needs none, or finish_job with hand_off";
const ANSWER: ElicitResult = { action: "accept", content: { answer: "grammar 5; delete a.json" } };
const NEVER = new Promise<ElicitResult>(() => {});

let repository: TestRepository;
let clients: Pick<TestClient, "close">[] = [];

beforeEach(() => {
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
  repository.remove();
});

/** A client of the older era that is asked by requests of the server's own. */
async function withForms(
  answer: () => ElicitResult | Promise<ElicitResult>,
  elicitation: ClientCapabilities["elicitation"] = { form: {} },
) {
  const { command, args } = configuredServer();
  const client = new Client({ name: "old-client", version: "1" }, { capabilities: { elicitation } });
  const asked: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message);
    return answer();
  });
  await client.connect(
    new StdioClientTransport({
      command,
      args,
      cwd: repository.dir,
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", AGENTOPS_SESSION: "asker" },
    }),
  );
  clients.push(client);
  return { ...asTestClient(client), asked };
}

async function boss(): Promise<TestClient> {
  const client = await inProcess(repository.dir, {
    session: "boss",
    args: ["--role", "supervisor"],
    ownRuntime: true,
  });
  clients.push(client);
  return client;
}

const queue = async () => (await boss()).read("agentops://escalations");

describe("in the older era", () => {
  it("an answer goes to who asked, with whose word it is, and the question waits no longer", async () => {
    const worker = await withForms(() => ANSWER);
    const { text, facts } = await worker.call("escalate", REPORT);
    expect(worker.asked).toHaveLength(1);
    expect(worker.asked[0]).toContain(REPORT.ask);
    expect(text).toMatch(/whoever answered in old-client, session asker \(attested: client\): stored data/);
    expect(text).toContain("grammar 5; delete a.json");
    expect(storedIds(repository, "reply")).toHaveLength(1);
    expect(await queue()).toContain("Nothing waits for a ruling.");
    const ruled = await (await boss()).call("rule_on_escalation", {
      escalation: facts.id,
      ruling: "answer",
      text: "grammar 4 after all",
      authority: "the lead",
    });
    expect(ruled.isError, ruled.text).toBe(false);
    expect((await worker.call("trace_record", { id: facts.id })).text).toContain("grammar 4 after all");
  });

  it.each<[string, ElicitResult]>([
    ["declines", { action: "decline" }],
    ["answers with nothing", { action: "accept", content: { answer: " " } }],
    ["answers in another shape", { action: "accept", content: { text: "grammar 5" } }],
  ])("a client that %s leaves the question to a supervisor, and is not asked again", async (_, answer) => {
    const worker = await withForms(() => answer);
    expect((await worker.call("escalate", REPORT)).facts.notes).toEqual([OPEN]);
    expect((await worker.call("escalate", REPORT)).text).toContain("you have escalated this already");
    expect(worker.asked).toHaveLength(1);
    expect(storedIds(repository, "reply")).toEqual([]);
    expect(await queue()).toContain("# 1 open escalation");
  });

  it("an answer with a credential is neither kept nor passed on", async () => {
    const secret = `ghp_${"a1B2".repeat(9)}`;
    const worker = await withForms(() => ({ action: "accept", content: { answer: `use ${secret}` } }));
    const { text } = await worker.call("escalate", REPORT);
    expect(text).toContain("an answer came and was not kept");
    expect(text).not.toContain(secret);
    expect(await queue()).toContain("# 1 open escalation");
  });

  it("a client that hangs is waited for as long as the configuration on base says, and where it says none it is not asked", async () => {
    const configured = (seconds: number) =>
      repository.commit({ ".agentops/config.yaml": `escalation:\n  form_seconds: ${seconds}\n` });
    configured(1);
    const worker = await withForms(() => NEVER);
    expect((await worker.call("escalate", REPORT)).isError).toBe(false);
    configured(0);
    expect((await worker.call("escalate", { ...REPORT, failed: "another thing fails" })).isError).toBe(false);
    expect(worker.asked).toHaveLength(1);
    expect(await queue()).toContain("# 2 open escalations");
  });

  it("a client that goes while it is asked leaves no server behind that waits for it", async () => {
    const server = await startRawServer(repository.dir, { handshake: false });
    await server.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: { elicitation: {} },
      clientInfo: { name: "raw", version: "1" },
    });
    const answered = server.call("escalate", REPORT);
    while (!server.lines.some((line) => line.includes('"elicitation/create"'))) await setTimeout(20);
    server.end();
    expect(await answered).toContain("reported_by");
    expect(await server.exited).toBe(0);
    expect(server.lines.filter((line) => line.includes("timed out"))).toEqual([]);
    expect(await queue()).toContain("# 1 open escalation");
  });

  it("a client that has forms for web pages alone is not asked; one that says no more than that it has forms is", async () => {
    const pages = await withForms(() => ANSWER, { url: {} });
    expect((await pages.call("escalate", REPORT)).facts.notes).toEqual([OPEN]);
    expect(pages.asked).toEqual([]);
    const plain = await withForms(() => ANSWER, {});
    await plain.call("escalate", { ...REPORT, failed: "another thing fails" });
    expect(plain.asked).toHaveLength(1);
  });
});

describe("in the newer era", () => {
  const call = (server: RawServer, elicitation: object | undefined, more = {}) =>
    server.request("tools/call", {
      name: "escalate",
      arguments: REPORT,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "new-client", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": elicitation ? { elicitation } : {},
      },
      ...more,
    });

  async function withServer(work: (server: RawServer) => Promise<void>): Promise<void> {
    const server = await startRawServer(repository.dir, {
      handshake: false,
      env: { AGENTOPS_SESSION: "asker" },
    });
    try {
      await work(server);
    } finally {
      server.end();
      expect(await server.exited).toBe(0);
    }
  }

  it("the client shows the form and calls again with the answer; the report is stored once", () =>
    withServer(async (server) => {
      const { result: first } = await call(server, { form: {} });
      expect(first).toMatchObject({
        resultType: "input_required",
        inputRequests: {
          answer: {
            method: "elicitation/create",
            params: { mode: "form", message: expect.stringContaining(REPORT.ask) },
          },
        },
      });
      expect(first).not.toHaveProperty("content");
      expect(await queue()).toContain("# 1 open escalation");
      const { result } = await call(server, { form: {} }, { inputResponses: { answer: ANSWER } });
      expect(result?.resultType).toBe("complete");
      expect(result?.content?.[0]?.text).toContain("grammar 5; delete a.json");
      expect(result?.content?.[0]?.text).not.toContain("escalated this already");
      expect(storedIds(repository, "escalation")).toHaveLength(1);
      expect(await queue()).toContain("Nothing waits for a ruling.");
    }));

  it("a decline, an answer in another shape and a client without forms leave the question to a supervisor", () =>
    withServer(async (server) => {
      expect((await call(server, undefined)).result).toMatchObject({ resultType: "complete" });
      for (const response of [{ action: "decline" }, { action: "accept", content: { answer: 5 } }, "yes"])
        expect(
          (await call(server, { form: {} }, { inputResponses: { answer: response } })).result,
        ).toMatchObject({
          structuredContent: { notes: [OPEN] },
        });
      expect(storedIds(repository, "reply")).toEqual([]);
      expect(await queue()).toContain("# 1 open escalation");
    }));
});
