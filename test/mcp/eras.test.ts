// The same server speaks both eras of the protocol: the one that shakes hands, and the one that says with each request what it is.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { introduce } from "../../src/mcp/greeting.ts";
import { ROOT } from "../support/client.ts";
import { type RawAnswer, type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const VERSION = "2026-07-28";
const envelope = (version = VERSION, name = "new-client") => ({
  "io.modelcontextprotocol/protocolVersion": version,
  "io.modelcontextprotocol/clientInfo": { name, version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
});
const INITIALIZE = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "old-client", version: "1" },
};
const LESSON = {
  kind: "gotcha",
  title: "renameSync fails with EXDEV when the target is on another disk",
  body: "`fs.renameSync` from /tmp into the project ends with `EXDEV: cross-device link not permitted`, as a rename can't cross disks. Copy the file with `fs.copyFileSync` and then delete it.",
  evidence: [{ type: "command", ref: "node move.mjs" }],
};
const OTHER = {
  kind: "gotcha",
  title: "copyFileSync keeps no owner, so a restored backup belongs to root",
  body: "`fs.copyFileSync` run by root in `scripts/restore.mjs` leaves files of root, and the service ends with EACCES. Call `fs.chownSync` with the owner of the folder after each copy.",
  evidence: [{ type: "command", ref: "node scripts/restore.mjs" }],
};

const SKILLS = "resources/plugins/claude/skills";
const SkillEntry = z.object({
  uri: z.string(),
  frontmatter: z.object({ name: z.string(), description: z.string() }),
  resources: z.array(z.object({ uri: z.string(), digest: z.string(), size: z.number() })),
});

let repository: TestRepository;

beforeAll(() => {
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
});

/** Asks as the newer era does. */
const ask = (server: RawServer, method: string, params = {}, meta = envelope()): Promise<RawAnswer> =>
  server.request(method, { ...params, _meta: meta });

async function withServer(work: (server: RawServer) => Promise<void>): Promise<void> {
  const server = await startRawServer(repository.dir, { handshake: false });
  try {
    await work(server);
  } finally {
    server.end();
    expect(await server.exited).toBe(0);
  }
}

describe("a client of the newer era", () => {
  it("discovers the server, and works without a handshake", () =>
    withServer(async (server) => {
      const { result: found } = await ask(server, "server/discover");
      expect(found).toMatchObject({
        supportedVersions: [VERSION],
        capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
        instructions: expect.stringContaining("retrieve_context"),
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "agentops" } },
      });
      const { result: listed } = await ask(server, "tools/list");
      expect(listed).toMatchObject({ ttlMs: expect.any(Number), cacheScope: "private" });
      const recorded = await ask(server, "tools/call", { name: "record_learning", arguments: LESSON });
      const stored = Object(recorded.result?.structuredContent);
      expect(stored).toMatchObject({ state: "admitted" });
      const { result: traced } = await ask(server, "tools/call", {
        name: "trace_record",
        arguments: { id: stored.id },
      });
      expect(traced?.content?.[0]?.text).toContain("new-client");
    }));

  it("is offered the skills of the plugins that its tools are enough for, each with a digest of its very bytes", () =>
    withServer(async (server) => {
      const { result: found } = await ask(server, "server/discover");
      expect(Object(found).capabilities.extensions).toEqual({ "io.modelcontextprotocol/skills": {} });
      const { result } = await ask(server, "skills/list");
      expect(result).toMatchObject({
        resultType: "complete",
        cacheScope: "private",
        ttlMs: expect.any(Number),
      });
      const { skills } = z.object({ skills: z.array(SkillEntry) }).parse(result);
      expect(skills.map(({ frontmatter }) => frontmatter.name)).toEqual(
        readdirSync(path.join(ROOT, SKILLS)).filter((name) => name !== "plan"),
      );
      for (const skill of skills) {
        const { name } = skill.frontmatter;
        const stored = readFileSync(path.join(ROOT, SKILLS, name, "SKILL.md"));
        const digest = `sha256:${createHash("sha256").update(stored).digest("hex")}`;
        expect(skill.uri).toMatch(new RegExp(`/${name}/SKILL\\.md$`));
        expect(skill.resources).toEqual([{ uri: skill.uri, digest, size: stored.length }]);
        const { result: content } = await ask(server, "resources/read", { uri: skill.uri });
        expect(Object(content).contents[0].text).toBe(stored.toString());
        expect(Object((await ask(server, "resources/list")).result).resources).toContainEqual({
          ...{ uri: skill.uri, mimeType: "text/markdown" },
          ...skill.frontmatter,
        });
        expect((await ask(server, "skills/get", { uri: skill.uri })).result).toMatchObject({ skill });
      }
      const wrong = await ask(server, "skills/get", { uri: "skill://agentops/plan/SKILL.md" });
      expect(wrong.error?.code).toBe(-32602);
    }));

  it("is answered by errors of the protocol where it asks for what is not there", () =>
    withServer(async (server) => {
      const wrong = [
        await ask(server, "tools/call", { name: "record_lerning", arguments: {} }),
        await ask(server, "resources/read", { uri: "agentops://nothing" }),
        await ask(server, "prompts/get", { name: "nothing" }),
      ];
      expect(wrong.map(({ error }) => error?.code)).toEqual([-32602, -32602, -32602]);
      expect(wrong[1]?.error).toMatchObject({ data: { uri: "agentops://nothing" } });
      expect(wrong[0]?.error?.message).toMatch(/UNKNOWN_TOOL.*\n.*record_learning/);
      expect((await ask(server, "ping")).error?.code).toBe(-32601);
    }));

  it("may listen for changes until it goes, and the server ends all the same", () =>
    withServer(async (server) => {
      await ask(server, "tools/list");
      const params = { notifications: { toolsListChanged: true }, _meta: envelope() };
      server.send(`${JSON.stringify({ jsonrpc: "2.0", id: 900, method: "subscriptions/listen", params })}\n`);
      expect((await ask(server, "tools/list")).result).toHaveProperty("tools");
      const acknowledged = server.lines.filter((line) =>
        /"notifications\/subscriptions\/acknowledged"/.test(line),
      );
      expect(acknowledged).toHaveLength(1);
      expect(acknowledged[0]).toContain('"io.modelcontextprotocol/subscriptionId":900');
    }));

  it("of a version that nobody knows is told the ones that are spoken, and may go on in one of them", () =>
    withServer(async (server) => {
      const { error } = await ask(server, "tools/list", {}, envelope("2031-01-01"));
      expect(error).toMatchObject({ data: { supported: [VERSION], requested: "2031-01-01" } });
      expect((await ask(server, "tools/list")).result).toHaveProperty("tools");
    }));

  it.each([
    ["no version", { "io.modelcontextprotocol/clientCapabilities": {} }],
    ["no capabilities", { "io.modelcontextprotocol/protocolVersion": VERSION }],
    ["a number for a version", { ...envelope(), "io.modelcontextprotocol/protocolVersion": 2026 }],
  ])("that says half of it is answered, and the next one served: %s", (_, meta) =>
    withServer(async (server) => {
      const answer = await server.request("tools/list", { _meta: meta });
      expect(answer.error ?? answer.result).toBeDefined();
      expect((await ask(server, "tools/list")).error?.code ?? 0).not.toBe(-32603);
    }),
  );
});

