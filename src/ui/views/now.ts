// Shows what goes on: sessions at work, jobs with their leases, and what was given to whom.
import type { ReadContext } from "../../api/context.ts";
import type { InjectedItem } from "../../hooks/io/injected.ts";
import Learning from "../../learnings/records/learning.ts";
import { servingsOf } from "../../learnings/servings.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import type { State } from "../../records/state.ts";
import { listJobs } from "../../use-cases/list-jobs.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, empty, lessonHref, moment } from "../parts.ts";
import type { UiPorts } from "../ports.ts";
import { sessionLink } from "./session.ts";

const DAY_MS = 86_400_000;
/** A session that was silent for longer is called quiet. */
const AT_WORK_MS = 15 * 60_000;
const MOST_SESSIONS = 20;
const MOST_GIVEN = 40;
const MOST_JOBS = 50;

interface Seen {
  readonly session: string;
  readonly runtime: string;
  at: string;
  recorded: number;
  given: number;
  tokens: number;
}

export async function nowView(
  context: ReadContext,
  ports: Pick<UiPorts, "noted" | "injected">,
): Promise<Shown> {
  const state = await context.state();
  const since = new Date(context.now - DAY_MS).toISOString();
  const noted = (await ports.noted()).filter(({ at }) => at >= since);
  const given = await givenSince(
    state,
    ports,
    noted.map(({ session }) => session),
    since,
  );
  const sessions = sessionsSince(state, since, given, noted);
  return shown(
    "now",
    "Now",
    html`<h1>Now</h1>
<section><h2 class="minor">Sessions of the last day</h2>${sessions.length === 0 ? empty(html`No session has recorded or been given anything in the last day. Start an agent in this repository; <code>agentops-mcp doctor</code> tells whether its hooks run.`) : sessionTable(sessions.slice(0, MOST_SESSIONS), context.now)}</section>
<section><h2 class="minor">Jobs</h2>${await jobs(context)}</section>
<section><h2 class="minor">Given to sessions</h2>${given.length === 0 ? empty(html`Nothing was given to a session in the last day.`) : html`<ul class="rows">${given.slice(0, MOST_GIVEN).map((each) => givenRow(state, each))}</ul>`}</section>`,
  );
}

interface Given extends Omit<InjectedItem, "reason"> {
  readonly session: string;
  readonly runtime: string;
  readonly reason: string;
}

/** Newest first: what the journal has, and what hooks have noted and nobody has written there yet. */
async function givenSince(
  state: State,
  ports: Pick<UiPorts, "noted" | "injected">,
  sessions: readonly string[],
  since: string,
): Promise<Given[]> {
  const kept: Given[] = servingsOf(state).map(({ at, session, runtime, injected, served, tokens }) => ({
    at,
    session,
    runtime,
    served,
    tokens,
    reason: injected?.reason ?? "asked",
  }));
  const known = new Set(kept.map(({ session, at, reason }) => `${session} ${at} ${reason}`));
  const fresh = await Promise.all(
    sessions.map(async (session) =>
      (await ports.injected(state, session)).map((item) => ({ ...item, session, runtime: "hook" })),
    ),
  );
  const notes = fresh.flat().filter(({ session, at, reason }) => !known.has(`${session} ${at} ${reason}`));
  return [...kept, ...notes].filter(({ at }) => at >= since).toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

function sessionsSince(
  state: State,
  since: string,
  given: readonly Given[],
  noted: readonly { readonly session: string; readonly at: string }[],
): Seen[] {
  const seen = new Map<string, Seen>();
  const meet = (session: string, runtime: string, at: string): Seen => {
    const known = seen.get(session) ?? { session, runtime, at, recorded: 0, given: 0, tokens: 0 };
    if (known.at < at) known.at = at;
    seen.set(session, known);
    return known;
  };
  for (const { session, runtime, at } of state.all(Learning))
    if (at >= since) meet(session, runtime, at).recorded += 1;
  for (const { session, runtime, at, served, tokens } of given) {
    const met = meet(session, runtime, at);
    met.given += served.length;
    met.tokens += tokens;
  }
  for (const { session, at } of noted) meet(session, "hook", at);
  return [...seen.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

function sessionTable(sessions: readonly Seen[], now: number): Markup {
  const row = ({ session, runtime, at, recorded, given, tokens }: Seen): Markup =>
    html`<tr><th scope="row">${sessionLink(session)}</th><td>${written(runtime)}</td><td>${now - Date.parse(at) < AT_WORK_MS ? chip("at work", "good") : chip("quiet")}</td><td>${moment(at)}</td><td>${recorded} recorded, ${given} given, ${tokens} tokens</td></tr>`;
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
      ({ id, title, state, stands, holder, token, lease }) =>
        html`<li><span><code>${id}</code> ${chip(state.replace("_", " "), state === "stuck" ? "bad" : "")}${written(title)}</span><span class="soft">${holder === null ? written(stands) : html`${sessionLink(holder)}, token ${token}, lease ${lease}`}</span></li>`,
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
