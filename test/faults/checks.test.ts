// Checks on a disk that is too small for what they do.
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runChecks } from "../../src/checks/run-checks.ts";
import { ConfigSchema } from "../../src/config/config.ts";
import { findRepository } from "../../src/git/repository.ts";
import { git, writeFiles } from "../support/repository.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "./mount.ts";

describe.runIf(canMount)("checks on a small disk", () => {
  let disk: SmallDisk;
  let dir: string;

  beforeEach(() => {
    disk = mountSmallDisk(64);
    dir = path.join(disk.dir, "repository");
    mkdirSync(dir);
    git(dir, "init", "-q", "-b", "main");
    writeFiles(dir, { "README.md": "# test\n" });
    git(dir, "add", "-A");
    git(dir, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-qm", "first");
  });
  afterEach(() => disk.remove());

  async function run(line: string) {
    const policy = ConfigSchema.parse({ checks: [{ id: "it", run: ["sh", "-c", line] }] });
    const repository = await findRepository(dir);
    const commit = git(dir, "rev-parse", "HEAD").trim();
    const signal = new AbortController().signal;
    const { receipts } = await runChecks({ repository, commit, policy, checks: ["it"], signal });
    return receipts[0];
  }

  it("are stopped before they take all of it, and give back what they took", async () => {
    const slowly =
      "i=0; while [ $i -lt 60 ]; do dd if=/dev/zero of=f$i bs=1M count=1 2>/dev/null; sleep 0.05; i=$((i+1)); done";
    expect(await run(slowly)).toMatchObject({ reason: "disk" });
    expect(await run("ls; dd if=/dev/zero of=f bs=1M count=8 2>/dev/null")).toMatchObject({
      reason: "ok",
      head: "README.md\n",
    });
    expect(readdirSync(path.join(dir, ".git/agentops/checks/slots/0/files"))).toEqual(["README.md"]);
  });

  it("are refused with a typed error where nothing is left, and run again when there is", async () => {
    disk.fill(0);
    await expect(run("true")).rejects.toMatchObject({ code: "DISK_FULL" });
    disk.free();
    expect(await run("true")).toMatchObject({ reason: "ok" });
  });
});
