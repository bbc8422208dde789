// The story of a record, from the records alone.
import { expect, it } from "vitest";
import { traceOf } from "../../src/briefing/story.ts";
import { citation, DAY, foldOf, idOf, learning, START } from "../support/records.ts";
import { goalChange, measurement } from "../support/work-records.ts";

const LESSON = idOf(1);
const lesson = learning(1, { evidence: [{ type: "url", ref: "https://git-scm.com" }], commit: "abc123" });
const served = (number: number, session: string, at: number, ...ids: string[]) => ({
  ...citation(number, LESSON, { session, outcome: "applied" }),
  record: "retrieval" as const,
  retrievals: [{ at: new Date(at).toISOString(), task: "0123456789abcdef", served: ids, tokens: 10 }],
});

it("tells who, when, from what, and what became of it, oldest first", () => {
  const state = foldOf(
    lesson,
    served(2, "b", START + DAY, LESSON),
    served(3, "b", START + 2 * DAY, LESSON),
    served(4, "c", START + 2 * DAY, idOf(9)),
    citation(5, LESSON, { session: "b", outcome: "applied", at: START + 3 * DAY, note: "saved an hour" }),
    citation(6, LESSON, { session: "author", outcome: "applied", at: START + 4 * DAY }),
    learning(7, { supersedes: LESSON, session: "d", at: new Date(START + 5 * DAY).toISOString() }),
  );
  const trace = traceOf(state, lesson, START + 6 * DAY);
  expect(trace).toMatchObject({
    id: LESSON,
    record: "learning",
    recorded: { session: "author", runtime: "test", role: "worker", code_commit: "abc123", at: lesson.at },
    derived_from: ["url https://git-scm.com"],
    superseded_by: null,
    state: "served",
  });
  expect(trace.events.map(({ what, session, note }) => [what, session, note])).toEqual([
    ["served", "b", undefined],
    ["cited as applied", "b", "saved an hour"],
    ["cited as applied (not counted)", "author", undefined],
    [`superseded by ${idOf(7)}`, "d", undefined],
  ]);
});

it("tells of a dispute, its evidence, and of a successor that took effect", () => {
  const wrong = citation(2, LESSON, { session: "b", outcome: "wrong", note: "it throws" });
  const disputed = traceOf(foldOf(lesson, wrong), lesson, START);
  expect(disputed.state).toBe("disputed");
  expect(disputed.events[0]?.note).toBe("it throws; path src/a.ts");
  const next = learning(3, { supersedes: LESSON, evidence: [{ type: "path", ref: "a" }] });
  expect(traceOf(foldOf(lesson, next), lesson, START)).toMatchObject({
    superseded_by: idOf(3),
    state: `superseded by ${idOf(3)}`,
  });
  expect(traceOf(foldOf(lesson, next), next, START).derived_from).toContain(`supersedes ${LESSON}`);
});

it("tells what a citation and a retrieval were about", () => {
  const word = citation(2, LESSON, { session: "b", outcome: "still_true" });
  const log = served(3, "b", START, LESSON);
  const state = foldOf(lesson, word, log);
  expect(traceOf(state, word, START)).toMatchObject({
    record: "citation",
    derived_from: [`still_true ${LESSON}`],
  });
  expect(traceOf(state, log, START)).toMatchObject({
    record: "retrieval",
    derived_from: [`served ${LESSON}`],
  });
});

it("tells what a goal was measured at, and by whose word it was changed", () => {
  const sha = "e".repeat(64);
  const measured = measurement(1, 0, 1.5, { ungoverned: true, base: "abc" });
  const failed = measurement(2, 0, null, { because: "it was\nstopped" });
  const change = goalChange(3, sha, null, { reason: "given\nup", authority: "the team" });
  const state = foldOf(measured, failed, change);
  expect(traceOf(state, measured, START)).toMatchObject({
    title: "speed: 1.5 s",
    state: "changed without a governance record",
    derived_from: ["goal speed as dddddddddddd", "base abc"],
  });
  expect(traceOf(state, failed, START)).toMatchObject({
    title: "speed: failed: it was stopped",
    state: "failed",
  });
  expect(traceOf(state, change, START)).toMatchObject({
    title: "given up",
    derived_from: ["goal speed from eeeeeeeeeeee to none", "authority the team"],
  });
});
