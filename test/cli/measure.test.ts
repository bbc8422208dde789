// `agentops-mcp measure` as a person and CI run it: values from base alone, exit codes, and what it records.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { BUILT, createHome, runCli, SYSTEM_PATH } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});
afterEach(() => {
  repository.remove();
  place.remove();
});

const size = {
  id: "size",
  why: "small is fast",
  check: { run: ["sh", "-c", "wc -c < f"] },
  direction: "lower",
  target: 5,
  unit: "bytes",
};
const goals = (...all: object[]) => ({ ".agentops/goals.yaml": JSON.stringify({ goals: all }) });
const measure = (...args: string[]) => runCli(repository.dir, ["measure", ...args], place);
/** The same in this process: its exit code and the facts of `--json`. */
async function here(...args: string[]): Promise<{ code: number; [fact: string]: unknown }> {
  const { code, facts } = await runHere(repository.dir, "measure", ...args);
  return { code, ...facts };
}
const recorded = () => journalFiles(repository).filter((file) => file.includes(":measurement/"));

describe("agentops-mcp measure", () => {
  it("works without goals, and shows what the records can answer", () => {
    expect(measure()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/No goals.*first_pass +no data/s),
    });
  });

  it("measures base, not the working tree, and compares with what it recorded", async () => {
    repository.commit({ ...goals(size), f: "12345678" });
    writeFiles(repository.dir, { f: "1" });
    const first = measure();
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/short +size: 8 bytes; wanted ≤ 5 bytes\n/),
    });
    expect(first.stderr).toContain("measuring size");
    repository.commit({ f: "1234" });
    expect(await here()).toMatchObject({
      code: 0,
      result: "ok",
      recorded: 1,
      reached: 1,
      goals: [{ state: "reached", value: 4, last: 8, baseline: 8, trend: "better" }],
    });
    repository.commit({ f: "123456" });
    expect(await here("--dry-run")).toMatchObject({
      code: 1,
      recorded: 0,
      goals: [{ value: 6, last: 4, trend: "worse" }],
    });
    expect(recorded()).toHaveLength(2);
    expect(await here()).toMatchObject({ code: 1, result: "worse", recorded: 1 });
    expect(await here()).toMatchObject({ code: 0, goals: [{ trend: "same" }] });
  });

  it("runs all commands on one commit, though base moves meanwhile", async () => {
    const slow = { ...size, id: "slow", check: { run: ["sh", "-c", "sleep 4; wc -c < f"] } };
    const commit = repository.commit({ ...goals(slow, size), f: "12345678" });
    const env = { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1" };
    const measuring = spawn(process.execPath, [BUILT, "measure", "--json"], { cwd: repository.dir, env });
    const answer = text(measuring.stdout);
    for await (const told of measuring.stderr) if (String(told).includes("measuring slow")) break;
    repository.commit({ f: "1" });
    const { goals: rows, base } = JSON.parse(await answer);
    expect(base).toBe(commit);
    expect(rows).toMatchObject([
      { id: "slow", value: 8 },
      { id: "size", value: 8 },
    ]);
  });

  it("a command that hangs, prints no number or ends badly is failed, never a value, and stops no other goal", async () => {
    const check = (id: string, ...run: string[]) => ({ ...size, id, check: { run, timeout: 1 } });
    repository.commit({
      ...goals(
        ...[check("hangs", "sleep", "100"), check("nan", "echo", "NaN"), check("silent", "true")],
        ...[
          check("many", "echo", "1 2"),
          check("ends-badly", "sh", "-c", "echo 3; exit 4"),
          check("missing", "no-such-program"),
        ],
        size,
      ),
      f: "1234",
    });
    const { code, goals: told } = await here();
    const all = told as { id: string }[];
    expect(code).toBe(2);
    const rows = Object.fromEntries(all.map((goal) => [goal.id, goal as Record<string, unknown>]));
    for (const id of ["hangs", "nan", "silent", "many", "ends-badly", "missing"])
      expect(rows[id], id).toMatchObject({
        state: "failed",
        value: null,
        trend: null,
        because: expect.any(String),
      });
    expect(rows.hangs?.because).toContain("stopped after 1 s");
    expect(rows.nan?.because).toContain("no finite number");
    expect(rows["ends-badly"]?.because).toContain("ended with 4");
    expect(rows.size).toMatchObject({ state: "reached", value: 4 });
  });

  it("tells of a goal that was changed without a record, and of one that is gone", async () => {
    repository.commit({ ...goals(size), f: "1234567" });
    expect((await here()).code).toBe(0);
    repository.commit(goals({ ...size, target: 50 }));
    const changed = measure();
    expect(changed).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("changed without a governance record"),
    });
    const [, newest = ""] = recorded();
    expect(JSON.parse(repository.git("show", newest))).toMatchObject({ ungoverned: true });
    expect(measure("--accept-change", "size", "--reason", "more is fine")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is for a person at a terminal"),
    });
    repository.commit(goals());
    expect(await here()).toMatchObject({ code: 2, gone: ["size"] });
  });

  // Only the `script` of Linux takes a command in this way.
  it.runIf(process.platform === "linux")("a person at a terminal accepts a change, with a reason", () => {
    const command = `'${process.execPath}' '${BUILT}' measure --accept-change size`;
    const typed = (...more: string[]) =>
      spawnSync("/usr/bin/script", ["-qec", [command, ...more].join(" "), "/dev/null"], {
        cwd: repository.dir,
        encoding: "utf8",
        env: { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1", SHELL: "/bin/sh" },
      });
    repository.commit({ ...goals(size), f: "1234567" });
    measure();
    repository.commit(goals({ ...size, target: 50 }));
    expect(typed().stdout).toContain("needs --reason");
    const { status, stdout } = typed("--reason", "'more is fine'");
    expect(stdout).toMatch(/reached +size: 7 bytes; wanted ≤ 50 bytes\r?\n/);
    expect(stdout).not.toContain("governance");
    expect(status).toBe(0);
    const [change = ""] = journalFiles(repository).filter((file) => file.includes(":goal_change/"));
    expect(JSON.parse(repository.git("show", change))).toMatchObject({
      goal: "size",
      reason: "more is fine",
      attested: "terminal",
      role: "supervisor",
    });
  });

  it("a missed deadline is exit code 1", () => {
    repository.commit({ ...goals({ ...size, deadline: "2020-01-01" }), f: "1234567" });
    expect(measure()).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/MISSED +size.*its deadline was 2020-01-01/s),
    });
  });

  it("writes a page over its own earlier one, and over nobody else's file unless forced", () => {
    repository.commit({ ...goals(size), f: "1234" });
    const file = path.join(place.home, "outcomes.html");
    expect(measure("--html", file).code).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>.*4 bytes.*<\/html>\n$/s);
    expect(measure("--html", file).code).toBe(0);
    writeFileSync(file, "<!doctype html><p>mine");
    const refused = measure("--html", file);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no page that this command wrote.*--force/s),
    });
    expect(readFileSync(file, "utf8")).toBe("<!doctype html><p>mine");
    expect(recorded()).toHaveLength(2);
    expect(measure("--html", file, "--force").code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("4 bytes");
    expect(measure("--html", place.home).code).toBe(2);
    expect(measure("--html", path.join(place.home, "no/such/folder.html"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't be written"),
      stdout: "",
    });
    expect(recorded(), "a page that can't be written is known before anything is measured").toHaveLength(3);
    expect(readdirSync(place.home).filter((name) => name.includes("outcomes"))).toEqual(["outcomes.html"]);
  });

  it("refuses what it does not know", async () => {
    repository.commit({ ...goals(size), f: "1" });
    expect(measure("--only", "sise")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no goal of this name.*\n.*Its goals: size/s),
    });
    expect(await here("--only", "size")).toMatchObject({ code: 0, recorded: 1 });
    expect(measure("--reason", "x").code).toBe(2);
    repository.commit(goals(size, size));
    expect(measure()).toMatchObject({ code: 2, stderr: expect.stringContaining('"size" is given twice') });
  });
});
