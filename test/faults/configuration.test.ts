// Typos in the configuration and on the command line name what was probably meant.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { startRawServer } from "../support/raw-server.ts";
import { createRepository } from "../support/repository.ts";

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
