// Decides which escalations and rulings count. It reads only records, so a forgery from another clone is worth nothing.

import { NOT_OWN } from "../../records/authority.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import Escalation, { type EscalationRecord, escalationsByJob } from "../records/escalation.ts";
import { eventsByJob } from "../records/job_event.ts";
import { type RulingRecord, rulingsByEscalation } from "../records/ruling.ts";

/** Why an escalation does not count; null where it does. */
export function objectionToEscalation(state: State, escalation: EscalationRecord): string | null {
  const { id, job, session, clone } = escalation;
  if (state.origin(id)?.own !== true) return NOT_OWN;
  if (job === null) return null;
  // A session that has lost the job since may still tell what failed.
  const held = state
    .by(eventsByJob, job.id)
    .some(
      (event) =>
        event.event.what === "started" &&
        event.token === job.token &&
        event.session === session &&
        event.clone === clone &&
        state.origin(event.id)?.own === true,
    );
  return held ? null : `its session never held token ${job.token}`;
}

/** Those that count, oldest first. */
export const countedEscalations = (state: State): EscalationRecord[] =>
  state
    .all(Escalation)
    .filter((each) => objectionToEscalation(state, each) === null)
    .toSorted(compareIds);

/** Why a ruling can't count on that escalation, apart from other rulings; null where it can. */
export function objectionToRuling(
  state: State,
  ruling: RulingRecord,
  escalation: EscalationRecord,
): string | null {
  const other = objectionToEscalation(state, escalation);
  if (other !== null) return `the escalation does not count: ${other}`;
  if (ruling.role !== "supervisor") return `in the role of a ${ruling.role}`;
  if (state.origin(ruling.id)?.own !== true) return NOT_OWN;
  if (ruling.session === escalation.session) return "by the session that escalated";
  if (ruling.process !== null && ruling.process === escalation.process)
    return "by the runtime process that escalated, under another session's name";
  return null;
}

export interface RulingStanding {
  readonly ruling: RulingRecord;
  /** Null for the ruling in force, and for a deferral that held until it. */
  readonly because: string | null;
  readonly inForce: boolean;
}

/**
 * The rulings on one escalation, oldest first. The oldest that counts is in force, and a deferral only until another
 * follows. Equal records give equal results for every reader.
 */
export function rulingsOn(state: State, escalation: EscalationRecord): RulingStanding[] {
  const all = state
    .by(rulingsByEscalation, escalation.id)
    .toSorted(compareIds)
    .map((ruling) => ({
      ruling,
      objection: objectionToRuling(state, ruling, escalation),
    }));
  const counting = all.filter(({ objection }) => objection === null).map(({ ruling }) => ruling);
  const deferral = counting.find(({ ruling }) => ruling === "defer");
  const force = counting.find(({ ruling }) => ruling !== "defer") ?? deferral ?? null;
  return all.map(({ ruling, objection }) => {
    const held = ruling.id === deferral?.id && force !== null && ruling.id < force.id;
    const inForce = ruling.id === force?.id;
    const late = inForce || held ? null : `ruling ${force?.id} was first`;
    return { ruling, because: objection ?? late, inForce };
  });
}

/** The ruling in force; null while there is none. */
export const rulingOn = (state: State, escalation: EscalationRecord): RulingRecord | null =>
  rulingsOn(state, escalation).find(({ inForce }) => inForce)?.ruling ?? null;

/** Rulings on escalations about a job, oldest first: those in force, and deferrals that another ruling has followed. */
export function rulingsAbout(
  state: State,
  job: string,
): { readonly escalation: EscalationRecord; readonly ruling: RulingRecord; readonly inForce: boolean }[] {
  return state
    .by(escalationsByJob, job)
    .flatMap((escalation) =>
      rulingsOn(state, escalation).flatMap(({ ruling, because, inForce }) =>
        because === null ? [{ escalation, ruling, inForce }] : [],
      ),
    )
    .toSorted((a, b) => compareIds(a.ruling, b.ruling) || compareIds(a.escalation, b.escalation));
}

/** The newest ruling in force on an equal, earlier failure; null where there is none. */
export function ruledBefore(state: State, { id, signature }: EscalationRecord): RulingRecord | null {
  const rulings = state
    .all(Escalation)
    .filter((each) => each.signature === signature && each.id < id)
    .flatMap((each) => rulingOn(state, each) ?? []);
  return (
    rulings
      .filter(({ ruling }) => ruling !== "defer")
      .toSorted(compareIds)
      .at(-1) ?? null
  );
}
