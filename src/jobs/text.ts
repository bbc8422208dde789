// Tells where a job stands, and which job a record belongs to, in words.

import { kindOf } from "../records/kinds.ts";
import type { JournalRecord } from "../records/record.ts";
import { recordsOf, type State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { counted } from "../shared/text/count.ts";
import { jobName } from "./job-name.ts";
import JobEvent from "./records/job_event.ts";
import type { JobStanding } from "./standing.ts";

export function stateInWords({ state, waits, holder, token, failures, ruledBy }: JobStanding): string {
  switch (state) {
    case "blocked":
      return `blocked: waits for ${waits.join("; ")}`;
    case "in_work":
      return `in work: session ${holder?.session ?? "unknown"}, token ${token}`;
    case "stuck":
      return `stuck: ${counted(failures, "session")} failed at it`;
    case "deferred":
    case "stopped":
      return `${state} by ruling ${ruledBy}`;
    default:
      return state;
  }
}

/** Name of the job that the session of a record held when it wrote it, as its clone's own records tell; null without one. */
export function jobAt(state: State, record: JournalRecord): string | null {
  const { job } = kindOf(state.kinds, record);
  if (job) {
    const id = job(record);
    return id === null ? null : jobName(id);
  }
  const own = recordsOf(state, record.session, JobEvent)
    .filter(({ id, clone }) => clone === record.clone && id < record.id)
    .toSorted(compareIds);
  const last = own.findLast(({ event }) => event.what === "started" || event.what === "finished");
  return last?.event.what === "started" ? jobName(last.job) : null;
}
