// The page of a job: its bounds, its lease, its handoff and its story.

import type { LeaseView } from "../jobs/lease.ts";
import type { JobStanding } from "../jobs/standing.ts";
import { stateInWords, storyOf } from "../jobs/text.ts";
import { jobName } from "../records/kinds/job.ts";
import type { State } from "../records/state.ts";
import { handoffText } from "./job-brief.ts";

/** Characters of the story that a page may have; `trace` tells the rest. */
const STORY_CHARACTERS = 5_000;

/** Markdown. What was stored is fenced or on one line after the word that names it. */
export function jobPage(state: State, standing: JobStanding, lease: LeaseView | null): string {
  const { job, name } = standing;
  const told = storyOf(state, standing).map(
    ({ at, what, session, runtime, note }) =>
      `- ${at}: ${what} by ${session} in ${runtime}${note === null ? "" : ` (stored note: ${oneLine(note)})`}`,
  );
  return `${[
    `# Job ${name}`,
    "",
    `stored title (data): ${oneLine(job.title)}`,
    "",
    `- state: ${stateInWords(standing)}`,
    `- lease: ${lease === null ? "none" : `${lease.session}, token ${lease.token}${lease.expired ? ", run out" : ""}`}`,
    `- risk: ${job.risk}`,
    `- may write: ${job.scope.write.join(", ") || "nothing"}`,
    `- may read: ${job.scope.read.join(", ") || "everything"}`,
    ...(job.depends_on.length > 0 ? [`- after: ${job.depends_on.map(jobName).join(", ")}`] : []),
    `- made: ${job.at} by ${job.session} in ${job.runtime} as ${job.role}; record ${job.id}`,
    "",
    handoffText(state, standing),
    "",
    ...newest(told),
  ].join("\n")}\n`;
}

function newest(lines: readonly string[]): string[] {
  let room = STORY_CHARACTERS;
  const kept = lines.toReversed().filter((line) => {
    room -= line.length;
    return room >= 0;
  });
  const left = lines.length - kept.length;
  return [...(left > 0 ? [`- ${left} older events: call trace_record`] : []), ...kept.toReversed()];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
