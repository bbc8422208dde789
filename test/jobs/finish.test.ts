// A job's end needs by the law alone all parts of a handoff within its lines, lessons or why there are none, and a verdict.
import { describe, expect, it } from "vitest";
import { refuseGaps, verdictNeeded, wholeHandoff } from "../../src/jobs/finish.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import { job } from "../support/job-records.ts";
import { foldOf, idOf, learning } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";

const HANDOFF = { goal: "a", done: "b", decisions: "c", next: "d" };
const state = foldOf(learning(1, { session: "one" }), learning(2, { session: "two" }), job(3));
const close = (changes: object = {}) =>
  refuseGaps(state, { handoff: HANDOFF, learnings: [], none_because: "nothing new", ...changes }, "one");
const lines = (count: number) => ({
  ...HANDOFF,
  goal: Array.from({ length: count - 3 }, () => "x").join("\n"),
});

describe("a handoff", () => {
  it.each([
    ["with four short parts", HANDOFF],
    ["of the most lines that there may be", lines(20)],
    ["with empty lines, which count for nothing", { ...lines(20), next: "\n \nd\n\n" }],
  ])("%s is taken", (_, handoff) => expect(() => close({ handoff })).not.toThrow());

  it.each([
    ["without parts", {}, "handoff lacks goal, done, decisions, next."],
    ["with a part of spaces", { ...HANDOFF, done: "  " }, "handoff lacks done."],
    ["that is long and lacks parts", { goal: lines(30).goal }, "handoff lacks done, decisions, next."],
    ["of one line too many", lines(21), "handoff has 21 lines in all, more than 20."],
  ])("%s is refused", (_, handoff, message) => {
    const error = refusalOf(() => close({ handoff }));
    expect(error).toMatchObject({ code: "JOB_REFUSED", message });
  });

  it("is stored without names of this machine, trimmed, and no longer than a record may be", () => {
    const long = "x".repeat(JOB_LIMITS.part + 1);
    const written = { goal: " see /home/ann/code/src/a.ts ", done: long };
    expect(wholeHandoff(written, { root: "/home/ann/code", home: "/home/ann" })).toEqual({
      goal: "see src/a.ts",
      done: long.slice(1),
      decisions: "",
      next: "",
    });
    expect(wholeHandoff(HANDOFF, { root: null, home: null })).toEqual(HANDOFF);
  });
});

describe("the lessons of a job", () => {
  it("are its session's own, or there is a reason why there are none", () => {
    expect(() => close()).not.toThrow();
    expect(() => close({ learnings: [idOf(1)], none_because: undefined })).not.toThrow();
  });

  it.each([
    ["missing without a reason", { none_because: undefined }, /^learnings is empty and none_because/],
    ["given with a reason for none", { learnings: [idOf(1)] }, /^learnings and none_because contradict/],
    ["another session's", { learnings: [idOf(2)], none_because: undefined }, /^learnings: \S+2 is another/],
    ["no lessons", { learnings: [idOf(3)], none_because: undefined }, /^learnings: \S+3 is a job\.$/],
  ])("are refused where they are %s", (_, changes, message) => {
    const error = refusalOf(() => close(changes));
    expect(error).toMatchObject({ code: "JOB_REFUSED", message: expect.stringMatching(message) });
    const drafts = "none_because" in changes && !("learnings" in changes);
    expect(error.fix.includes("extract_learnings")).toBe(drafts);
  });

  it("are not asked for where there is a reason, whatever else is missing", () => {
    expect(refusalOf(() => close({ handoff: {} })).fix).not.toContain("extract_learnings");
  });

  it("that there are not are named", () => {
    expect(refusalOf(() => close({ learnings: [idOf(9)] })).code).toBe("NOT_FOUND");
  });
});

describe("a passed claim", () => {
  const paths = (...globs: string[]) => ({ verdict: { paths: globs, risk: null } });
  type Asked = Parameters<typeof verdictNeeded>[1];
  const needed = (risk: "low" | "medium" | "high", asked: object, levels: object[] = []) =>
    verdictNeeded({ scope: { read: [], write: ["src/**"] }, risk }, {
      jobs: asked,
      levels,
    } as unknown as Asked);

  it.each([
    ["low", "medium", null],
    ["medium", "medium", "its risk is medium"],
    ["high", "medium", "its risk is high"],
  ] as const)("is needed by risk %s where the policy says %s: %s", (risk, wanted, because) => {
    expect(needed(risk, { verdict: { paths: [], risk: wanted } })).toBe(because);
  });

  it("is needed for the paths that the policy names, and no others", () => {
    expect(needed("high", paths("src/a.ts"))).toBe("it may write to paths that need one");
    expect(needed("high", paths("docs/**"))).toBeNull();
  });

  it("is needed where a level is asked for paths of the job, from the risk on that the rule names", () => {
    const levels = [
      { paths: ["docs/**"], level: "L3" },
      { paths: ["src/**"], risk: "medium", level: "L2" },
    ];
    expect(needed("low", paths(), levels)).toBeNull();
    expect(needed("medium", paths(), levels)).toBe("its paths need L2");
    expect(needed("low", paths(), [{ paths: ["src/**"], level: "L1" }])).toBe("its paths need L1");
  });
});
