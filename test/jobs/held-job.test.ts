// A call is about the job that its session holds by the records alone, or is told why there is none.
import { describe, expect, it } from "vitest";
import { branchInUse, heldJob, leaseInUse, refuseLate } from "../../src/jobs/held-job.ts";
import { jobName } from "../../src/jobs/job-name.ts";
import { holdingOf, jobsOf, lastJobOf, lostBy } from "../../src/jobs/standing.ts";
import type { State } from "../../src/records/state.ts";
import { event, finished, handedOn, job, released, started } from "../support/job-records.ts";
import { foldOf, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";
import { escalation, ruling } from "../support/work-records.ts";

const ONE = { session: "one", clone: "aaaaaaaaaa" };
const [A, B, C] = [jobName(idOf(1)), jobName(idOf(2)), jobName(idOf(3))];
const begun = [job(1), job(2), job(3), event(11, { job: 1, token: 1 }, started())];
const supervisor = { role: "supervisor", session: "boss" } as const;
const refused = (state: State, named?: string) => refusalOf(() => heldJob(state, ONE, named));

describe("the branch in use", () => {
  const branch = (state: State, clone: string | null = ONE.clone) =>
    branchInUse(
      { session: ONE.session },
      {
        jobs: { clone: async () => clone },
        state: async () => state,
      },
    );

  it("is that of the job that the session began last, and none without a branch or a job", async () => {
    const isolated = { ...started(), branch: "agentops/x" };
    const second = { ...started(), branch: "agentops/y" };
    const third = event(13, { job: 3, token: 1 }, { ...started(), branch: "agentops/z" });
    const both = [...begun.slice(0, 3), event(11, { job: 1, token: 1 }, isolated)];
    expect(await branch(foldOf(...both, event(12, { job: 2, token: 1 }, second)))).toBe("agentops/y");
    const three = foldOf(...both, event(12, { job: 2, token: 1 }, second), third);
    expect(await branch(three)).toBe("agentops/z");
    expect(await branch(foldOf(...begun))).toBeNull();
    expect(await branch(foldOf(job(1)))).toBeNull();
    expect(await branch(foldOf(...both), null)).toBeNull();
  });
});

describe("the held job", () => {
  it("is the only one that the session holds, named or not", () => {
    const state = foldOf(...begun);
    expect(heldJob(state, ONE, undefined)).toMatchObject({ name: A, token: 1, holder: { id: idOf(11) } });
    expect(heldJob(state, ONE, A)).toMatchObject({ name: A });
  });

  it("of several is the named one", () => {
    const state = foldOf(...begun, event(12, { job: 2, token: 1 }, started()));
    expect(heldJob(state, ONE, B)).toMatchObject({ name: B });
    const error = refused(state);
    expect(error).toMatchObject({ code: "AMBIGUOUS", message: "This session holds 2 jobs." });
    expect(error.fix).toBe(`Name one in job: ${A}, ${B}.`);
  });

  it("is none that another session holds, or one of the same name in another clone", () => {
    const state = foldOf(...begun);
    for (const worker of [
      { ...ONE, session: "two" },
      { ...ONE, clone: "bbbbbbbbbb" },
      { ...ONE, clone: null },
    ]) {
      const error = refusalOf(() => heldJob(state, worker, undefined));
      expect(error).toMatchObject({ code: "JOB_REFUSED", message: "This session holds no job." });
      expect(error.fix).toMatch(/^start_job takes the next ready one/);
    }
  });

  it("is not another one that is named", () => {
    const error = refused(foldOf(...begun), B);
    expect(error).toMatchObject({ code: "JOB_REFUSED", message: "This session does not hold that job." });
    expect(error.fix).toBe(`It holds ${A}.`);
  });

  it("that is finished is told from one that never was", () => {
    const state = foldOf(...begun, event(12, { job: 1, token: 1 }, finished));
    const done = `This session has finished ${A} already; it is done.`;
    expect(refused(state).message).toBe(done);
    expect(refused(state, A).message).toBe(done);
    expect(refused(state, B).message).toBe("This session does not hold that job.");
  });

  it("that was taken away is told, with who has it or why", () => {
    const taken = foldOf(...begun, event(12, { job: 1, token: 2 }, started(), { session: "two" }));
    const error = refused(taken);
    expect(error).toMatchObject({ code: "LEASE_LOST" });
    expect(error.message).toBe(`${A} is held by session two by now, with token 2.`);
    const freed = foldOf(...begun, event(12, { job: 1, token: 2 }, released(), supervisor));
    expect(refused(freed).message).toBe(
      `${A} was taken from this session; its token counts for nothing any more.`,
    );
  });

  it("that a ruling took away is told with that, where nothing bars the session", () => {
    const asked = { ...escalation(12, 0, 1), session: "one" };
    const ruled = { ...ruling(13, 0, [12]), ruling: "defer" as const };
    const freed = event(14, { job: 1, token: 2 }, released(), supervisor);
    const state = foldOf(...begun, asked, ruled, freed);
    expect(refused(state).message).toContain(`from this session (deferred by ruling ${idOf(13)});`);
  });

  it("that failed three times with the same approach is told with that", () => {
    const failed = {
      what: "progress",
      note: "no",
      approach: "regex",
      failed: true,
      utilisation: null,
    } as const;
    const failures = [12, 13, 14].map((at) => event(at, { job: 1, token: 1 }, failed));
    expect(refused(foldOf(...begun, ...failures)).message).toContain(
      "from this session (it failed 3 times with the same approach);",
    );
  });
});

describe("the lease in use", () => {
  const use = (state: State, renewed: [string, number][] = [], worker = ONE) =>
    leaseInUse({
      session: worker,
      jobs: {
        clone: async () => worker.clone,
        async renew(id, token) {
          renewed.push([id, token]);
        },
      },
      state: async () => state,
    });

  it("is the newest start's, is renewed, and has the job's branch", async () => {
    const renewed: [string, number][] = [];
    const state = foldOf(
      ...begun,
      event(13, { job: 2, token: 4 }, { ...started(), branch: "agentops/b" }),
      event(12, { job: 3, token: 1 }, started()),
    );
    expect(await use(state, renewed)).toEqual({ id: idOf(2), token: 4, risk: "low", branch: "agentops/b" });
    expect(renewed).toEqual([[idOf(2), 4]]);
  });

  it("is none without a job, and an error where the job was lost", async () => {
    expect(await use(foldOf(job(1)))).toBeNull();
    const lost = foldOf(...begun, event(12, { job: 1, token: 2 }, started(), { session: "two" }));
    await expect(use(lost)).rejects.toMatchObject({ code: "LEASE_LOST" });
  });

  it("is another job's that is held, whatever was lost before", async () => {
    const state = foldOf(
      ...begun,
      event(12, { job: 1, token: 2 }, started(), { session: "two" }),
      event(13, { job: 3, token: 1 }, started()),
    );
    expect(await use(state)).toMatchObject({ id: idOf(3) });
    expect(() => refuseLate(state, ONE)).not.toThrow();
    const newest = foldOf(
      ...begun,
      event(12, { job: 3, token: 1 }, started()),
      event(13, { job: 3, token: 2 }, started(), { session: "two" }),
    );
    expect(await use(newest)).toMatchObject({ id: idOf(1) });
  });
});

describe("what a session has begun", () => {
  it("is lost only where it was neither finished nor handed on", () => {
    const ends = [finished, handedOn].map((end) => [
      event(12, { job: 1, token: 1 }, end),
      event(14, { job: 1, token: 2 }, started(12), { session: "two" }),
    ]);
    for (const end of ends) expect(lostBy(foldOf(...begun, ...end), ONE)).toBeNull();
    expect(lostBy(foldOf(...begun), ONE)).toBeNull();
    expect(lostBy(foldOf(job(1)), ONE)).toBeNull();
    const again = foldOf(
      ...begun,
      event(12, { job: 1, token: 1 }, handedOn),
      event(13, { job: 1, token: 2 }, started(12)),
      event(14, { job: 1, token: 3 }, started(12), { session: "two" }),
    );
    expect(lostBy(again, ONE)).toMatchObject({ name: A, token: 3 });
    expect(holdingOf(again, ONE)).toEqual({ id: idOf(1), token: 2 });
  });

  it("is this clone's: what a session of the same name began elsewhere is not", () => {
    const there = { clone: "bbbbbbbbbb" };
    const state = foldOf(
      ...begun,
      event(12, { job: 1, token: 2 }, started(), there),
      event(13, { job: 1, token: 3 }, released(), { ...supervisor, session: "one" }),
    );
    expect(holdingOf(state, ONE)).toEqual({ id: idOf(1), token: 1 });
    expect(jobsOf(foldOf(job(1), event(12, { job: 1, token: 1 }, started(), there)), ONE)).toEqual([]);
    const forged = foldOf(...begun, event(12, { job: 1, token: 2 }, started(), there));
    expect(jobsOf(forged, ONE)).toEqual([]);
    expect(lastJobOf(foldOf(event(11, { job: 1, token: 1 }, started())), ONE)).toBeNull();
    expect(jobsOf(foldOf(event(11, { job: 1, token: 1 }, started())), ONE)).toEqual([]);
  });

  it("is remembered by its newest start, whatever became of it", () => {
    const state = foldOf(
      ...begun,
      event(13, { job: 3, token: 1 }, started()),
      event(12, { job: 2, token: 1 }, started()),
    );
    expect(lastJobOf(state, ONE)?.id).toBe(idOf(3));
    const spoke = foldOf(
      ...begun,
      event(12, { job: 2, token: 1 }, started()),
      event(13, { job: 1, token: 1 }, finished),
    );
    expect(lastJobOf(spoke, ONE)?.id).toBe(idOf(2));
    expect(jobsOf(state, ONE).map(({ name }) => name)).toEqual([A, B, C]);
    expect(lastJobOf(state, { ...ONE, session: "two" })).toBeNull();
    expect(holdingOf(state, ONE)).toEqual({ id: idOf(3), token: 1 });
    expect(holdingOf(state, { ...ONE, session: "two" })).toBeNull();
  });
});
