// The kept answer about removals is used only for the very same question, and never needed.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptRemovals } from "../../../src/learnings/io/kept-removals.ts";
import { removeFolder, temporaryFolder } from "../../support/repository.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

const ask = async (facts: string[], answer: string | null, whole = true): Promise<string | undefined> => {
  const found = await keptRemovals(folder, facts, async () => {
    if (answer === null) expect.fail("history was asked again");
    return { retired: new Map([["lesson", answer]]), whole };
  });
  return found.retired.get("lesson");
};

it("is asked for once, and again when base moves", async () => {
  expect(await ask(["base", "since"], "first")).toBe("first");
  expect(await ask(["base", "since"], null)).toBe("first");
  expect(await ask(["moved", "since"], "second")).toBe("second");
});

it("is not kept where parts of the history are missing", async () => {
  expect(await ask(["base"], "partial", false)).toBe("partial");
  expect(await ask(["base"], "whole")).toBe("whole");
  writeFileSync(path.join(folder, "shallow"), "");
  expect(await ask(["shallow"], "cut")).toBe("cut");
  expect(await ask(["shallow"], "deepened")).toBe("deepened");
});

it("is found again where the file is damaged or cannot be written", async () => {
  mkdirSync(path.join(folder, "agentops/cache"), { recursive: true });
  writeFileSync(path.join(folder, "agentops/cache/removals.json"), '{"key":"');
  expect(await ask(["base"], "found")).toBe("found");
  removeFolder(path.join(folder, "agentops"));
  writeFileSync(path.join(folder, "agentops"), "");
  expect(await ask(["base"], "found")).toBe("found");
});
