// Shows one lesson: its text, how strong it is and was, who was shown it and what they said, and what a person can do.
import type { ReadContext } from "../../api/context.ts";
import { evidenceInWords } from "../../learnings/grounds.ts";
import { isCommanding } from "../../learnings/labels.ts";
import type { LearningRecord } from "../../learnings/records/learning.ts";
import { readersOf } from "../../learnings/servings.ts";
import { standingOf, strengthAt } from "../../learnings/standing.ts";
import { bylineOf } from "../../learnings/text-source.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import type { State } from "../../records/state.ts";
import { findLesson } from "../../use-cases/edit-learning.ts";
import { standingFacts } from "../../use-cases/list-learnings.ts";
import { type Shown, shown } from "../answer.ts";
import {
  assuranceSaid,
  chip,
  choiceField,
  hidden,
  lessonHref,
  lineField,
  meter,
  moment,
  stateChip,
} from "../parts.ts";
import { sessionLink } from "./session.ts";

/** What did not work just now, and the status that says so. */
export interface Failed {
  readonly problem: Markup;
  readonly status: number;
}

/** Throws NOT_FOUND or AMBIGUOUS. */
export async function lessonView(
  context: ReadContext,
  id: string,
  canWrite: boolean,
  { problem, status }: Failed = { problem: NOTHING, status: 200 },
): Promise<Shown> {
  const state = await context.state();
  const learning = findLesson(state, id);
  const stale = await context.code.changed(learning);
  const elsewhere = await context.code.elsewhere(learning);
  const facts = standingFacts(state, learning, context.now);
  const href = lessonHref(learning.id);
  const edit = facts.state === "served" || facts.state === "disputed";
  return shown(
    "lessons",
    learning.title,
    html`<p class="small"><a href="/">All lessons</a></p>${problem}
<article><header class="head"><h1 class="title">${written(learning.title)}</h1>${canWrite && edit ? html`<a class="button" href="${href}/edit" data-key="e">Edit <kbd>e</kbd></a>` : NOTHING}</header>
<p>${chip(learning.kind.replace("_", " "))}${stateChip(facts.state)}${stale.length > 0 ? chip(`stale: ${stale.slice(0, 3).join(", ")} changed`, "warn") : NOTHING}${elsewhere.length > 0 ? chip(`not on this branch: ${elsewhere.slice(0, 3).join(", ")}`) : NOTHING}${isCommanding(learning) ? chip("its text speaks as a commander", "warn") : NOTHING}${chip(`stage: ${facts.stage}`)}${meter(facts.strength)}<span class="small soft">, ${assuranceSaid(facts.assurance)}</span></p>
<div class="text">${written(learning.body)}</div>
${factsOf(state, learning)}</article>
<section><h2 class="minor">Strength since it was recorded</h2>${chart(state, learning, context.now)}</section>
${wordsOf(state, learning, context.now)}
${canWrite ? decisions(href, facts.state) : NOTHING}
<p class="small"><a href="/story/${learning.id}">Its story, record by record</a></p>`,
    status,
  );
}

function factsOf(state: State, learning: LearningRecord): Markup {
  const { id, at, session, tags, paths, symptoms = [], evidence, supersedes } = learning;
  const rows = [
    ["id", id],
    ["recorded", `${at.slice(0, 16).replace("T", " ")} by ${bylineOf(state, learning)}, session ${session}`],
    ["seen as", symptoms.join(" | ")],
    ["tags", tags.join(", ")],
    ["paths", paths.join(", ")],
    ["evidence", evidence.map((each) => evidenceInWords(state, each)).join("; ")],
  ].filter(([, value]) => value !== "");
  const before =
    supersedes === null
      ? NOTHING
      : html`<div><dt>replaces</dt><dd><a href="${lessonHref(supersedes)}">${supersedes}</a></dd></div>`;
  return html`<dl class="facts">${rows.map(([name = "", value = ""]) => html`<div><dt>${name}</dt><dd>${written(value)}</dd></div>`)}${before}</dl>`;
}

const WIDTH = 600;
const HEIGHT = 90;
const STEPS = 60;

/** By the words that count now: what they said, when they said it, and how it has faded since. */
function chart(state: State, learning: LearningRecord, now: number): Markup {
  const from = Date.parse(learning.at);
  const span = Math.max(now - from, 1);
  const points = Array.from({ length: STEPS + 1 }, (_, at) => {
    const value = strengthAt(state, learning, from + (span * at) / STEPS);
    return `${((at / STEPS) * WIDTH).toFixed(1)},${((1 - value) * HEIGHT).toFixed(1)}`;
  });
  const last = strengthAt(state, learning, now).toFixed(2);
  const days = Math.floor(span / 86_400_000);
  return html`<figure class="wide"><svg viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}" role="img" aria-label="Strength over ${days} days, now ${last}"><line class="rule" x1="0" x2="${WIDTH}" y1="0" y2="0"/><line class="rule" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/><polyline class="path" points="${points.join(" ")}"/></svg><figcaption>0 to 1, from ${learning.at.slice(0, 10)} to now: ${last}</figcaption></figure>`;
}

function wordsOf(state: State, learning: LearningRecord, now: number): Markup {
  const { counted } = standingOf(state, learning, now);
  const readers = [...readersOf(state, learning.id)];
  const words = counted.map(
    ({ outcome, note, record }) =>
      html`<li><span>${chip(outcome.replace("_", " "), outcome === "wrong" || outcome === "stale" ? "bad" : outcome === "ignored" ? "" : "good")}${sessionLink(record.session)} in ${written(record.runtime)}${note === null ? NOTHING : html`: ${written(note)}`}</span><span class="soft">${moment(record.at)}</span></li>`,
  );
  return html`<section><h2 class="minor">Who cited it</h2>${words.length === 0 ? html`<p class="soft">No other session has said a word on it yet.</p>` : html`<ul class="rows">${words}</ul>`}
<p class="small soft">${readers.length === 0 ? "No session was given it to read yet." : html`Shown to ${readers.length} session${readers.length === 1 ? "" : "s"}: ${readers.slice(-10).map((each, index) => html`${index > 0 ? ", " : ""}${sessionLink(each)}`)}${readers.length > 10 ? " and others" : ""}`}</p></section>`;
}

/** The same decisions as `curate` takes in the terminal. */
function decisions(href: string, state: string): Markup {
  const isServed = state === "served" || state === "disputed";
  const actions = isServed
    ? ([
        ["retire", "retire: no longer served"],
        ["promote", "promote: to the next stage"],
        ["demote", "demote: to the stage before"],
        ["merge", "merge: another one says it, named below"],
      ] as const)
    : ([["restore", "restore: served again"]] as const);
  return html`<section><h2 class="minor">Decide</h2><form method="post" action="${href}/decide" class="stack">
${choiceField({ name: "action", label: "Decision", value: actions[0][0] }, actions)}
${lineField({ name: "reason", label: "Reason", value: "", hint: "Kept for ever, with your name.", required: true })}
${isServed ? lineField({ name: "other", label: "For merge: the id that stays", value: "" }) : hidden("other", "")}
<button type="submit">Record the decision</button></form></section>`;
}
