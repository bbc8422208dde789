// Each metric on records whose number was worked out by hand, and without data.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { METRIC_NAMES, METRICS, type MetricName } from "../../../src/goals/metrics/all.ts";
import { factsOf } from "../../../src/goals/metrics/facts.ts";
import { measureMetric } from "../../../src/goals/metrics/metric.ts";
import type { Sample } from "../../../src/goals/metrics/sample.ts";
import type { JournalRecord } from "../../../src/records/record.ts";
import { citation, fold, idOf, learning } from "../../support/records.ts";
import {
  claim,
  escalation,
  event,
  failing,
  finished,
  handoff,
  job,
  judgment,
  retrieval,
  reversal,
  ruling,
  signature,
  started,
  stateOf,
  storedWork,
  verdict,
} from "../../support/work-records.ts";

const measured = (name: MetricName, records: readonly JournalRecord[], last: number | null = null) => {
  const { value, events } = measureMetric(METRICS[name], factsOf(stateOf(...records)), last);
  return { value, events };
};
const trap = (number: number, paths: string[], session = "author", evidence: number[] = []) =>
  learning(number, {
    session,
    paths,
    kind: "gotcha",
    evidence: evidence.map((each) => ({ type: "record" as const, ref: idOf(each) })),
  });

describe("without data", () => {
  it.each(METRIC_NAMES)("%s has no value, and never zero", (name) => {
    expect(measured(name, [])).toEqual({ value: null, events: 0 });
    expect(measured(name, [learning(1), claim(2, 0)])).toEqual({ value: null, events: 0 });
  });
});

it("of the last events alone is counted from those with the largest ids, in whatever order they come", () => {
  const sample = fc.record({ id: fc.nat(60).map(idOf), value: fc.constantFrom(0, 1, 2) });
  const order = (a: Sample, b: Sample) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.value - b.value);
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (samples, last) => {
      const metric = { ...METRICS.attempts_per_pass, samples: () => samples };
      const newest = samples.toSorted(order).slice(-last);
      const sum = newest.reduce((total, { value }) => total + value, 0);
      const value = newest.length === 0 ? null : sum / newest.length;
      expect(measureMetric(metric, factsOf(stateOf()), last)).toMatchObject({ value, events: newest.length });
    }),
  );
});

describe("first_pass", () => {
  it("counts the first claim of each job, and of each session without one", () => {
    const records = [
      // A job whose first claim failed; that its second one passed does not matter.
      ...[job(1, 0), event(2, 0, { job: 1 }, started())],
      ...[
        claim(3, 1, { job: 1 }),
        verdict(4, 2, 3, "FAILED"),
        claim(5, 3, { job: 1 }),
        verdict(6, 4, 5, "PASSED"),
      ],
      // Two sessions that passed at once, one of them after a run that proved nothing.
      ...[claim(7, 1, { session: "b" }), verdict(8, 2, 7, "PASSED")],
      ...[claim(9, 1, { session: "c" }), verdict(10, 2, 9, "NOT_PROVEN"), verdict(11, 2, 9, "PASSED")],
      // Nobody has decided these.
      claim(12, 1, { session: "d" }),
      ...[claim(13, 1, { session: "e" }), verdict(14, 2, 13, "NOT_PROVEN")],
      // Refused by a judge.
      ...[
        claim(15, 1, { session: "f" }),
        verdict(16, 2, 15, "PASSED"),
        judgment(17, 3, 15, { decision: "refuse" }),
      ],
    ];
    expect(measured("first_pass", records)).toEqual({ value: 2 / 4, events: 4 });
    expect(measured("first_pass", records, 3)).toEqual({ value: 2 / 3, events: 3 });
  });

  it("does not count what the laws do not count", () => {
    const own = verdict(2, 1, 1, "PASSED");
    const failed = (number: number, of: number) => verdict(number, 1, of, "FAILED");
    expect(measured("first_pass", [claim(1, 0), { ...own, session: "worker" }]).events).toBe(0);
    expect(measured("first_pass", [claim(1, 0), { ...own, role: "worker" }]).events).toBe(0);
    const foreign = fold([storedWork(claim(1, 0)), storedWork(own, false)]);
    expect(measureMetric(METRICS.first_pass, factsOf(foreign)).events).toBe(0);
    // Another clone can't write the first claim of this one's session.
    const planted = fold([storedWork(claim(1, 0), false), storedWork(claim(3, 0)), storedWork(failed(4, 3))]);
    expect(measureMetric(METRICS.first_pass, factsOf(planted))).toMatchObject({ value: 0, events: 1 });
    // A claim for a job that its session never held.
    expect(
      measured("first_pass", [job(9, 0), claim(10, 0, { job: 9 }), verdict(11, 1, 10, "PASSED")]).events,
    ).toBe(0);
  });
});

