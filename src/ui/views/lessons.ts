// Shows the lessons: those that fit a filter, or what an agent would be given for a task, with reasons and scores.
import type { ReadContext } from "../../api/context.ts";
import { TEAM } from "../../git/layers.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { LEARNING_KINDS, type LearningKind } from "../../records/evidence.ts";
import type { SearchHit } from "../../retrieval/query.ts";
import { LESSON_STATES, listLearnings } from "../../use-cases/list-learnings.ts";
import { RETRIEVAL_LIMITS, retrieveContext } from "../../use-cases/retrieve-context.ts";
import { type Shown, shown } from "../answer.ts";
import {
  assuranceSaid,
  chip,
  choiceField,
  empty,
  lessonHref,
  lessonItem,
  lineField,
  meter,
} from "../parts.ts";
import { goingList, usedList } from "./lesson-use.ts";

/** In one list; the next ones are asked for. */
const PAGE = 50;
const MOST = 2_000;

/** What a person asks of all lessons: which there are, which were used, which could go. */
const SHOWN = [
  ["all", "Known", "a"],
  ["used", "Used this week", "u"],
  ["go", "Could go", "g"],
] as const;

export interface LessonsAsked {
  readonly show: (typeof SHOWN)[number][0];
  readonly q: string;
  readonly kind: LearningKind | null;
  readonly state: (typeof LESSON_STATES)[number] | null;
  readonly path: string;
  readonly tag: string;
  readonly limit: number;
}

export function lessonsAsked(query: URLSearchParams): LessonsAsked {
  const text = (name: string): string => (query.get(name) ?? "").trim();
  const limit = Number(query.get("limit") ?? PAGE);
  return {
    show: SHOWN.map(([name]) => name).find((name) => name === query.get("show")) ?? "all",
    q: text("q").slice(0, RETRIEVAL_LIMITS.task),
    kind: LEARNING_KINDS.find((kind) => kind === query.get("kind")) ?? null,
    state: LESSON_STATES.find((state) => state === query.get("state")) ?? null,
    path: text("path").slice(0, 300),
    tag: text("tag").slice(0, 50),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST) : PAGE,
  };
}

export async function lessonsView(
  context: ReadContext,
  asked: LessonsAsked,
  canWrite: boolean,
): Promise<Shown> {
  const results = asked.q === "" ? await listOf(context, asked, canWrite) : await found(context, asked);
  return shown(
    "lessons",
    "Lessons",
    html`<header class="head"><h1>Lessons</h1>${canWrite ? html`<a class="button" href="/new">Record a lesson</a>` : NOTHING}</header>
${searchForm(asked)}
${tabs(asked)}
<h2 class="unseen">Results</h2><div id="results">${results}</div>`,
  );
}

function searchForm({ q, kind, state, path, tag }: LessonsAsked): Markup {
  const any = [["", "any"]] as const;
  return html`<form role="search" action="/" method="get" class="search" id="search">
<div class="asking"><div class="field"><label for="q">Search with a task or an error, as an agent would</label><input type="search" id="q" name="q" value="${q}" autocomplete="off" spellcheck="false"></div><button type="submit">Search</button></div>
<details${kind !== null || state !== null || path !== "" || tag !== "" ? html` open` : NOTHING}><summary>Filters</summary><div class="filters">
${choiceField({ name: "kind", label: "Kind", value: kind ?? "" }, [...any, ...LEARNING_KINDS.map((each) => [each, each.replace("_", " ")] as const)])}
${choiceField({ name: "state", label: "State", value: state ?? "" }, [...any, ...LESSON_STATES.map((each) => [each, each] as const)])}
${lineField({ name: "path", label: "File or folder", value: path })}
${lineField({ name: "tag", label: "Tag", value: tag })}
</div></details></form>`;
}

function tabs({ q, show }: LessonsAsked): Markup {
  const tab = ([name, words, key]: (typeof SHOWN)[number]): Markup => {
    const href = name === "all" ? "/" : `/?show=${name}`;
    return name === show && q === ""
      ? html`<a href="${href}" aria-current="page" data-key="${key}">${words}</a>`
      : html`<a href="${href}" data-key="${key}">${words}</a>`;
  };
  return html`<nav class="tabs" aria-label="Lessons">${SHOWN.map(tab)}</nav>`;
}

const listOf = (context: ReadContext, asked: LessonsAsked, canWrite: boolean): Promise<Markup> =>
  asked.show === "used"
    ? usedList(context, asked.limit)
    : asked.show === "go"
      ? goingList(context, asked.limit, canWrite)
      : filtered(context, asked);

