// How a learning comes from one stage to the next: each row of the table, and everything that must not count for it.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meritsOf } from "../../src/learnings/promotion.ts";
import { type CurationRecord, STAGES, type Stage } from "../../src/learnings/records/curation.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { overlayState } from "../../src/learnings/written-texts.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { citation, curation, DAY, fold, foldOf, idOf, learning, START, stored } from "../support/records.ts";

const LESSON = idOf(1);
const path = [{ type: "path" as const, ref: "src/a.ts" }];

const stageIn = (...records: JournalRecord[]): Stage =>
  standingOf(foldOf(learning(1), ...records), learning(1), START).stage;

/** Helpful words of `sessions` sessions, each a day after the other. */
const helped = (sessions: number, from = 10, apart = DAY) =>
  Array.from({ length: sessions }, (_, at) =>
    citation(from + at, LESSON, { session: `s${at}`, outcome: "applied", at: START + at * apart }),
  );

const promote = (number: number, stage: Stage, changes: Partial<CurationRecord> = {}) =>
  curation(number, LESSON, "promote", { stage, ...changes });

/** What puts a learning on a protected base. */
function reviewed(...records: JournalRecord[]): Stage {
  const state = foldOf(learning(1), ...records);
  const reviews = new Map([[LESSON, "reviewed" as const]]);
  const merged = overlayState(state, { overlays: [], reviews, retired: new Map(), broken: [] });
  return standingOf(merged, learning(1), START).stage;
}

describe("by the records alone", () => {
  it("a learning without evidence and citations is an observation", () => {
    expect(stageIn()).toBe("observation");
  });

  it("evidence makes it a learning", () => {
    const evident = learning(1, { evidence: path });
    expect(standingOf(foldOf(evident), evident, START).stage).toBe("learning");
  });

  it("a review makes it a learning", () => {
    expect(reviewed()).toBe("learning");
  });

  it("another session that it helped makes it a learning, and the author's own word does not", () => {
    expect(stageIn(...helped(1))).toBe("learning");
    expect(stageIn(citation(5, LESSON, { session: "author", outcome: "applied" }))).toBe("observation");
    expect(stageIn(citation(5, LESSON, { session: "b", outcome: "ignored" }))).toBe("observation");
  });

  it.each([
    ["two sessions on two days", helped(2), "learning"],
    ["three sessions on one day", helped(3, 10, 0), "learning"],
    ["three sessions on three days", helped(3), "pattern"],
    [
      "three words of one session",
      [1, 2, 3].map((n) =>
        citation(n + 9, LESSON, { session: "s", outcome: "applied", at: START + n * DAY }),
      ),
      "learning",
    ],
    [
      "three sessions on two days and a dispute",
      [...helped(3), citation(40, LESSON, { session: "x", outcome: "wrong" })],
      "learning",
    ],
    [
      "a dispute that was taken back",
      [
        ...helped(3),
        citation(40, LESSON, { session: "x", outcome: "wrong" }),
        citation(41, LESSON, { session: "x", outcome: "still_true" }),
      ],
      "pattern",
    ],
    ["any number of citations, but nobody's decision", helped(18), "pattern"],
  ] as const)("%s: %#", (_, records, stage) => {
    expect(stageIn(...records)).toBe(stage);
    expect(reviewed(...records)).toBe(stage);
  });
});

describe("by a supervisor", () => {
  it.each([
    ["learning", "without anything to show", [promote(90, "learning")], "observation"],
    ["learning", "with evidence", [promote(90, "learning", { evidence: path })], "learning"],
    ["pattern", "after one session", [...helped(1), promote(90, "pattern")], "learning"],
    ["pattern", "after two sessions on two days", [...helped(2), promote(90, "pattern")], "pattern"],
    ["pattern", "before its second citation came", [promote(9, "pattern"), ...helped(2)], "learning"],
    ["guidance", "after three sessions, not reviewed", [...helped(3), promote(90, "guidance")], "pattern"],
  ] as const)("to %s %s", (_, __, records, stage) => {
    expect(stageIn(...records)).toBe(stage);
  });

  it("to guidance after three sessions on two days and a review, until either is gone", () => {
    expect(reviewed(...helped(3), promote(90, "guidance"))).toBe("guidance");
    expect(reviewed(...helped(2), promote(90, "guidance"))).toBe("learning");
    expect(stageIn(...helped(3), promote(90, "guidance"))).toBe("pattern");
    const dispute = citation(91, LESSON, { session: "x", outcome: "wrong" });
    expect(reviewed(...helped(3), promote(90, "guidance"), dispute)).toBe("learning");
  });

  it("demotes it, and a promotion takes that back exactly", () => {
    const down = curation(80, LESSON, "demote", { stage: "observation" });
    expect(stageIn(...helped(3), down)).toBe("observation");
    expect(stageIn(...helped(3), down, promote(81, "pattern"))).toBe("pattern");
    const twice = [
      ...helped(2),
      promote(80, "pattern"),
      curation(81, LESSON, "demote", { stage: "learning" }),
    ];
    expect(stageIn(...twice)).toBe(stageIn(...helped(2)));
  });
});

