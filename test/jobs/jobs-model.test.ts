// Ten thousand commands of jobs, leases, claims, verdicts and locks: the fold comes to what a model has counted.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locksOf } from "../../src/claims/locks/ratchet.ts";
import Claim from "../../src/claims/records/claim.ts";
import { reversalsByCheck } from "../../src/claims/records/reversal.ts";
import { verdictsByClaim } from "../../src/claims/records/verdict.ts";
import { standingOfClaim } from "../../src/claims/standing.ts";
import Job from "../../src/jobs/records/job.ts";
import { eventsByJob } from "../../src/jobs/records/job_event.ts";
import { objectionToClaim, standingOfJob } from "../../src/jobs/standing.ts";
import type { State } from "../../src/records/state.ts";
import { lockFacts } from "../support/claim-records.ts";
import { createState } from "../support/kinds.ts";
import { addTo, type Command, carryOut, command, createWorld, type World } from "./jobs-world.ts";

const COMMANDS = 100;
const RUNS = 100;

/** The laws that are tested; a mutant has one of them wrong. */
interface Laws {
  /** `session/token` of who holds a job; null where nobody does. */
  holder(state: State, job: string): string | null;
  /** Ids of events that count. */
  counted(state: State, job: string): string[];
  claimCounts(state: State, claim: string): boolean;
  passed(state: State, claim: string): boolean;
  /** Claims whose lock is open again. */
  opened(state: State): string[];
}

const jobIn = (state: State, id: string) => state.get(Job, id) ?? expect.fail("no job");
const claimIn = (state: State, id: string) => state.get(Claim, id) ?? expect.fail("no claim");
const REAL: Laws = {
  holder(state, id) {
    const { holder } = standingOfJob(state, jobIn(state, id));
    return holder && `${holder.session}/${holder.token}`;
  },
  counted: (state, id) =>
    standingOfJob(state, jobIn(state, id))
      .events.filter(({ event: { what } }) => what === "progress" || what === "finished")
      .map(({ id: each }) => each),
  claimCounts: (state, id) => objectionToClaim(state, claimIn(state, id)) === null,
  passed: (state, id) => standingOfClaim(state, claimIn(state, id), lockFacts()).state === "passed",
  opened: (state) => [
    ...new Set(
      locksOf(state, lockFacts()).flatMap((lock) => (lock.reversal === null ? [] : [lock.claim.id])),
    ),
  ],
};

function play(commands: readonly Command[], laws: Laws): void {
  const world = createWorld();
  for (const each of commands) {
    carryOut(world, each);
    compare(world, world.state, laws);
  }
  // Whoever reads the same records in another order comes to the same.
  const again = createState();
  for (const record of world.records.toReversed()) addTo(again, record);
  compare(world, again, laws);
}

function compare({ jobs, claims }: World, state: State, laws: Laws): void {
  for (const [id, { owner, counted }] of jobs) {
    const holder = owner === null || owner.ended ? null : `${owner.session}/${owner.token}`;
    expect(laws.holder(state, id), "one owner").toBe(holder);
    expect(laws.counted(state, id), "what counts").toEqual(counted);
  }
  for (const [id, { counts, passed }] of claims) {
    expect(laws.claimCounts(state, id), "claims under a token").toBe(counts);
    expect(laws.passed(state, id), "verdicts by others").toBe(passed);
  }
  const open = [...claims].flatMap(([id, { passed, opened }]) => (passed && opened ? [id] : []));
  expect(laws.opened(state).toSorted(), "locks and reversals").toEqual(open);
}

/** A mutant is stopped at the first run that shows it. */
const holds = (laws: Laws) =>
  fc.check(
    fc.property(fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }), (commands) =>
      play(commands, laws),
    ),
    { numRuns: RUNS, endOnFailure: laws !== REAL },
  );

it(`${COMMANDS * RUNS} commands: one owner per token, no verdict by the author, no unlock without a reversal`, () => {
  const { failed, counterexample, errorInstance } = holds(REAL);
  expect(failed, `${String(errorInstance)}\n${JSON.stringify(counterexample)}`).toBe(false);
}, 180_000);

describe("notices where a law is broken:", () => {
  const events = (state: State, id: string) => [...state.by(eventsByJob, id)];
  const anyVerdict = (state: State, id: string) =>
    state
      .by(verdictsByClaim, id)
      .some(({ statement }) => statement.predicate.verificationResult === "PASSED");
  it.each<[string, Partial<Laws>]>([
    [
      "whoever started last is the owner",
      {
        holder(state, id) {
          const last = events(state, id)
            .filter(({ event }) => event.what === "started")
            .at(-1);
          return last ? `${last.session}/${last.token}` : null;
        },
      },
    ],
    [
      "a late word counts",
      {
        counted: (state, id) =>
          events(state, id)
            .filter(({ event: { what } }) => what === "progress" || what === "finished")
            .map((each) => each.id)
            .toSorted(),
      },
    ],
    ["a claim counts under any token", { claimCounts: () => true }],
    ["any verdict passes a claim", { passed: anyVerdict }],
    [
      "anybody reverses",
      {
        opened: (state) =>
          locksOf(state, lockFacts()).flatMap(({ claim: { id }, verdict: { id: after } }) =>
            state.by(reversalsByCheck, "unit").some((each) => each.id > after) ? [id] : [],
          ),
      },
    ],
    ["nothing is ever reversed", { opened: () => [] }],
  ])("%s", (_, mutant) => {
    expect(holds({ ...REAL, ...mutant }).failed).toBe(true);
  });
});