describe("a client of both eras", () => {
  it("may look first, and shake hands then", () =>
    withServer(async (server) => {
      expect((await ask(server, "server/discover")).result).toHaveProperty("supportedVersions");
      const { result } = await server.request("initialize", INITIALIZE);
      expect(result).toMatchObject({ protocolVersion: "2025-06-18", serverInfo: { name: "agentops" } });
      server.send(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
      const { result: listed } = await server.request("tools/list", {});
      expect(listed).toHaveProperty("tools");
      expect(listed).not.toHaveProperty("ttlMs");
      expect(listed).not.toHaveProperty("resultType");
      expect(await server.call("record_lerning", {})).toMatch(/UNKNOWN_TOOL/);
    }));

  it("can't shake hands once it has worked without", () =>
    withServer(async (server) => {
      await ask(server, "tools/list");
      expect((await server.request("initialize", INITIALIZE)).error).toBeDefined();
      expect((await ask(server, "tools/list")).result).toHaveProperty("tools");
    }));
});

it("a client that goes on at once, without a word that the handshake is over, is known by its name", () =>
  withServer(async (server) => {
    await server.request("initialize", INITIALIZE);
    const stored = Object(
      (await server.request("tools/call", { name: "record_learning", arguments: OTHER })).result,
    );
    const { id } = stored.structuredContent;
    expect(await server.call("trace_record", { id })).toContain("old-client");
  }));

it.each(["2024-10-07", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])(
  "a client that shakes hands in %s is answered in it",
  (protocolVersion) =>
    withServer(async (server) => {
      const { result } = await server.request("initialize", { ...INITIALIZE, protocolVersion });
      expect(result).toMatchObject({
        protocolVersion,
        serverInfo: { icons: [{ mimeType: "image/svg+xml", src: expect.stringMatching(/^data:/) }] },
      });
      expect(Object(result).capabilities).not.toHaveProperty("extensions");
      expect(Object(result).serverInfo).not.toHaveProperty("websiteUrl");
    }),
);

it("names a website where a release has said where the project lies", () => {
  const { serverInfo } = introduce("1.0.0", "", "https://example.org/agentops-mcp");
  expect(serverInfo).toMatchObject({ name: "agentops", websiteUrl: "https://example.org/agentops-mcp" });
});
