// Tells when a session without a job has failed in the same way too often, and writes its report.

import Attempt, { type AttemptRecord, attemptsBySession } from "../jobs/records/attempt.ts";
import Escalation, {
  ESCALATION_LIMITS,
  type EscalationRecord,
  type Report,
} from "../jobs/records/escalation.ts";
import { approachKey } from "../jobs/rulings/failure-signature.ts";
import { rulingOn } from "../jobs/rulings/laws.ts";
import type { JobSettings } from "../jobs/settings.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { clip } from "../shared/text/quoting.ts";
import { isOpen } from "./batches.ts";
import { repeatIn, type Triggered } from "./triggers.ts";

export interface StuckSession {
  readonly triggered: Triggered;
  /** What waits for a ruling already; null where the report is to be stored. */
  readonly known: EscalationRecord | null;
  readonly report: Report;
}

/** Null while nothing repeats. What was ruled on needs no second report, later failures do. */
export function stuckWithoutJob(
  state: State,
  { session, clone }: { readonly session: string; readonly clone: string | null },
  { escalation }: Pick<JobSettings, "escalation">,
): StuckSession | null {
  const own = state
    .all(Escalation)
    .filter((each) => each.job === null && each.session === session && each.clone === clone)
    .toSorted(compareIds);
  const ruled = own.flatMap((each) => rulingOn(state, each)?.id ?? []).toSorted();
  const attempts = state
    .by(attemptsBySession, session)
    .filter((each) => each.clone === clone && each.id > (ruled.at(-1) ?? ""))
    .toSorted(compareIds);
  const triggered = repeatIn(attempts, escalation.same_failure);
  if (triggered === null) return null;
  const known = own.find((each) => each.trigger !== "worker" && isOpen(state, each)) ?? null;
  return { triggered, known, report: reportFrom(attempts, triggered) };
}

function reportFrom(attempts: readonly AttemptRecord[], { because }: Triggered): Report {
  const cut = (text: string) => clip(text, ESCALATION_LIMITS.part);
  const names = [...new Set(attempts.flatMap(({ approach }) => approach ?? []))];
  return {
    tried: cut(
      `${attempts.length} failed attempts of a session without a job. Approaches, as it named them (data): ${names.join(", ") || "none named"}.`,
    ),
    failed: cut(attempts.at(-1)?.note ?? because),
    evidence: cut(
      `Counted from the records (trigger repeat): ${because}. Attempts: ${attempts.map(({ id }) => id).join(", ")}.`,
    ),
    hypothesis:
      "The session gave none; this report was made from what it reported. What repeats after another try is seldom cured by a further one.",
    ask: "Answer what the session can't know, or tell it to stop.",
  };
}

/** What to do about it, as the answer to the session; `id` is the escalation that waits for a ruling. */
export const adviceWithoutJob = ({ because }: Triggered, id: string): string =>
  `Trigger repeat: ${because}. Escalated as ${id}. Don't try it again: take another approach, or add your hypothesis and what you ask for with escalate, where you have it. A ruling comes with a later answer.`;

/** What has failed lately and has no lesson of its session since; joined by approach, the newest first. */
export function openAttempts(
  state: State,
  since: string,
  isShown: (attempt: AttemptRecord) => boolean,
  learnedBy: (session: string, after: string) => boolean,
): { readonly last: AttemptRecord; readonly count: number }[] {
  const groups = new Map<string, AttemptRecord[]>();
  for (const each of state.all(Attempt)) {
    if (each.at < since || !isShown(each) || learnedBy(each.session, each.id)) continue;
    const key = approachKey(each.approach, each.note);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const last = group.toSorted(compareIds).at(-1);
      return last ? [{ last, count: group.length }] : [];
    })
    .toSorted((a, b) => compareIds(b.last, a.last));
}
