// Who got a job's token, whose words under it count, and what the next owner inherits: by records of clones that nobody vouches for.
import { describe, expect, it } from "vitest";
import type { ClaimRecord } from "../../src/claims/records/claim.ts";
import { barOn, chainOf, objectionToEvent } from "../../src/jobs/chain.ts";
import { fullJobName, jobName } from "../../src/jobs/job-name.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import type { EscalationRecord } from "../../src/jobs/records/escalation.ts";
import type { JobEventRecord } from "../../src/jobs/records/job_event.ts";
import type { RulingKind, RulingRecord } from "../../src/jobs/records/ruling.ts";
import {
  countedEscalations,
  objectionToEscalation,
  objectionToRuling,
  rulingOn,
  rulingsAbout,
  rulingsOn,
} from "../../src/jobs/rulings/laws.ts";
import {
  findJob,
  inheritanceOf,
  objectionToClaim,
  objectionToResearch,
  standingOfJob,
} from "../../src/jobs/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { claim } from "../support/claim-records.ts";
import { event, job, progress, released, started } from "../support/job-records.ts";
import { fold, foldOf, idOf, stored } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";
import * as work from "../support/work-records.ts";

const [HERE, THERE] = ["aaaaaaaaaa", "bbbbbbbbbb"];
const boss = { role: "supervisor", session: "boss" } as const;
const start = (
  number: number,
  token: number,
  changes: Partial<JobEventRecord> = {},
  process: string | null = null,
) => event(number, { job: 1, token }, { ...started(), process }, changes);
const said = (number: number, token: number, changes: Partial<JobEventRecord> = {}) =>
  event(number, { job: 1, token }, progress, changes);
const failure = (number: number, token: number, changes: Partial<JobEventRecord> = {}, approach = "regex") =>
  event(number, { job: 1, token }, { ...progress, approach, failed: true }, changes);
const escalation = (number: number, changes: Partial<EscalationRecord> = {}): EscalationRecord => ({
  ...work.escalation(number, 0, 1),
  session: "one",
  ...changes,
});
const ruling = (
  number: number,
  on: number,
  kind: RulingKind,
  changes: Partial<RulingRecord> = {},
): RulingRecord => ({
  ...work.ruling(number, 0, [on]),
  ruling: kind,
  ...changes,
});
const carriedOut = (number: number, token: number, by: number, changes: Partial<JobEventRecord> = {}) =>
  event(number, { job: 1, token }, { ...released(), ruling: idOf(by) }, { ...boss, ...changes });
const of = (...records: JournalRecord[]) => standingOfJob(foldOf(job(1), ...records), job(1));
const refusedIds = (...records: JournalRecord[]) => of(...records).refused.map((each) => each.event.id);

describe("owners", () => {
  it("are in the order of their tokens, whenever each was recorded", () => {
    const records = [start(5, 1), start(4, 2, { session: "two" }), start(3, 3, { session: "three" })];
    const { owners } = chainOf(foldOf(job(1), ...records), idOf(1));
    expect(owners.map(({ token }) => token)).toEqual([1, 2, 3]);
    expect(of(...records)).toMatchObject({ token: 3, holder: { session: "three" } });
  });

  it("void are those that leave out too many tokens, with why, and nobody else", () => {
    const chain = chainOf(foldOf(job(1), start(2, 1), start(3, 5000)), idOf(1));
    expect([...chain.void]).toEqual([[idOf(3), "leaves out more than 1000 tokens after token 1"]]);
    expect(chainOf(foldOf(job(1), start(2, 1002)), idOf(1)).void.size).toBe(1);
    expect(chainOf(foldOf(job(1), start(2, 1001)), idOf(1)).void.size).toBe(0);
  });

  it("are no words of a supervisor but a release", () => {
    expect(of(start(2, 1), said(3, 2, boss))).toMatchObject({ token: 1, holder: { session: "one" } });
    expect(of(start(2, 1), event(3, { job: 1, token: 2 }, released(), boss))).toMatchObject({
      token: 2,
      holder: null,
    });
  });

  it("that carry out a ruling are of whoever made it", () => {
    const asked = [start(2, 1), escalation(3), ruling(4, 3, "restart")];
    expect(of(...asked, carriedOut(5, 2, 4))).toMatchObject({ state: "open", token: 2 });
    for (const other of [{ session: "two" }, { clone: THERE }]) {
      const found = of(...asked, carriedOut(5, 2, 4, other));
      expect(found.token).toBe(1);
      expect(found.refused).toMatchObject([
        { because: `carries out ruling ${idOf(4)}, which is somebody else's` },
      ]);
    }
    expect(of(...asked, carriedOut(5, 2, 9)).refused).toMatchObject([
      { because: `carries out ruling ${idOf(9)}, which does not count` },
    ]);
  });
});