describe("what counts for nothing", () => {
  const process = "4711 99";
  const judgment = (session: string, at: string): JournalRecord => ({
    ...curation(7, idOf(2), "promote", { session, process: at, stage: "learning" }),
  });

  it.each([
    ["a worker's promotion", promote(90, "pattern", { role: "worker" })],
    ["a judge's promotion", promote(90, "pattern", { role: "judge" })],
    ["the author's own, as supervisor", promote(90, "pattern", { session: "author" })],
    ["a promotion that names no stage", promote(90, "pattern", { stage: null })],
    ["a promotion without a reason", promote(90, "pattern", { reason: "   " })],
  ])("%s", (_, record) => {
    expect(stageIn(...helped(2), record)).toBe("learning");
  });

  it("a copy in another clone's journal", () => {
    const records = [learning(1), ...helped(2)].map((record) => stored(record));
    const state = fold([...records, stored(promote(90, "pattern"), false)]);
    expect(standingOf(state, learning(1), START).stage).toBe("learning");
    expect(standingOf(fold([...records, stored(promote(90, "pattern"))]), learning(1), START).stage).toBe(
      "pattern",
    );
  });

  it("a promotion by the author's process under another session's name", () => {
    const known = judgment("author", process);
    expect(stageIn(...helped(2), known, promote(90, "pattern", { process }))).toBe("learning");
    expect(stageIn(...helped(2), known, promote(90, "pattern", { process: "5 5" }))).toBe("pattern");
    expect(stageIn(...helped(2), known, promote(90, "pattern", { process, clone: "bbbbbbbbbb" }))).toBe(
      "pattern",
    );
  });
});

it("43 candidates in 40 sessions do not wait for ever: what helps comes up, and what does not fades", () => {
  const lessons = Array.from({ length: 43 }, (_, number) => learning(number, { session: `author${number}` }));
  const words = Array.from({ length: 40 }, (_, session) =>
    [session % 5, (session * 7) % 43].map((lesson, at) =>
      citation(1000 + session * 10 + at, idOf(lesson), {
        session: `reader${session}`,
        outcome: lesson % 9 === 8 ? "ignored" : "applied",
        at: START + session * DAY,
      }),
    ),
  ).flat();
  const state = foldOf(...lessons, ...words);
  const stages = lessons.map((each) => standingOf(state, each, START + 41 * DAY).stage);
  expect(stages.filter((stage) => stage === "pattern").length).toBeGreaterThanOrEqual(5);
  expect(stages.filter((stage) => stage !== "observation").length).toBeGreaterThan(30);
  const idle = lessons.filter((_, at) => stages[at] === "observation");
  for (const each of idle) expect(meritsOf(state, each).sessions).toBe(0);
});

it("does not depend on the order in which records are read", () => {
  const record = fc.oneof(
    fc
      .record({
        who: fc.nat(4),
        day: fc.nat(3),
        outcome: fc.constantFrom("applied", "wrong", "stale", "ignored"),
      })
      .map(
        ({ who, day, outcome }) =>
          (number: number) =>
            citation(number, idOf(1 + (who % 3)), {
              session: who === 4 ? "author" : `s${who}`,
              outcome: outcome as "applied",
              at: START + day * DAY,
            }),
      ),
    fc
      .record({
        who: fc.nat(2),
        about: fc.nat(2),
        other: fc.nat(2),
        stage: fc.constantFrom(...STAGES),
        action: fc.constantFrom("promote", "demote", "retire", "restore", "contradict", "merge"),
      })
      .map(({ who, about, other, stage, action }) => (number: number) => {
        const steps = action === "promote" || action === "demote";
        const pairs = action === "merge" || action === "contradict";
        return curation(number, idOf(1 + about), action as "merge", {
          session: `supervisor${who}`,
          stage: steps ? stage : null,
          other: pairs ? idOf(1 + other) : null,
          evidence: [{ type: "command", ref: "npm test" }],
        });
      }),
  );
  const lessons = [1, 2, 3].map((number) => learning(number));
  fc.assert(
    fc.property(fc.array(record, { maxLength: 25 }), fc.infiniteStream(fc.nat()), (makers, salt) => {
      const records = [...lessons, ...makers.map((make, at) => make(100 + at))].map((each) => stored(each));
      const keys = new Map(records.map((each) => [each, salt.next().value] as const));
      const shuffled = records.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
      const [one, two] = [fold(records), fold(shuffled)].map((state) =>
        JSON.stringify(lessons.map((each) => standingOf(state, each, START + 9 * DAY))),
      );
      expect(two).toBe(one);
      // Whatever supervisors decide, somebody's word stays: never is every one of the three merged away.
      const merged = lessons.map((each) => standingOf(fold(records), each, START).withheld ?? "");
      expect(merged.every((why) => why.startsWith("merged"))).toBe(false);
    }),
  );
});
