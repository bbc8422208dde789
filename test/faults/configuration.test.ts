// Typos in the configuration and on the command line name what was probably meant.
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { startRawServer } from "../support/raw-server.ts";
import { createRepository, writeFiles } from "../support/repository.ts";

const lesson = {
  title: "cat-file --batch answers one line per name",
  kind: "gotcha",
  body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so refuse it before writing to its stdin.",
};

describe("configuration", () => {
  it("a typo on the base commit names the nearest key; corrected, the same server goes on", async () => {
    const other = createRepository();
    other.commit({ ".agentops/config.yaml": "phase: [prepare]\n" });
    const running = await startRawServer(other.dir, { env: { HOME: EMPTY_HOME } });
    expect(await running.call("record_learning", lesson)).toMatch(/^CONFIG_INVALID: .*"phase".*\n.*phases/);
    expect((await running.request("tools/list")).result).toHaveProperty("tools");
    other.commit({ ".agentops/config.yaml": "phases: [prepare\n" });
    expect(await running.call("record_learning", lesson)).toMatch(/^CONFIG_INVALID: /);
    other.commit({ ".agentops/config.yaml": "phases: [prepare]\n" });
    expect(await running.call("record_learning", lesson)).toMatch(/admitted/);
    running.end();
    expect(await running.exited).toBe(0);
    other.remove();
  });

  it.each([
    ["a symbolic link", "a symbolic link", (dir: string) => symlinkSync("/etc/hostname", dir)],
    ["a folder", "a folder", (dir: string) => writeFiles(dir, { "a.yaml": "phases: [prepare]\n" })],
    [
      "a file of 5 MB",
      "65536 bytes",
      (file: string) =>
        writeFiles(path.dirname(file), { [path.basename(file)]: `# ${"x".repeat(5_000_000)}\n` }),
    ],
  ])("%s on the base commit is refused by name, and nothing is stored", async (_, said, plant) => {
    const other = createRepository();
    mkdirSync(path.join(other.dir, ".agentops"));
    plant(path.join(other.dir, ".agentops/config.yaml"));
    other.commit({});
    const running = await startRawServer(other.dir, { env: { HOME: EMPTY_HOME } });
    const answer = await running.call("record_learning", lesson);
    expect(answer).toMatch(/^CONFIG_INVALID: \.agentops\/config\.yaml at the base commit .*\nFix: .*Commit/);
    expect(answer).toContain(said);
    running.end();
    await running.exited;
    expect(storedIds(other)).toEqual([]);
    other.remove();
  });

  it("a link in the place of the folder is refused, as it would hide the rules", async () => {
    const other = createRepository();
    writeFiles(other.dir, { "elsewhere/config.yaml": "phases: [prepare]\n" });
    symlinkSync("elsewhere", path.join(other.dir, ".agentops"));
    other.commit({});
    const running = await startRawServer(other.dir, { env: { HOME: EMPTY_HOME } });
    expect(await running.call("record_learning", lesson)).toMatch(/^CONFIG_INVALID: \.agentops .*no folder/);
    running.end();
    await running.exited;
    other.remove();
  });

  it("a file beyond the limit is refused when it is packed, too", async () => {
    const other = createRepository();
    other.commit({ ".agentops/config.yaml": `# ${"x".repeat(70_000)}\n` });
    other.git("gc", "-q");
    const running = await startRawServer(other.dir, { env: { HOME: EMPTY_HOME } });
    expect(await running.call("record_learning", lesson)).toMatch(/^CONFIG_INVALID: .*65536 bytes/);
    running.end();
    await running.exited;
    other.remove();
  });

  it.each([
    [["--role", "wroker"], /worker/],
    [["--log-level", "wran"], /warn/],
    [["--rolle", "worker"], /--role/],
    [["srve"], /serve/],
  ])("%s exits with 2 and names the nearest", (args, nearest) => {
    const { args: script } = configuredServer();
    const run = spawnSync(process.execPath, [...script, ...args], {
      encoding: "utf8",
      input: "",
    });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(nearest);
    expect(run.stdout).toBe("");
  });
});
