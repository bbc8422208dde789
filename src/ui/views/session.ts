// Replays a session: what it was given, said, recorded and did, step by step in the order in which it happened.

import type { ReadContext } from "../../api/context.ts";
import Citation from "../../learnings/records/citation.ts";
import Injection from "../../learnings/records/injection.ts";
import Learning from "../../learnings/records/learning.ts";
import Retrieval from "../../learnings/records/retrieval.ts";
import { servingsOf } from "../../learnings/servings.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { recordsBySession } from "../../records/feeds.ts";
import { kindOf } from "../../records/kinds.ts";
import type { JournalRecord } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { counted } from "../../shared/text/count.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, lessonHref, moment } from "../parts.ts";
import type { UiPorts } from "../ports.ts";

interface Step {
  readonly at: string;
  readonly what: Markup;
  readonly tokens: number;
}

/** Newest ones; the terminal has all. */
const MOST_STEPS = 500;

/** Its name is no part of the path, where a browser would take dots for folders. */
export const sessionLink = (session: string): Markup =>
  html`<a href="/session?${new URLSearchParams({ of: session }).toString()}">${written(session)}</a>`;

/** Throws NOT_FOUND for a session that has left nothing. */
export async function sessionView(
  context: ReadContext,
  ports: Pick<UiPorts, "injected">,
  session: string,
): Promise<Shown> {
  const state = await context.state();
  const records = state.by(recordsBySession, session);
  const steps = [
    ...records.flatMap((record) => stepsOf(state, record)),
    ...(await givenTo(state, ports, session)),
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last)
    throw new AgentOpsError(
      "NOT_FOUND",
      "No session of that name has left a record.",
      "Now lists those of the last day.",
    );
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const left = steps.length - MOST_STEPS;
  return shown(
    null,
    `Session ${session}`,
    html`<p class="small soft">session of ${written(records[0]?.runtime ?? "hooks")}</p><h1 class="title">${written(session)}</h1>
<p>${counted(steps.length, "step")} in ${span(Date.parse(last.at) - Date.parse(first.at))}, from ${moment(first.at)} UTC; ${tokens} tokens of lessons given.</p>
<p class="small soft"><kbd>j</kbd> and <kbd>k</kbd> go from step to step, <kbd>Enter</kbd> opens what a step is about.</p>
${left > 0 ? html`<p class="small soft">The first ${left} steps are left out: <code>agentops-mcp show session</code> has all.</p>` : NOTHING}
<ol class="items steps">${steps.slice(-MOST_STEPS).map((step) => html`<li class="item" tabindex="-1"><p><span class="after">+${span(Date.parse(step.at) - Date.parse(first.at))}</span> ${step.what}</p></li>`)}</ol>`,
  );
}

function stepsOf(state: State, record: JournalRecord): Step[] {
  const { at } = record;
  // What was given is told below, each time by itself.
  if (Retrieval.is(record) || Injection.is(record)) return [];
  if (Learning.is(record))
    return [
      {
        at,
        tokens: 0,
        what: html`${chip("recorded", "good")}${titled(state, record.id)}${record.supersedes === null ? NOTHING : html` instead of ${titled(state, record.supersedes)}`}`,
      },
    ];
  if (Citation.is(record))
    return record.citations.map(({ id, outcome, note }) => ({
      at,
      tokens: 0,
      what: html`${chip(outcome.replace("_", " "), outcome === "wrong" || outcome === "stale" ? "bad" : outcome === "ignored" ? "" : "good")}${titled(state, id)}${note === null ? NOTHING : html`: ${written(note)}`}`,
    }));
  const { summary } = kindOf(state.kinds, record);
  return [{ at, tokens: 0, what: html`<a href="/story/${record.id}">${written(summary(record))}</a>` }];
}

/** What it asked for, and what hooks have put before its model, written in the journal or not yet. */
async function givenTo(state: State, ports: Pick<UiPorts, "injected">, session: string): Promise<Step[]> {
  const asked = servingsOf(state)
    .filter((each) => each.session === session && each.injected === null)
    .map(({ at, served, tokens }) => ({ at, reason: "asked", served, tokens }));
  return [...asked, ...(await ports.injected(state, session))].map(({ at, reason, served, tokens }) => ({
    at,
    tokens,
    what: html`${chip(reason === "asked" ? "asked" : `given: ${reason}`)}${served.length === 0 ? html`<span class="soft">no lesson fitted</span>` : served.map((id, index) => html`${index > 0 ? ", " : ""}${titled(state, id)}`)} <span class="small soft">${tokens} tokens</span>`,
  }));
}

function titled(state: State, id: string): Markup {
  const title = state.get(Learning, id)?.title;
  return title === undefined
    ? html`<code>${id}</code>`
    : html`<a href="${lessonHref(id)}">${written(title)}</a>`;
}

function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}
