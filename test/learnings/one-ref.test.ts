// One ref of unknown honesty: how far it moves, hides or raises a lesson, whatever its records say of themselves.

import { describe, expect, it } from "vitest";
import type { CitationOutcome } from "../../src/learnings/records/citation.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import { type Standing, standingOf } from "../../src/learnings/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { citation, DAY, fold, idOf, learning, START, stored } from "../support/records.ts";

const HERE = "aaaaaaaaaa";
const LIAR = "zzzzzzzzzz";
const LESSON = idOf(1);
/** A strength may move by so much through one ref. */
const MOST = 0.05;

/** Forty sessions that nobody has seen, each with its word. */
const invented = (
  outcome: CitationOutcome,
  changes: (session: number) => Partial<JournalRecord> = () => ({}),
) =>
  Array.from({ length: 40 }, (_, at) => ({
    ...citation(500 + at, LESSON, { session: `invented ${at}`, outcome, at: START + (at % 9) * DAY }),
    clone: LIAR,
    ...changes(at),
  }));

function standingWith(
  records: readonly JournalRecord[],
  {
    now = START,
    own = true,
    lesson = {},
  }: { now?: number; own?: boolean; lesson?: Partial<LearningRecord> } = {},
  honest: readonly JournalRecord[] = [],
): Standing {
  const about = learning(1, lesson);
  const state = fold([
    stored(about),
    ...honest.map((record) => stored(record)),
    ...records.map((record) => stored(record, own)),
  ]);
  return standingOf(state, about, now);
}

const words = (session: string, outcome: CitationOutcome, clone: string) => ({
  ...citation(100 + session.length, LESSON, { session, outcome }),
  clone,
});

describe("forty invented sessions in one ref", () => {
  const ages = [0, 1, 14, 60, 400];
  const outcomes = ["applied", "still_true", "stale", "wrong"] as const;
  it.each(outcomes.flatMap((outcome) => ages.map((age) => [outcome, age] as const)))(
    "move the strength of another clone's lesson by %s after %i days no more than a twentieth",
    (outcome, age) => {
      const now = START + age * DAY;
      const late = () => ({ at: new Date(now).toISOString() });
      for (const own of [true, false]) {
        const before = standingWith([], { now }).strength;
        const moved = standingWith(invented(outcome, late), { now, own }).strength;
        expect(Math.abs(moved - before)).toBeLessThanOrEqual(MOST);
      }
    },
  );

  it("move it no more where others have spoken, or where the lesson is their own", () => {
    const honest = [words("b", "applied", "bbbbbbbbbb"), words("cc", "stale", "cccccccccc")];
    for (const outcome of outcomes) {
      const moved =
        standingWith(invented(outcome), {}, honest).strength - standingWith([], {}, honest).strength;
      expect(Math.abs(moved)).toBeLessThanOrEqual(MOST);
      const theirs = { lesson: { clone: LIAR } };
      const raised = standingWith(invented(outcome), theirs).strength - standingWith([], theirs).strength;
      expect(Math.abs(raised)).toBeLessThanOrEqual(MOST);
    }
  });

  it("move it no more where each names a clone of its own", () => {
    const named = invented("applied", (at) => ({ clone: `n${String(at).padStart(9, "0")}` }));
    const moved = standingWith(named, { own: false }).strength - standingWith([]).strength;
    expect(Math.abs(moved)).toBeLessThanOrEqual(MOST);
  });

  it("make no pattern of a lesson and withhold none", () => {
    expect(standingWith(invented("applied"), { now: START + 20 * DAY }).stage).toBe("learning");
    expect(standingWith(invented("wrong")).withheld).toBeNull();
    expect(standingWith(invented("wrong"), { own: false }).withheld).toBeNull();
  });

  it("weigh no more than one and a half", () => {
    const one = standingWith([words("b", "applied", LIAR)]).strength;
    const many = standingWith(invented("applied", () => ({ at: new Date(START).toISOString() }))).strength;
    const two = standingWith([words("b", "applied", LIAR), words("cc", "applied", "cccccccccc")]).strength;
    expect(one).toBeLessThan(many);
    expect(many).toBeLessThan(two);
  });
});

describe("words under another session's name", () => {
  const honest = words("b", "applied", "bbbbbbbbbb");

  it("do not take the place of that session's own", () => {
    const forged = { ...citation(900, LESSON, { session: "b", outcome: "wrong" }), clone: LIAR };
    for (const own of [true, false]) {
      const { counted } = standingWith([forged], { own }, [honest]);
      expect(counted.map(({ outcome }) => outcome)).toContain("applied");
    }
  });

  it("do not use up that session's share", () => {
    const flood = Array.from({ length: 30 }, (_, at) => ({
      ...citation(2 + at, idOf(300 + at), { session: "b", outcome: "applied" }),
      clone: LIAR,
    }));
    expect(standingWith(flood, {}, [honest]).counted).toHaveLength(1);
  });
});

describe("a lesson that replaces another clone's", () => {
  const successor = learning(5, {
    supersedes: LESSON,
    clone: LIAR,
    session: "liar",
    evidence: [{ type: "url", ref: "https://example.org" }],
  });
  const praise = invented("applied").map((word) => ({
    ...word,
    citations: word.citations.map((each) => ({ ...each, id: successor.id })),
  }));

  it("waits, whatever its own clone says of it", () => {
    expect(standingWith([successor]).supersededBy).toBeNull();
    expect(standingWith([successor, ...praise]).supersededBy).toBeNull();
  });

  it("takes its place once another clone has found it helpful", () => {
    const word = { ...citation(9, successor.id, { session: "b", outcome: "applied" }), clone: HERE };
    expect(standingWith([successor], {}, [word]).supersededBy).toBe(successor.id);
  });

  it("takes its place at once in the clone of both", () => {
    expect(standingWith([], {}, [{ ...successor, clone: HERE }]).supersededBy).toBe(successor.id);
  });
});
