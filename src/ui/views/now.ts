// Shows what goes on: sessions at work, jobs with their leases, and what was given to whom.
import type { ReadContext } from "../../api/context.ts";
import type { LeaseState } from "../../jobs/list.ts";
import Learning from "../../learnings/records/learning.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import type { State } from "../../records/state.ts";
import { listJobs } from "../../use-cases/list-jobs.ts";
import { type Given, type SessionRow, sessionsAtWork } from "../../use-cases/sessions-at-work.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, empty, lessonHref, moment } from "../parts.ts";
import type { UiPorts } from "../ports.ts";
import { sessionLink } from "./session.ts";

const MOST_SESSIONS = 20;
const MOST_GIVEN = 40;
const MOST_JOBS = 50;

const LEASE_SAID: Readonly<Record<LeaseState, string>> = {
  alive: " holds it",
  expired: " held it and is silent; it is free",
  elsewhere: " holds it on another machine",
  none: "",
};

export async function nowView(
  context: ReadContext,
  ports: Pick<UiPorts, "noted" | "injected">,
): Promise<Shown> {
  const state = await context.state();
  const { sessions, given } = await sessionsAtWork(state, ports, context.now);
  return shown(
    "now",
    "Now",
    html`<h1>Now</h1>
<section><h2 class="minor">Sessions of the last day</h2>${sessions.length === 0 ? empty(html`No session has recorded or been given anything in the last day. Start an agent in this repository; <code>agentops-mcp doctor</code> tells whether its hooks run.`) : sessionTable(sessions.slice(0, MOST_SESSIONS))}</section>
<section><h2 class="minor">Jobs</h2>${await jobs(context)}</section>
<section><h2 class="minor">Given to sessions</h2>${given.length === 0 ? empty(html`Nothing was given to a session in the last day.`) : html`<ul class="rows">${given.slice(0, MOST_GIVEN).map((each) => givenRow(state, each))}</ul>`}</section>`,
  );
}

function sessionTable(sessions: readonly SessionRow[]): Markup {
  const row = ({ session, runtime, at, at_work, recorded, given, tokens }: SessionRow): Markup =>
    html`<tr><th scope="row">${sessionLink(session)}</th><td>${written(runtime)}</td><td>${at_work ? chip("at work", "good") : chip("quiet")}</td><td>${moment(at)}</td><td>${recorded} recorded, ${given} given, ${tokens} tokens</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Sessions"><table><thead><tr><th scope="col">session</th><th scope="col">runtime</th><th scope="col">state</th><th scope="col">last seen (UTC)</th><th scope="col">lessons</th></tr></thead><tbody>${sessions.map(row)}</tbody></table></div>`;
}

async function jobs(context: ReadContext): Promise<Markup> {
  const all = await listJobs(context);
  const open = all.filter(({ state }) => state !== "done");
  if (open.length === 0)
    return empty(
      html`No job is open${all.length > 0 ? html`; ${all.length} are done` : NOTHING}. A person queues jobs with <code>agentops-mcp jobs add --file jobs.yaml</code>.`,
    );
  return html`<ul class="rows">${open
    .slice(0, MOST_JOBS)
    .map(
      ({ id, title, state, stands, holder, lease }) =>
        html`<li><span><code>${id}</code> ${chip(state.replace("_", " "), state === "stuck" ? "bad" : "")}${written(title)}</span><span class="soft">${holder === null ? written(stands) : html`${sessionLink(holder)}${LEASE_SAID[lease]}`}</span></li>`,
    )}</ul>`;
}

function givenRow(state: State, { at, session, reason, served, tokens }: Given): Markup {
  const titles = served.map((id) => {
    const title = state.get(Learning, id)?.title;
    return title === undefined
      ? html`<code>${id}</code> `
      : html`<a href="${lessonHref(id)}">${written(title)}</a> `;
  });
  return html`<li><span>${chip(reason)}${titles.length === 0 ? html`<span class="soft">no lesson fitted</span>` : titles}</span><span class="soft">${sessionLink(session)}, ${tokens} tokens, ${moment(at)}</span></li>`;
}
