// Clients receive of each tool one snapshot, and some rules hold for all tools.
import catalog from "agentops:catalog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { inputOf } from "../../src/mcp/arguments.ts";
import { listTool } from "../../src/mcp/serialise.ts";
import { ROLES } from "../../src/records/record.ts";
import type { TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";

const MOST_TOKENS = 400;
const MOST_OF_A_WORKER = 3600;

let repository: TestRepository;
let client: TestClient;
let listed: Awaited<ReturnType<TestClient["client"]["listTools"]>>["tools"];

beforeAll(async () => {
  repository = createRepository();
  client = await inProcess(repository.dir, { session: "listing" });
  listed = (await client.client.listTools()).tools;
});

afterAll(async () => {
  await client.close();
  repository.remove();
});

describe("tools/list", () => {
  it("offers every tool of the worker that lies in tools/", () => {
    const expected = catalog.tools.filter(({ spec }) => spec.role === "worker").map(({ name }) => name);
    expect(listed.map(({ name }) => name)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it.each(catalog.tools.filter(({ spec }) => spec.role === "worker").map(({ name }) => name))(
    "%s is listed as in its snapshot, within its tokens",
    async (name) => {
      const tool = listed.find((each) => each.name === name);
      await expect(`${JSON.stringify(tool, null, 2)}\n`).toMatchFileSnapshot(`__snapshots__/${name}.json`);
      expect(tokensOf(tool)).toBeLessThanOrEqual(MOST_TOKENS);
    },
  );

  it("costs a worker's session no more than is promised", () => {
    expect(listed.reduce((sum, tool) => sum + tokensOf(tool), 0)).toBeLessThanOrEqual(MOST_OF_A_WORKER);
  });

  it("lists of an answer what it always holds, and nothing that may be null", () => {
    const tool = listed.find(({ name }) => name === "record_learning") ?? expect.fail("not listed");
    expect(Object.keys(tool.outputSchema?.properties ?? {})).toEqual(["state", "reasons", "similar"]);
  });

  it("annotates every tool so that a runtime can tell reading from writing", () => {
    for (const { name, annotations } of listed) {
      const { spec } = catalog.tools.find((each) => each.name === name) ?? expect.fail(name);
      expect(annotations?.readOnlyHint).toBe(spec.effect === "read");
      expect(annotations?.openWorldHint).toBe(false);
      if (spec.effect === "write") expect(annotations?.destructiveHint).toBe(false);
    }
  });

  it("marks the three tools of the memory to be there from the first request on, and no others", () => {
    const marked = listed.filter(({ _meta }) => _meta?.["anthropic/alwaysLoad"] === true);
    expect(marked.map(({ name }) => name).sort()).toEqual([
      "cite_learnings",
      "record_learning",
      "retrieve_context",
    ]);
    expect(listed.filter(({ _meta }) => _meta !== undefined)).toEqual(marked);
  });

  it("describes and bounds every argument", () => {
    for (const { name, inputSchema } of listed) {
      expect(inputSchema.additionalProperties, name).toBe(false);
      for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
        expect(isDescribed(schema), `${name}.${field} is described`).toBe(true);
      }
    }
    // Also where the bound of a short name is not listed.
    for (const { name, spec } of catalog.tools.filter((tool) => tool.spec.role === "worker")) {
      const { properties } = z.toJSONSchema(inputOf(spec), { io: "input" });
      for (const [field, schema] of Object.entries(properties ?? {}))
        expect(isBounded(schema), `${name}.${field} is bounded`).toBe(true);
    }
  });

  it("says of every field which single type it has, null being one, in lists and answers too", () => {
    for (const { name, spec } of catalog.tools) {
      const { inputSchema, outputSchema } = listTool(name, spec);
      for (const schema of [inputSchema, outputSchema])
        expect(untypedIn(schema, name), "is listed without a type").toEqual([]);
    }
  });

  it("keeps names short enough for clients that put the server's name in front", () => {
    for (const { name } of listed) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(`mcp_agentops_${name}`.length).toBeLessThan(60);
    }
  });
});

describe("roles", () => {
  it.each(ROLES)("a %s's server lists its own tools and no others, each within its tokens", async (role) => {
    const other = await inProcess(repository.dir, { session: role, args: ["--role", role] });
    const { tools } = await other.client.listTools();
    await other.close();
    const expected = catalog.tools.filter(({ spec }) => spec.role === role).map(({ name }) => name);
    expect(tools.map(({ name }) => name)).toEqual(expected);
    for (const tool of tools) expect(tokensOf(tool), tool.name).toBeLessThanOrEqual(MOST_TOKENS);
  });
});

describe("phases", () => {
  it("offers only the tools of the configured phases, and recording and citing in each", async () => {
    const small = createRepository();
    small.commit({ ".agentops/config.yaml": "phases: [prepare]\n" });
    const prepared = await inProcess(small.dir, { session: "phases" });
    const { tools } = await prepared.client.listTools();
    await prepared.close();
    small.remove();
    const expected = catalog.tools.filter(
      ({ phase, spec }) => spec.role === "worker" && (spec.everyPhase || phase === "prepare"),
    );
    expect(tools.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["record_learning", "cite_learnings"]),
    );
  });
});

type Schema = Record<string, unknown>;

/** The paths of all fields below that have no type, or several at once, which not every client reads. */
function untypedIn(schema: unknown, at: string): string[] {
  const { type, anyOf, properties, items } = schema as Schema;
  const ways = Array.isArray(anyOf) ? anyOf : [];
  const own = typeof type === "string" || ways.length > 1 ? [] : [at];
  return [
    ...own,
    ...ways.flatMap((way, n) => untypedIn(way, `${at}|${n}`)),
    ...Object.entries(properties ?? {}).flatMap(([name, field]) => untypedIn(field, `${at}.${name}`)),
    ...(items === undefined ? [] : untypedIn(items, `${at}[]`)),
  ];
}

function isBounded(schema: unknown): boolean {
  const { type, maxLength, maxItems, minimum, maximum, items, properties, enum: values } = schema as Schema;
  if (type === "string") return maxLength !== undefined || values !== undefined;
  if (type === "array") return maxItems !== undefined && isBounded(items);
  if (type === "object") return Object.values(properties ?? {}).every(isBounded);
  return type === "boolean" || (minimum !== undefined && maximum !== undefined);
}

/** A list of objects is described by its fields, a choice by its values. */
function isDescribed(schema: unknown): boolean {
  const { description, items, enum: values } = schema as Schema;
  const inner = Object.values(((items as Schema | undefined)?.properties as Schema | undefined) ?? {});
  return (typeof description === "string" || values !== undefined) && inner.every(isDescribed);
}
