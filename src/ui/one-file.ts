// Puts the page's views into one file that anybody can open: nothing to serve, to run or to fetch, and nothing to press.
import type { ReadContext } from "../api/context.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { html, type Markup, NOTHING, written } from "../page/markup.ts";
import { outcomesOf, type PageParts, pageOf } from "../page/page.ts";
import { newestFirst } from "../shared/ids.ts";
import { knowledgeMap } from "../use-cases/knowledge-map.ts";
import { standingFacts } from "../use-cases/list-learnings.ts";
import { chip, empty, meter, stateChip } from "./parts.ts";
import type { UiPorts } from "./ports.ts";
import { UI_STYLE } from "./style.ts";
import { goingList, usedList } from "./views/lesson-use.ts";
import { mapOf } from "./views/map.ts";
import { nowView } from "./views/now.ts";
import { comparedView, waitingView } from "./views/waiting.ts";

/** With its text; the others are told by their number. */
const MOST_LESSONS = 500;
const MOST_LISTED = 50;

export async function oneFile(
  context: ReadContext,
  ports: Pick<UiPorts, "noted" | "injected">,
  parts: PageParts,
): Promise<string> {
  const state = await context.state();
  const inService = state
    .all(Learning)
    .filter((each) => standingOf(state, each, context.now).withheld === null)
    .toSorted(newestFirst);
  const lessons = inService.slice(0, MOST_LESSONS);
  const sections: readonly (readonly [id: string, name: string, body: Markup])[] = [
    ["v-known", "Known", await known(context, lessons, inService.length)],
    ["v-used", "Used this week", await usedList(context, MOST_LISTED)],
    ["v-go", "Could go", await goingList(context, MOST_LISTED, false)],
    ["v-map", "Map", mapOf(await knowledgeMap(context, ""))],
    ["v-waiting", "Waiting", (await waitingView(context, false)).main],
    ["v-compared", "Compared with each other", (await comparedView(context, false)).main],
    ["v-now", "Now", (await nowView(context, ports)).main],
    ["v-outcomes", "Outcomes", outcomesOf(parts)],
  ];
  const ids = new Set(lessons.map(({ id }) => id));
  const body = html`<header><h1>What is known</h1>
<nav aria-label="Views">${sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav></header>
${sections.map(([id, name, own]) => html`<section id="${id}"><h2>${name}</h2>${asPart(own, ids)}</section>`)}`;
  return pageOf(body, UI_STYLE);
}

async function known(context: ReadContext, lessons: readonly LearningRecord[], of: number): Promise<Markup> {
  if (of === 0)
    return empty(
      html`No lesson is stored yet. Agents record them with <code>record_learning</code> while they work; the first one can be yours: <code>agentops-mcp add</code>.`,
    );
  const state = await context.state();
  const item = (learning: LearningRecord): Markup => {
    const { id, kind, title, body, paths, at } = learning;
    const facts = standingFacts(state, learning, context.now);
    return html`<li class="item"><details><summary>${written(title)}</summary><div id="lesson-${id}"><div class="text">${written(body)}</div><p class="small soft">${written(paths.join(", "))}</p><p class="small soft"><code>agentops-mcp show ${id}</code></p></div></details><p class="small soft">${chip(kind.replace("_", " "))}${stateChip(facts.state)}${meter(facts.strength)} ${facts.assurance}, ${at.slice(0, 10)}</p></li>`;
  };
  return html`<p class="small soft">${of} in service, newest first${of > lessons.length ? `; the newest ${lessons.length} are here` : ""}.</p><ul class="items">${lessons.map(item)}</ul>`;
}

/**
 * A view among others: its own heading goes, the ones below it go a step down, and what the file does not hold is no
 * address. Texts are escaped, so that a tag here is always one of ours.
 */
function asPart({ markup }: Markup, lessons: ReadonlySet<string>): Markup {
  const step = markup.includes("<h2") ? 1 : 0;
  const text = markup
    .replace(/<h1>[^<]*<\/h1>/, "")
    .replace(/<(\/?)h([23])\b/g, (_, end, level) => `<${end}h${Number(level) + step}`)
    .replace(/<div id="compared" data-later="[^"]*">.*?<\/div>/s, "")
    .replace(/<a href="\/waiting">All that waits<\/a>/, "")
    .replace(/<a\b[^>]*\bhref="\/([^"]*)"[^>]*>(.*?)<\/a>/gs, (_, path: string, inner: string) => {
      const id = /^lesson\/(\w{26})$/.exec(path)?.[1] ?? "";
      return lessons.has(id) ? `<a href="#lesson-${id}">${inner}</a>` : inner;
    });
  return text === "" ? NOTHING : { markup: text };
}
