// Prints escalations for the supervisor who decides.

import { jobName } from "../jobs/job-name.ts";
import { type EscalationRecord, PARTS } from "../jobs/records/escalation.ts";
import Job from "../jobs/records/job.ts";
import { standingOfJob } from "../jobs/standing.ts";
import { stateInWords } from "../jobs/text.ts";
import type { State } from "../records/state.ts";
import { firstThatFit } from "../shared/text/first-that-fit.ts";
import { fence, safeLine } from "../shared/text/safe-text.ts";
import type { Batch } from "./batches.ts";
import { cut } from "./ruling-text.ts";

/** Of each escalation in the queue; the longest fits into it. */
const PART_CHARACTERS = 250;
const TITLE_CHARACTERS = 80;
const NAME_CHARACTERS = 60;
const MOST_SESSIONS = 5;
const MOST_JOBS = 3;
/** Of the queue. */
const QUEUE_BYTES = 7_900;

/** Markdown: what waits for a supervisor, oldest first. */
export function queuePage(state: State, batches: readonly Batch[]): string {
  if (batches.length === 0) return "Nothing waits for a ruling.\n";
  const texts = batches.map((batch) => batchText(state, batch));
  const shown = firstThatFit(texts, QUEUE_BYTES);
  const left = batches.length - shown.length;
  return `${[
    `# ${batches.length} open escalation${batches.length === 1 ? "" : "s"}`,
    "",
    ...shown,
    ...(left > 0 ? [`${left} more; rule on these first, or read agentops://trace/{id}.`] : []),
  ].join("\n")}\n`;
}

export function batchText(state: State, { id, escalations, deferredBy }: Batch): string {
  const [first] = escalations;
  if (!first) return "";
  const jobs = [...new Set(escalations.flatMap(({ job }) => (job ? [job.id] : [])))];
  const others = escalations.slice(1);
  return [
    `## Escalation ${id}`,
    "",
    `- since ${first.at}, by session ${named(first.session)} in ${named(first.runtime)} (trigger: ${first.trigger})`,
    ...(others.length > 0
      ? [
          `- also seen by ${others
            .slice(0, MOST_SESSIONS)
            .map((each) => `${named(each.session)} (${each.id})`)
            .join(", ")}${others.length > MOST_SESSIONS ? ` and ${others.length - MOST_SESSIONS} more` : ""}`,
        ]
      : []),
    ...jobs.slice(0, MOST_JOBS).map((job) => `- job ${jobLine(state, job)}`),
    ...(jobs.length > MOST_JOBS ? [`- and ${jobs.length - MOST_JOBS} more jobs`] : []),
    ...(deferredBy === null ? [] : [`- deferred by ruling ${deferredBy} until another one`]),
    "",
    fence(partsOf(first), {
      what: "escalation",
      by: `${first.runtime}, session ${first.session}`,
      recorded: first.at.slice(0, 10),
    }),
    "",
  ].join("\n");
}

/** Outside of the frame a name is no sentence. */
const named = (name: string): string =>
  safeLine(name)
    .replace(/[^\p{L}\p{N}.:@/+_-]+/gu, "-")
    .slice(0, NAME_CHARACTERS);

const partsOf = (escalation: EscalationRecord): string =>
  PARTS.map((part) => `${part}: ${cut(escalation[part], PART_CHARACTERS, escalation.id)}`).join("\n");

function jobLine(state: State, id: string): string {
  const job = state.get(Job, id);
  return job
    ? `${jobName(id)}, ${stateInWords(standingOfJob(state, job))}; stored title (data): ${cut(safeLine(job.title), TITLE_CHARACTERS, id)}`
    : jobName(id);
}
