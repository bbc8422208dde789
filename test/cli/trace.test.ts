// `trace`: the story of a record, for people.
import { afterAll, beforeAll, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { plant } from "../support/journal.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
let id: string;
beforeAll(async () => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
  id = ((await stored.facts("show")).learnings as { id: string }[])[0]?.id ?? "";
  await withClient(stored.repository.dir, { session: "tuesday", runtime: "other" }, async (client) => {
    await client.call("cite_learnings", { citations: [{ id, outcome: "applied", note: "held on Node 20" }] });
  });
});
afterAll(() => stored.remove());

it("tells who recorded it, from where, and who used it", () => {
  const { code, stdout } = stored.run("trace", id);
  expect(code).toBe(0);
  expect(stdout).toContain("recorded by agentops-mcp import (worker)");
  expect(stdout).toContain("from command agentops-mcp import learnings.md # line 6, dated 2026-03-01");
  expect(stdout).toContain("cited as applied by other, session tuesday: held on Node 20");
  const [, place = ""] = /git show (\S+)/.exec(stdout) ?? [];
  expect(stored.repository.git("show", place)).toContain("vitest 5 needs Node 22.12");
});

it("names the code's commit", () => {
  const head = stored.repository.git("rev-parse", "HEAD").trim();
  expect(stored.run("trace", id).stdout).toContain(`code at ${head.slice(0, 12)}, journal commit `);
});

it("prints no command for what git cannot show", () => {
  plant(stored.repository.dir, "zzzzzzzzzz", { "learning/2026/03/01/01J00000000000000000000001.md": "<" });
  const { code, stdout } = stored.run("trace", "01J00000000000000000000001");
  expect(code).toBe(0);
  expect(stdout).toContain("learning 01J00000000000000000000001\nquarantined: does not parse");
  expect(stdout).not.toContain("git show");
});

it("gives the same facts as JSON", async () => {
  expect(JSON.parse(stored.run("trace", id.slice(-6), "--json").stdout)).toMatchObject({
    id,
    record: "learning",
    state: "served",
  });
});

it("answers with exit code 1 for an unknown id and 2 for none", () => {
  const { code, stdout } = stored.run("trace", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--json");
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, found: false });
  expect(stored.run("trace").code).toBe(2);
  expect(JSON.parse(stored.run("trace", "--json").stdout)).toEqual({
    code: "INVALID_ARGUMENT",
    problem: expect.stringContaining("trace needs one id"),
    fix: "agentops-mcp show lists the newest.",
  });
});
