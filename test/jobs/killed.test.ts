// A server that is killed at each of its steps: nobody is locked out, nothing that was acknowledged is lost, no job is left behind.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobRecord } from "../../src/jobs/records/job.ts";
import { type Answer, startClient, type TestClient } from "../support/client.ts";
import { clientsIn, withClient } from "../support/clients.ts";
import { createDeadlyGit, type DeadlyGit } from "../support/deadly-git.ts";
import { EMPTY_HOME, fsck, journalRecords } from "../support/journal.ts";
import { createRepository, removeFolder, type TestRepository, writeFiles } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
/** More steps than any of these calls takes. */
const MOST_STEPS = 40;
let repository: TestRepository;
let git: DeadlyGit | null = null;
/** Of sessions that work on while others are killed. */
const { start, closeAll } = clientsIn(() => repository.dir);

beforeEach(() => {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": "jobs: { lease_seconds: 1 }\n", "src/a.ts": "a\n" });
});
afterEach(async () => {
  await closeAll();
  git?.remove();
  removeFolder(`${repository.dir}-jobs`);
  repository.remove();
});

/** Anew in this process, as only the server that is killed has to be one of its own. */
const asFirst = <T>(work: (client: TestClient) => Promise<T>): Promise<T> =>
  withClient(repository.dir, { session: "first" }, work);

/** Session `first` on a server that a git of ours can kill. */
async function onVictim<T>({ env }: DeadlyGit, work: (client: TestClient) => Promise<T>): Promise<T> {
  const client = await startClient(repository.dir, { session: "first", env: { HOME: EMPTY_HOME, ...env } });
  try {
    return await work(client);
  } finally {
    await client.close().catch(() => {});
  }
}

/** Kills the server of session `first` at each step of `deed` in turn, and looks at what is left, until it survives. */
async function atEachStep(
  when: "before" | "after",
  prepare: (client: TestClient, step: number) => Promise<Record<string, unknown>>,
  deed: (client: TestClient, prepared: Record<string, unknown>) => Promise<Answer>,
  look: (prepared: Record<string, unknown>, where: string) => Promise<void>,
): Promise<number> {
  const deadly = createDeadlyGit(when);
  git = deadly;
  for (let step = 1; step < MOST_STEPS; step++) {
    const prepared = await asFirst((client) => prepare(client, step));
    const where = await onVictim(deadly, async (client) => {
      await client.call("report_progress", { note: "the server is up" });
      deadly.arm(step);
      const answer = await deed(client, prepared).catch(() => null);
      const victim = deadly.victim();
      expect(answer === null, answer?.text).toBe(victim !== null);
      return victim && `killed ${when} ${victim}`;
    });
    await look(prepared, where ?? "not killed");
    if (where === null) return step;
  }
  return expect.fail("it never survived");
}

