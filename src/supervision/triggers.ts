// Tells when a worker has to stop and ask: counted from its reports, without any judgement of its own.

import { isEvent, type Progress, SAME_APPROACH_LIMIT } from "../jobs/chain.ts";
import { ESCALATION_LIMITS, type Report, type Trigger } from "../jobs/records/escalation.ts";
import { approachKey, failureSignature } from "../jobs/rulings/failure-signature.ts";
import type { JobSettings } from "../jobs/settings.ts";
import type { JobStanding } from "../jobs/standing.ts";
import { compareIds } from "../shared/ids.ts";
import { counted } from "../shared/text/count.ts";
import { clip } from "../shared/text/quoting.ts";

export interface Triggered {
  readonly trigger: Exclude<Trigger, "worker">;
  /** What was counted, as the end of a sentence of ours. */
  readonly because: string;
}

/** The failures of whoever holds, or held, a token of the job; oldest first. */
export const failuresUnder = ({ events }: JobStanding, token: number): Progress[] =>
  events.filter(
    (event): event is Progress => isEvent(event, "progress") && event.token === token && event.event.failed,
  );

/** The first that applies, the most telling before the others; null while none does. `minutes` null where no clock can tell. */
export function triggerOn(
  standing: JobStanding,
  token: number,
  minutes: number | null,
  { escalation, saturation }: Pick<JobSettings, "escalation" | "saturation">,
): Triggered | null {
  const failures = failuresUnder(standing, token);
  const repeated = repeatIn(
    failures.map(({ event }) => event),
    escalation.same_failure,
  );
  if (repeated) return repeated;
  const attempts = escalation.attempts ?? standing.job.attempts;
  if (failures.length >= attempts)
    return { trigger: "attempts", because: `${failures.length} failed attempts of one session` };
  if (standing.failures >= standing.job.attempts)
    return { trigger: "attempts", because: `${counted(standing.failures, "session")} failed at it` };
  const most = escalation.minutes ?? Math.min(saturation.minutes, standing.job.minutes ?? saturation.minutes);
  return minutes !== null && minutes >= most
    ? { trigger: "minutes", because: `${Math.floor(minutes)} minutes since the start` }
    : null;
}

/** The same approach, or the same error, as often as `most`; null where neither is. */
export function repeatIn(
  failures: readonly { readonly approach: string | null; readonly note: string }[],
  most: number,
): Triggered | null {
  const approach = mostOften(failures.map((each) => approachKey(each.approach, each.note)));
  if (approach >= most) return { trigger: "repeat", because: `${approach} failures with the same approach` };
  const error = mostOften(failures.map(({ note }) => failureSignature(note)));
  if (error < most) return null;
  const elsewhere = approachesAlike(failures) > 1 ? `; ${ELSEWHERE}` : "";
  return { trigger: "repeat", because: `the same failure ${error} times${elsewhere}` };
}

const ELSEWHERE = "as another approach has met it too, its cause lies elsewhere";

/** Advice where the last failure is one that another approach has met; null where it is not. */
export function sameElsewhere(
  failures: readonly { readonly approach: string | null; readonly note: string }[],
): string | null {
  const count = approachesAlike(failures);
  return count < 2
    ? null
    : `The same failure with ${count} approaches: its cause lies elsewhere. Find it before the next one.`;
}

/** How many approaches have met the failure that came last. */
function approachesAlike(
  failures: readonly { readonly approach: string | null; readonly note: string }[],
): number {
  const last = failures.at(-1);
  if (!last) return 0;
  const signature = failureSignature(last.note);
  const alike = failures.filter(({ note }) => failureSignature(note) === signature);
  return new Set(alike.map(({ approach, note }) => approachKey(approach, note))).size;
}

/** What to do about it, as the answer to the worker; `id` is the escalation that waits for a ruling. */
export function adviceOn({ trigger, because }: Triggered, id: string): string {
  const next =
    trigger === "repeat"
      ? `Don't try it again: ${SAME_APPROACH_LIMIT} failures with the same approach give the job to a fresh session. Add your hypothesis and what you ask for with escalate, where you have it, or take another approach.`
      : "Add your hypothesis and what you ask for with escalate, where you have it, or call finish_job with hand_off.";
  return `Trigger ${trigger}: ${because}. Escalated as ${id}. ${next} A ruling comes with a later answer.`;
}

/** The five parts from the trace, for a worker that has not written them: our words, its notes as data. */
export function reportFrom(standing: JobStanding, token: number, { trigger, because }: Triggered): Report {
  const failures = failuresUnder(standing, token);
  const last = failures.at(-1)?.event;
  const steps = standing.events.filter((event) => event.token === token && isEvent(event, "progress"));
  const approaches = byApproach(failures).map(({ label, count }) => `${label} (${count})`);
  return {
    tried: cut(
      `${counted(steps.length, "step")} reported under token ${token} of ${standing.name}, ${failures.length} of them failed. Approaches that failed, as the worker named them (data): ${approaches.join(", ") || "none named"}.`,
    ),
    failed: cut(last?.note ?? `Nothing was reported as failed: ${because}.`),
    evidence: cut(
      `Counted from the records (trigger ${trigger}): ${because}. ${failures.length > 0 ? `Failures: ${failures.map(({ id }) => id).join(", ")}.` : `agentops://jobs/${standing.name} has the trace.`}`,
    ),
    hypothesis:
      "The worker gave none; this report was made from its trace. What repeats after another try is seldom cured by a further one.",
    ask: `Rule how ${standing.name} goes on: vary or restart with a fresh session, reframe it, answer what the worker can't know, defer or stop it.`,
  };
}

/** Failures joined by approach, the most first and of equally many the newest; each with its newest failure and how many sessions met it. */
export function byApproach(
  failures: readonly Progress[],
): { label: string; count: number; sessions: number; last: Progress }[] {
  const groups = new Map<string, Progress[]>();
  for (const failure of failures) {
    const key = approachKey(failure.event.approach, failure.event.note);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const last = group.at(-1);
      const sessions = new Set(group.map(({ session, clone }) => `${session} ${clone}`)).size;
      return last ? [{ label: last.event.approach ?? "no name", count: group.length, sessions, last }] : [];
    })
    .toSorted((a, b) => b.count - a.count || compareIds(b.last, a.last));
}

function mostOften(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

const cut = (text: string): string => clip(text, ESCALATION_LIMITS.part);