describe("words under a token", () => {
  it("are its session's alone, in its clone", () => {
    expect(refusedIds(start(2, 1), said(3, 1, { session: "two" }))).toEqual([idOf(3)]);
    expect(refusedIds(start(2, 1), said(3, 1, { clone: THERE }))).toEqual([idOf(3)]);
    expect(refusedIds(start(2, 1), said(3, 2))).toEqual([idOf(3)]);
    const freed = event(3, { job: 1, token: 2 }, released(), boss);
    expect(refusedIds(start(2, 1), freed, said(4, 2, { session: "boss" }))).toEqual([idOf(4)]);
  });

  it("that come after the next owner count where the newest owner names them, and nowhere else", () => {
    const later = [start(4, 2, { session: "two" }), start(6, 3, { session: "three" })];
    expect(refusedIds(start(2, 1), said(3, 1), ...later)).toEqual([idOf(3)]);
    const named = event(6, { job: 1, token: 3 }, started(3), { session: "three" });
    expect(refusedIds(start(2, 1), said(3, 1), later[0] ?? job(9), named)).toEqual([]);
    const gap = event(4, { job: 1, token: 2 }, started(3), { session: "two" });
    expect(refusedIds(start(2, 1), said(3, 1), gap, start(6, 3, { session: "three" }))).toEqual([idOf(3)]);
    const chain = chainOf(foldOf(job(1), start(2, 1), ...later), idOf(1));
    expect(objectionToEvent(chain, { id: idOf(3), token: 1, session: "one", clone: HERE })).toBe(
      "written under token 1 after token 2 was given out",
    );
  });
});

describe("failures with one approach", () => {
  const three = [failure(3, 1), failure(4, 1), failure(5, 1)];

  it("end a token at the third, and what came before it counts on", () => {
    const found = of(start(2, 1), ...three, said(6, 1));
    expect(found).toMatchObject({ state: "open", holder: null });
    expect(found.refused).toMatchObject([
      { because: "written after its session lost the job: it failed 3 times with the same approach" },
    ]);
    expect(found.events.map(({ id }) => id)).toEqual([2, 3, 4, 5].map(idOf));
  });

  it("count under several tokens of one session or process, and of nobody else", () => {
    const two = [start(2, 1), failure(3, 1), failure(4, 1)];
    const again = [start(5, 2), failure(6, 2)];
    expect(of(...two, ...again).holder).toBeNull();
    const others = { session: "two" };
    expect(of(...two, start(5, 2, others), failure(6, 2, others)).holder?.session).toBe("two");
    const there = { clone: THERE };
    expect(of(...two, start(5, 2, there), failure(6, 2, there)).holder?.clone).toBe(THERE);
  });

  it("are none of other sessions that write under its token, nor of steps that went well", () => {
    const [one, two] = three;
    if (!one || !two) expect.fail("too few");
    for (const other of [
      failure(5, 1, { session: "two" }),
      failure(5, 1, { clone: THERE }),
      failure(5, 2),
      said(5, 1),
      failure(5, 1, {}, "scanner"),
      event(5, { job: 1, token: 1 }, { ...progress, approach: "regex" }),
    ])
      expect(of(start(2, 1), one, two, other).holder?.session).toBe("one");
  });

  it("are none of a supervisor under its own release", () => {
    const freed = event(3, { job: 1, token: 2 }, released(), boss);
    const words = [4, 5, 6].map((at) => failure(at, 2, { session: "boss" }));
    const chain = chainOf(foldOf(job(1), start(2, 1), freed, ...words), idOf(1));
    expect(barOn(chain, { session: "boss", clone: HERE, process: null })).toBeNull();
  });

  it("bar their session from then on, and no process that can't be told", () => {
    const chain = chainOf(foldOf(job(1), start(2, 1), ...three), idOf(1));
    const bar = (session: string, process: string | null = null, clone: string | null = HERE) =>
      barOn(chain, { session, clone, process });
    expect(bar("one")).toBe("it failed 3 times with the same approach");
    expect(bar("two")).toBeNull();
    expect(bar("one", null, THERE)).toBeNull();
    const hosted = chainOf(foldOf(job(1), start(2, 1, {}, "p"), ...three), idOf(1));
    expect(barOn(hosted, { session: "two", clone: HERE, process: "p" })).not.toBeNull();
    expect(barOn(hosted, { session: "two", clone: HERE, process: null })).toBeNull();
    expect(
      barOn(chainOf(foldOf(job(1)), idOf(1)), { session: "one", clone: HERE, process: null }),
    ).toBeNull();
  });
});