describe.each(["before", "after"] as const)("killed %s each git", (when) => {
  it("of start_job: the same session takes the job at once, and a fresh one after its time", async () => {
    const [boss, second] = [await start("boss", ["--role", "supervisor"]), await start("second")];
    const steps = await atEachStep(
      when,
      async (_, step) => {
        const job = { title: `Parse ${step}`, write: [`p${step}/**`], isolate: true };
        return (await boss.call("create_job", job)).facts;
      },
      (client, { id }) => client.call("start_job", { job: id }),
      async ({ id }, where) => {
        // As a client that starts its server again does.
        const worktree = await asFirst(async (client) => {
          const { facts, text } = await client.call("start_job", { job: id });
          expect(facts.job, `${where}: ${text}`).toBe(id);
          expect(repository.git("-C", String(facts.worktree), "status", "--porcelain"), where).toBe("");
          await client.call("finish_job", closing("hand_off"));
          return facts.worktree;
        });
        const taken = await second.call("start_job", { job: id });
        expect(taken.facts.worktree, `${where}: ${taken.text}`).toBe(worktree);
        expect((await second.call("finish_job", closing("done"))).facts.state).toBe("done");
      },
    );
    expect(steps).toBeGreaterThan(5);
    expect(fsck(repository.dir)).toBe("");
  });

  it("of start_job: while its server runs on, the lease of a start that was never recorded runs out", async () => {
    const deadly = createDeadlyGit(when);
    git = deadly;
    const job = { title: "Parse", write: ["p/**"], isolate: true };
    const { id } = (await (await start("boss", ["--role", "supervisor"])).call("create_job", job)).facts;
    await onVictim(deadly, async (client) => {
      await client.call("report_progress", { note: "the server is up" });
      // The third git lists worktrees, when the lease is taken and nothing is recorded.
      deadly.arm(3);
      await expect(client.call("start_job", { job: id })).rejects.toThrow();
      expect(deadly.victim()).toMatch(/^worktree list/);
    });
    await (await start("first")).call("report_progress", { note: "the server is up" });
    await sleep(1_500);
    const { facts, text } = await (await start("second")).call("start_job", { job: id });
    expect(facts.job, text).toBe(id);
  });

  it("of finish_job: it is finished, or can be; work that no commit holds is still there", async () => {
    const second = await start("second");
    const steps = await atEachStep(
      when,
      async (client, step) => {
        const { facts } = await client.call("start_job", {
          title: `Parse ${step}`,
          write: [`p${step}/**`],
          isolate: true,
        });
        if (step % 2 === 0) writeFiles(String(facts.worktree), { "work.ts": "work\n" });
        return { ...facts, dirty: step % 2 === 0 };
      },
      (client) => client.call("finish_job", closing("failed")),
      async ({ job, worktree, dirty }, where) => {
        await asFirst(async (client) => {
          const again = await client.call("finish_job", closing("failed"));
          expect(again.text, where).toMatch(/^job: |^JOB_REFUSED: This session has finished/);
        });
        const { facts, text } = await second.call("start_job", { job });
        expect(facts.worktree, `${where}: ${text}`).toBe(worktree);
        expect(repository.git("-C", String(worktree), "status", "--porcelain"), where).toBe(
          dirty ? "?? work.ts\n" : "",
        );
        await second.call("finish_job", closing("done"));
      },
    );
    expect(steps).toBeGreaterThan(5);
    expect(fsck(repository.dir)).toBe("");
  });
});

it("killed in start_job with a title: no job is left behind, and the title can be used again", async () => {
  await atEachStep(
    "before",
    async () => ({}),
    (client) => client.call("start_job", { title: "Parse", write: ["p/**"], isolate: true }),
    async (_, where) => {
      await asFirst(async (client) => {
        const begun = await client.call("start_job", { title: "Parse", write: ["p/**"], isolate: true });
        // Where the start was recorded before the kill, the session is told that it has the job.
        if (begun.isError) expect(begun.text, where).toMatch(/^JOB_REFUSED: This session works on/);
        expect((await client.call("finish_job", closing("done"))).facts.state, where).toBe("done");
        expect((await client.call("start_job")).text, where).toMatch(/^notes: No job is queued/);
      });
    },
  );
});

it.each(["before", "after"] as const)(
  "killed %s each git while a plan is queued: all of its jobs are there, or none",
  async (when) => {
    const deadly = createDeadlyGit(when);
    git = deadly;
    for (let step = 1; step < MOST_STEPS; step++) {
      const jobs = Array.from({ length: 6 }, (_, at) => ({
        title: `Job ${at} of ${step}`,
        write: [`s${step}/${at}/**`],
      }));
      const env = { HOME: EMPTY_HOME, ...deadly.env };
      const boss = await startClient(repository.dir, {
        session: "boss",
        args: ["--role", "supervisor"],
        env,
      });
      await boss.read("agentops://jobs");
      deadly.arm(step);
      await boss.call("create_job", { jobs }).catch(() => null);
      await boss.close().catch(() => {});
      const victim = deadly.victim();
      const stored = journalRecords<JobRecord>(repository, "job").filter(({ title }) =>
        title.endsWith(` of ${step}`),
      );
      expect([0, 6], `killed ${when} ${victim}`).toContain(stored.length);
      if (victim === null) return expect(stored).toHaveLength(6);
    }
    return expect.fail("it never survived");
  },
);
