// Composes the page of `measure --html`: one file, nothing to fetch or run, and every mark leads to its record.
import { createHash } from "node:crypto";
import type { Lock } from "../claims/locks/ratchet.ts";
import type { Flywheel } from "../goals/flywheel.ts";
import type { Alarm } from "../goals/flywheel-alarms.ts";
import type { OutcomeReport } from "../goals/goal-report.ts";
import type { Facts } from "../goals/metrics/facts.ts";
import type { MetricRow } from "../goals/metrics/rows.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { flywheelSection, metricsSection } from "./flywheel.ts";
import { goalsSection } from "./goals.ts";
import { lessonsSection } from "./lessons.ts";
import { html, type Markup, NOTHING } from "./markup.ts";
import { STYLE } from "./style.ts";
import { createTraces } from "./traces.ts";
import { workSection } from "./work.ts";

export interface PageParts {
  readonly facts: Facts;
  readonly report: OutcomeReport;
  readonly flywheel: Flywheel;
  readonly metrics: readonly MetricRow[];
  readonly alarms: readonly Alarm[];
  readonly locks: readonly Lock[];
  /** The base commit. */
  readonly base: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How our own pages begin, by which an older one is known. */
export const PAGE_START = '<!doctype html>\n<html lang="en" data-made-by="agentops-mcp measure">';

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

export function pageOf(parts: PageParts): string {
  const body = html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: POLICY }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Outcomes</title>
<style>${{ markup: STYLE }}</style>
</head>
<body><main>
${outcomesOf(parts)}</main></body></html>
`;
  return `${PAGE_START}\n${body.markup}`;
}

/** All that the page shows, for any document that has its styles. */
export function outcomesOf({
  facts,
  report,
  flywheel,
  metrics,
  alarms,
  locks,
  base,
  now,
}: PageParts): Markup {
  const { state } = facts;
  const traces = createTraces();
  const sections = [
    goalsSection(report, state, traces),
    flywheelSection(flywheel, traces),
    metricsSection(metrics, traces),
    lessonsSection(state, now, traces),
    workSection(state, facts.claims(), locks, traces),
  ];
  const made = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const entries = traces.entries();
  return html`<header><h1>Outcomes</h1>
<p class="lead">${summary(report)}</p>
<p class="small soft">Measured ${made} on base ${base === null ? "without a commit" : base.slice(0, 12)}.</p>
<nav aria-label="Sections"><a href="#goals">Goals</a><a href="#flywheel">Flywheel</a><a href="#metrics">Metrics</a><a href="#lessons">Lessons</a><a href="#work">Work</a><a href="#traces">Traces</a></nav>
${alarms.length === 0 ? NOTHING : html`<ul class="alarms">${alarms.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
</header>
${sections}
<section id="traces"><h2>Traces</h2>
<p class="small soft">The records behind the marks. The command tells where each comes from and what became of it.</p>
${entries.length === 0 ? html`<p class="empty">Nothing was recorded yet.</p>` : html`<div class="traces">${entries}</div>`}
</section>
`;
}

function summary({ goals, gone, reached }: OutcomeReport): Markup {
  const worse = goals.filter(({ trend, state }) => trend === "worse" || state === "missed").length;
  const unexplained = goals.filter(({ ungoverned }) => ungoverned).length + gone.length;
  const without = goals.filter(({ value }) => value === null).length;
  if (goals.length === 0)
    return html`No goals are set yet, so nothing here says whether the work got better.`;
  const share =
    reached === null
      ? "No goal has a value yet"
      : `${formatNumber(Number(reached.toPrecision(2)), "share")} of the goals by weight are reached`;
  const words = [
    ...(worse > 0 ? [`${worse} got worse or missed their deadline`] : []),
    ...(without > 0 ? [`${without} without a value`] : []),
    ...(unexplained > 0 ? [`${unexplained} changed or dropped without a record`] : []),
  ];
  return html`${[share, ...words].join("; ")}.`;
}