describe("time_to_pass", () => {
  it("is the median, to the judgement where one was needed", () => {
    const records = [
      ...[claim(1, 0, { session: "a" }), verdict(2, 10, 1, "PASSED")],
      ...[claim(3, 0, { session: "b" }), verdict(4, 30, 3, "PASSED")],
      ...[
        claim(5, 0, { session: "c", level: "L2" }),
        verdict(6, 5, 5, "PASSED"),
        judgment(7, 100, 5, { decision: "pass" }),
      ],
      ...[claim(8, 0, { session: "d", level: "L2" }), verdict(9, 5, 8, "PASSED")],
    ] as const;
    expect(measured("time_to_pass", records)).toEqual({ value: 30, events: 3 });
    expect(measured("time_to_pass", records.slice(0, 4))).toEqual({ value: 20, events: 2 });
  });

  it("to the signature where one was needed", () => {
    const passed = verdict(2, 10, 1, "PASSED");
    const records = [claim(1, 0, { level: "L3" }), passed, judgment(3, 20, 1, { decision: "pass" })];
    const signed = signature(4, 50, passed);
    const pasted = signature(4, 50, { ...passed, id: idOf(9) });
    const about = { verdict: passed.id, verdictDigest: signed.verdictDigest };
    expect(measured("time_to_pass", records).events).toBe(0);
    expect(measured("time_to_pass", [...records, { ...signed, role: "worker" }]).events).toBe(0);
    expect(measured("time_to_pass", [...records, { ...pasted, ...about }]).events).toBe(0);
    expect(measured("time_to_pass", [...records, signed])).toEqual({ value: 50, events: 1 });
    expect(measured("first_pass", [...records, signed])).toEqual({ value: 1, events: 1 });
    expect(measured("time_to_pass", [records[0] ?? passed, passed, signed]).events).toBe(0);
  });

  it("to the person's word where judges did not settle it", () => {
    const { statement, ...open } = verdict(2, 5, 1, "PASSED");
    const packet = { sha256: "d".repeat(64), bytes: 1, leftOut: [] };
    const result = "NOT_PROVEN" as const;
    const council = { result, because: "nobody came", quorum: 2, packet, judges: [] };
    const predicate = { ...statement.predicate, verificationResult: result, council };
    const records = [claim(1, 0), { ...open, statement: { ...statement, predicate } }];
    const person = { attested: "terminal", session: "person", role: "supervisor" } as const;
    expect(measured("time_to_pass", records).events).toBe(0);
    const settled = [...records, judgment(3, 50, 1, { decision: "pass", ...person })];
    expect(measured("time_to_pass", settled)).toEqual({ value: 50, events: 1 });
    expect(measured("first_pass", settled)).toEqual({ value: 1, events: 1 });
  });

  it("leaves out what a clock that was set back makes negative", () => {
    expect(measured("time_to_pass", [claim(1, 500), verdict(2, 10, 1, "PASSED")])).toEqual({
      value: null,
      events: 0,
    });
  });
});

describe("recovery_time", () => {
  it("goes from the first failure to the next pass of the same job", () => {
    const records = [
      ...[job(1, 0), event(2, 0, { job: 1 }, started())],
      ...[claim(3, 1, { job: 1 }), verdict(4, 10, 3, "FAILED")],
      ...[claim(5, 11, { job: 1 }), verdict(6, 20, 5, "FAILED")],
      ...[claim(7, 21, { job: 1 }), verdict(8, 70, 7, "PASSED"), verdict(9, 90, 7, "PASSED")],
    ];
    expect(measured("recovery_time", records)).toEqual({ value: 60, events: 1 });
  });

  it("and outside of jobs from a check's failure to its next pass, whoever brings it; what is open does not count", () => {
    const records = [
      ...[claim(1, 0, { session: "a" }), verdict(2, 10, 1, "FAILED")],
      ...[claim(3, 0, { session: "b" }), verdict(4, 25, 3, "PASSED")],
      ...[claim(5, 0, { session: "c" }), verdict(6, 30, 5, "FAILED")],
    ];
    expect(measured("recovery_time", records)).toEqual({ value: 15, events: 1 });
  });
});

