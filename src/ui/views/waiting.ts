// Shows what waits for a person: decisions on lessons, each by a key, questions of workers, and drafts of lessons.
import type { ReadContext } from "../../api/context.ts";
import { RULINGS } from "../../jobs/records/ruling.ts";
import { LISTS, type List, type Listed } from "../../learnings/curation/waiting.ts";
import Learning from "../../learnings/records/learning.ts";
import type { LessonDraft } from "../../lessons/from-records.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { type Batch, openBatches } from "../../supervision/batches.ts";
import { waitingForDecision } from "../../use-cases/curate-knowledge.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, choiceField, empty, hidden, lessonHref, moment, textField } from "../parts.ts";
import { type Drafted, draftsWaiting } from "./drafts.ts";

/** Of one list; the terminal has all. */
const MOST = 20;

/** They compare each lesson with all others: among many that takes minutes, for which the terminal has a process of its own. */
const SLOW: ReadonlySet<List> = new Set(["contradicted", "duplicated"]);
const MOST_COMPARED = 300;

/** What a list's own decision is, and the words that say so. */
const DECISIONS: Readonly<Record<List, readonly (readonly [action: string, key: string, name: string])[]>> = {
  promotable: [["promote", "p", "Promote"]],
  disputed: [["retire", "r", "Retire"]],
  contradicted: [["retire", "r", "Retire"]],
  stale: [["retire", "r", "Retire"]],
  duplicated: [["merge", "m", "Merge into the older one"]],
  uncited: [["retire", "r", "Retire"]],
  out: [["restore", "u", "Take back"]],
};

const HEADINGS: Readonly<Record<List, string>> = {
  promotable: "Ready for the next stage",
  disputed: "Disputed",
  contradicted: "Contradicted",
  stale: "Stale: what they cite has changed",
  duplicated: "Said before",
  uncited: "Shown often, helpful to none",
  out: "Out of service, and can be taken back",
};

export async function waitingView(
  context: ReadContext,
  canWrite: boolean,
  problem: Markup = NOTHING,
  status = 200,
): Promise<Shown> {
  const state = await context.state();
  const compares = state.all(Learning).length <= MOST_COMPARED;
  const lists = LISTS.filter((list) => compares || !SLOW.has(list));
  const { items, alarms } = await waitingForDecision(context, lists);
  const batches = openBatches(state);
  const drafts = await draftsWaiting(context);
  const waits = items.some(({ list }) => list !== "out") || batches.length > 0 || drafts.length > 0;
  return shown(
    "waiting",
    "Waiting",
    html`<h1>Waiting</h1>${problem}
${alarms.length === 0 ? NOTHING : html`<ul class="alarms">${alarms.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
${waits ? NOTHING : empty(html`Nothing waits for you. Lessons come here when sessions dispute them, when what they cite changes, or when they have earned the next stage.`)}
${batches.length === 0 ? NOTHING : html`<section><h2 class="minor">Workers ask (${batches.length})</h2><ul class="items">${batches.slice(0, MOST).map((batch) => question(batch, canWrite))}</ul></section>`}
${drafts.length === 0 ? NOTHING : html`<section><h2 class="minor">Drafts from sessions that recorded nothing (${drafts.length})</h2><ul class="items">${drafts.slice(0, MOST).map((each) => draftItem(each, canWrite))}</ul></section>`}
${LISTS.map((list) =>
  section(
    list,
    items.filter((item) => item.list === list),
    canWrite,
  ),
)}
${compares ? NOTHING : html`<p class="small soft">Comparing ${state.all(Learning).length} lessons with each other takes a while, so what contradicts or repeats another is listed in the terminal: <code>agentops-mcp curate --list duplicated</code>, <code>agentops-mcp curate --list contradicted</code>.</p>`}`,
    status,
  );
}

function section(list: List, items: readonly Listed[], canWrite: boolean): Markup {
  if (items.length === 0) return NOTHING;
  const more = items.length - MOST;
  return html`<section><h2 class="minor">${HEADINGS[list]} (${items.length})</h2><ul class="items">${items.slice(0, MOST).map((item) => listedItem(item, canWrite))}</ul>${more > 0 ? html`<p class="small soft">and ${more} more: <code>agentops-mcp curate --list ${list}</code></p>` : NOTHING}</section>`;
}

function listedItem({ list, id, title, stage, why }: Listed, canWrite: boolean): Markup {
  const other = /[0-9A-HJKMNP-TV-Z]{26}/.exec(why)?.[0] ?? "";
  const forms = DECISIONS[list].map(
    ([action, key, name]) =>
      html`<form method="post" action="${lessonHref(id)}/decide">${hidden("action", action)}${hidden("reason", `${list}: ${why}`.slice(0, 1000))}${hidden("other", action === "merge" ? other : "")}${hidden("from", "waiting")}<button type="submit" data-key="${key}">${name} <kbd>${key}</kbd></button></form>`,
  );
  const edit =
    list === "out"
      ? NOTHING
      : html`<a class="button quiet" href="${lessonHref(id)}/edit" data-key="e">Edit <kbd>e</kbd></a>`;
  return html`<li class="item" tabindex="-1"><h3><a href="${lessonHref(id)}">${written(title)}</a></h3><p class="small soft">${chip(stage)}${written(why)}</p>${canWrite ? html`<div class="acts">${forms}${edit}</div>` : NOTHING}</li>`;
}

function question({ id, escalations, deferredBy }: Batch, canWrite: boolean): Markup {
  const [first] = escalations;
  if (!first) return NOTHING;
  const rows = [
    ["tried", first.tried],
    ["failed", first.failed],
    ["evidence", first.evidence],
    ["suspects", first.hypothesis],
  ] as const;
  const form = html`<form method="post" action="/rule/${id}" class="stack" data-typed>${choiceField(
    { name: "ruling", label: "Ruling", value: "answer" },
    RULINGS.map((each) => [each, each] as const),
  )}${textField({ name: "text", label: "What the worker and its successor are told", value: "", required: true }, 3)}<button type="submit">Record the ruling</button></form>`;
  return html`<li class="item" tabindex="-1"><h3>${written(first.ask)}</h3><p class="small soft">${moment(first.at)} by ${written(first.session)}${escalations.length > 1 ? ` and ${escalations.length - 1} more` : ""}${deferredBy === null ? "" : ", deferred"}</p>
<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${written(String(value ?? ""))}</dd></div>`)}</dl>${canWrite ? html`<details><summary>Rule on it</summary>${form}</details>` : NOTHING}</li>`;
}

function draftItem({ session, draft }: Drafted, canWrite: boolean): Markup {
  return html`<li class="item" tabindex="-1"><h3>${written(draft.title)}</h3><p class="small soft">${chip(draft.kind.replace("_", " "))}from session ${written(session)}</p><div class="text">${written(draft.body)}</div>
${canWrite ? html`<div class="acts"><form method="post" action="/new">${draftFields(draft)}<button type="submit" data-key="a">Accept <kbd>a</kbd></button></form><form method="get" action="/new">${draftFields(draft)}<button type="submit" class="quiet" data-key="e">Edit first <kbd>e</kbd></button></form></div>` : NOTHING}</li>`;
}

const draftFields = ({ title, kind, body, paths, symptoms, evidence }: LessonDraft): Markup =>
  html`${hidden("title", title)}${hidden("kind", kind)}${hidden("body", body)}${hidden("paths", paths.join(", "))}${hidden("symptoms", symptoms.join("\n"))}${hidden("evidence", evidence.map(({ type, ref }) => `${type} ${ref}`).join("; "))}${hidden("from", "waiting")}`;