describe("a ruling bars", () => {
  const asked = [start(2, 1), escalation(3), ruling(4, 3, "restart")];
  const bar = (records: readonly JournalRecord[], session = "one") =>
    barOn(chainOf(foldOf(job(1), ...records), idOf(1)), { session, clone: HERE, process: null });
  const fresh = `ruling ${idOf(4)} (restart) gives it to a fresh session`;

  it("whoever escalated, from its release on", () => {
    expect(bar([...asked, carriedOut(5, 2, 4)])).toBe(fresh);
    expect(bar([...asked, carriedOut(5, 2, 4)], "two")).toBeNull();
    const later = [...asked, carriedOut(5, 2, 4), start(6, 3)];
    expect(of(...later).refused).toMatchObject([{ because: fresh }]);
  });

  it("by the token of its release too, whatever the clock of a later start says", () => {
    const early = [start(2, 1), escalation(3), ruling(8, 3, "restart"), carriedOut(9, 2, 8), start(5, 3)];
    expect(of(...early)).toMatchObject({ token: 2, holder: null });
    expect(of(...early).refused).toMatchObject([{ event: { id: idOf(5) } }]);
  });

  it("not by the release of another ruling, nor what was begun before it", () => {
    expect(bar(asked)).toBe(fresh);
    const other = event(5, { job: 1, token: 2 }, released(), boss);
    const again = [...asked.slice(0, 2), other, start(6, 3), ruling(7, 3, "restart")];
    expect(of(...again)).toMatchObject({ token: 3, holder: { session: "one" } });
    const planned = [...asked.slice(0, 2), start(4, 3), ruling(5, 3, "restart"), carriedOut(6, 3, 5)];
    expect(of(...planned)).toMatchObject({ token: 3, holder: { id: idOf(4) } });
  });

  it("everybody where it stops the job, and nobody where it is not in force", () => {
    const stop = [...asked.slice(0, 2), ruling(4, 3, "stop")];
    expect(bar(stop, "two")).toBe(`ruling ${idOf(4)} stopped it`);
    for (const kind of ["answer", "reframe", "defer"] as const)
      expect(bar([...asked.slice(0, 2), ruling(4, 3, kind)])).toBeNull();
    expect(bar([...asked.slice(0, 2), ruling(4, 3, "answer"), ruling(5, 3, "restart")])).toBeNull();
  });

  it("processes only where both can be told", () => {
    const hosted = [start(2, 1, {}, "p"), escalation(3, { process: "p" }), ruling(4, 3, "restart")];
    const chain = chainOf(foldOf(job(1), ...hosted), idOf(1));
    expect(barOn(chain, { session: "two", clone: HERE, process: "p" })).toBe(fresh);
    expect(barOn(chain, { session: "two", clone: HERE, process: null })).toBeNull();
  });
});

