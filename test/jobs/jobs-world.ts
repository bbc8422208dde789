// A world of jobs, leases, claims, verdicts and locks that commands change, honest ones and others, beside a model that only keeps count.

import fc from "fast-check";
import { expect } from "vitest";
import Claim from "../../src/claims/records/claim.ts";
import Job from "../../src/jobs/records/job.ts";
import { inheritanceOf, standingsOfJobs } from "../../src/jobs/standing.ts";
import { readyJobs } from "../../src/jobs/startable.ts";
import type { JournalRecord, Role } from "../../src/records/record.ts";
import type { MutableState } from "../../src/records/state.ts";
import { BLOB, claim, HERE, reversal, verdict } from "../support/claim-records.ts";
import { event, handedOn, job, progress, released, started } from "../support/job-records.ts";
import { createState } from "../support/kinds.ts";

const JOBS = 3;
const SESSIONS = ["ann", "bob", "eve"] as const;

/** What a command needs of a world; numbers choose among what there is. */
export type Command =
  /** Takes a job as start_job does: where it is ready, or its lease has run out. */
  | { readonly do: "start"; readonly who: number; readonly job: number }
  /** Claims a token past every tool, `ahead` of the last one. */
  | { readonly do: "seize"; readonly who: number; readonly job: number; readonly ahead: number }
  | { readonly do: "expire"; readonly job: number }
  | { readonly do: "release"; readonly who: number; readonly job: number; readonly role: Role }
  /** Writes under any token, its own or not, in time or late. */
  | {
      readonly do: "write";
      readonly who: number;
      readonly job: number;
      readonly token: number;
      readonly end: boolean;
    }
  | { readonly do: "claim"; readonly who: number; readonly job: number; readonly token: number }
  | {
      readonly do: "judge";
      readonly who: number;
      readonly claim: number;
      readonly role: Role;
      readonly pass: boolean;
    }
  | { readonly do: "reverse"; readonly who: number; readonly role: Role };

const small = fc.nat({ max: 9 });
const role = fc.constantFrom<Role[]>("worker", "judge", "supervisor");
export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("start" as const), who: small, job: small }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("seize" as const),
      who: small,
      job: small,
      ahead: fc.integer({ min: -3, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("expire" as const), job: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), who: small, job: small, role }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      who: small,
      job: small,
      token: small,
      end: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("claim" as const), who: small, job: small, token: small }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("judge" as const),
      who: small,
      claim: small,
      role,
      pass: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reverse" as const), who: small, role }) },
);

/** What has to come out, kept as it happens: it knows the order of things, which the records have to show by themselves. */
export interface JobModel {
  owner: { session: string; token: number; ended: boolean } | null;
  top: number;
  counted: string[];
}

export interface ClaimModel {
  readonly by: string;
  readonly counts: boolean;
  passed: boolean;
  opened: boolean;
}

export interface World {
  readonly state: MutableState;
  readonly records: JournalRecord[];
  readonly jobs: Map<string, JobModel>;
  readonly claims: Map<string, ClaimModel>;
  readonly expired: Set<string>;
}

export function createWorld(): World {
  const world: World = {
    state: createState(),
    records: [],
    jobs: new Map(),
    claims: new Map(),
    expired: new Set(),
  };
  for (let at = 0; at < JOBS; at++)
    world.jobs.set(put(world, job(next(world), { attempts: 100 })), { owner: null, top: 0, counted: [] });
  return world;
}

/** Claims lie at the blob that verdicts name. */
export const addTo = (state: MutableState, record: JournalRecord): boolean =>
  state.add(record, Claim.is(record) ? BLOB : record.id.slice(-20).padStart(40, "2"), true);

const next = ({ records }: World): number => records.length + 1;
const numberOf = (id: string): number => Number(id.slice(3));

function put(world: World, record: JournalRecord): string {
  world.records.push(record);
  addTo(world.state, record);
  return record.id;
}

const nth = <T>(all: Iterable<T>, at: number): T | undefined => {
  const list = [...all];
  return list[at % Math.max(1, list.length)];
};
const sessionOf = (who: number): string => nth(SESSIONS, who) ?? "ann";

function jobAt({ jobs, state }: World, at: number) {
  const [id, model] = nth(jobs, at) ?? expect.fail("no job");
  const record = state.get(Job, id) ?? expect.fail("no job");
  const inherits = () => inheritanceOf(state, record).map(numberOf);
  return { id, model, of: numberOf(id), inherits };
}

