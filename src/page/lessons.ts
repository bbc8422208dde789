// Draws how strong the lessons are: one mark for each, in ten columns.

import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { type Standing, standingOf } from "../learnings/standing.ts";
import type { State } from "../records/state.ts";
import { newestFirst } from "../shared/ids.ts";
import { html, type Markup, NOTHING } from "./markup.ts";
import type { Part } from "./part.ts";
import type { Traces } from "./traces.ts";

const COLUMNS = 10;
/** Marks in one column. */
const MOST = 12;

interface Lesson {
  readonly learning: LearningRecord;
  readonly standing: Standing;
}

export function lessonsPart(state: State, now: number, traces: Traces): Part {
  const lessons = state
    .all(Learning)
    .toSorted(newestFirst)
    .map((learning): Lesson => ({ learning, standing: standingOf(state, learning, now) }))
    .filter(({ standing }) => standing.withheld === null);
  const columns = Array.from({ length: COLUMNS }, (_, at) =>
    lessons.filter(
      ({ standing: { strength } }) => Math.min(COLUMNS - 1, Math.floor(strength * COLUMNS)) === at,
    ),
  );
  const cut = columns.some(({ length }) => length > MOST);
  const legend = html`<ul class="legend"><li><i class="accent"></i>confirmed by another session</li><li><i></i>not confirmed yet</li><li><i class="bad"></i>disputed</li></ul>`;
  const named = { id: "lessons", name: "Lessons" };
  const none = html`No lesson is in service yet. The first one comes from <code>record_learning</code>.`;
  if (lessons.length === 0) return { ...named, body: null, unused: [none] };
  const body = html`<section id="lessons"><h2>Strength of lessons</h2>
<p class="small soft">A square is a lesson. Its strength, 0 to 1: how helpful other sessions found it, less with the time since the last helpful word.</p>
<div class="card wide"><div class="histogram">${columns.map((own) => stack(own, traces))}</div><div class="axis">${columns.map((_, at) => html`<span>${at / COLUMNS}</span>`)}</div>${legend}${cut ? html`<p class="small soft">The newest ${MOST} of each column are drawn; the number above it counts all.</p>` : NOTHING}</div>
</section>`;
  return { ...named, body, unused: [] };
}

function stack(lessons: readonly Lesson[], traces: Traces): Markup {
  const marks = lessons.slice(0, MOST).map(({ learning, standing }) => {
    const strength = standing.strength.toFixed(2);
    const href = traces.to(learning, learning.title, [
      ["kind", learning.kind.replace("_", " ")],
      ["strength", `${strength}, ${standing.assuranceWords}${standing.disputed ? ", disputed" : ""}`],
      ["words", `${standing.counted.length} of other sessions`],
    ]);
    const tone = standing.disputed ? "bad" : standing.proven ? "accent" : "";
    const title = `${learning.title} (${strength})`;
    return html`<a class="${tone}" href="${href}" title="${title}" aria-label="${title}"></a>`;
  });
  return html`<div class="stack">${marks}${lessons.length > 0 ? html`<b>${lessons.length}</b>` : NOTHING}</div>`;
}
