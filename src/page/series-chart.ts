// Draws one goal's values over its measurements, with the target, the breaks and the gaps.

import type { GoalChangeRecord } from "../goals/records/goal_change.ts";
import type { MeasurementRecord } from "../goals/records/measurement.ts";
import { isBreak } from "../goals/series.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { html, type Markup, NOTHING } from "./markup.ts";
import type { Traces } from "./traces.ts";

const WIDTH = 340;
const HEIGHT = 170;
const LEFT = 50;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 26;
const MOST = 40;

interface Series {
  /** Oldest first. The places follow the order of records, as a clock may have jumped. */
  readonly series: readonly MeasurementRecord[];
  /** Of the goal; those that count. */
  readonly changes: readonly GoalChangeRecord[];
  readonly target: number | null;
}

export function seriesChart({ series, changes, target }: Series, traces: Traces): Markup {
  const shown = series.slice(-MOST);
  const values = shown.flatMap(({ value }) => (value === null ? [] : [value]));
  const last = shown.at(-1);
  if (!last || values.length === 0) return NOTHING;
  const scale = scaleFor(target === null ? values : [...values, target]);
  const x = (at: number): number =>
    shown.length === 1
      ? (LEFT + WIDTH - RIGHT) / 2
      : LEFT + 8 + (at / (shown.length - 1)) * (WIDTH - LEFT - RIGHT - 16);
  const rules = scale.ticks.map(
    (tick) =>
      html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(scale.y(tick))}" y2="${round(scale.y(tick))}"/><text x="${LEFT - 6}" y="${round(scale.y(tick) + 4)}" text-anchor="end">${formatNumber(tick, last.unit)}</text>`,
  );
  const older = series.length - shown.length;
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${shown.length} measurements">
${rules}${target === null ? NOTHING : targetLine(scale.y(target))}
${breaks(shown, changes, x)}${paths(shown, changes, x, scale.y)}
${shown.map((record, at) => mark(record, { x: x(at), y: scale.y }, record === last, traces))}
<text x="${LEFT}" y="${HEIGHT - 6}">${shown[0]?.at.slice(0, 10) ?? ""}</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${shown.length === 1 ? "" : last.at.slice(0, 10)}</text>
</svg>${older > 0 ? html`<figcaption>The newest ${shown.length} of ${series.length} measurements.</figcaption>` : NOTHING}</figure>`;
}

interface Scale {
  readonly ticks: readonly number[];
  y(value: number): number;
}

/** Beyond these a difference of two numbers, or a step between them, may be no number any more. */
const NEAREST_TO_ZERO = 1e-300;
const FARTHEST = 1e300;
const drawable = (value: number): number =>
  Math.abs(value) < NEAREST_TO_ZERO ? 0 : Math.max(-FARTHEST, Math.min(FARTHEST, value));

/** Round numbers at or around all values. */
function scaleFor(values: readonly number[]): Scale {
  const drawn = values.map(drawable);
  const low = Math.min(...drawn);
  const high = Math.max(...drawn);
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 2));
  const step = ([1, 2, 2.5, 5, 10].find((each) => span / (each * power) <= 3) ?? 10) * power;
  const from = Math.floor(low / step) * step;
  const to = Math.ceil(high / step) * step;
  const [least, most] = from === to ? [from - step, to + step] : [from, to];
  const count = Math.round((most - least) / step);
  return {
    ticks: Array.from({ length: count + 1 }, (_, at) => Number((least + at * step).toPrecision(12))),
    y: (value) => TOP + (1 - (drawable(value) - least) / (most - least)) * (HEIGHT - TOP - BOTTOM),
  };
}

const targetLine = (y: number): Markup =>
  html`<line class="target" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}"/><text class="targetword" x="${WIDTH - RIGHT}" y="${round(y - 4)}" text-anchor="end">target</text>`;

/** Where the goal was changed: values on its two sides are not comparable. */
function breaks(
  shown: readonly MeasurementRecord[],
  changes: Series["changes"],
  x: (at: number) => number,
): Markup[] {
  return shown.flatMap((record, at) => {
    const before = shown[at - 1];
    if (!before || !isBreak(before, record, changes)) return [];
    const place = round((x(at - 1) + x(at)) / 2);
    return [
      html`<line class="break" x1="${place}" x2="${place}" y1="${TOP - 8}" y2="${HEIGHT - BOTTOM}"/><text x="${place}" y="${TOP - 6}" text-anchor="middle">changed</text>`,
    ];
  });
}

/** One line for each stretch without a break or a gap. */
function paths(
  shown: readonly MeasurementRecord[],
  changes: Series["changes"],
  x: (at: number) => number,
  y: Scale["y"],
): Markup[] {
  const stretches: string[][] = [];
  for (const [at, record] of shown.entries()) {
    const { value } = record;
    const before = shown[at - 1];
    if (value === null) continue;
    const point = `${round(x(at))} ${round(y(value))}`;
    const goesOn = before && before.value !== null && !isBreak(before, record, changes);
    if (goesOn) stretches.at(-1)?.push(point);
    else stretches.push([point]);
  }
  return stretches
    .filter(({ length }) => length > 1)
    .map((points) => html`<path class="path" d="M${points.join("L")}"/>`);
}

function mark(
  record: MeasurementRecord,
  place: { readonly x: number; y(value: number): number },
  isLast: boolean,
  traces: Traces,
): Markup {
  const { value, unit, because, ungoverned, goal, base } = record;
  const said = value === null ? (because ?? "no value") : formatNumber(value, unit);
  const href = traces.to(record, `${goal}: ${said}`, [
    ["value", said],
    ["base", base ?? "none"],
    [
      "definition",
      `${record.definition.slice(0, 12)}${ungoverned ? ", changed without a governance record" : ""}`,
    ],
  ]);
  const x = round(place.x);
  const title = `${record.at.slice(0, 10)}: ${said}`;
  if (value === null) {
    const y = HEIGHT - BOTTOM;
    return html`<a href="${href}" aria-label="${title}"><title>${title}</title><path class="gap" d="M${round(x - 3)} ${y - 3}l6 6m0 -6l-6 6"/><rect class="hit" x="${round(x - 8)}" y="${y - 8}" width="16" height="16"/></a>`;
  }
  const y = round(place.y(value));
  return html`<a href="${href}" aria-label="${title}"><title>${title}</title><circle class="dot ${isLast ? "last" : ""}" cx="${x}" cy="${y}" r="${isLast ? 4.5 : 3.25}"/><circle class="hit" cx="${x}" cy="${y}" r="9"/></a>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
