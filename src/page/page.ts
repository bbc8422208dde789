// Composes the page of outcomes, and the one file of `measure --html`: nothing to fetch or run, and every mark leads to its record.
import { createHash } from "node:crypto";
import type { Lock } from "../claims/locks/ratchet.ts";
import type { Flywheel } from "../goals/flywheel.ts";
import type { Alarm } from "../goals/flywheel-alarms.ts";
import type { OutcomeReport } from "../goals/goal-report.ts";
import type { Facts } from "../goals/metrics/facts.ts";
import type { MetricRow } from "../goals/metrics/rows.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { flywheelPart, metricsPart } from "./flywheel.ts";
import { goalsPart } from "./goals.ts";
import { lessonsPart } from "./lessons.ts";
import { html, type Markup, NOTHING } from "./markup.ts";
import { type Part, unusedSection } from "./part.ts";
import { STYLE } from "./style.ts";
import { createTraces } from "./traces.ts";
import { workPart } from "./work.ts";

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

/** `more` is the style of what the page has beyond the outcomes. */
export function pageOf(main: Markup, more = ""): string {
  const style = STYLE + more;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const body = html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>What is known</title>
<style>${{ markup: style }}</style>
</head>
<body><main>
${main}</main></body></html>
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
  const parts: readonly Part[] = [
    goalsPart(report, state, traces),
    flywheelPart(flywheel, traces),
    metricsPart(metrics, traces),
    lessonsPart(state, now, traces),
    workPart(state, facts.claims(), locks, traces),
  ];
  const used = parts.filter(({ body }) => body !== null);
  const made = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const entries = traces.entries();
  return html`<header><h1>Outcomes</h1>
<p class="lead">${summary(report)}</p>
<p class="small soft">Measured ${made} on base ${base === null ? "without a commit" : base.slice(0, 12)}.</p>
${used.length === 0 ? NOTHING : html`<nav aria-label="Sections">${used.map(({ id, name }) => html`<a href="#${id}">${name}</a>`)}<a href="#traces">Traces</a></nav>`}
${alarms.length === 0 ? NOTHING : html`<ul class="alarms">${alarms.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
</header>
${used.map(({ body }) => body ?? NOTHING)}
${unusedSection(parts)}
${
  entries.length === 0
    ? NOTHING
    : html`<section id="traces"><h2>Traces</h2>
<p class="small soft">The records behind the marks. The command tells where each comes from and what became of it.</p>
<div class="traces">${entries}</div>
</section>`
}
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
