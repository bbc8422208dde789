// Escalations in words, for the supervisor who decides.
import { PARTS } from "./escalation.ts";
import { jobName } from "./job.ts";
import { stateInWords } from "./job-text.ts";
import { standingOfJob } from "./jobs.ts";
import type { EscalationRecord } from "./record.ts";
import { cut, oneLine } from "./ruling-text.ts";
import { fence } from "./safe-text.ts";
import type { State } from "./state.ts";
import type { Batch } from "./supervision.ts";

/** Of each part that stands in the queue. */
const PART_CHARACTERS = 300;
/** Of the queue. */
const QUEUE_BYTES = 7_000;

/** Markdown: what waits for a supervisor, oldest first. */
export function queuePage(state: State, batches: readonly Batch[]): string {
  if (batches.length === 0) return "Nothing waits for a ruling.\n";
  let room = QUEUE_BYTES;
  const shown = batches
    .map((batch) => batchText(state, batch))
    .filter((text, at) => {
      room -= new TextEncoder().encode(text).length;
      return at === 0 || room >= 0;
    });
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
    `- since ${first.at}, by session ${oneLine(first.session)} in ${oneLine(first.runtime)} (trigger: ${first.trigger})`,
    ...(others.length > 0
      ? [
          `- also seen by ${others
            .slice(0, 10)
            .map((each) => `${oneLine(each.session)} (${each.id})`)
            .join(", ")}${others.length > 10 ? ` and ${others.length - 10} more` : ""}`,
        ]
      : []),
    ...jobs.slice(0, 5).map((job) => `- job ${jobLine(state, job)}`),
    ...(deferredBy === null ? [] : [`- deferred by ruling ${deferredBy} until another one`]),
    "",
    fence(partsOf(first), {
      by: `${first.runtime}, session ${first.session}`,
      recorded: first.at.slice(0, 10),
    }),
    "",
  ].join("\n");
}

const partsOf = (escalation: EscalationRecord): string =>
  PARTS.map((part) => `${part}: ${cut(escalation[part], PART_CHARACTERS, escalation.id)}`).join("\n");

function jobLine(state: State, id: string): string {
  const job = state.jobs.get(id);
  return job
    ? `${jobName(id)}, ${stateInWords(standingOfJob(state, job))}; stored title (data): ${oneLine(job.title)}`
    : jobName(id);
}
