// Many claims and runners at once, and runners that are killed: exactly one verdict each, and none lost.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { randomFrom } from "../bench/generated.ts";
import { BUILT } from "../cli/run-cli.ts";
import { EMPTY_HOME, fsck, journalRecords, storedIds } from "../support/journal.ts";
import { claim, judged, type Project } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

const CLAIMS = 6;
const RUNNERS = 3;
const KILLS = 6;

let project: Project;

beforeEach(() => {
  project = createSmallProject();
});
afterEach(() => project.close());

/** A runner of all that waits. */
function runner() {
  return spawn(process.execPath, [BUILT, "verdict"], {
    cwd: project.repository.dir,
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME },
    stdio: "ignore",
  });
}

/** Kills a process that holds a claim's lease; false where none is at work at this moment. */
function killOne(killed: Set<number>): boolean {
  const folder = path.join(project.repository.dir, ".git/agentops/runs");
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".lease"))) {
    try {
      const pid = Number(readFileSync(path.join(folder, name), "utf8").split("-")[1]);
      if (killed.has(pid)) continue;
      process.kill(pid, "SIGKILL");
      killed.add(pid);
      return true;
    } catch {
      // It has ended meanwhile.
    }
  }
  return false;
}

/** Claim by verdict, as stored. */
function judgedClaims(): string[] {
  return journalRecords<VerdictRecord>(project.repository, "verdict").map((each) => each.claim);
}

/** Submits claims that wait for a verdict, with runners that are stopped at once by asking for no wait. */
async function waitingClaims(count: number): Promise<string[]> {
  const worker = await project.start("worker");
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push(String((await claim(worker)).facts.id));
  await Promise.all(ids.map((id) => worker.call("request_verdict", { claim: id, wait_seconds: 0 })));
  return ids;
}

describe("at once", () => {
  it(`${CLAIMS} claims and ${RUNNERS} runners besides their own: one verdict each`, async () => {
    const ids = await waitingClaims(CLAIMS);
    const runners = Array.from({ length: RUNNERS }, runner);
    await Promise.all(runners.map((each) => once(each, "exit")));
    const worker = await project.start("asks");
    for (const id of ids)
      expect((await worker.call("request_verdict", { claim: id, wait_seconds: 50 })).facts.result).toBe(
        "PASSED",
      );
    expect(judgedClaims().toSorted()).toEqual(ids.toSorted());
    expect(fsck(project.repository.dir)).toBe("");
  });
});

describe("killed", () => {
  it(`${KILLS} x kill -9 of a runner loses none`, async () => {
    await project.close();
    // Long enough that none ends before somebody has looked for it.
    project = createSmallProject("checks:\n  - { id: small, run: [sleep, '0.5'] }\n");
    const random = randomFrom(5);
    const ids = await waitingClaims(KILLS);
    const killed = new Set<number>();
    while (killed.size < KILLS && judgedClaims().length < KILLS) {
      await sleep(random() * 100);
      if (!killOne(killed)) runner();
    }
    expect(killed.size).toBeGreaterThan(KILLS / 2);
    const worker = await project.start("asks");
    for (const id of ids)
      expect((await worker.call("request_verdict", { claim: id, wait_seconds: 50 })).facts.result).toBe(
        "PASSED",
      );
    expect(judgedClaims().toSorted()).toEqual(ids.toSorted());
  });

  it("with its client and server, a run goes on and its verdict is there for the next one", async () => {
    await project.close();
    project = createSmallProject("checks:\n  - { id: small, run: [sleep, '1'] }\n");
    const worker = await project.startProcess("worker");
    const { facts } = await claim(worker);
    const asked = await worker.call("request_verdict", { claim: facts.id, wait_seconds: 0 });
    expect(asked.facts).toMatchObject({
      result: "pending",
      next: expect.stringContaining("request_verdict"),
    });
    process.kill(worker.pid, "SIGKILL");
    while (storedIds(project.repository, "verdict").length === 0) await sleep(50);
    const next = await project.start("next");
    expect((await next.call("request_verdict", { claim: facts.id, wait_seconds: 0 })).facts.result).toBe(
      "PASSED",
    );
  });
});

it("tells a client that listens how far it is, and stops waiting when it is told to", async () => {
  await project.close();
  project = createSmallProject("checks:\n  - { id: small, run: [sleep, '2'] }\n");
  const worker = await project.start("worker");
  const { facts } = await claim(worker);
  const heard: string[] = [];
  const stop = new AbortController();
  const waiting = worker.client.callTool(
    { name: "request_verdict", arguments: { claim: facts.id } },
    undefined,
    { signal: stop.signal, onprogress: ({ message }) => void heard.push(message ?? "") },
  );
  const ended = expect(waiting).rejects.toThrow();
  while (!heard.some((each) => each.includes("running small (1 of 1)"))) await sleep(20);
  stop.abort();
  await ended;
  expect(storedIds(project.repository, "verdict")).toEqual([]);
  const answer = await worker.call("request_verdict", { claim: facts.id, wait_seconds: 50 });
  expect(answer.facts.result).toBe("PASSED");
});

it("a repository of SHA-256 ids is judged alike", async () => {
  await project.close();
  project = createSmallProject(undefined, "sha256");
  expect((await judged(await project.start("worker"))).facts.state).toBe("passed");
});
