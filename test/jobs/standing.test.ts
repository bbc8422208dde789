// The fold of jobs over records of clones that nobody vouches for: circles, tokens given twice, and words that come too late.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBeyond, isVoid, MOST_SKIPPED, nextToken } from "../../src/jobs/lease.ts";
import { rowOf } from "../../src/jobs/list.ts";
import { standingOfJob, standingsOfJobs } from "../../src/jobs/standing.ts";
import { readyJobs } from "../../src/jobs/startable.ts";
import { event, finished, job, progress, released, started } from "../support/job-records.ts";
import { fold, foldOf, idOf, START, stored } from "../support/records.ts";

const nobody = { leases: new Map(), here: "aaaaaaaaaa", session: "two", process: null };

describe("a circle of dependencies", () => {
  const circle = [
    job(1, { depends_on: [idOf(3)] }),
    job(2, { depends_on: [idOf(1)] }),
    job(3, { depends_on: [idOf(2)] }),
  ];

  it("never becomes ready, holds up nothing else, and is shown as one", () => {
    const state = foldOf(...circle, job(4), job(5, { depends_on: [idOf(2)] }));
    const standings = standingsOfJobs(state);
    expect(standings.map((each) => each.state)).toEqual(["blocked", "blocked", "blocked", "open", "blocked"]);
    expect(readyJobs({ ...nobody, standings }).map((each) => each.job.id)).toEqual([idOf(4)]);
    for (const at of [0, 1, 2, 4]) {
      const standing = standings[at] ?? expect.fail("no job");
      expect(rowOf(state, standing, null, null).stands).toMatch(
        /^blocked for good: (j-\w+ waits for ){3}j-\w+$/,
      );
    }
  });

  it("is a job that waits for itself, too", () => {
    const state = foldOf(job(1, { depends_on: [idOf(1)] }));
    const [standing = expect.fail("no job")] = standingsOfJobs(state);
    expect(rowOf(state, standing, null, null).stands).toMatch(/blocked for good/);
  });

  it("of ten thousand jobs is found without recursion", () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      job(at, { depends_on: [idOf((at + 1) % 10_000)] }),
    );
    const state = foldOf(...many);
    const [first] = many;
    if (!first) expect.fail("no job");
    expect(rowOf(state, standingOfJob(state, first), null, null).stands).toMatch(/^blocked for good/);
  });
});