describe("an escalation counts", () => {
  const objection = (given: EscalationRecord, ...records: JournalRecord[]) =>
    objectionToEscalation(foldOf(job(1), ...records, given), given);
  const never = "its session never held token 1";

  it("of whoever held the token that it names, also once it is lost", () => {
    expect(objection(escalation(3), start(2, 1))).toBeNull();
    expect(objection(escalation(5), start(2, 1), start(3, 2, { session: "two" }))).toBeNull();
    expect(objection(escalation(3, { job: null }))).toBeNull();
  });

  it.each<[string, JobEventRecord]>([
    ["session", start(2, 1, { session: "two" })],
    ["clone", start(2, 1, { clone: THERE })],
    ["token", start(2, 2)],
    ["event", said(2, 1)],
  ])("never of another %s", (_, other) => expect(objection(escalation(3), other)).toBe(never));

  it("never by what another clone's journal tells", () => {
    const given = escalation(3);
    const forged = fold([stored(job(1)), stored(start(2, 1), false), stored(given)]);
    expect(objectionToEscalation(forged, given)).toBe(never);
    const planted = fold([stored(job(1)), stored(start(2, 1)), stored(given, false)]);
    expect(objectionToEscalation(planted, given)).toBe("not in the journal of the clone that it names");
    expect(objectionToEscalation(foldOf(start(2, 1)), given)).toMatch(/^not in the journal/);
    const on = ruling(4, 3, "answer");
    expect(objectionToRuling(fold([stored(given, false), stored(on)]), on, given)).toMatch(
      /^the escalation does not count: not in/,
    );
    expect(objectionToRuling(foldOf(job(1), start(2, 1), given), on, given)).toMatch(/^not in the journal/);
  });

  it("among all, oldest first", () => {
    const records = [escalation(6), escalation(4), escalation(5, { session: "liar" })];
    const state = foldOf(job(1), start(2, 1), ...records);
    expect(countedEscalations(state).map(({ id }) => id)).toEqual([idOf(4), idOf(6)]);
  });
});

describe("of several rulings", () => {
  const asked = [job(1), start(2, 1), escalation(3)];
  const told = (...rulings: RulingRecord[]) =>
    rulingsOn(foldOf(...asked, ...rulings), escalation(3)).map(({ ruling: { id }, because, inForce }) => [
      id,
      because,
      inForce,
    ]);

  it("a deferral holds until the first that is none, and later ones come too late", () => {
    expect(
      told(ruling(7, 3, "stop"), ruling(6, 3, "answer"), ruling(5, 3, "defer"), ruling(4, 3, "defer")),
    ).toEqual([
      [idOf(4), null, false],
      [idOf(5), `ruling ${idOf(6)} was first`, false],
      [idOf(6), null, true],
      [idOf(7), `ruling ${idOf(6)} was first`, false],
    ]);
    expect(told(ruling(4, 3, "defer"))).toEqual([[idOf(4), null, true]]);
    expect(told(ruling(5, 3, "defer"), ruling(4, 3, "answer"))).toEqual([
      [idOf(4), null, true],
      [idOf(5), `ruling ${idOf(4)} was first`, false],
    ]);
  });

  it("a person without a process may rule on what was escalated without one", () => {
    expect(told(ruling(4, 3, "answer", { process: null }))).toEqual([[idOf(4), null, true]]);
    expect(rulingOn(foldOf(...asked), escalation(3))).toBeNull();
    const state = foldOf(...asked, ruling(4, 3, "answer"), ruling(5, 3, "stop"));
    expect(rulingOn(state, escalation(3))?.id).toBe(idOf(4));
  });

  it("those about a job are told in their order, then in that of the escalations", () => {
    const both = { ...ruling(8, 3, "answer"), escalations: [idOf(6), idOf(3)] };
    const state = foldOf(escalation(6), ...asked, ruling(7, 6, "defer"), both, ruling(9, 3, "stop"));
    expect(
      rulingsAbout(state, idOf(1)).map((each) => [each.ruling.id, each.escalation.id, each.inForce]),
    ).toEqual([
      [idOf(7), idOf(6), false],
      [idOf(8), idOf(3), true],
      [idOf(8), idOf(6), true],
    ]);
  });
});

