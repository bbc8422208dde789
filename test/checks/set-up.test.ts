// The set-up: paid once for each content of what it declares, whole or not there, and out of reach of what it prepares.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openNone } from "../../src/checks/unconfined.ts";
import { BUILT } from "../cli/run-cli.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { ownTemporaryFolder, runOn } from "./run.ts";

let repository: TestRepository;
let tidyUp: () => void;

beforeEach(() => {
  tidyUp = ownTemporaryFolder();
  repository = createRepository();
});
afterEach(() => {
  repository.remove();
  tidyUp();
});

const kept = () => {
  const folder = path.join(repository.dir, ".git/agentops/checks/set-ups");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name !== "queue") : [];
};

const setup = (line: string, more: object = {}) => ({
  setup: { run: ["sh", "-c", line], inputs: ["lock"], outputs: ["made"], ...more },
  checks: [
    { id: "it", run: ["sh", "-c", "cat made/* lock; touch made/x 2>/dev/null && echo written; true"] },
  ],
});

describe("with npm", () => {
  const lock = (version: string) =>
    JSON.stringify({
      name: "app",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "app", version: "1.0.0", dependencies: { tiny: "file:vendor/tiny" } },
        "node_modules/tiny": { resolved: "vendor/tiny", link: true },
        "vendor/tiny": { name: "tiny", version },
      },
    });
  const files = (version: string) => ({
    "package.json": JSON.stringify({
      name: "app",
      version: "1.0.0",
      dependencies: { tiny: "file:vendor/tiny" },
    }),
    "package-lock.json": lock(version),
    "vendor/tiny/package.json": JSON.stringify({ name: "tiny", version }),
    "vendor/tiny/index.js": `module.exports = ${JSON.stringify(version)};\n`,
    "use.js": 'console.log(require("tiny"));\n',
  });
  const settings = {
    setup: {
      run: ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
      inputs: ["package.json", "package-lock.json", "vendor"],
      outputs: ["node_modules"],
    },
    checks: [{ id: "use", run: ["node", "use.js"] }],
  };

  it("is paid once per lockfile, for all claims", async () => {
    repository.commit(files("1.0.0"));
    const first = await runOn(repository, settings);
    expect(first.setup?.receipt.head).toMatch(/added 1 package/);
    expect(first.setup).toMatchObject({
      cached: false,
      receipt: { reason: "ok", tools: { npm: expect.stringMatching(/^\d+\./) } },
    });
    expect(first.receipts[0]).toMatchObject({ reason: "ok", head: "1.0.0\n", setup: first.setup?.digest });
    repository.commit({ "use.js": 'console.log("changed", require("tiny"));\n' });
    const second = await runOn(repository, settings);
    expect(second.setup).toMatchObject({ cached: true, digest: first.setup?.digest });
    expect(second.receipts[0]).toMatchObject({ reason: "ok", head: "changed 1.0.0\n" });
    repository.commit(files("2.0.0"));
    const third = await runOn(repository, settings);
    expect(third.setup).toMatchObject({ cached: false });
    expect(third.setup?.digest).not.toBe(first.setup?.digest);
    expect(third.receipts[0]?.head).toBe("2.0.0\n");
    expect(kept().sort()).toEqual([first.setup?.digest, third.setup?.digest].sort());
  });

  it("leaves test runners the folders in node_modules that they write to, afresh each time", async () => {
    repository.commit(files("1.0.0"));
    const line =
      "ls -A node_modules/.vite-temp; touch node_modules/.vite-temp/a node_modules/.cache/b && echo ok; touch node_modules/c 2>/dev/null || echo no";
    const { receipts } = await runOn(repository, {
      ...settings,
      checks: [1, 2].map((each) => ({ id: `run${each}`, run: ["sh", "-c", line] })),
    });
    for (const { head } of receipts) expect(head).toBe("ok\nno\n");
  });
});

it("is read-only for the checks, and knows only what it declares", async () => {
  repository.commit({ lock: "1\n", "undeclared.txt": "x\n" });
  const line = "mkdir made && ls > made/seen && echo $$ > /tmp/x";
  const first = await runOn(repository, setup(line));
  expect(first.receipts[0]).toMatchObject({ reason: "ok", head: "lock\nmade\n1\n" });
  // What it can't see can't change what it makes, so that nobody can smuggle something into what others get.
  repository.commit({ "undeclared.txt": "evil\n" });
  expect((await runOn(repository, setup(line))).setup).toMatchObject({ cached: true });
});