async function filtered(
  context: ReadContext,
  { kind, state, path, tag, limit }: LessonsAsked,
): Promise<Markup> {
  const { learnings, of, stored } = await listLearnings(context, {
    ...(kind === null ? {} : { kinds: [kind] }),
    ...(state === null ? {} : { states: [state] }),
    ...(path === "" ? {} : { paths: [path] }),
    ...(tag === "" ? {} : { tags: [tag] }),
    limit,
  });
  if (stored === 0)
    return empty(
      html`No lesson is stored yet. Agents record them with <code>record_learning</code> while they work; <a href="/new">write the first one yourself</a>, or take notes over with <code>agentops-mcp import</code>.`,
    );
  if (of === 0) return empty(html`None of ${stored} lessons fits. <a href="/">Show all</a>.`);
  const query = new URLSearchParams({
    ...(kind === null ? {} : { kind }),
    ...(state === null ? {} : { state }),
    path,
    tag,
    limit: String(Math.min(MOST, limit * 4)),
  });
  const more =
    of > learnings.length && limit < MOST
      ? html`<p><a class="button" href="/?${query.toString()}">Show more</a></p>`
      : NOTHING;
  return html`<p class="small soft" role="status">${of} of ${stored}, newest first${of > learnings.length ? `; ${learnings.length} are shown` : ""}</p>
<ul class="items">${learnings.map((row) => lessonItem(row, html`<p class="small soft">${row.at.slice(0, 10)} by ${written(row.runtime)}; shown to ${row.shown_to} session${row.shown_to === 1 ? "" : "s"}${row.tags.length > 0 ? html`; ${written(row.tags.join(", "))}` : NOTHING}</p>`))}</ul>
${more}`;
}

async function found(context: ReadContext, { q, kind, path }: LessonsAsked): Promise<Markup> {
  const paths = path === "" ? [] : [path];
  const hits = new Map<string, SearchHit>();
  const pack = await retrieveContext(noting(context, q, hits), {
    task: q,
    paths,
    budget_tokens: RETRIEVAL_LIMITS.tokens.most,
    ...(kind === null ? {} : { kinds: [kind] }),
  });
  const { items, dropped, related = [], nearest = [], tokens } = pack;
  const leftOut = html`<ul class="rows">${dropped.map(({ id, title, reason, layer = TEAM }) => html`<li>${titleOf(id, title, layer)} ${layerChip(layer)}<span class="soft">${reason}</span></li>`)}</ul>`;
  if (pack.abstained)
    return html`${empty(
      html`Nothing that is stored fits this task, so an agent would be told so. ${nearest.length > 0 ? html`Near words: ${written(nearest.join(", "))}.` : NOTHING}`,
    )}${dropped.length === 0 ? NOTHING : html`<h3>Nearest</h3>${leftOut}`}`;
  return html`<p class="small soft" role="status">An agent would be given ${items.length === 1 ? "this lesson" : `these ${items.length} lessons`}, ${tokens} tokens. Of the filters only kind and path count in a search.</p>
<ol class="items">${items.map(
    ({ id, title, kind: own, text, why, strength, assurance, stale, layer = TEAM }) =>
      html`<li class="item" tabindex="-1"><h3>${titleOf(id, title, layer)}</h3>
<p class="small soft">${layerChip(layer)}${chip(own.replace("_", " "))}${stale === undefined ? NOTHING : chip("stale", "warn")}${meter(strength)}, ${assuranceSaid(assurance)}; ${scoreOf(hits.get(id))}</p>
${why === "" ? NOTHING : html`<p class="why">${written(why)}</p>`}
<div class="text">${written(withoutFrame(text))}</div></li>`,
  )}</ol>
${dropped.length === 0 ? NOTHING : html`<h3>Left out</h3>${leftOut}`}
${related.length === 0 ? NOTHING : html`<h3>Beside it</h3>${related.map(({ text }) => html`<div class="text">${written(withoutFrame(text))}</div>`)}`}`;
}

/** This page shows the team's lessons alone; another layer's is at a page of that layer. */
const titleOf = (id: string, title: string, layer: string): Markup =>
  layer === TEAM ? html`<a href="${lessonHref(id)}">${written(title)}</a>` : written(title);
const layerChip = (layer: string): Markup => (layer === TEAM ? NOTHING : chip(`layer ${layer}`, "warn"));

/** The same context, which notes in `hits` what the search for `task` has found: a second one would take as long again. */
function noting(context: ReadContext, task: string, hits: Map<string, SearchHit>): ReadContext {
  const over: ReadContext["search"]["over"] = (engines) => {
    const joined = context.search.over(engines);
    return {
      ...joined,
      search(query) {
        const found = joined.search(query);
        if (query.task === task) for (const hit of found) hits.set(hit.id, hit);
        return found;
      },
    };
  };
  return { ...context, search: { ...context.search, over } };
}

const scoreOf = (hit: SearchHit | undefined): string =>
  hit === undefined
    ? "not scored"
    : `relevance ${hit.relevance.toFixed(2)}, covers ${Math.round(hit.coverage * 100)} % of the task`;

/** The frame tells agents where data begin and end; a person sees it. */
const withoutFrame = (text: string): string =>
  text.startsWith("[") && text.includes("\n") ? text.split("\n").slice(1, -1).join("\n") : text;
