// A credential in whatever is logged stays out of the log, and the lines around it stay in.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createLog } from "../../src/shared/log.ts";
import { temporaryFolder } from "../support/repository.ts";

it("keeps credentials out, also those in an error of another program", async () => {
  const file = path.join(temporaryFolder(), "log");
  const log = createLog("info", file);
  const token = ["gh", "p_", "a8Kd02mQz71LpX4vB9tR5nY3hJ6dF0gSw1Ze"].join("");
  log.info("started");
  log.error({ err: new Error(`fatal: could not read from https://x:${token}@github.com`) }, "sync failed");
  log.warn({ title: "x" }, `use ${token}`);
  log.info("ended");
  await log.written();
  const written = readFileSync(file, "utf8");
  expect(written).not.toContain(token);
  expect(written).toContain("started");
  expect(written).toContain("ended");
  expect(written.trim().split("\n")).toHaveLength(4);
});
