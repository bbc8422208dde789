// A disk that is full at every step of a job: an error means that nothing was recorded, an answer that all of it was.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canMount, mountSmallDisk, type SmallDisk } from "../faults/mount.ts";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { fsck, storedIds } from "../support/journal.ts";
import { git, repositoryIn } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
const PAGE = 4096;
/** A call writes about seven files a record, each of which takes a page; a worktree takes some more. */
const MOST_PAGES = 40;
let disk: SmallDisk;
let dir: string;
const { start, closeAll } = clientsIn(() => dir);

beforeEach(() => {
  if (!canMount) return;
  disk = mountSmallDisk(8);
  dir = `${disk.dir}/repository`;
  git(disk.dir, "init", "-q", "-b", "main", "--template=", dir);
  repositoryIn(dir).commit({ "README.md": "# test\n", "src/a.ts": "x".repeat(9000) });
});
afterEach(async () => {
  await closeAll();
  if (canMount) disk.remove();
});

const stored = (kind: string) => storedIds(repositoryIn(dir), kind).length;

/** Again where a server has written something meanwhile. */
function fillBut(leave: number, tries = 5): void {
  try {
    disk.fill(leave);
  } catch (error) {
    if (tries === 0) throw error;
    disk.free();
    fillBut(leave, tries - 1);
  }
}

/** Calls with more and more space, until it works; how often it failed, each time for that reason and with nothing stored. */
async function untilThereIsSpace(
  client: TestClient,
  tool: string,
  args: Record<string, unknown>,
  kind: string,
) {
  const before = stored(kind);
  for (let pages = 0; pages <= MOST_PAGES; pages++) {
    disk.free();
    fillBut(pages * PAGE);
    const answer = await client.call(tool, args);
    disk.free();
    if (!answer.isError) {
      // Git writes no object that is there already, so half a one would lie there still.
      expect(fsck(dir)).toBe("");
      return { ...answer, failed: pages };
    }
    expect(answer.text, `${pages} pages`).toMatch(/^DISK_FULL: /);
    expect(stored(kind), `${pages} pages: ${answer.text}`).toBe(before);
  }
  return expect.fail("it never worked");
}

describe.runIf(canMount)("a full disk", () => {
  it.each([false, true])(
    "refuses start_job, report_progress and finish_job until there is space (isolate: %s)",
    async (isolate) => {
      const worker = await start("worker");
      const job = { title: "Parse", write: ["a/**"], isolate };
      const begun = await untilThereIsSpace(worker, "start_job", job, "job");
      expect(begun.failed).toBeGreaterThan(1);
      expect(begun.facts).toMatchObject({ token: 1 });
      expect(stored("job/")).toBe(1);
      const step = await untilThereIsSpace(worker, "report_progress", { note: "a step" }, "job_event");
      expect(step.failed).toBeGreaterThan(1);
      const ended = await untilThereIsSpace(worker, "finish_job", closing("done"), "job_event");
      expect(ended.failed).toBeGreaterThan(1);
      expect(ended.facts).toMatchObject({ state: "done" });
      expect(stored("job_event")).toBe(3);
      expect((await worker.call("start_job", { ...job, title: "Parse more" })).isError).toBe(false);
      expect(fsck(dir)).toBe("");
    },
  );

  it("counts no failed attempt twice, whose escalation did not fit any more", async () => {
    const worker = await start("worker");
    await worker.call("start_job", { title: "Parse", write: ["a/**"] });
    const failure = { note: "the regex backtracks", approach: "regex", failed: true };
    await worker.call("report_progress", failure);
    const second = await untilThereIsSpace(worker, "report_progress", failure, "job_event");
    expect(stored("job_event")).toBe(3);
    const told = second.text.includes("Not escalated: The disk");
    expect(stored("escalation")).toBe(told ? 0 : 1);
    // What was not escalated for want of space is with the next step.
    await worker.call("report_progress", { note: "another step" });
    expect(stored("escalation")).toBe(1);
  });

  it("leaves a job that failed finished, whatever came after it", async () => {
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"], isolate: true });
    const ended = await untilThereIsSpace(worker, "finish_job", closing("failed"), "job_event");
    expect(ended.facts).toMatchObject({ job: facts.job, state: "open" });
    const second = await start("second");
    expect((await second.call("start_job", { job: facts.job })).facts).toMatchObject({ token: 2 });
  });
});
