// `curate`: lists for everybody, decisions for a person at a terminal.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { cloneRefs, plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { citation, DAY } from "../support/records.ts";
import { createHome, runOnTerminal } from "./run-cli.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
let home: ReturnType<typeof createHome>;
let ids: string[];

beforeAll(async () => {
  stored = createStored();
  home = createHome();
  stored.write({ "learnings.md": LESSONS, "src/a.ts": "1\n" });
  stored.run("import", "learnings.md");
  ids = ((await stored.facts("show")).learnings as { id: string }[]).map(({ id }) => id);
  const evidence = [{ type: "path", ref: "src/a.ts" }];
  await withClient(stored.repository.dir, { session: "tuesday" }, async (client) => {
    await client.call("cite_learnings", {
      citations: [{ id: ids[0], outcome: "wrong", note: "it starts here", evidence }],
    });
  });
});
afterAll(() => {
  stored.remove();
  home.remove();
});

const records = () => stored.repository.git("rev-list", "--count", "--glob=refs/agentops/clones/*").trim();

it("lists what waits without a terminal, as text and as JSON", async () => {
  expect(JSON.parse(stored.run("curate", "--json").stdout)).toEqual({
    items: [expect.objectContaining({ list: "disputed", id: ids[0], why: "wrong by session tuesday" })],
    alarms: [],
  });
  const { code, stdout } = stored.run("curate");
  expect(code).toBe(0);
  expect(stdout).toContain(`disputed (1):\n  ${ids[0]}`);
  expect(stored.run("curate", "--list", "stale").stdout.trim()).toBe("Nothing waits for a decision.");
  expect(stored.run("curate", "--guidance").stdout.trim()).toBe("No learning is guidance yet.");
});

it("decides nothing without a person, nor when that person does not agree", () => {
  const before = records();
  const args = ["curate", "retire", ids[1] ?? "", "--reason", "gone"];
  const ran = stored.run(...args, "--yes");
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/for a person at a terminal/);
  const declined = runOnTerminal(stored.repository.dir, args, home, "n\n");
  expect(declined).toMatchObject({ code: 1, output: expect.stringContaining("Nothing was decided.") });
  expect(records()).toBe(before);
});

it("takes a lesson out of service and back in, each with its reason in the trace", async () => {
  const [, id = ""] = ids;
  const decide = (action: string, ...more: string[]) =>
    runOnTerminal(stored.repository.dir, ["curate", action, id, "--yes", "--reason", action, ...more], home);
  expect(decide("retire", "--evidence", "path src/a.ts; command npm test").code).toBe(0);
  expect((await stored.facts("show", id)).state).toMatch(
    /^retired by ".+" at a terminal; stored reason: retire$/,
  );
  expect((await stored.facts("curate", "--list", "out")).items).toMatchObject([{ id }]);
  expect(decide("retire").output).toContain("it was out of service already");
  expect(decide("restore").code).toBe(0);
  expect((await stored.facts("show", id)).state).toBe("served");
  expect(stored.run("trace", id).stdout).toContain("path src/a.ts; command npm test");
});

it.each([
  ["an action that is none", ["forget", "01K8ZQ4M3W9T2V5B7C6D8E0F1G", "--reason", "x"], "no such action"],
  ["no reason", ["retire", "01K8ZQ4M3W9T2V5B7C6D8E0F1G"], "--reason"],
  [
    "evidence without a type",
    ["retire", "01K8ZQ4M3W9T2V5B7C6D8E0F1G", "--reason", "x", "--evidence", "npm"],
    "--evidence",
  ],
  [
    "an id that nobody has",
    ["retire", "01K8ZQ4M3W9T2V5B7C6D8E0F1G", "--reason", "x"],
    "no record with this id",
  ],
])("names what is wrong with %s", (_, args, why) => {
  const { code, output } = runOnTerminal(stored.repository.dir, ["curate", ...args], home);
  expect(code).toBe(2);
  expect(output).toContain(why);
});

it("promotes to guidance what three days of other sessions and a review speak for, and prints it for a rules file", async () => {
  const { repository, write } = stored;
  write({ ".agentops/config.yaml": "review: protected-base\n" });
  const lesson = {
    title: "The proxy closes idle sockets after 55 s",
    kind: "gotcha",
    body: "The proxy in front of src/a.ts closes idle sockets after 55 s. Set keep-alive to 50 s, below its limit.",
  };
  let id = "";
  await withClient(repository.dir, { session: "author" }, async (client) => {
    id = String((await client.call("record_learning", lesson)).facts.id);
  });
  repository.commit({}, "the lesson, and who reviews");
  const promote = () =>
    runOnTerminal(repository.dir, ["curate", "promote", id, "--reason", "all services", "--yes"], home);
  expect(promote().output).toContain("pattern needs");
  const own = path.basename(cloneRefs(repository)[0] ?? "");
  for (const [which, clone] of [own, "bbbbbbbbbb"].entries()) {
    const words = [1, 2, 3].map((day) => {
      const said = { session: `s${which}${day}`, outcome: "applied" as const, at: Date.now() - day * DAY };
      return { ...citation(10 * which + day, id, said), clone };
    });
    const files = words.map((word) => [recordPath(word), encodeRecord(word)] as const);
    plant(repository.dir, clone, Object.fromEntries(files));
  }
  expect((await stored.facts("curate", "--list", "promotable")).items).toMatchObject([
    { id, stage: "pattern" },
  ]);
  expect(promote().output).toContain(`promote ${id} to guidance: stored as`);
  const shown = stored.run("curate", "--guidance").stdout;
  expect(shown).toContain("AGENTS.md (new)");
  expect(shown).toContain(`(${id})`);
  expect(shown).toContain("Nothing was written");
  expect(existsSync(path.join(repository.dir, "AGENTS.md"))).toBe(false);
  const rules = (name = "AGENTS.md") => readFileSync(path.join(repository.dir, name), "utf8");
  stored.write({ "AGENTS.md": "# Rules\n\nMine.", "CLAUDE.md": "Be kind.\r\n" });
  expect(stored.run("curate", "--guidance", "--write").stdout).toContain("Written.");
  expect(rules()).toMatch(/^# Rules\n\nMine\.\n\n<!-- agentops:guidance [0-9a-f]{12} -->/);
  for (const name of ["AGENTS.md", "CLAUDE.md"]) expect(rules(name)).toContain(id);
  expect(stored.run("curate", "--guidance", "--write").stdout).toContain("hold all guidance already");
  // What a person writes into the block is theirs.
  stored.write({ "CLAUDE.md": rules("CLAUDE.md").replace("Write beside", "Always write beside") });
  const refused = stored.run("curate", "--guidance", "--write");
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("somebody has edited it") });
  stored.write({ "CLAUDE.md": "@AGENTS.md\n" });
  expect(stored.run("curate", "--guidance", "--budget", "1").stdout).toContain("no room within 1 tokens");
  // It goes when the lesson does.
  expect(
    runOnTerminal(repository.dir, ["curate", "retire", id, "--reason", "gone", "--yes"], home).code,
  ).toBe(0);
  stored.run("curate", "--guidance", "--write");
  expect(rules()).toBe("# Rules\n\nMine.");
  expect(rules("CLAUDE.md")).toBe("@AGENTS.md\n");
});