describe("repeat_mistakes", () => {
  it("knows a mistake by check and file, refused file, approach within a job, and error", () => {
    const records = [
      ...[claim(1, 0, { session: "a" }), verdict(2, 1, 1, "FAILED")],
      // Again; then another file.
      ...[claim(3, 0, { session: "b" }), verdict(4, 1, 3, "FAILED")],
      ...[claim(5, 0, { session: "c", paths: ["src/b.ts"] }), verdict(6, 1, 5, "FAILED")],
      ...[
        claim(7, 0, { session: "d" }),
        verdict(8, 1, 7, "PASSED"),
        judgment(9, 2, 7, { decision: "refuse" }),
      ],
      ...[job(10, 0), event(11, 0, { job: 10 }, started()), event(12, 1, { job: 10 }, failing("Regex "))],
      event(13, 2, { job: 10 }, failing("regex")),
      ...[handoff(14, 0, "e", { failures: [{ error: "1" }, { error: "2", overcome: true }] })],
      // The same note again is none, the same error in another session is one.
      ...[
        handoff(15, 0, "e", { failures: [{ error: "1" }] }),
        handoff(16, 0, "f", { failures: [{ error: "1" }] }),
      ],
    ];
    expect(measured("repeat_mistakes", records)).toEqual({ value: 3 / 8, events: 8 });
    const planted = fold([storedWork(handoff(14, 0, "e", { failures: [{ error: "1" }] }), false)]);
    expect(measureMetric(METRICS.repeat_mistakes, factsOf(planted)).events).toBe(0);
  });
});

describe("recurrence", () => {
  const failure = (session = "b", paths = ["src/a.ts"]) => [
    claim(10, 20, { session, paths }),
    verdict(11, 30, 10, "FAILED"),
  ];
  const of = (...records: JournalRecord[]) => measured("recurrence", records).value;

  it("is a failure that a served dead end or trap had warned of", () => {
    expect(of(trap(1, ["src/a.ts"]), retrieval(2, 1, "b", [1]), ...failure())).toBe(1);
    expect(of(trap(1, ["src/"]), retrieval(2, 1, "b", [1]), ...failure())).toBe(1);
    expect(of(trap(1, ["src/**/*.ts"]), retrieval(2, 1, "other", [1]), ...failure())).toBe(1);
  });

  it("also one that quotes an earlier failure with the same mark", () => {
    const before = handoff(1, 0, "a", { failures: [{ error: "7" }] });
    const again = handoff(9, 50, "b", { failures: [{ error: "7" }] });
    const other = handoff(9, 50, "b", { failures: [{ error: "8" }] });
    expect(of(before, trap(2, [], "a", [1]), retrieval(3, 1, "b", [2]), again)).toBe(1 / 2);
    expect(of(before, trap(2, [], "a", [1]), retrieval(3, 1, "b", [2]), other)).toBe(0);
  });

  it.each<[string, JournalRecord[]]>([
    ["was served to nobody", [trap(1, ["src/a.ts"])]],
    ["was served too late", [trap(1, ["src/a.ts"]), retrieval(20, 40, "b", [1])]],
    ["is no dead end", [learning(1, { kind: "pattern", paths: ["src/a.ts"] }), retrieval(2, 1, "b", [1])]],
    ["is about another file", [trap(1, ["src/b.ts", "rc/a.ts"]), retrieval(2, 1, "b", [1])]],
    ["is about another kind of file", [trap(1, ["src/*.sql"]), retrieval(2, 1, "b", [1])]],
    ["is about files of another name", [trap(1, ["src/b*.ts", "lib/*.ts"]), retrieval(2, 1, "b", [1])]],
    ["is about all files of an ending", [trap(1, ["*.ts", "**/*.ts"]), retrieval(2, 1, "b", [1])]],
    ["was only seen by its author", [trap(1, ["src/a.ts"], "b"), retrieval(2, 1, "b", [1])]],
  ])("not where the lesson %s", (_, records) => {
    expect(of(...records, ...failure())).toBe(0);
  });

  it("what a session retrieved before it failed counts, though it is written with a later record", () => {
    expect(of(trap(1, ["src/a.ts"]), retrieval(20, 5, "b", [1]), ...failure())).toBe(1);
  });
});

