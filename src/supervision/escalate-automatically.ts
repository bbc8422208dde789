// Escalates for a worker that does not ask: the report of a trigger, once for each time that somebody holds a job.

import type { Candidate } from "../jobs/chain.ts";
import { type EscalationRecord, escalationsByJob } from "../jobs/records/escalation.ts";
import { rulingsAbout } from "../jobs/rulings/laws.ts";
import type { JobSettings } from "../jobs/settings.ts";
import type { JobStanding } from "../jobs/standing.ts";
import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import type { CodePlace } from "../shared/text/relative-paths.ts";
import { escalationDraft, isOpen } from "./batches.ts";
import { reportFrom, type Triggered, triggerOn } from "./triggers.ts";

export interface Automatic {
  readonly triggered: Triggered;
  /** What its holder, or the server for it, has escalated already; null where the draft is to be stored. */
  readonly known: EscalationRecord | null;
  readonly draft: DraftOf<EscalationRecord>;
}

/** Who holds a job, under which token, and for how long. */
export interface Tenure {
  readonly holder: Candidate;
  readonly token: number;
  /** Since the start; null where no clock can tell. */
  readonly minutes: number | null;
}

/** When to ask, and where the code lies whose paths a report may name. */
interface Here {
  readonly settings: Pick<JobSettings, "escalation" | "saturation">;
  readonly place: CodePlace;
}

/** Null while nothing triggers. */
export function automaticEscalation(
  state: State,
  standing: JobStanding,
  { holder, token, minutes }: Tenure,
  { settings, place }: Here,
): Automatic | null {
  const { job } = standing;
  const own = state
    .by(escalationsByJob, job.id)
    .filter(
      (each) => each.job?.token === token && each.session === holder.session && each.clone === holder.clone,
    );
  const rulings = rulingsAbout(state, job.id).filter(({ inForce }) => inForce);
  // Failures that were ruled on need no second report, later ones do.
  const ruled = rulings.at(-1)?.ruling.id ?? "";
  const timed = own.some(
    ({ id, trigger }) => trigger === "minutes" && rulings.some((each) => each.escalation.id === id),
  );
  const since = { ...standing, events: standing.events.filter(({ id }) => id > ruled) };
  const triggered = triggerOn(since, token, timed ? null : minutes, settings);
  if (!triggered) return null;
  const known =
    own
      .filter((each) => isOpen(state, each))
      .toSorted(compareIds)
      .at(0) ?? null;
  const report = reportFrom(since, token, triggered);
  const parts = { report, trigger: triggered.trigger, job: { id: job.id, token }, process: holder.process };
  return { triggered, known, draft: escalationDraft(parts, place) };
}
