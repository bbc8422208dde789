// Tells which messages still wait for somebody, and which were left unread and are a supervisor's by now.

import { jobName } from "../jobs/job-name.ts";
import Escalation, { type EscalationRecord } from "../jobs/records/escalation.ts";
import Job, { type JobRecord } from "../jobs/records/job.ts";
import { standingOfJob } from "../jobs/standing.ts";
import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { groupBy } from "../shared/group-by.ts";
import { compareIds } from "../shared/ids.ts";
import type { CodePlace } from "../shared/text/relative-paths.ts";
import { escalationDraft } from "./batches.ts";
import { deliveriesByMessage } from "./records/delivery.ts";
import Message, { type MessageRecord } from "./records/message.ts";

export type MessageState = "waits" | "told" | "unread" | "over";

/** `over`: its job is done or stopped, so that nobody has to hear it. What lies in a journal that it does not name counts for nothing. */
export function messageState(
  state: State,
  message: MessageRecord,
  now: number,
  isOver = jobsOver(state),
): MessageState {
  if (toldOf(state, message).length > 0) return "told";
  if (message.to.kind === "job" && isOver(message.to.name)) return "over";
  return Date.parse(message.until) <= now ? "unread" : "waits";
}

/** The sessions that were told, by deliveries in the journals of the clones that they name. */
export const toldOf = (state: State, { id }: MessageRecord): string[] =>
  state
    .by(deliveriesByMessage, id)
    .filter((each) => state.origin(each.id)?.own === true)
    .map(({ session }) => session);

/** Tells of a job's name whether it is done or stopped; each job is found and looked at once, whatever the number of messages. */
export function jobsOver(state: State): (name: string) => boolean {
  let jobs: ReadonlyMap<string, readonly JobRecord[]> | null = null;
  const known = new Map<string, boolean>();
  return (name) => {
    jobs ??= groupBy(state.all(Job), ({ id }) => jobName(id));
    const [job, ...others] = jobs.get(name) ?? [];
    const before = known.get(name);
    if (before !== undefined) return before;
    // A job of another clone, whose journal may still come, is not over.
    const isOver =
      job !== undefined &&
      others.length === 0 &&
      ["done", "stopped"].includes(standingOfJob(state, job).state);
    known.set(name, isOver);
    return isOver;
  };
}

/** Oldest first. */
export const countedMessages = (state: State): MessageRecord[] =>
  state
    .all(Message)
    .filter(({ id }) => state.origin(id)?.own === true)
    .toSorted(compareIds);

/** Of one clone: every hook reads all that wait. */
const MOST_WAITING = 50;

/** Oldest first, of each clone so many as any team leaves. */
export function waitingMessages(state: State, now: number): MessageRecord[] {
  const counts = new Map<string, number>();
  const isOver = jobsOver(state);
  return countedMessages(state).filter((each) => {
    const count = counts.get(each.clone) ?? 0;
    if (count >= MOST_WAITING || messageState(state, each, now, isOver) !== "waits") return false;
    counts.set(each.clone, count + 1);
    return true;
  });
}

export interface Reporting {
  readonly process: string | null;
  readonly place: CodePlace;
  /** Of whose messages; another clone's are for that one to escalate, so that none of its words become ours. */
  readonly own: ReadonlySet<string>;
}

/** What is to be escalated: unread after its time, and not escalated yet. */
export function unreadReports(
  state: State,
  now: number,
  { process, place, own }: Reporting,
): DraftOf<EscalationRecord>[] {
  const isOver = jobsOver(state);
  const unread = countedMessages(state).filter(
    (each) => own.has(each.clone) && messageState(state, each, now, isOver) === "unread",
  );
  if (unread.length === 0) return [];
  const known = new Set(
    state.all(Escalation).flatMap(({ trigger, evidence }) => (trigger === "unread" ? [evidence] : [])),
  );
  return unread
    .filter(({ id }) => !known.has(evidenceOf(id)))
    .map(({ id, to, text, session, until }) =>
      escalationDraft(
        {
          report: {
            tried: `session ${session} left a message for ${to.kind} ${to.name}`,
            failed: `nobody whom it concerns was told by ${until}: ${text.slice(0, 600)}`,
            evidence: evidenceOf(id),
            hypothesis: `no session has worked on ${to.kind} ${to.name} since, or none with hooks`,
            ask: `who is to hear it, or is it over? ${text.slice(0, 600)}`,
          },
          trigger: "unread",
          job: null,
          process,
        },
        place,
      ),
    );
}

const evidenceOf = (id: string): string => `message ${id}`;
