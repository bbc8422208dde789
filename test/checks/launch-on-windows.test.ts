// A check starts on Windows without a shell of Unix: what starts it is run here as Windows would run it, by Node itself.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endTree, LAUNCHER } from "../../src/checks/launch-on-windows.ts";
import { openNone } from "../../src/checks/unconfined.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { runOn, shell } from "./run.ts";

const WINDOWS = openNone("a test plays Windows", "win32");
let repository: TestRepository;
let folder: string;

beforeAll(() => {
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
  folder = mkdtempSync(path.join(os.tmpdir(), "agentops launch ä-"));
});

afterAll(() => {
  repository.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What is heard on descriptor 3, and how it ended. */
function launch(words: readonly string[], env: Record<string, string> = {}) {
  const { status, signal, stdout, stderr, output } = spawnSync(process.execPath, ["-e", LAUNCHER, ...words], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  return { status, signal, stdout, stderr, heard: output[3]?.trim() };
}

describe("a check is run, and its receipt says so", () => {
  it("with its output and its exit code", async () => {
    const { receipts } = await runOn(repository, shell("echo hello; exit 3"), { sandbox: WINDOWS });
    expect(receipts[0]).toMatchObject({ reason: "exit", exit: 3, sandbox: "none", head: "hello\n" });
  });

  it("also where the program is not there", async () => {
    const missing = { checks: [{ id: "test", run: ["no-such-program"] }] };
    const { receipts } = await runOn(repository, { ...shell(""), ...missing }, { sandbox: WINDOWS });
    expect(receipts[0]).toMatchObject({ reason: "not_started" });
  });
});

describe("a program", () => {
  it("is found on the PATH, and by its path, with blanks and umlauts", () => {
    expect(launch(["node", "-p", "1 + 1"])).toMatchObject({ status: 0, stdout: "2\n", heard: "found" });
    const program = path.join(folder, "mein prüfer");
    writeFileSync(program, '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
    expect(launch([program, "zwei Wörter"])).toMatchObject({ status: 0, stdout: "zwei Wörter\n" });
  });

  it("is found by the endings that Windows tries, of which npm's scripts have one", () => {
    writeFileSync(path.join(folder, "npmlike.CMD"), '#!/bin/sh\necho script of "$1"\n', { mode: 0o755 });
    const env = { PATH: `${folder}${path.delimiter}${process.env.PATH}`, PATHEXT: ".COM;.EXE;.BAT;.CMD" };
    expect(launch(["npmlike", "a b"], env)).toMatchObject({
      status: 0,
      stdout: "script of a b\n",
      heard: "found",
    });
  });

  it.each(["%PATH%", 'a"b', "a & b", "a\nb", "a > b"])("that is a script is not given %j", (word) => {
    writeFileSync(path.join(folder, "npmlike.CMD"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
    const refused = launch([path.join(folder, "npmlike.CMD"), word]);
    expect(refused).toMatchObject({ status: 127, stdout: "", heard: "missing" });
  });

  it("that a signal ends is told by it", () => {
    expect(launch(["sh", "-c", "kill -9 $$"])).toMatchObject({ status: null, signal: "SIGKILL" });
  });
});

it("is ended with all that it has started, by the system's own program", () => {
  expect(endTree(4711)).toEqual({
    program: expect.stringMatching(/^[A-Z]:\\.*\\System32\\taskkill\.exe$/),
    args: ["/T", "/F", "/PID", "4711"],
  });
});
