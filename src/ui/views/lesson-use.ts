// Shows which lessons were used this week, and which could go, each to be taken out of service by a key.

import type { ReadContext } from "../../api/context.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { counted } from "../../shared/text/count.ts";
import { type CouldGo, couldGo, type UsedLesson, usedThisWeek } from "../../use-cases/lesson-use.ts";
import { empty, hidden, lessonHref, lessonItem } from "../parts.ts";

export async function usedList(context: ReadContext, limit: number): Promise<Markup> {
  const all = await usedThisWeek(context);
  if (all.length === 0)
    return empty(
      html`No session was given a lesson in the last seven days. Agents are given them by hooks and by <code>retrieve_context</code>; <code>agentops-mcp doctor</code> tells whether both work here.`,
    );
  return html`<p class="small soft" role="status">${counted(all.length, "lesson")} in the last seven days, what helped most sessions first${all.length > limit ? `; ${limit} are shown` : ""}</p>
<ul class="items">${all.slice(0, limit).map((each) => lessonItem(each, html`<p class="small soft">${useOf(each)}</p>`))}</ul>`;
}

const useOf = ({ sessions, helped }: UsedLesson): string =>
  `given to ${counted(sessions, "session")}; ${helped === 0 ? "no word that it helped" : `${helped} said that it held`}`;

export async function goingList(context: ReadContext, limit: number, canWrite: boolean): Promise<Markup> {
  const all = await couldGo(context);
  if (all.length === 0)
    return empty(
      html`Nothing speaks for letting a lesson go: none is disputed or stale, none was shown to many and helpful to nobody, and none has lain unread for 90 days.`,
    );
  return html`<p class="small soft" role="status">${counted(all.length, "lesson")}, each with the reason to look at it${all.length > limit ? `; ${limit} are shown` : ""}</p>
<ul class="items">${all.slice(0, limit).map((each) => lessonItem(each, html`<p class="why">${written(each.why)}</p>${canWrite ? acts(each) : NOTHING}`))}</ul>`;
}

const acts = ({ id, why }: CouldGo): Markup =>
  html`<div class="acts"><form method="post" action="${lessonHref(id)}/decide">${hidden("action", "retire")}${hidden("reason", why.slice(0, 1000))}${hidden("other", "")}${hidden("from", "going")}<button type="submit" data-key="r">Retire <kbd>r</kbd></button></form><a class="button quiet" href="${lessonHref(id)}/edit" data-key="e">Edit <kbd>e</kbd></a></div>`;
