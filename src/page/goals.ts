// Draws each goal as a card: what for, the newest value, how it stands and how it came there.

import type { GoalReport, OutcomeReport } from "../goals/goal-report.ts";
import type { GoalChangeRecord } from "../goals/records/goal_change.ts";
import { changesOf, seriesOf } from "../goals/series.ts";
import type { State } from "../records/state.ts";
import { counted } from "../shared/text/count.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { html, type Markup, NOTHING, written } from "./markup.ts";
import type { Part } from "./part.ts";
import { seriesChart } from "./series-chart.ts";
import type { Traces } from "./traces.ts";

const MOST_GONE = 20;

export function goalsPart({ goals, gone }: OutcomeReport, state: State, traces: Traces): Part {
  const none = html`No goals yet. Commit <code>.agentops/goals.yaml</code> on the base branch: what should get better, how it is measured, and by when.`;
  const body = html`<section id="goals"><h2>Goals</h2>
<p class="small soft">Measured on the base commit, heaviest first. A dotted line marks a change of the goal: nothing is compared across it.</p>
${goals.length === 0 ? NOTHING : html`<div class="grid">${goals.map((goal) => card(goal, state, traces))}</div>`}
${gone.slice(0, MOST_GONE).map((id) => html`<p class="empty">${written(id)} was measured here, and base has dropped it without a governance record.</p>`)}
${gone.length > MOST_GONE ? html`<p class="empty">The same holds for ${gone.length - MOST_GONE} more.</p>` : NOTHING}
</section>`;
  const isEmpty = goals.length + gone.length === 0;
  return {
    id: "goals",
    name: "Goals",
    body: isEmpty ? null : body,
    unused: goals.length === 0 ? [none] : [],
  };
}

function card(goal: GoalReport, state: State, traces: Traces): Markup {
  const { id, why, value, unit, because } = goal;
  const shown =
    value === null
      ? html`<p class="value none">No value: ${written(because ?? "not measured yet")}</p>`
      : html`<p class="value">${formatNumber(value, unit)}</p>`;
  const changes = changesOf(state, id);
  return html`<article class="card"><h3>${written(id)}</h3><p class="why">${written(why)}</p>
${shown}<p class="chips">${chips(goal)}</p>
${seriesChart({ series: seriesOf(state, id), changes, target: goal.target }, traces)}
${changes.length === 0 ? NOTHING : html`<ul class="rows small">${changes.slice(-3).map((change) => changeRow(change, traces))}</ul>`}
</article>`;
}

const STATES: Record<GoalReport["state"], readonly [string, string]> = {
  reached: ["reached", "good"],
  short: ["not reached", ""],
  missed: ["missed", "bad"],
  no_data: ["no data", ""],
  failed: ["failed", "bad"],
  not_measured: ["not measured", "warn"],
};

function chips(goal: GoalReport): Markup[] {
  const { state, target, unit, direction, trend, last, deadline, sample } = goal;
  const [word, kind] = STATES[state];
  const chip = (text: string, tone = ""): Markup => html`<span class="chip ${tone}">${text}</span> `;
  const tones = { better: "good", worse: "bad", same: "", first: "" } as const;
  return [
    chip(word, kind),
    chip(`${direction === "higher" ? "at least" : "at most"} ${formatNumber(target, unit)}`),
    ...(trend === null || trend === "first" || last === null
      ? []
      : [chip(trend === "same" ? "as before" : `${trend} than ${formatNumber(last, unit)}`, tones[trend])]),
    ...(deadline === null ? [] : [chip(`by ${deadline}`, goal.overdue && state !== "reached" ? "bad" : "")]),
    ...(sample === null || sample === 0 ? [] : [chip(counted(sample, "event"))]),
    ...(goal.ungoverned ? [chip("changed without a record", "warn")] : []),
    ...(goal.dormant === null ? [] : [chip(`dormant: ${goal.dormant}`, "warn")]),
  ];
}

function changeRow(change: GoalChangeRecord, traces: Traces): Markup {
  const facts = [
    ["reason", change.reason],
    ["authority", `${change.authority}, attested by ${change.attested}`],
  ] as const;
  const href = traces.to(change, `${change.goal} was ${change.to === null ? "given up" : "changed"}`, facts);
  return html`<li><a href="${href}">${written(change.reason)}</a><span class="soft">${change.at.slice(0, 10)}</span></li>`;
}
