// `show`: one learning, the newest, a session, and how all of it is doing.
import { afterAll, beforeAll, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
let ids: string[];
beforeAll(async () => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
  ids = ((await stored.facts("show")).learnings as { id: string }[]).map(({ id }) => id);
  await withClient(stored.repository.dir, { session: "tuesday" }, async (client) => {
    await client.call("retrieve_context", { task: "newline in a file name for git cat-file" });
    await client.call("cite_learnings", { citations: [{ id: ids[2], outcome: "applied" }] });
  });
});
afterAll(() => stored.remove());

it("lists the newest first", () => {
  const { code, stdout } = stored.run("show");
  expect(code).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(3);
  expect(stdout.split("\n")[0]).toContain("vitest 5 needs Node 22.12");
  expect(ids).toEqual(ids.toSorted().reverse());
});

it("shows one in full, also by the end of its id", async () => {
  const shown = await stored.facts("show", ids[2]?.slice(-8) ?? "");
  expect(shown).toMatchObject({
    id: ids[2],
    state: "served",
    assurance: "confirmed",
    original_date: "2026-02-15",
  });
  expect(stored.run("show", ids[2] ?? "").stdout).toContain("shifts every later answer");
});

it("tells what a session recorded, cited and was served", async () => {
  expect(await stored.facts("show", "session", "tuesday")).toMatchObject({
    recorded: [],
    cited: [{ id: ids[2], outcome: "applied" }],
    served: expect.arrayContaining([ids[2]]),
  });
  expect(stored.run("show", "session").stdout).toContain("3 recorded");
});

it("counts what is used, not only what is there", async () => {
  const { served } = (await stored.facts("show", "session", "tuesday")) as unknown as { served: string[] };
  expect(await stored.facts("show", "stats")).toMatchObject({
    learnings: 3,
    confirmed: 1,
    served: served.length,
    cited_of_served: Math.round((1 / served.length) * 100) / 100,
  });
});

it("answers with exit code 1 and the nearest ids for an unknown one", () => {
  const { code, stderr } = stored.run("show", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  expect(code).toBe(1);
  expect(stderr).toContain("Nearest ids: ");
});

it("says that nothing is stored yet", () => {
  const empty = createStored();
  expect(empty.run("show")).toMatchObject({ code: 0, stdout: "No learning is stored yet.\n" });
  empty.remove();
});

it("why tells on what a lesson rests, to whom it was given for what, and what they said", async () => {
  const told = await stored.facts("why", ids[2]?.slice(-8) ?? "");
  expect(told).toMatchObject({
    id: ids[2],
    given: [{ session: "tuesday", reason: "asked" }],
    cited: [{ session: "tuesday", outcome: "applied" }],
  });
  const { code, stdout } = stored.run("why", ids[2] ?? "");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /rests on: .+\nstands: served, .*confirmed\ngiven to:\n {2}.* tuesday: it was asked for a task {2}\(applied\)$/m,
  );
});

it("why tells what a session was given, and nothing of a word that names neither", async () => {
  expect(await stored.facts("why", "tuesday")).toMatchObject({
    session: "tuesday",
    cited: [{ id: ids[2], outcome: "applied" }],
  });
  expect(stored.run("why", "wednesday")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing known of wednesday.\n"),
  });
});

it("a file comes before a lesson or a session of its name", async () => {
  stored.write({ tuesday: "a file\n" });
  expect(await stored.facts("why", "tuesday")).toMatchObject({ path: "tuesday" });
});
