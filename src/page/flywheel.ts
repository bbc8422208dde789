// Draws the flywheel's terms with their intervals, and the metrics that the records can answer.
import { type Flywheel, sentenceOf, TERMS, type Term, termText } from "../goals/flywheel.ts";
import { metricOf } from "../goals/metrics/all.ts";
import type { MetricRow } from "../goals/metrics/rows.ts";
import type { Interval } from "../shared/interval.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { html, type Markup, NOTHING } from "./markup.ts";
import type { Part } from "./part.ts";
import type { Traces } from "./traces.ts";

const WIDTH = 320;
const HEIGHT = 18;
const LEFT = 6;
const RIGHT = 6;

type Name = keyof typeof TERMS;

export function flywheelPart(flywheel: Flywheel, traces: Traces): Part {
  const named = { id: "flywheel", name: "Flywheel" };
  const none = html`No session has worked here since a lesson was recorded, so whether lessons help later sessions (the flywheel) can't be counted yet.`;
  if (flywheel.verdict === "no_data") return { ...named, body: null, unused: [none] };
  const groups: readonly (readonly [string, readonly Name[]])[] = [
    ["What a session gets, and finds helpful", ["retrieval", "citation"]],
    ["What comes in against what goes out", ["renewal", "decay"]],
  ];
  const cards = groups.map(([title, names]) => {
    const most = Math.max(...names.map((name) => flywheel[name].interval?.high ?? 0));
    return html`<article class="card"><h3>${title}</h3><div class="terms">${names.map((name) => termOf(name, flywheel[name], most, traces))}</div></article>`;
  });
  const body = html`<section id="flywheel"><h2>Flywheel</h2>
<p class="lead">${sentenceOf(flywheel)}</p>
<p class="small soft">Lessons that help sessions grow stronger and are found again; what helps nobody fades. It turns where more is renewed than fades. Shares of all pairs of a lesson and a session, with intervals of 95 % (Wilson); citation is a share of what was served.</p>
<div class="grid pair">${cards}</div>
</section>`;
  return { ...named, body, unused: [] };
}

function termOf(name: Name, term: Term, most: number, traces: Traces): Markup {
  const href = traces.toNumber(`flywheel-${name}`, `Flywheel: ${name}`, [
    ["value", termText(term)],
    ["counts", TERMS[name]],
  ]);
  return html`<div class="term ${name}"><h3><a href="${href}">${name}</a><span class="soft small">${term.hits} of ${term.of}</span></h3>${term.value === null || term.interval === null ? html`<p class="soft small">no data</p>` : bar(term.value, term.interval, most, href)}</div>`;
}

/** On a scale from zero to the widest interval beside it. */
function bar(value: number, { low, high }: Interval, most: number, href: string): Markup {
  const x = (share: number): number =>
    Math.round((LEFT + (share / (most || 1)) * (WIDTH - LEFT - RIGHT)) * 10) / 10;
  const said = `${percent(value)}, 95 %: ${percent(low)} to ${percent(high)}`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${said}"><line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="9" y2="9"/>
<a href="${href}"><title>${said}</title><line class="bar" x1="${x(low)}" x2="${x(high)}" y1="9" y2="9"/><circle class="point" cx="${x(value)}" cy="9" r="5"/></a></svg><p class="ends small soft"><span>${said}</span><span>scale 0 to ${formatNumber(Number(most.toPrecision(2)), "share")}</span></p>`;
}

const percent = (share: number): string => formatNumber(Number(share.toPrecision(3)), "share");

export function metricsPart(metrics: readonly MetricRow[], traces: Traces): Part {
  const known = metrics.filter(({ value }) => value !== null);
  const without = metrics.filter(({ value }) => value === null).map(({ name }) => metricOf(name).title);
  const row = ({ name, value, unit, events, interval }: MetricRow): Markup => {
    const { title, definition, source, event } = metricOf(name);
    const href = traces.toNumber(`metric-${name}`, title, [
      ["definition", definition],
      ["one event", event],
      ["counted from", source],
    ]);
    const between =
      interval === null
        ? NOTHING
        : html`${formatNumber(Number(interval.low.toPrecision(2)), unit)} to ${formatNumber(Number(interval.high.toPrecision(2)), unit)}`;
    return html`<tr><th scope="row"><a href="${href}">${title}</a></th><td class="number">${formatNumber(Number((value ?? 0).toPrecision(3)), unit)}</td><td class="number soft">${between}</td><td class="number soft">${events}</td></tr>`;
  };
  const body = html`<section id="metrics"><h2>Metrics</h2>
<p class="small soft">Counted from the records. Where nothing has happened yet there is no value, rather than zero.</p>
<table><thead><tr><th>metric</th><th>value</th><th>95 %</th><th>events</th></tr></thead><tbody>${known.map(row)}</tbody></table>
</section>`;
  return {
    id: "metrics",
    name: "Metrics",
    body: known.length === 0 ? null : body,
    unused:
      without.length === 0
        ? []
        : [html`Metrics that have no data, as nothing that they count has happened: ${without.join(", ")}.`],
  };
}
