// Many hooks at once, beside servers that write: nothing twice, nothing lost, nothing broken.

import { afterEach, beforeEach, expect, it } from "vitest";
import { parseNotes } from "../../src/hooks/notes.ts";
import { stateOfNotes } from "../../src/hooks/notes-state.ts";
import Injection from "../../src/learnings/records/injection.ts";
import { startClient } from "../support/client.ts";
import { createRecorder, fsck, journalFiles, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { hookProcess } from "./hook-process.ts";
import { bash, edit, notes, ready, store } from "./run-hook.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

it("50 at once: each item once, within the budget, one journal", async () => {
  const { dir } = repository;
  const traps = Array.from({ length: 12 }, (_, number) => ({
    title: `Module ${number} must not be opened twice`,
    kind: "gotcha" as const,
    body: `Opening module ${number} twice locks its file. ${"Close it before the next one is opened. ".repeat(12)}`,
    paths: [`src/m${number}.ts`],
  }));
  const ids = await store(dir, ...traps);
  await hookProcess(dir, "UserPromptSubmit", { session_id: "warm", prompt: "nothing of this kind" });
  const runs = await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      hookProcess(dir, "PreToolUse", edit("crowd", `${dir}/src/m${number % 12}.ts`)),
    ),
  );
  expect(runs.every(({ code, stderr }) => code === 0 && stderr === "")).toBe(true);
  const said = runs.map(({ context }) => context).join("\n");
  const times = ids.map((id) => said.split(id).length - 1);
  expect(Math.max(...times)).toBe(1);
  const window = stateOfNotes(
    parseNotes(
      notes(dir, "crowd")
        .map((note) => JSON.stringify(note))
        .join("\n"),
    ),
  ).windowOf(null);
  expect(window.tokens).toBeGreaterThan(1_500);
  expect(window.tokens).toBeLessThanOrEqual(2_000);
  const shown = ids.filter((id) => said.includes(id));
  expect([...window.items.keys()].sort()).toEqual(shown.sort());

  await Promise.all(Array.from({ length: 8 }, () => hookProcess(dir, "SessionEnd", { session_id: "crowd" })));
  const files = journalFiles(repository).filter((file) => file.includes(":injection/"));
  const records = files.map((file) => Injection.schema.parse(JSON.parse(repository.git("show", file))));
  const served = records.flatMap(({ injections }) => injections.flatMap((each) => each.served));
  expect(served.sort()).toEqual(shown);
  expect(fsck(dir)).toBe("");
});

it("beside 8 servers that write", async () => {
  const { dir } = repository;
  const [id = ""] = await store(dir, {
    title: "The ledger loses a cent on refunds",
    kind: "failure",
    body: "Rounding in the ledger must be half to even.",
    paths: ["src/ledger.ts"],
  });
  const clients = await Promise.all(
    Array.from({ length: 8 }, (_, number) => startClient(dir, { session: `writer-${number}` })),
  );
  const writing = clients.map(async (client, number) => {
    const record = createRecorder(client, 100 + number);
    for (let count = 0; count < 3; count++) await record();
  });
  const runs = [];
  for (let number = 0; number < 6; number++) {
    runs.push(await hookProcess(dir, "PreToolUse", edit(`s${number}`, `${dir}/src/ledger.ts`)));
    runs.push(await hookProcess(dir, "PostToolUse", bash(`s${number}`, "ls", { tool_response: "a" })));
  }
  await Promise.all(writing);
  await Promise.all(clients.map((client) => client.close()));
  expect(runs.every(({ code, stderr }) => code === 0 && stderr === "")).toBe(true);
  await ready(dir);
  const settled = await hookProcess(dir, "PreToolUse", edit("after", `${dir}/src/ledger.ts`));
  expect(settled.context).toContain(id);
  expect(storedIds(repository, "learning")).toHaveLength(25);
  expect(fsck(dir)).toBe("");
});
