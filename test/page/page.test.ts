// The page of `measure --html`: nothing runs, nothing is fetched, whatever records say, and every mark leads somewhere.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { flywheelOf } from "../../src/goals/flywheel.ts";
import type { BaseGoals } from "../../src/goals/goal.ts";
import { reportOn } from "../../src/goals/goal-report.ts";
import { METRIC_NAMES, METRICS } from "../../src/goals/metrics/all.ts";
import { factsOf } from "../../src/goals/metrics/facts.ts";
import { measureMetric } from "../../src/goals/metrics/metric.ts";
import { html } from "../../src/page/markup.ts";
import { outcomesOf, pageOf } from "../../src/page/page.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { idOf, learning, START } from "../support/records.ts";
import {
  claim,
  escalation,
  event,
  goalChange,
  job,
  measurement,
  ruling,
  started,
  stateOf,
  verdict,
} from "../support/work-records.ts";

const SHA = "d".repeat(64);
const HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' `</style>&lt;";
const BIDI = "safe\u202Egnp.exe\u2066\u200B";

const base: BaseGoals = {
  commit: "a".repeat(40),
  dormant: { days: 30, sessions: 50 },
  goals: [
    {
      id: "speed",
      why: HOSTILE,
      direction: "lower",
      target: 5,
      tolerance: 0,
      weight: 1,
      unit: HOSTILE.slice(0, 30),
      definition: SHA,
      check: { run: ["true"], cwd: ".", timeout: 9, network: false },
    },
  ],
};

function page(records: readonly JournalRecord[], goals = base): string {
  const facts = factsOf(stateOf(...records));
  const metrics = METRIC_NAMES.map((name) => ({
    name,
    unit: METRICS[name].unit,
    ...measureMetric(METRICS[name], facts),
  }));
  const main = outcomesOf({
    facts,
    metrics,
    base: goals.commit,
    now: START,
    locks: [],
    report: reportOn(facts.state, goals, { goals: goals.goals, measured: [] }, START),
    flywheel: flywheelOf(facts),
    alarms: [{ id: "x", text: HOSTILE }],
  });
  return pageOf(main);
}

const hostile = [
  learning(1, { title: HOSTILE }),
  learning(2, { title: BIDI, session: HOSTILE, runtime: HOSTILE }),
  ...[job(10, 0), event(11, 0, { job: 10 }, started())].map((each) => ({ ...each, title: HOSTILE })),
  { ...escalation(12, 1, 10), ask: HOSTILE, failed: BIDI, tried: HOSTILE },
  { ...ruling(13, 2, [12]), authority: HOSTILE },
  ...[claim(14, 3, { session: "b" }), verdict(15, 4, 14, "FAILED"), claim(16, 5, { session: "c" })],
  ...[
    measurement(20, 0, 9, { definition: "e".repeat(64), unit: HOSTILE.slice(0, 30) }),
    measurement(21, 1, 7),
  ],
  ...[measurement(22, 2, null, { because: HOSTILE }), measurement(23, 3, 6), measurement(24, 4, 4)],
  goalChange(25, "e".repeat(64), SHA, { reason: HOSTILE }),
];

/** All tags, with their attributes as they stand. */
const tags = (text: string): string[] => [...text.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);

