// Making jobs from what somebody writes: one by one, and as a file whose entries name each other.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { jobDraft, NEW_JOB_FIELDS, OWN_JOB, refuseSameJob, sameTitle } from "../../src/jobs/draft.ts";
import { circleAmong, draftsOf, JobFile, jobFileOf, MOST_JOBS } from "../../src/jobs/file.ts";
import { jobName } from "../../src/jobs/job-name.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import type { JobPlace } from "../../src/jobs/scope.ts";
import { event, job, started } from "../support/job-records.ts";
import { foldOf, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";

const place: JobPlace = {
  root: "/home/ann/code",
  home: "/home/ann",
  named: (written) => ({ path: written, line: "", isInside: !written.startsWith("/") }),
};
const [FIRST, SECOND] = [idOf(1), idOf(2)];
const asked = {
  title: "Update the parser",
  write: ["src/**", "./src/**"],
  read: ["docs/**"],
  acceptance: ["tests pass"],
  risk: "medium",
  attempts: 2,
  isolate: true,
} as const;
const draft = (changes: object = {}, after: string[] = []) =>
  jobDraft(
    {
      ...asked,
      write: [...asked.write],
      read: [...asked.read],
      acceptance: [...asked.acceptance],
      ...changes,
    },
    after,
    place,
  );

describe("a job's draft", () => {
  it("has the places of the repository, each dependency once, and no minutes of its own", () => {
    expect(draft({}, [FIRST, FIRST, SECOND])).toEqual({
      record: "job",
      title: "Update the parser",
      scope: { read: ["docs/**"], write: ["src/**"] },
      acceptance: ["tests pass"],
      risk: "medium",
      depends_on: [FIRST, SECOND],
      attempts: 2,
      minutes: null,
      isolate: true,
    });
    expect(draft({ minutes: 5 }).minutes).toBe(5);
  });

  it("names no place of this machine, and is cut to what a record holds", () => {
    const long = `${"x".repeat(JOB_LIMITS.criterion)}y`;
    const made = draft({
      title: `see /home/ann/code/src ${"x".repeat(JOB_LIMITS.title)}`,
      acceptance: [long],
    });
    expect(made.title).toMatch(/^see src x+$/);
    expect(made.title).toHaveLength(JOB_LIMITS.title);
    expect(made.acceptance).toEqual([long.slice(0, -1)]);
  });

  it("that says no more than its title reads all, writes nothing, and waits for nothing", () => {
    const least = {
      title: "a",
      write: [],
      read: [],
      acceptance: [],
      risk: "low",
      after: [],
      attempts: 3,
      isolate: false,
    };
    expect(z.strictObject(NEW_JOB_FIELDS).parse({ title: " a " })).toEqual(least);
    expect(OWN_JOB).toEqual({ read: [], acceptance: [], risk: "low", attempts: 3 });
    const long = { title: "a", acceptance: [" x ", "y".repeat(JOB_LIMITS.criterion)] };
    expect(z.strictObject(NEW_JOB_FIELDS).parse(long).acceptance[0]).toBe("x");
    expect(refusalOf(() => draft({ acceptance: ["tests\u200b pass"] })).message).toMatch(/^The job holds/);
  });

  it("is refused for a scope outside, and for what nobody may read", () => {
    expect(refusalOf(() => draft({ read: ["/etc/**"] })).message).toMatch(/^read\.0: /);
    expect(refusalOf(() => draft({ write: ["src/**", "/etc/**"] })).message).toMatch(/^write\.1: /);
    expect(refusalOf(() => draft({ acceptance: ["tests\u200b pass"] })).code).toBe("UNSAFE_TEXT");
  });
});

describe("a job of the same title", () => {
  it("is refused while nobody has begun it, in any case and spacing", () => {
    const state = foldOf(job(1, { title: "Update the  Parser" }), job(2));
    const error = refusalOf(() => refuseSameJob(state, " update THE parser"));
    expect(error).toMatchObject({ code: "DUPLICATE", message: expect.stringContaining(jobName(FIRST)) });
    expect(() => refuseSameJob(state, "update a parser")).not.toThrow();
    expect(sameTitle(" A \n b ")).toBe("a b");
  });

  it("is another one once somebody has begun the first", () => {
    const state = foldOf(job(1), event(2, { job: 1, token: 1 }, started()));
    expect(() => refuseSameJob(state, "job 1")).not.toThrow();
  });
});

describe("a file of jobs", () => {
  const parsed = (entries: object[]) => JobFile.parse(entries);
  const drafts = (entries: object[], state = foldOf()) =>
    draftsOf(state, parsed(entries), [idOf(11), idOf(12), idOf(13)], place);

  it("lets entries wait for each other by key or title, and for stored jobs", () => {
    const made = drafts(
      [
        { title: "one", after: ["b", jobName(FIRST)] },
        { title: "Two", key: "b" },
        { title: "three", after: [" tWo ", "ONE"] },
      ],
      foldOf(job(1)),
    );
    expect(made.map(({ id, title, depends_on }) => [id, title, depends_on])).toEqual([
      [idOf(11), "one", [idOf(12), FIRST]],
      [idOf(12), "Two", []],
      [idOf(13), "three", [idOf(12), idOf(11)]],
    ]);
    expect(made[0]).not.toHaveProperty("key");
  });

  it("is refused where two entries have one name", () => {
    for (const entries of [
      [{ title: "z" }, { title: "a" }, { title: "A" }],
      [{ title: "z" }, { title: "a" }, { title: "b", key: "a" }],
      [{ title: "z" }, { title: "b", key: "a" }, { title: "c", key: "A" }],
    ])
      expect(refusalOf(() => drafts(entries))).toMatchObject({
        code: "DUPLICATE",
        message: "Entries 2 and 3 are both called a.",
      });
    expect(drafts([{ title: "a", key: "A" }])).toHaveLength(1);
  });

  it("is refused where entries wait for each other, by their shortest names", () => {
    const circle = [
      { title: "one", after: ["two"] },
      { title: "two", key: "b", after: ["three"] },
      { title: "three", after: ["b"] },
    ];
    expect(refusalOf(() => drafts(circle))).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "after: these jobs wait for each other: b -> three -> b.",
    });
  });

  it("with a circle names at most a few of the pairs that are in each other's way besides", () => {
    const entry = (title: string, write: string, after: string[] = []) => ({ title, write: [write], after });
    const told = (entries: object[]) => refusalOf(() => drafts(entries as never)).message;
    const two = [entry("a", "src/**", ["b"]), entry("b", "docs/**", ["a"])];
    expect(told(two)).toBe("after: these jobs wait for each other: a -> b -> a.");
    expect(told([...two, entry("c", "src/x/**", ["b"])])).toBe(
      "after: these jobs wait for each other: a -> b -> a. Besides, these overlap and are in no order: a and c.",
    );
    // In an order by what is outside of the circle.
    expect(told([...two, entry("c", "src/x/**", ["a"])])).not.toContain("Besides");
    const ordered = [entry("a", "src/**", ["b", "c"]), entry("b", "docs/**", ["a"]), entry("c", "src/x/**")];
    expect(told(ordered)).not.toContain("Besides");
    expect(told([entry("a", "src/**", ["b"]), entry("b", "src/**", ["a"])])).toContain("a and b");
    const many = [...two, ...Array.from({ length: 20 }, (_, n) => entry(`n${n}`, "lib/**"))];
    expect(told(many).match(/n0 and /g)?.length).toBeLessThan(19);
  });

  it("is refused for a job that is stored, and one that is not there", () => {
    expect(refusalOf(() => drafts([{ title: "job 1" }], foldOf(job(1)))).code).toBe("DUPLICATE");
    expect(refusalOf(() => drafts([{ title: "a", after: ["j-0000000000000"] }])).code).toBe("NOT_FOUND");
  });

  it("has at least one entry and no more than there may be", () => {
    const many = Array.from({ length: MOST_JOBS + 1 }, (_, at) => ({ title: `t${at}` }));
    expect(JobFile.safeParse([]).success).toBe(false);
    expect(JobFile.safeParse(many.slice(1)).success).toBe(true);
    expect(JobFile.safeParse(many).success).toBe(false);
    for (const wrong of [{ key: "a b" }, { key: "x".repeat(41) }, { after: [" "] }, { other: 1 }])
      expect(JobFile.safeParse([{ title: "a", ...wrong }]).success).toBe(false);
  });

  it("names each place that no job may have by its entry", () => {
    const entries = [
      { title: "a", write: ["src/**"] },
      { title: "b", read: ["/etc"], write: ["x", "/srv"] },
    ];
    const found = jobFileOf(place).safeParse(entries);
    expect(found.error?.issues.map(({ path, code }) => [path, code])).toEqual([
      [[1, "read", 0], "custom"],
      [[1, "write", 1], "custom"],
    ]);
    expect(jobFileOf(place).safeParse(entries.slice(0, 1)).success).toBe(true);
  });
});

describe("a circle", () => {
  const among = (edges: Record<string, string[]>) =>
    circleAmong(Object.keys(edges), (node) => edges[node] ?? []);

  it("is found with its nodes in order, and without those that only lead to it", () => {
    expect(among({ a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] })).toEqual(["b", "d", "e"]);
    expect(among({ a: ["a"] })).toEqual(["a"]);
  });

  it("is none where two ways lead to one node", () => {
    expect(among({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] })).toBeNull();
    expect(among({ d: [], a: ["d"], b: ["a", "d"] })).toBeNull();
    expect(among({})).toBeNull();
  });

  it("is none where all edges lead to smaller numbers, and each node is asked once", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 5 }), { maxLength: 30 }), (edges) => {
        const asked: number[] = [];
        const next = (at: number) => {
          asked.push(at);
          return (edges[at] ?? []).filter((other) => other < at);
        };
        expect(circleAmong([...edges.keys()].toReversed(), next)).toBeNull();
        expect(asked.toSorted((a, b) => a - b)).toEqual([...edges.keys()]);
      }),
    );
  });
});
