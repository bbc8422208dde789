// A program that goes on alone: it outlives who started it, and one that can't start takes nobody down.
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startDetached } from "../../src/git/detached.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

const startIn = (cwd: string): void =>
  startDetached(["-e", 'require("node:fs").writeFileSync("started", "")'], cwd);

it("starts in the folder that it is given", async () => {
  startIn(folder);
  await expect.poll(() => existsSync(path.join(folder, "started")), { timeout: 60_000 }).toBe(true);
});

it("keeps an error to itself where it can't start", async () => {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on("uncaughtExceptionMonitor", note);
  startIn(path.join(folder, "gone"));
  await wait(100);
  process.off("uncaughtExceptionMonitor", note);
  expect(errors).toEqual([]);
});