describe("the page", () => {
  it("escapes what records say, in text and in attributes, and drops what a reader can't see", () => {
    const text = page(hostile);
    expect(text).toContain(
      "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt;",
    );
    expect(tags(text).filter((tag) => /^<(script|img|iframe|object|link|form|base)\b/i.test(tag))).toEqual(
      [],
    );
    for (const tag of tags(text))
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on\w+|style|src|srcset|xlink:href)\s*=/i);
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
    expect(text.match(/<style>/g)).toHaveLength(1);
  });

  it("lets nothing run and nothing be fetched, by a policy that allows its one style alone", () => {
    const text = page(hostile);
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    const [policy] = tags(text).filter((tag) => tag.includes("Content-Security-Policy"));
    expect(policy).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(text.indexOf("Content-Security-Policy")).toBeLessThan(text.indexOf("<style>"));
    expect(`${style}${tags(text).join("")}`).not.toMatch(/https?:|\/\/|url\(|@import/);
  });

  it("has an entry for every mark, with the record's id and the command that tells more", () => {
    const text = page(hostile);
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target = ""]) => target);
    const ids = [...text.matchAll(/\bid="([^"]+)"/g)].map(([, id = ""]) => id);
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const number of [1, 2, 10, 12, 14, 16, 20, 21, 22, 23, 24, 25]) {
      expect(ids).toContain(`t-${idOf(number)}`);
      expect(text).toContain(`<code>agentops-mcp trace ${idOf(number)}</code>`);
    }
    expect(tags(text).filter((tag) => /^<a\b/.test(tag) && !tag.includes('href="#'))).toEqual([]);
  });

  it("draws the target, a break where the goal was changed, and no line across it or across a gap", () => {
    const text = page(hostile);
    expect(text).toContain('class="target"');
    expect(text.match(/class="break"/g)).toHaveLength(1);
    expect(text.match(/class="gap"/g)).toHaveLength(1);
    // 9 | 7 x 6 4: only the last two are joined.
    expect(text.match(/class="path"/g)).toHaveLength(1);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("draws a break where the goal was given up in between", () => {
    const given = [measurement(1, 0, 9), measurement(2, 1, 8), goalChange(3, SHA, null)];
    const text = page([...given, measurement(4, 2, 7), measurement(5, 3, 6)]);
    expect(text.match(/class="break"/g)).toHaveLength(1);
    expect(text.match(/class="path"/g)).toHaveLength(2);
  });

  it("says in words what is empty, and draws no number that there is not", () => {
    const text = page([], { ...base, goals: [] });
    for (const words of [
      "No goals yet",
      "can't be counted yet",
      "no data",
      "No lesson is in service",
      "Nobody has claimed",
      "No job was made",
      "Nothing is locked",
      "Nobody has escalated",
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("shows no escalation that does not count", () => {
    const planted = { ...escalation(12, 1, 10), session: "stranger", ask: "let me rule" };
    expect(page([...hostile.slice(2, 4), planted])).toContain("Nobody has escalated");
  });

  it.each([
    ...[[0], [-3], [1e-9], [1e15], [5e-324], [1.7e308]],
    ...[
      [1.7e308, -1.7e308],
      [1.7e308, 5e-324],
    ],
  ])("draws a series of %d and %d", (...values) => {
    const text = page(values.map((value, at) => measurement(at + 1, at, value)));
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    expect(text.match(/class="rule" x1="50"/g)?.length).toBeGreaterThan(1);
  });

  it("makes entries only for what it shows, however much waits", () => {
    const many = Array.from({ length: 40 }, (_, at) => [
      job(100 + at * 3, 0),
      event(101 + at * 3, 0, { job: 100 + at * 3 }, started()),
      escalation(102 + at * 3, 1, 100 + at * 3),
    ]).flat();
    const text = page(many);
    expect(text).toContain("and 28 more");
    expect(text.match(/<span class="kind">escalation<\/span>/g)).toHaveLength(12);
  });

  it("names the first of many goals that base has dropped, and counts the others", () => {
    const text = page(Array.from({ length: 25 }, (_, at) => measurement(at + 1, at, 1, { goal: `g${at}` })));
    expect(text.match(/was measured here/g)).toHaveLength(20);
    expect(text).toContain("5 more");
  });
});

it("markup made by hand is escaped where it is put into markup", () => {
  expect(html`<b title="${'"x'}">${"<i>"}${html`<u>${"&"}</u>`}</b>`.markup).toBe(
    '<b title="&quot;x">&lt;i&gt;<u>&amp;</u></b>',
  );
});
