// Draws the work as marks: claims and what became of them, jobs, locks, and who asked for help.

import type { Lock } from "../claims/locks/ratchet.ts";
import Judgment from "../claims/records/judgment.ts";
import type { ClaimStory } from "../goals/metrics/story.ts";
import { jobName } from "../jobs/job-name.ts";
import type { EscalationRecord } from "../jobs/records/escalation.ts";
import { countedEscalations, rulingOn } from "../jobs/rulings/laws.ts";
import { type JobStanding, standingsOfJobs } from "../jobs/standing.ts";
import type { State } from "../records/state.ts";
import { counted } from "../shared/text/count.ts";
import { jobOver } from "../supervision/batches.ts";
import { escalationState } from "../supervision/ruling-text.ts";
import { html, type Markup, NOTHING, written } from "./markup.ts";
import type { Part } from "./part.ts";
import type { Traces } from "./traces.ts";

const MOST_MARKS = 120;
const MOST_ROWS = 12;

type Tone = "good" | "bad" | "warn" | "";

const mark = (href: string, tone: Tone, title: string): Markup =>
  html`<li><a class="${tone}" href="${href}" title="${title}" aria-label="${title}"></a></li>`;

const legend = (words: readonly (readonly [Tone, string])[]): Markup =>
  html`<ul class="legend">${words.map(([tone, word]) => html`<li><i class="${tone}"></i>${word}</li>`)}</ul>`;

/** Marks, oldest first: the newest of so many. */
interface Marks {
  readonly marks: readonly Markup[];
  readonly of: number;
  readonly key: Markup;
}

function marksCard(title: string, { marks, of, key }: Marks): Markup {
  if (marks.length === 0) return NOTHING;
  const more = of > marks.length ? `, the newest ${marks.length} of ${of}` : "";
  return html`<article class="card"><h3>${title}</h3><ul class="marks">${marks}</ul>${key}<p class="small soft">Oldest first${more}.</p></article>`;
}

/** Only what is shown is made, as each row makes an entry among the traces. */
function rowsCard<T>(title: string, all: readonly T[], row: (each: T) => Markup): Markup {
  if (all.length === 0) return NOTHING;
  const left = all.length - MOST_ROWS;
  const more = left > 0 ? html`<li class="soft">and ${left} more</li>` : NOTHING;
  return html`<article class="card"><h3>${title}</h3><ul class="rows small">${all.slice(0, MOST_ROWS).map(row)}${more}</ul></article>`;
}

export function workPart(
  state: State,
  claims: readonly ClaimStory[],
  locks: readonly Lock[],
  traces: Traces,
): Part {
  const jobs = standingsOfJobs(state);
  const escalations = countedEscalations(state).toReversed();
  const body = html`<section id="work"><h2>Work</h2>
<p class="small soft">Every mark is a record and leads to its trace below.</p>
<div class="grid">
${marksCard("Claims and verdicts", {
  marks: claims.slice(-MOST_MARKS).map((story) => claimMark(story, traces)),
  of: claims.length,
  key: legend([
    ["good", "passed"],
    ["warn", "passed after a failure"],
    ["bad", "failed or refused"],
    ["", "not decided"],
  ]),
})}
${marksCard("Jobs", {
  marks: jobs.slice(-MOST_MARKS).map((job) => jobMark(job, traces)),
  of: jobs.length,
  key: legend([
    ["good", "done"],
    ["warn", "in work"],
    ["bad", "stuck or stopped"],
    ["", "waiting"],
  ]),
})}
${rowsCard("Locks", locks, (lock) => lockRow(lock, traces))}
${rowsCard("Escalations", escalations, (each) => escalationRow(state, each, traces))}
</div></section>`;
  const unused = [
    ...(claims.length > 0 ? [] : [html`Nobody has claimed anything yet: <code>submit_claim</code>.`]),
    ...(jobs.length > 0 ? [] : [html`No job was made yet: <code>agentops-mcp jobs add</code>.`]),
    ...(locks.length > 0 ? [] : [html`Nothing is locked: no claim that HEAD contains has passed.`]),
    ...(escalations.length > 0 ? [] : [html`Nobody has escalated.`]),
  ];
  return { id: "work", name: "Work", body: unused.length === 4 ? null : body, unused };
}

function outcomeOf({ passedBy, failedBy }: ClaimStory): [state: string, tone: Tone] {
  if (passedBy !== null) {
    const failedFirst = failedBy !== null && failedBy.id < passedBy.id;
    return failedFirst ? ["passed after a failure", "warn"] : ["passed", "good"];
  }
  if (failedBy === null) return ["not decided", ""];
  return [Judgment.is(failedBy) ? "refused" : "failed", "bad"];
}

function claimMark(story: ClaimStory, traces: Traces): Markup {
  const { claim, verdicts, judgments } = story;
  const { statement, level } = claim.statement.predicate;
  const [state, tone] = outcomeOf(story);
  const href = traces.to(claim, statement, [
    ["state", state],
    ["needs", level],
    ["words", `${verdicts.length} verdicts, ${judgments.length} judgements`],
    ["commit", claim.statement.subject[0].digest.gitCommit],
  ]);
  return mark(href, tone, `${state}: ${statement}`);
}

const JOB_TONES: Record<JobStanding["state"], Tone> = {
  open: "",
  blocked: "",
  in_work: "warn",
  done: "good",
  stuck: "bad",
  deferred: "",
  stopped: "bad",
};

function jobMark({ job, name, state, token, failures, holder }: JobStanding, traces: Traces): Markup {
  const words = state.replace("_", " ");
  const href = traces.to(job, `${name} ${job.title}`, [
    ["state", holder ? `${words} by ${holder.session}` : words],
    ["attempts", `${counted(token, "token")} given out, ${failures} failed`],
  ]);
  return mark(href, JOB_TONES[state], `${words}: ${job.title}`);
}

function lockRow({ check, claim, metric, containment, reversal, proven }: Lock, traces: Traces): Markup {
  const state = reversal ? "reversed" : containment === "elsewhere" ? "not applicable here" : "in force";
  const value = metric ? ` at ${metric.value}` : "";
  const href = traces.to(claim, claim.statement.predicate.statement, [["locks", check]]);
  return html`<li><a href="${href}">${written(check)}</a><span class="soft">${state}${value}${proven ? "" : ", reported"}</span></li>`;
}

function escalationRow(state: State, escalation: EscalationRecord, traces: Traces): Markup {
  const ruled = rulingOn(state, escalation);
  const href = traces.to(escalation, escalation.ask, [
    ["failed", escalation.failed],
    ["tried", escalation.tried],
    ["job", escalation.job ? jobName(escalation.job.id) : "none"],
    [
      "ruling",
      ruled ? `${ruled.ruling} by ${ruled.authority} (${ruled.id})` : escalationState(state, escalation),
    ],
  ]);
  return html`<li><a href="${href}">${written(escalation.ask)}</a><span class="soft">${ruled?.ruling ?? (jobOver(state, escalation) === null ? "waits" : "closed")}</span></li>`;
}
