// Shows what waits for a person, each decided by a key: questions of workers, claims, drafts of lessons, and stored lessons.
import type { ReadContext } from "../../api/context.ts";
import { RULINGS } from "../../jobs/records/ruling.ts";
import { LISTS, type List, type Listed } from "../../learnings/curation/waiting.ts";
import type { LessonDraft } from "../../lessons/from-records.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { type Batch, openBatches } from "../../supervision/batches.ts";
import { waitingForDecision } from "../../use-cases/curate-knowledge.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, choiceField, empty, hidden, lessonHref, moment, textField } from "../parts.ts";
import { claimItem, claimsWaiting } from "./claims.ts";
import { type Drafted, draftsWaiting, episodesWaiting } from "./drafts.ts";
import { sessionLink } from "./session.ts";

/** Of one list; the terminal has all. */
const MOST = 20;

/** They compare each lesson with all others, for up to a second each: they come after the page. */
const COMPARED: readonly List[] = ["contradicted", "duplicated"];
const AT_ONCE = LISTS.filter((list) => !COMPARED.includes(list));

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
  const { items, alarms } = await waitingForDecision(context, AT_ONCE);
  const batches = openBatches(state);
  const claims = await claimsWaiting(context);
  const drafts = await draftsWaiting(context);
  const episodes = await episodesWaiting(context);
  const others = batches.length + claims.length + drafts.length + episodes.drafts.length;
  const waits = items.some(({ list }) => list !== "out") || others > 0;
  return shown(
    "waiting",
    "Waiting",
    html`<h1>Waiting</h1>${problem}
${alarms.length === 0 ? NOTHING : html`<ul class="alarms">${alarms.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
${waits ? NOTHING : empty(html`Nothing waits for you. Lessons come here when sessions dispute them, when what they cite changes, or when they have earned the next stage; drafts, when a session has worked and recorded nothing.`)}
${group(`Workers ask (${batches.length})`, batches, (batch) => question(batch, canWrite))}
${group(`Claims that need your word (${claims.length})`, claims, (claim) => claimItem(claim, canWrite))}
${group(`Drafts from sessions that recorded nothing (${drafts.length})`, drafts, (each) => draftItem(each, canWrite))}
${group(`Worth a lesson in your words, from old commits and talks (${episodes.drafts.length + episodes.left})`, episodes.drafts, (each) => draftItem(each, canWrite))}
${AT_ONCE.map((list) => section(list, items, canWrite))}
<div id="compared" data-later="/waiting/compared"><p class="small soft"><a href="/waiting/compared">What contradicts or repeats another lesson</a></p></div>`,
    status,
  );
}

/** What of the newest lessons contradicts or repeats another; all of them are the terminal's. */
export async function comparedView(context: ReadContext, canWrite: boolean): Promise<Shown> {
  const { items } = await waitingForDecision(context, COMPARED);
  const none = html`<p class="small soft">No lesson was found to contradict or repeat another.</p>`;
  return shown(
    "waiting",
    "Compared",
    html`<h1>Compared with each other</h1><div id="compared">${items.length === 0 ? none : COMPARED.map((list) => section(list, items, canWrite))}</div><p class="small"><a href="/waiting">All that waits</a></p>`,
  );
}

const group = <T>(heading: string, all: readonly T[], item: (each: T) => Markup): Markup =>
  all.length === 0
    ? NOTHING
    : html`<section><h2 class="minor">${heading}</h2><ul class="items">${all.slice(0, MOST).map(item)}</ul>${all.length > MOST ? html`<p class="small soft">and ${all.length - MOST} more</p>` : NOTHING}</section>`;

function section(list: List, all: readonly Listed[], canWrite: boolean): Markup {
  const items = all.filter((item) => item.list === list);
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
  return html`<li class="item" tabindex="-1"><h3><a href="${lessonHref(id)}">${written(title)}</a></h3><p class="small soft">${chip(`stage: ${stage}`)}${written(why)}</p>${canWrite ? html`<div class="acts">${forms}${edit}</div>` : NOTHING}</li>`;
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
    { name: "ruling", label: "Ruling", value: "answer", of: id },
    RULINGS.map((each) => [each, each] as const),
  )}${textField({ name: "text", label: "What the worker and its successor are told", value: "", required: true, of: id }, 3)}<button type="submit">Record the ruling</button></form>`;
  return html`<li class="item" tabindex="-1"><h3>${written(first.ask)}</h3><p class="small soft">${moment(first.at)} by ${sessionLink(first.session)}${escalations.length > 1 ? ` and ${escalations.length - 1} more` : ""}${deferredBy === null ? "" : ", deferred"}</p>
<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${written(String(value ?? ""))}</dd></div>`)}</dl>${canWrite ? html`<details><summary data-key="a">Answer or rule <kbd>a</kbd></summary>${form}</details>` : NOTHING}</li>`;
}

/** What a commit or talk says is raw: it is taken over in somebody's own words alone. */
function draftItem({ id, session, draft }: Drafted, canWrite: boolean): Markup {
  const accept = html`<form method="post" action="/new">${draftFields(draft)}<button type="submit" data-key="a">Accept <kbd>a</kbd></button></form>`;
  return html`<li class="item" tabindex="-1"><h3>${written(draft.title)}</h3><p class="small soft">${chip(draft.kind.replace("_", " "))}${session === null ? "from the past of this repository" : html`from session ${sessionLink(session)}`}</p><div class="text">${written(draft.body)}</div>
${canWrite ? html`<div class="acts">${session === null ? NOTHING : accept}<form method="get" action="/new">${draftFields(draft)}<button type="submit" class="quiet" data-key="e">Edit first <kbd>e</kbd></button></form><form method="post" action="/draft/${encodeURIComponent(id)}/dismiss"><button type="submit" class="quiet" data-key="d">Dismiss <kbd>d</kbd></button></form></div>` : NOTHING}</li>`;
}

const draftFields = ({ title, kind, body, paths, symptoms, evidence }: LessonDraft): Markup =>
  html`${hidden("title", title)}${hidden("kind", kind)}${hidden("body", body)}${hidden("paths", paths.join(", "))}${hidden("symptoms", symptoms.join("\n"))}${hidden("evidence", evidence.map(({ type, ref }) => `${type} ${ref}`).join("; "))}${hidden("from", "waiting")}`;