/** A token that is not above the last one gives nobody anything. */
function give(
  { expired }: World,
  { id, model }: Pick<ReturnType<typeof jobAt>, "id" | "model">,
  token: number,
  owner: JobModel["owner"],
): void {
  if (token <= model.top) return;
  Object.assign(model, { owner, top: token });
  expired.delete(id);
}

const holds = ({ owner }: JobModel, session: string, token: number): boolean =>
  owner?.session === session && owner.token === token;

/** One that was given out, to whomever: to write under one before it is given to oneself is no more than to write a moment later. */
const anyToken = ({ top }: JobModel, at: number): number | null => (top === 0 ? null : (at % top) + 1);

const COMMANDS: { readonly [K in Command["do"]]: (world: World, each: Extract<Command, { do: K }>) => void } =
  {
    start(world, { who, job: at }) {
      const { id, model, of, inherits } = jobAt(world, at);
      const session = sessionOf(who);
      const facts = {
        standings: standingsOfJobs(world.state),
        leases: leasesOf(world),
        here: HERE,
        session,
        process: null,
      };
      if (!readyJobs(facts).some((standing) => standing.job.id === id)) return;
      // Who holds it in time keeps it; other things may stand in the way too.
      expect(model.owner === null || model.owner.ended || world.expired.has(id)).toBe(true);
      const token = model.top + 1;
      put(world, event(next(world), { job: of, token }, started(...inherits()), { session }));
      give(world, { id, model }, token, { session, token, ended: false });
    },
    seize(world, { who, job: at, ahead }) {
      const { id, model, of, inherits } = jobAt(world, at);
      const [session, token] = [sessionOf(who), Math.max(1, model.top + ahead)];
      // From behind nobody can make earlier words uncounted by leaving them out.
      const named = token > model.top ? inherits() : [];
      put(world, event(next(world), { job: of, token }, started(...named), { session }));
      give(world, { id, model }, token, { session, token, ended: false });
    },
    expire(world, { job: at }) {
      world.expired.add(jobAt(world, at).id);
    },
    release(world, { who, job: at, role: as }) {
      const { id, model, of, inherits } = jobAt(world, at);
      const token = model.top + 1;
      put(
        world,
        event(next(world), { job: of, token }, released(...inherits()), {
          session: sessionOf(who),
          role: as,
        }),
      );
      if (as === "supervisor") give(world, { id, model }, token, null);
    },
    write(world, { who, job: at, token: any, end }) {
      const { model, of } = jobAt(world, at);
      const [session, token] = [sessionOf(who), anyToken(model, any)];
      if (token === null) return;
      const id = put(world, event(next(world), { job: of, token }, end ? handedOn : progress, { session }));
      if (!holds(model, session, token)) return;
      model.counted.push(id);
      if (end && model.owner) model.owner.ended = true;
    },
    claim(world, { who, job: at, token: any }) {
      const { id, model } = jobAt(world, at);
      const [by, token] = [sessionOf(who), anyToken(model, any)];
      if (token === null) return;
      const made = put(world, claim(next(world), {}, { session: by, job: { id, token } }));
      world.claims.set(made, { by, counts: holds(model, by, token), passed: false, opened: false });
    },
    judge(world, { who, claim: at, role: as, pass }) {
      const [id, known] = nth(world.claims, at) ?? [];
      if (!id || !known) return;
      const session = sessionOf(who);
      const unproven = { receipts: [], verificationResult: "NOT_PROVEN" as const, verifiedLevels: [] };
      put(world, verdict(next(world), numberOf(id), pass ? {} : unproven, { session, role: as }));
      // A pass after a reversal locks again.
      if (pass && known.counts && session !== known.by && as !== "worker")
        Object.assign(known, { passed: true, opened: false });
    },
    reverse(world, { who, role: as }) {
      const session = sessionOf(who);
      put(world, reversal(next(world), { session, role: as }));
      if (as !== "supervisor") return;
      for (const known of world.claims.values())
        if (known.passed && known.by !== session) known.opened = true;
    },
  };

function leasesOf({ jobs, expired }: World) {
  return new Map(
    [...jobs].flatMap(([id, { owner }]) =>
      owner === null || owner.ended
        ? []
        : [[id, { ...owner, clone: HERE, expired: expired.has(id) }] as const],
    ),
  );
}

export function carryOut(world: World, each: Command): void {
  const todo = COMMANDS[each.do] as (world: World, each: Command) => void;
  todo(world, each);
}
