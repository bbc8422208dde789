// Drafts over records alone: each quotes where it comes from, in any order of the records, and nothing forged is drawn from.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EscalationRecord } from "../../src/jobs/records/escalation.ts";
import type { JobRecord } from "../../src/jobs/records/job.ts";
import type { JobEventRecord } from "../../src/jobs/records/job_event.ts";
import type { RulingRecord } from "../../src/jobs/records/ruling.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { draftsFrom } from "../../src/lessons/from-records.ts";
import { traceOfJob } from "../../src/lessons/work-trace.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { quoted } from "../../src/shared/text/quoting.ts";
import { sanitise } from "../../src/shared/text/safe-text.ts";
import { fold, foldOf, idOf, learning, START, stored } from "../support/records.ts";

const provenance = (number: number, session = "worker", role: "worker" | "supervisor" = "worker") => ({
  v: 1 as const,
  id: idOf(number),
  at: new Date(START).toISOString(),
  session,
  runtime: "test",
  role,
  clone: "aaaaaaaaaa",
  commit: null,
});
const JOB: JobRecord = {
  record: "job",
  ...provenance(1, "boss", "supervisor"),
  title: "a job",
  scope: { read: [], write: [] },
  acceptance: [],
  risk: "low",
  depends_on: [],
  attempts: 3,
  minutes: null,
  isolate: false,
};
const event = (number: number, what: JobEventRecord["event"], session = "worker"): JobEventRecord => ({
  record: "job_event",
  ...provenance(number, session),
  job: JOB.id,
  token: 1,
  event: what,
});
const start = event(2, { what: "started", reason: null, branch: null, inherits: [] });
const attempt = (number: number, approach: string | null, note: string, session?: string) =>
  event(number, { what: "progress", note, approach, failed: true, utilisation: null }, session);
const escalation = (number: number): EscalationRecord => ({
  record: "escalation",
  ...provenance(number),
  job: { id: JOB.id, token: 1 },
  trigger: "worker",
  tried: "two regexes",
  failed: "both backtrack",
  evidence: "src/a.ts",
  hypothesis: "nested groups",
  ask: "may I write a parser?",
  signature: "0123456789abcdef",
  process: null,
});
const ruling = (number: number, session: string, role: "worker" | "supervisor"): RulingRecord => ({
  record: "ruling",
  ...provenance(number, session, role),
  escalations: [idOf(20)],
  ruling: "answer",
  text: "yes, by hand",
  authority: "the lead",
  attested: "supervisor",
  process: null,
});
const RECORDS: JournalRecord[] = [
  JOB,
  start,
  attempt(3, "regex", "it backtracks"),
  attempt(4, "regex", "it still does"),
  attempt(5, null, "no idea"),
  attempt(6, "regex", "a stranger's word", "stranger"),
  escalation(20),
  ruling(21, "boss", "supervisor"),
  ruling(22, "worker", "supervisor"),
  event(40, {
    what: "finished",
    outcome: "done",
    handoff: { goal: "parse", done: "a parser by hand", decisions: "no regex at all", next: "none" },
    learnings: [],
    none_because: "x",
    claims: [],
  }),
];
const toldIn = (state: State) => state.all(Learning).flatMap(({ evidence }) => evidence);
const drawn = (records: JournalRecord[]) => {
  const state = foldOf(...records);
  return draftsFrom(traceOfJob(state, JOB), [], toldIn(state));
};