describe("of jobs", () => {
  const records = [
    // Begun twice, escalated twice with one ruling for both, reviewed at a terminal, released, and reversed.
    ...[
      job(1, 0),
      event(2, 0, { job: 1 }, started()),
      escalation(3, 1, 1),
      escalation(4, 1, 1),
      ruling(5, 2, [3, 4]),
    ],
    event(6, 3, { job: 1, token: 2 }, { what: "released", reason: "stuck", inherits: [] }),
    event(7, 4, { job: 1, token: 3, session: "second" }, started()),
    ...[claim(8, 5, { job: 1, token: 3, session: "second" }), verdict(9, 6, 8, "PASSED")],
    ...[
      judgment(10, 7, 8, { decision: "pass", attested: "terminal", session: "person" }),
      reversal(11, 8, 8),
    ],
    event(12, 9, { job: 1, token: 3, session: "second" }, finished()),
    // Done at once and alone; begun; never begun.
    ...[
      job(20, 0),
      event(21, 0, { job: 20 }, started()),
      claim(22, 1, { job: 20 }),
      verdict(23, 2, 22, "PASSED"),
    ],
    event(24, 3, { job: 20 }, finished()),
    ...[job(30, 0), event(31, 0, { job: 30 }, started()), job(40, 0)],
  ];

  it("interventions, on average", () => {
    expect(measured("interventions", records)).toEqual({ value: 4 / 3, events: 3 });
  });
  it("a ruling and the release that carries it out are one step", () => {
    const released = { what: "released" as const, reason: "vary", inherits: [], ruling: idOf(5) };
    const varied = { ...ruling(5, 2, [3]), ruling: "vary" as const };
    const story = [job(1, 0), event(2, 0, { job: 1 }, started()), escalation(3, 1, 1), varied];
    expect(
      measured("interventions", [...story, event(6, 3, { job: 1, token: 2, session: "boss" }, released)])
        .value,
    ).toBe(1);
  });
  it("nobody's own reversal of their own claim is one", () => {
    const story = [job(1, 0), event(2, 0, { job: 1 }, started()), claim(3, 1, { job: 1 })];
    const own = { ...reversal(5, 2, 3), session: "worker" };
    expect(measured("interventions", [...story, verdict(4, 1, 3, "PASSED"), own]).value).toBe(0);
  });
  it("escalation_rate", () => {
    expect(measured("escalation_rate", records)).toEqual({ value: 1 / 3, events: 3 });
  });
  it("attempts_per_pass", () => {
    expect(measured("attempts_per_pass", records)).toEqual({ value: 3 / 2, events: 2 });
  });
  it("words of workers about their own authority count for nothing", () => {
    const forged = records.map((record) =>
      record.role === "supervisor" ? { ...record, role: "worker" as const } : record,
    );
    expect(measured("interventions", forged).value).toBe(1 / 3);
  });
});

describe("citation_rate", () => {
  it("counts each learning once for each session, and only words that count", () => {
    const records = [
      ...[learning(1), learning(2), learning(3)],
      ...[retrieval(10, 1, "b", [1, 2]), retrieval(11, 2, "b", [1]), retrieval(12, 3, "author", [1])],
      retrieval(13, 4, "c", [1, 3]),
      ...[
        citation(20, idOf(1), { session: "b", outcome: "applied" }),
        citation(21, idOf(2), { session: "b", outcome: "ignored" }),
      ],
      citation(22, idOf(1), { session: "author", outcome: "applied" }),
      // A dispute without a reason is no word.
      citation(23, idOf(1), { session: "c", outcome: "wrong", note: null }),
    ];
    expect(measured("citation_rate", records)).toEqual({ value: 1 / 4, events: 4 });
  });
});

describe("disagreement", () => {
  it("is between judges' last words", () => {
    const records = [
      ...[
        claim(1, 0, { session: "a" }),
        judgment(2, 1, 1, { decision: "pass" }),
        judgment(3, 1, 1, { decision: "refuse", session: "second" }),
      ],
      ...[
        claim(4, 0, { session: "b" }),
        judgment(5, 1, 4, { decision: "pass" }),
        judgment(6, 1, 4, { decision: "refuse", session: "second" }),
      ],
      judgment(7, 2, 4, { decision: "pass", session: "second" }),
      ...[claim(8, 0, { session: "c" }), judgment(9, 1, 8, { decision: "refuse" })],
    ];
    expect(measured("disagreement", records)).toEqual({ value: 1 / 2, events: 2 });
  });
});