describe("a token", () => {
  it("is given out once: of two clones that did so apart the smaller id has it, in any order", () => {
    const records = [
      job(1),
      event(2, { job: 1, token: 1 }, started(), { session: "far", clone: "bbbbbbbbbb" }),
      event(3, { job: 1, token: 1 }, started()),
      event(4, { job: 1, token: 1 }, progress, { session: "far", clone: "bbbbbbbbbb" }),
      event(5, { job: 1, token: 1 }, progress),
      event(6, { job: 1, token: 1 }, finished),
    ];
    for (const order of [records, records.toReversed()]) {
      const standing = standingOfJob(foldOf(...order), job(1));
      expect(standing).toMatchObject({ state: "in_work", holder: { session: "far" } });
      expect(standing.refused.map(({ event: { id } }) => id)).toEqual([3, 5, 6].map(idOf));
    }
  });

  it("that was released is nobody's, and what its holder wrote later counts for nothing", () => {
    const records = [
      job(1),
      event(2, { job: 1, token: 1 }, started()),
      event(3, { job: 1, token: 1 }, progress),
      event(4, { job: 1, token: 2 }, released(3), { role: "supervisor", session: "terminal-x" }),
      event(5, { job: 1, token: 1 }, finished),
    ];
    const standing = standingOfJob(foldOf(...records), job(1));
    expect(standing).toMatchObject({ state: "open", holder: null, token: 2, failures: 0 });
    expect(standing.refused.map(({ event: { id } }) => id)).toEqual([idOf(5)]);
  });

  it("far beyond the last one is nobody's, so that a forged number can't use up all that there are", () => {
    const taken = 1 + 1 + MOST_SKIPPED;
    const records = [
      job(1),
      event(2, { job: 1, token: 1 }, started()),
      event(3, { job: 1, token: taken + 1 }, started(), { session: "thief" }),
      event(4, { job: 1, token: 1_000_000_000 }, released(), { role: "supervisor", session: "thief" }),
    ];
    for (const order of [records, records.toReversed()]) {
      const standing = standingOfJob(foldOf(...order), job(1));
      expect(standing).toMatchObject({ state: "in_work", token: 1, holder: { session: "one" } });
      expect(standing.refused.map(({ event: { id } }) => id)).toEqual([3, 4].map(idOf));
    }
    const last = event(5, { job: 1, token: taken }, started(), { session: "two" });
    expect(standingOfJob(foldOf(...records.slice(0, 2), last), job(1))).toMatchObject({ token: taken });
  });

  it("that is next can always be taken, whatever a lease claims, and is above all that can have been given out", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.nat({ max: 1_000_000_000 }), (last, leased) => {
        const next = nextToken({ token: last }, { token: leased });
        expect(isBeyond(next, last)).toBe(false);
        expect(next).toBeGreaterThan(last);
        if (!isBeyond(leased + 1, last)) expect(next).toBeGreaterThan(leased);
      }),
    );
  });

  it("is not released by a worker", () => {
    const records = [
      job(1),
      event(2, { job: 1, token: 1 }, started()),
      event(3, { job: 1, token: 2 }, released()),
    ];
    expect(standingOfJob(foldOf(...records), job(1))).toMatchObject({ state: "in_work", token: 1 });
  });

  it("is neither taken nor used by a record that another clone's journal tells of", () => {
    const forged = [
      event(3, { job: 1, token: 2 }, started(), { session: "thief" }),
      event(4, { job: 1, token: 1 }, finished),
    ];
    const state = fold([
      stored(job(1)),
      stored(event(2, { job: 1, token: 1 }, started())),
      ...forged.map((record) => stored(record, false)),
    ]);
    expect(standingOfJob(state, job(1))).toMatchObject({
      state: "in_work",
      token: 1,
      holder: { session: "one" },
    });
  });

  it("counts whatever the clock of its writer says", () => {
    for (const hours of [-1, 1]) {
      const at = new Date(START + hours * 3_600_000).toISOString();
      const records = [
        job(1),
        event(2, { job: 1, token: 1 }, started(), { at }),
        event(3, { job: 1, token: 1 }, progress),
        event(4, { job: 1, token: 2 }, started(3), { session: "two" }),
        event(5, { job: 1, token: 1 }, finished, { at }),
      ];
      const standing = standingOfJob(foldOf(...records), job(1));
      expect(standing).toMatchObject({ state: "in_work", holder: { session: "two" } });
      expect(standing.refused.map(({ event: { id } }) => id)).toEqual([idOf(5)]);
    }
  });
});

describe("a lease", () => {
  it.each([
    ["of an overtaken token", 1, { token: 2, holder: {} }, true],
    ["of a token that is finished", 2, { token: 2, holder: null }, true],
    ["of who holds the job", 2, { token: 2, holder: {} }, false],
    ["of who is starting it at this moment", 3, { token: 2, holder: null }, false],
    ["that is none of ours", 0, { token: 2, holder: {} }, false],
    ["after as many kills as can be", 1003, { token: 2, holder: {} }, false],
    ["that nobody can ever have been given", 1004, { token: 2, holder: {} }, true],
  ])("%s binds as it should", (_, token, known, isIt) => {
    expect(isVoid({ token }, known)).toBe(isIt);
  });
});

it("to find what is ready looks at each job of a long queue a few times, not once for every other", () => {
  const many = Array.from({ length: 2000 }, (_, at) => job(at));
  let looks = 0;
  const standings = standingsOfJobs(foldOf(...many)).map((standing) => ({
    ...standing,
    get state() {
      looks += 1;
      return standing.state;
    },
  }));
  expect(readyJobs({ ...nobody, standings })).toHaveLength(2000);
  expect(looks).toBeLessThan(20 * many.length);
});