describe("drafts", () => {
  it("say what failed how often and what held, what was ruled, what was decided", () => {
    expect(drawn(RECORDS).map(({ title, kind }) => `${kind}: ${title}`)).toEqual([
      'failure: The approach "regex" failed: "it still does"',
      'failure: An attempt failed: "no idea"',
      'decision: Asked for a ruling, answer: "may I write a parser?"',
      'decision: Decided: "no regex at all"',
    ]);
    const [regex, , ruled] = drawn(RECORDS);
    expect(regex?.body).toMatch(/failed 2 times in j-\w+: "it backtracks"; "it still does"\./);
    expect(regex?.body).toContain('What held instead: "a parser by hand".');
    expect(ruled?.body).toContain('Ruled by "the lead": answer, "yes, by hand".');
  });

  it("take an approach for the same in other letters, and no report of the server's own before it is ruled on", () => {
    const automatic = { ...escalation(20), trigger: "repeat" } as JournalRecord;
    const failures = [attempt(3, "Regex ", "it hangs"), attempt(4, "regex", "still")];
    const titles = (...more: JournalRecord[]) =>
      drawn([JOB, start, ...failures, automatic, ...more]).map(({ title }) => title);
    expect(titles()).toEqual([`The approach "Regex" failed: "still"`]);
    expect(titles(ruling(21, "boss", "supervisor"))).toEqual([
      `The approach "Regex" failed: "still"`,
      `Asked for a ruling, answer: "may I write a parser?"`,
    ]);
  });

  it("tell a cause and what to do otherwise, or are none: an attempt without a name needs what held instead", () => {
    const nameless = attempt(3, null, "it fails");
    expect(drawn([JOB, start, nameless])).toEqual([]);
    const done = RECORDS.at(-1) ?? start;
    expect(drawn([JOB, start, nameless, done])[0]?.body).toContain('What held instead: "a parser by hand".');
  });

  const deciding = (decisions: string) => {
    const handed = { goal: "g", done: "d", decisions, next: "n" };
    const what = { what: "finished" as const, outcome: "done" as const, handoff: handed };
    return drawn([JOB, start, event(40, { ...what, learnings: [], none_because: "x", claims: [] })]);
  };
  it.each(["none", "No.", "n/a", "-", "nothing!", "No new decisions"])("find no decision in %j", (said) => {
    expect(deciding(said)).toEqual([]);
  });
  it.each(["2つの実装を捨てた", "3 повтора вместо 5", "none of the regexes"])("find one in %j", (said) => {
    expect(deciding(said)).toHaveLength(1);
  });

  it("quote the records that they come from, all of which exist", () => {
    const state = foldOf(...RECORDS);
    for (const { evidence } of drawn(RECORDS)) {
      expect(evidence.length).toBeGreaterThan(0);
      for (const { ref } of evidence) expect(state.record(ref)).toBeDefined();
    }
  });

  it("are the same in whatever order the records come", () => {
    const expected = JSON.stringify(drawn(RECORDS));
    fc.assert(
      fc.property(fc.shuffledSubarray(RECORDS, { minLength: RECORDS.length }), (shuffled) => {
        expect(JSON.stringify(drawn(shuffled))).toBe(expected);
      }),
    );
  });

  it("are not drawn from what another clone says in this one's name", () => {
    const state = fold([
      stored(JOB),
      stored(start),
      stored(attempt(3, "regex", "x"), false),
      stored(escalation(20), false),
    ]);
    expect(draftsFrom(traceOfJob(state, JOB), [], toldIn(state))).toEqual([]);
  });

  it("leave out what a lesson rests on already", () => {
    const known = learning(50, { evidence: [{ type: "record", ref: idOf(3) }] });
    expect(drawn([...RECORDS, known]).map(({ title }) => title)).not.toContainEqual(
      expect.stringContaining('regex" failed'),
    );
  });
});

it("a commit's subject alone makes no lesson: it tells neither why nor what to do", () => {
  const commits = [
    { commit: "ab12".repeat(10), subject: "fix: the parser loops" },
    { commit: "cd34".repeat(10), subject: 'Revert "feat: a cache"' },
  ];
  expect(draftsFrom(traceOfJob(foldOf(JOB, start), JOB), commits, [])).toEqual([]);
});

it("whatever a draft quotes, its quotes are closed, and no character is cut in half", () => {
  const texts = [
    "x".repeat(400),
    "😀".repeat(400),
    `a${"😀".repeat(400)}`,
    '"'.repeat(400),
    "“ok”\n".repeat(80),
  ];
  for (const text of texts) {
    const drafts = drawn([JOB, start, attempt(3, text.slice(0, 200), text), attempt(4, null, text)]);
    expect(drafts.length).toBeGreaterThan(0);
    for (const { title, body } of drafts) {
      expect(title.length).toBeLessThanOrEqual(160);
      for (const told of [title, body]) {
        expect(told.split('"').length % 2, told).toBe(1);
        expect(told.isWellFormed(), told).toBe(true);
      }
    }
  }
});

it("nothing gets out of quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const shown = quoted(text, 100);
      expect(shown).toMatch(/^"[^"\n]*"$/);
      expect(shown.length).toBeLessThanOrEqual(102);
      expect(sanitise(shown)).toBe(shown);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
