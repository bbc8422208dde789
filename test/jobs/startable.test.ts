// A session may start a job by the records and the leases that it sees, and is told otherwise what stands in its way.
import { describe, expect, it } from "vitest";
import { jobName } from "../../src/jobs/job-name.ts";
import type { LeaseView } from "../../src/jobs/lease.ts";
import { rowOf } from "../../src/jobs/list.ts";
import type { RulingRecord } from "../../src/jobs/records/ruling.ts";
import { standingOfJob, standingsOfJobs } from "../../src/jobs/standing.ts";
import {
  heldAlready,
  isIsolated,
  isOvertaken,
  type JobFacts,
  jobsToStart,
  newJob,
  noneReady,
  obstacleTo,
  readyJobs,
} from "../../src/jobs/startable.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { event, finished, handedOn, job, released, started } from "../support/job-records.ts";
import { foldOf, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";
import { escalation, ruling } from "../support/work-records.ts";

const [HERE, THERE] = ["aaaaaaaaaa", "bbbbbbbbbb"];
const A = jobName(idOf(1));
const supervisor = { role: "supervisor", session: "boss" } as const;
const lease = (token: number, changes: Partial<LeaseView> = {}): LeaseView => ({
  session: "one",
  clone: HERE,
  token,
  expired: false,
  ...changes,
});

interface Seen extends Partial<Omit<JobFacts, "leases">> {
  readonly lease?: LeaseView;
}

/** Job 1 among these records, as session two sees it. */
function seen(records: readonly JournalRecord[], { lease: held, ...more }: Seen = {}) {
  const state = foldOf(...records);
  const standings = standingsOfJobs(state);
  const leases = new Map(held ? [[idOf(1), held]] : []);
  const facts: JobFacts = { standings, leases, here: HERE, session: "two", process: null, ...more };
  return { state, facts, standing: standings[0] ?? expect.fail("no job") };
}
const obstacle = (records: readonly JournalRecord[], how: Seen = {}) => {
  const { standing, facts } = seen(records, how);
  return obstacleTo(standing, facts);
};

const begun = [job(1), event(11, { job: 1, token: 1 }, started())];
const failed = { ...finished, outcome: "failed" } as typeof finished;
const ruled = (kind: RulingRecord["ruling"]) => [
  ...begun,
  { ...escalation(12, 0, 1), session: "one", clone: HERE },
  { ...ruling(13, 0, [12]), ruling: kind },
];

describe("a job", () => {
  it.each<[string, readonly JournalRecord[], string]>([
    ["that is done", [...begun, event(12, { job: 1, token: 1 }, finished)], "is done"],
    ["that a ruling stopped", ruled("stop"), `is stopped by ruling ${idOf(13)}`],
    ["that a ruling deferred", ruled("defer"), `is deferred by ruling ${idOf(13)}`],
    ["that waits", [job(1, { depends_on: [idOf(2)] }), job(2)], `waits for ${jobName(idOf(2))}`],
    [
      "that is stuck",
      [job(1, { attempts: 1 }), begun[1] ?? job(9), event(12, { job: 1, token: 1 }, failed)],
      "",
    ],
  ])("%s can't be started", (_, records, because) => {
    const told = obstacle(records);
    if (because === "") expect(told).toMatch(/^1 session failed at j-\w+; it waits for a ruling/);
    else expect(told).toBe(`${A} ${because}`);
  });

  it("that waits can be started once all before it are done, and not before", () => {
    const records = [job(1, { depends_on: [idOf(2), idOf(3)] }), job(2), job(3)];
    const two = [event(12, { job: 2, token: 1 }, started()), event(13, { job: 2, token: 1 }, finished)];
    expect(seen([...records, ...two]).standing.waitsFor).toEqual([jobName(idOf(3))]);
    const three = [event(14, { job: 3, token: 1 }, started()), event(15, { job: 3, token: 1 }, finished)];
    expect(obstacle([...records, ...two, ...three])).toBeNull();
    const handed = event(15, { job: 3, token: 1 }, handedOn);
    expect(obstacle([...records, ...two, three[0] ?? job(9), handed])).toMatch(/waits for/);
  });

  it("that waits for one that was done and taken up again waits on", () => {
    const records = [job(1, { depends_on: [idOf(2)] }), job(2)];
    const first = [event(12, { job: 2, token: 1 }, started()), event(13, { job: 2, token: 1 }, handedOn)];
    const second = [event(14, { job: 2, token: 2 }, started(13)), event(15, { job: 2, token: 2 }, finished)];
    const third = event(16, { job: 2, token: 3 }, started(13, 15));
    expect(obstacle([...records, ...first, ...second])).toBeNull();
    expect(obstacle([...records, ...first, ...second, third])).toMatch(/waits for/);
  });

  it("that waits for what only a late writer has finished waits on", () => {
    const records = [
      job(1, { depends_on: [idOf(2)] }),
      job(2),
      event(12, { job: 2, token: 1 }, started()),
      event(13, { job: 2, token: 2 }, started(), { session: "two" }),
      event(14, { job: 2, token: 2 }, finished),
    ];
    expect(obstacle(records)).toMatch(/waits for/);
  });

  it("is stuck after as many failures as it may have, since it was released last", () => {
    const twice = [
      job(1, { attempts: 2 }),
      event(11, { job: 1, token: 1 }, started()),
      event(12, { job: 1, token: 1 }, failed),
      event(13, { job: 1, token: 2 }, started(12), { session: "three" }),
    ];
    expect(seen(twice).standing).toMatchObject({ state: "in_work", failures: 1 });
    const lost = event(14, { job: 1, token: 3 }, handedOn);
    expect(seen([...twice, lost]).standing.failures).toBe(1);
    const again = event(14, { job: 1, token: 2 }, failed, { session: "three" });
    expect(seen([...twice, again]).standing).toMatchObject({ state: "stuck", failures: 2, token: 2 });
    const handed = event(14, { job: 1, token: 2 }, handedOn, { session: "three" });
    expect(seen([...twice, handed]).standing).toMatchObject({ state: "open", failures: 1 });
    const freed = event(15, { job: 1, token: 3 }, released(12, 14), supervisor);
    expect(seen([...twice, again, freed]).standing).toMatchObject({ state: "open", failures: 0, token: 3 });
  });
});

describe("what somebody holds", () => {
  it("is free where nothing shows that its holder of this clone still lives", () => {
    expect(obstacle([job(1)])).toBeNull();
    expect(obstacle(begun)).toBeNull();
    expect(obstacle(begun, { lease: lease(1, { expired: true }) })).toBeNull();
    expect(obstacle(begun, { lease: lease(2, { session: "two" }) })).toBeNull();
  });

  it("is held by a lease that lives and counts", () => {
    expect(obstacle(begun, { lease: lease(1) })).toBe(
      `${A} is held by session one, until its lease runs out or a person frees it (agentops-mcp jobs release ${A})`,
    );
    const overtaken = [...begun, event(12, { job: 1, token: 2 }, started())];
    expect(obstacle(overtaken, { lease: lease(1) })).toBeNull();
    expect(obstacle([...begun, event(12, { job: 1, token: 1 }, handedOn)], { lease: lease(1) })).toBeNull();
  });

  it("in another clone is held as long as nothing can be seen of it", () => {
    const there = [job(1), event(11, { job: 1, token: 1 }, started(), { clone: THERE })];
    expect(obstacle(there)).toBe(
      `${A} is held by session one of clone ${THERE}, whose lease can't be seen from here`,
    );
    expect(obstacle(there, { session: "one" })).toMatch(/can't be seen from here$/);
    expect(obstacle(there, { lease: lease(1, { clone: THERE, expired: true }) })).toBeNull();
  });

  it("is the session's own by session and clone", () => {
    expect(obstacle(begun, { session: "one" })).toBe(`${A} is yours already`);
    expect(obstacle(begun, { here: null })).toMatch(/can't be seen/);
  });
});

describe("a job that writes where another one is worked on", () => {
  const same = { scope: { read: [], write: ["src/**"] } };
  const two = [job(1, same), job(2, same), job(3, same)];
  const workOn = (at: number, number: number, changes: object = {}) =>
    event(at, { job: number, token: 1 }, started(), changes);
  const busy = (records: readonly JournalRecord[], held = [2], how: Partial<JobFacts> = {}) => {
    const { standing, facts } = seen([...two, ...records]);
    const leases = new Map(held.map((each) => [idOf(each), lease(1)]));
    return obstacleTo(standing, { ...facts, ...how, leases });
  };

  it("waits for it, and the first of several is named", () => {
    const because = `${A} may write where ${jobName(idOf(2))} is being worked on`;
    expect(busy([workOn(12, 2)])).toBe(because);
    expect(busy([workOn(12, 2), workOn(13, 3)], [2, 3])).toBe(because);
  });

  it("waits for none that is the session's own, idle, or elsewhere in the tree", () => {
    expect(busy([workOn(12, 2, { session: "two" })])).toBeNull();
    expect(busy([workOn(12, 2)], [])).toBeNull();
    expect(busy([], [2])).toBeNull();
    const { standing, facts } = seen([job(1), job(2), event(12, { job: 2, token: 1 }, started())]);
    expect(obstacleTo(standing, { ...facts, leases: new Map([[idOf(2), lease(1)]]) })).toBeNull();
  });
});

describe("the job that a call means", () => {
  const worker = { session: "one", clone: HERE };
  const { state } = seen([...begun, job(2)]);

  it("is the held one where it is named, and none where nothing is held or there is a reason", () => {
    expect(heldAlready(state, worker, { job: A })).toMatchObject({ name: A });
    expect(heldAlready(state, worker, { job: A, reason: "both" })).toMatchObject({ name: A });
    expect(heldAlready(state, worker, { job: jobName(idOf(2)), reason: "both" })).toBeNull();
    expect(heldAlready(state, { ...worker, session: "two" }, {})).toBeNull();
  });

  it("is refused as a second one without a reason", () => {
    for (const asked of [{}, { job: jobName(idOf(2)) }]) {
      const error = refusalOf(() => heldAlready(state, worker, asked));
      expect(error).toMatchObject({ code: "JOB_REFUSED", message: `This session works on ${A} (job 1).` });
    }
  });
});

describe("jobs to start", () => {
  it("are all that are ready, or the named one", () => {
    const { state, facts } = seen([job(1), job(2), job(3, { depends_on: [idOf(1)] })]);
    const ids = (named?: string) => jobsToStart(state, facts, named).map((each) => each.job.id);
    expect(ids()).toEqual([idOf(1), idOf(2)]);
    expect(ids(jobName(idOf(2)))).toEqual([idOf(2)]);
    const error = refusalOf(() => ids(jobName(idOf(3))));
    expect(error).toMatchObject({ code: "JOB_REFUSED", message: `${jobName(idOf(3))} waits for ${A}.` });
  });

  it("are none where nothing is queued, or nothing is ready", () => {
    const nothing = seen([job(1), ...begun.slice(1), event(12, { job: 1, token: 1 }, finished)]);
    expect(noneReady(nothing.facts)).toMatch(
      /^No job is queued\. If you only work the queue, you are at its end;/,
    );
    const waiting = [2, 3, 4, 5].map((each) => job(each, { depends_on: [idOf(1)] }));
    const { state, facts } = seen([...begun, ...waiting], { lease: lease(1) });
    expect(jobsToStart(state, facts, undefined)).toEqual([]);
    const told = noneReady(facts);
    expect(told).toMatch(/^No job is ready; 5 jobs not done: .*; and 2 more\. If you only work the queue/);
    expect(told).toMatch(new RegExp(`${A} is held by session one, .*; ${jobName(idOf(2))} waits for ${A}`));
    expect(readyJobs(facts)).toEqual([]);
  });

  it("leave out what this session has handed off, unless it names it: it would go round in a circle", () => {
    const mine = { session: "two", clone: HERE } as const;
    const given = [
      job(1),
      ...[begun[1], event(12, { job: 1, token: 1 }, handedOn)].flatMap((each) =>
        each ? [{ ...each, ...mine }] : [],
      ),
    ];
    const { state, facts } = seen([...given, job(3)]);
    const ids = (named?: string) => jobsToStart(state, facts, named).map((each) => each.job.id);
    expect(ids()).toEqual([idOf(3)]);
    expect(ids(A)).toEqual([idOf(1)]);
    expect(jobsToStart(state, { ...facts, session: "three" }, undefined)).toHaveLength(2);
    expect(noneReady(seen(given).facts)).toContain(
      `${A} was handed off by this session; start_job with job takes it again`,
    );
  });

  it("take in one that the session makes for itself, unless others work there", () => {
    const { id, title, scope, acceptance, risk, depends_on, attempts, minutes, isolate } = job(7, {
      scope: { read: [], write: ["src/1/a.ts"] },
    });
    const draft = {
      record: "job",
      id,
      title,
      scope,
      acceptance,
      risk,
      depends_on,
      attempts,
      minutes,
      isolate,
    } as const;
    const free = seen([job(1)]);
    expect(newJob(free.state, draft, free.facts)).toMatchObject({ state: "open", job: { session: "two" } });
    const busy = seen(begun, { lease: lease(1) });
    const error = refusalOf(() => newJob(busy.state, draft, busy.facts));
    expect(error.message).toBe(`write: this job may write where ${A} is being worked on.`);
  });
});

describe("a token that was taken", () => {
  it.each<[string, readonly JournalRecord[], number, boolean]>([
    ["before any later one is recorded is good", begun, 2, false],
    ["as the one that is recorded is too late", begun, 1, true],
    ["of a job that is done is too late", [...begun, event(12, { job: 1, token: 1 }, finished)], 2, true],
    ["of a job that was stopped is too late", ruled("stop"), 2, true],
    ["of a job that was deferred is too late", ruled("defer"), 2, true],
  ])("%s", (_, records, taken, late) => expect(isOvertaken(seen(records).standing, taken)).toBe(late));
});

it("a job is isolated by its own word, or where its last worker had a branch of its own", () => {
  const branched = event(11, { job: 1, token: 1 }, { ...started(), branch: "agentops/a" });
  const freed = event(12, { job: 1, token: 2 }, released(), supervisor);
  expect(isIsolated(seen([job(1)]).standing)).toBe(false);
  expect(isIsolated(seen([job(1, { isolate: true })]).standing)).toBe(true);
  expect(isIsolated(seen([job(1), branched, freed]).standing)).toBe(true);
  expect(
    isIsolated(seen([job(1), branched, freed, event(13, { job: 1, token: 3 }, started())]).standing),
  ).toBe(false);
});

it("jobs stand in their order, and one that was deferred is nobody's before its release too", () => {
  expect(standingsOfJobs(foldOf(job(2), job(1))).map((each) => each.job.id)).toEqual([idOf(1), idOf(2)]);
  expect(seen(ruled("defer")).standing).toMatchObject({ state: "deferred", holder: null, token: 1 });
});

describe("a row of the list", () => {
  const row = (records: readonly JournalRecord[], held: LeaseView | null, here: string | null = HERE) => {
    const state = foldOf(...records);
    return rowOf(state, standingOfJob(state, job(1)), held, here);
  };

  it("of a job that nobody has taken names nobody", () => {
    expect(row([job(1)], null)).toEqual({
      id: A,
      record: idOf(1),
      title: "job 1",
      state: "open",
      stands: "open",
      holder: null,
      clone: null,
      token: 0,
      lease: "none",
      waits_for: [],
      risk: "low",
      write: ["src/1/**"],
      branch: null,
    });
  });

  it("names holder, branch and what it waits for", () => {
    const branched = event(11, { job: 1, token: 3 }, { ...started(), branch: "agentops/a" });
    expect(row([job(1), branched], lease(3))).toMatchObject({
      holder: "one",
      clone: HERE,
      token: 3,
      branch: "agentops/a",
      stands: "in work: session one, token 3",
      lease: "alive",
    });
    const blocked = [job(1, { depends_on: [idOf(2)] }), job(2)];
    const state = foldOf(...blocked);
    const [standing = expect.fail("no job")] = standingsOfJobs(state);
    expect(rowOf(state, standing, null, HERE)).toMatchObject({
      waits_for: [jobName(idOf(2))],
      stands: `blocked: waits for ${jobName(idOf(2))}`,
    });
  });

  it("of a job that waits for one that nobody here knows is blocked, and not for good", () => {
    const state = foldOf(job(1, { depends_on: [idOf(9)] }));
    const [standing = expect.fail("no job")] = standingsOfJobs(state);
    expect(rowOf(state, standing, null, HERE).stands).toBe(`blocked: waits for ${jobName(idOf(9))}`);
  });

  it("of a job that somebody works on tells that, whatever it waits for", () => {
    const circle = [job(1, { depends_on: [idOf(2)] }), job(2, { depends_on: [idOf(1)] })];
    const state = foldOf(...circle, event(11, { job: 1, token: 1 }, started()));
    const [standing = expect.fail("no job")] = standingsOfJobs(state);
    expect(rowOf(state, standing, null, HERE).stands).toBe("in work: session one, token 1");
  });

  it.each<[string, LeaseView | null, string | null, string]>([
    ["alive", lease(1), HERE, "alive"],
    ["silent for too long", lease(1, { expired: true }), HERE, "expired"],
    ["gone, of this clone", null, HERE, "expired"],
    ["that counts for nothing, of this clone", lease(5000), HERE, "expired"],
    ["that can't be seen", null, THERE, "elsewhere"],
  ])("tells of a lease %s", (_, held, here, told) => expect(row(begun, held, here).lease).toBe(told));
});