it("is made again for another command, other outputs or other inputs", async () => {
  repository.commit({ lock: "1\n", other: "2\n" });
  const line = "mkdir made && echo made > made/f";
  const digests = [];
  for (const settings of [
    setup(line),
    setup(`${line}; true`),
    setup(line, { outputs: ["made", "more"] }),
    setup(line, { inputs: ["lock", "other"] }),
    setup(line, { network: true }),
  ]) {
    const { setup: made } = await runOn(repository, settings);
    expect(made?.cached).toBe(false);
    digests.push(made?.digest);
  }
  expect(new Set(digests).size).toBe(5);
});

it("that fails starts no check, tells why and is not kept", async () => {
  repository.commit({ lock: "1\n" });
  const result = await runOn(repository, setup("mkdir made; echo broken >&2; exit 3"));
  expect(result.setup).toMatchObject({ cached: false, receipt: { exit: 3, reason: "exit", check: "setup" } });
  expect(result.receipts).toHaveLength(1);
  expect(result.receipts[0]).toMatchObject({
    reason: "not_started",
    exit: null,
    head: expect.stringMatching(/broken/),
  });
  expect(kept()).toEqual([]);
  const none = runOn(repository, setup("mkdir made", { inputs: ["missing"] }));
  await expect(none).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(/setup\.inputs/),
  });
});

it("that is cancelled half way leaves nothing that is taken for it", async () => {
  repository.commit({ lock: "1\n" });
  const stop = new AbortController();
  const run = runOn(repository, setup("mkdir made; echo half > made/f; sleep 60"), {
    signal: stop.signal,
    onProgress: ({ step }) => step === "set-up" && setTimeout(() => stop.abort(), 500),
  });
  await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
  expect(kept()).toEqual([]);
});

it("that is killed half way is made again, whole", async () => {
  const settings = setup("mkdir made; echo half > made/f; sleep 2; echo whole > made/f");
  repository.commit({ lock: "1\n", ".agentops/config.yaml": JSON.stringify(settings) });
  const runner = spawn(process.execPath, [BUILT, "check"], { cwd: repository.dir, stdio: "ignore" });
  const folder = path.join(repository.dir, ".git/agentops/checks/set-ups");
  const halves = () => kept().filter((name) => existsSync(path.join(folder, name, "files/made/f")));
  while (halves().length === 0) await sleep(20);
  runner.kill("SIGKILL");
  await once(runner, "exit");
  expect(halves()).toHaveLength(1);
  const { receipts, setup: made } = await runOn(repository, settings);
  expect(made).toMatchObject({ cached: false });
  expect(receipts[0]).toMatchObject({ reason: "ok", head: "whole\n1\n" });
  expect(kept()).toEqual([made?.digest]);
});

it("is the same for each of the checks, whatever tools those need beside", async () => {
  repository.commit({ lock: "1\n" });
  const settings = {
    ...setup("mkdir made"),
    checks: [
      { id: "a", run: ["make", "--version"] },
      { id: "b", run: ["python3", "--version"] },
    ],
  };
  const made = [
    await runOn(repository, settings, { checks: ["a"] }),
    await runOn(repository, settings, { checks: ["b"] }),
  ];
  expect(made.map(({ setup: each }) => each?.cached)).toEqual([false, true]);
});

it("can't lead a check to files outside by a link", async () => {
  repository.commit({ lock: "1\n" });
  for (const line of ["ln -s /etc made", "mkdir real; ln -s real made"])
    await expect(runOn(repository, setup(line))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await expect(
    runOn(repository, setup("ln -s / a; mkdir made", { outputs: ["a/etc"] })),
  ).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
  expect(kept()).toEqual([]);
});

it("is made once by runs that need it at the same time", async () => {
  repository.commit({ lock: "1\n" });
  const runs = [1, 2, 3].map(() => runOn(repository, setup("sleep 0.5; mkdir made; echo m > made/f")));
  const results = await Promise.all(runs);
  expect(results.map(({ setup: made }) => made?.cached).sort()).toEqual([false, true, true]);
  for (const { receipts } of results) expect(receipts[0]).toMatchObject({ reason: "ok", head: "m\n1\n" });
});

it("gives each run a copy where no sandbox keeps it from being changed", async () => {
  repository.commit({ lock: "1\n" });
  const sandbox = openNone("a test wants none");
  const settings = setup("mkdir made; echo m > made/f");
  const first = await runOn(repository, settings, { sandbox });
  expect(first.receipts[0]?.head).toBe("m\n1\nwritten\n");
  const second = await runOn(repository, settings, { sandbox });
  expect(second.setup?.cached).toBe(true);
  expect(second.receipts[0]?.head).toBe("m\n1\nwritten\n");
});