describe("the next owner inherits", () => {
  const underLease = (number: number, token: number, session: string): ClaimRecord =>
    claim(number, {}, { session, job: { id: idOf(1), token } });
  const research = (number: number, token: number, session: string): JournalRecord =>
    ({ ...job(number), record: "research", session, job: { id: idOf(1), token } }) as JournalRecord;

  it("what counts now, events first, in their order, and no owner", () => {
    const records = [
      ...[start(2, 1), said(9, 1), said(4, 1), said(5, 1, { session: "liar" })],
      ...[underLease(8, 1, "one"), underLease(7, 1, "liar"), research(6, 1, "one"), research(3, 1, "liar")],
    ];
    const state = foldOf(job(1), ...records);
    expect(inheritanceOf(state, job(1))).toEqual([4, 9, 6, 8].map(idOf));
  });

  it("of more than a record can name the newest, and claims before words", () => {
    const words = Array.from({ length: JOB_LIMITS.inherits }, (_, at) => said(10 + at, 1));
    const state = foldOf(job(1), start(2, 1), ...words, underLease(3, 1, "one"));
    const inherited = inheritanceOf(state, job(1));
    expect(inherited).toHaveLength(JOB_LIMITS.inherits);
    expect([inherited[0], inherited.at(-1)]).toEqual([idOf(11), idOf(3)]);
  });

  it("nothing of a job that nobody knows", () => {
    const state = foldOf(start(2, 1));
    expect(objectionToClaim(state, underLease(3, 1, "one"))).toBe("made for a job that is not known");
    expect(objectionToClaim(state, claim(3))).toBeNull();
    const own = foldOf(research(3, 1, "one"));
    expect(objectionToResearch(own, research(3, 1, "one"))).toBe("made for a job that is not known");
    expect(objectionToResearch(foldOf(), research(3, 1, "one"))).toMatch(/^not in the journal/);
    const known = foldOf(job(1), start(2, 1));
    expect(objectionToClaim(known, underLease(3, 1, "one"))).toBeNull();
    expect(objectionToClaim(known, underLease(3, 1, "two"))).toBe(
      `made for job ${jobName(idOf(1))}: its session never held token 1`,
    );
  });
});

describe("a job is found", () => {
  const ids = ["01JAAAAAAAAAAAAAAAAAAAAAA1", "01JAAAAAAAAAAAAAAAAAAAAAB2", "01JZZZZZZZZZZZZZZZZZZZZZC3"];
  const [first = "", second = "", third = ""] = ids;
  const state = foldOf(
    ...[third, first, second].map((id) => ({ ...job(1), id, title: `of ${id.slice(-1)}` })),
  );

  it.each([
    ["by its name", jobName(first)],
    [
      "by its whole name in capitals, with spaces",
      ` ${fullJobName(first).toUpperCase().replace("J-", "j-")} `,
    ],
    ["by its id in small letters", ` ${first.toLowerCase()}`],
    ["by its id's end", "AAAAA1"],
    ["by its id's beginning", "01JAAAAAAAAAAAAAAAAAAAAAA"],
  ])("%s", (_, typed) => expect(findJob(state, typed).id).toBe(first));

  it("by nothing that two have, or none", () => {
    expect(refusalOf(() => findJob(state, "01JAAA"))).toMatchObject({
      code: "AMBIGUOUS",
      fix: `Send one of ${[first, second].map(fullJobName).join(", ")}.`,
    });
    const unknown = refusalOf(() => findJob(state, "AAAA1"));
    expect(unknown).toMatchObject({
      code: "NOT_FOUND",
      fix: expect.stringContaining(`${jobName(third)} (of 3).`),
    });
    expect(refusalOf(() => findJob(foldOf(), "AAAAA1")).fix).toMatch(/^There are no jobs yet/);
    const many = foldOf(...[4, 3, 2, 1].map((each) => job(each)));
    expect(refusalOf(() => findJob(many, "j-zzzzzzzzzzzzz")).fix).toBe(
      `Newest: ${[2, 3, 4].map((each) => `${jobName(idOf(each))} (job ${each})`).join(", ")}.`,
    );
  });
});
