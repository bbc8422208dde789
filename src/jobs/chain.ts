// Decides who got each token of a job, in order, and who can't get one. The fold enforces these laws whatever a caller did.

import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { isBeyond, MOST_SKIPPED } from "./lease.ts";
import type { EscalationRecord } from "./records/escalation.ts";
import { eventsByJob, type JobEventRecord } from "./records/job_event.ts";
import { BARRING, type RulingRecord } from "./records/ruling.ts";
import { approachKey } from "./rulings/failure-signature.ts";
import { rulingsAbout } from "./rulings/laws.ts";

type Of<W extends JobEventRecord["event"]["what"]> = JobEventRecord & {
  readonly event: Extract<JobEventRecord["event"], { what: W }>;
};
export type Start = Of<"started">;
export type Finish = Of<"finished">;
export type Progress = Of<"progress">;
export type Release = Of<"released">;
export type Owner = Start | Release;

export const isEvent = <W extends JobEventRecord["event"]["what"]>(
  record: JobEventRecord,
  what: W,
): record is Of<W> => record.event.what === what;

/**
 * So many failures of one session with one approach take the job from it. This is no setting, as every clone has to come to
 * the same result from the same records.
 */
export const SAME_APPROACH_LIMIT = 3;

/** A session with its clone and runtime process, as two clones can have sessions of one name. */
export interface Candidate {
  readonly session: string;
  /** Null while its clone has written nothing. */
  readonly clone: string | null;
  readonly process: string | null;
}

/** Keeps somebody from getting the token again. */
export interface Bar {
  /** Null bars everybody, after a job was stopped. */
  readonly who: Candidate | null;
  /** Bars tokens above this one, */
  readonly above: number;
  /** and starts that were recorded after this record. */
  readonly after: string | null;
  readonly because: string;
}

export interface Chain {
  readonly owners: readonly Owner[];
  readonly bars: readonly Bar[];
  /**
   * By token: the record that took the job from its holder, and why. What the holder's session wrote afterwards is late.
   */
  readonly ended: ReadonlyMap<number, { readonly by: string; readonly because: string }>;
  /** Owners that do not count, and why. */
  readonly void: ReadonlyMap<string, string>;
}

/** Oldest first. Only events in the journal of the clone that they name, as no other clone can speak for it. */
export const ownEvents = (state: State, job: string): JobEventRecord[] =>
  state
    .by(eventsByJob, job)
    .filter(({ id }) => state.origin(id)?.own === true)
    .toSorted(compareIds);

/** Where two clones gave out the same token independently, the record with the smaller id has it. */
export function chainOf(state: State, job: string): Chain {
  const events = ownEvents(state, job);
  const rulings = rulingsAbout(state, job);
  const owners: Owner[] = [];
  const voided = new Map<string, string>();
  const ended = new Map<number, { by: string; because: string }>();
  // Of the rulings that are not in force only deferrals come here, and those bar nobody.
  const bars = rulings.flatMap((each) => barsOf(events, each));
  const failures = new Map<string, number>();
  // Events come oldest first, so among equal tokens the smaller id stays first.
  for (const candidate of events.filter(isOwner).toSorted((a, b) => a.token - b.token)) {
    const last = owners.at(-1)?.token ?? 0;
    if (last === candidate.token) continue;
    const because = isBeyond(candidate.token, last)
      ? `leaves out more than ${MOST_SKIPPED} tokens after token ${last}`
      : objectionToOwner(candidate, bars, rulings);
    if (because !== null) voided.set(candidate.id, because);
    if (because !== null) continue;
    owners.push(candidate);
    if (!isEvent(candidate, "started")) continue;
    const third = lastStraw(candidate, events, failures);
    if (!third) continue;
    ended.set(candidate.token, third);
    bars.push({ who: whoIs(candidate), above: candidate.token, after: null, because: third.because });
  }
  return { owners, bars, ended, void: voided };
}

/** Why somebody can't get the job's next token; null where nothing bars them. */
export const barOn = ({ owners, bars }: Chain, candidate: Candidate): string | null =>
  barFor(bars, candidate, (owners.at(-1)?.token ?? 0) + 1, null);

/** Why a record of a token's holder does not count; null where it does. */
export function objectionToEvent(
  { owners, ended, void: voided }: Chain,
  record: Pick<JobEventRecord, "id" | "token" | "session" | "clone">,
): string | null {
  const barred = voided.get(record.id);
  if (barred !== undefined) return barred;
  const at = owners.findIndex(({ token }) => token === record.token);
  const owner = owners[at];
  const next = owners[at + 1];
  const top = owners.at(-1);
  if (owner?.id === record.id) return null;
  if (
    !owner ||
    !isEvent(owner, "started") ||
    owner.session !== record.session ||
    owner.clone !== record.clone
  )
    return `its session never held token ${record.token}`;
  const end = ended.get(record.token);
  if (end && record.id > end.by) return `written after its session lost the job: ${end.because}`;
  // Only the newest owner decides what was inherited; one that slips in between two tokens leaves nothing out.
  if (!next || top?.event.inherits.includes(record.id)) return null;
  return `written under token ${record.token} after token ${next.token} was given out`;
}

export const isOwner = (event: JobEventRecord): event is Owner =>
  isEvent(event, "started") || (isEvent(event, "released") && event.role === "supervisor");

function objectionToOwner(
  owner: Owner,
  bars: readonly Bar[],
  rulings: ReturnType<typeof rulingsAbout>,
): string | null {
  if (isEvent(owner, "started")) return barFor(bars, whoIs(owner), owner.token, owner.id);
  const { ruling } = owner.event;
  if (ruling === undefined) return null;
  const carried = rulings.find((each) => each.ruling.id === ruling);
  if (!carried) return `carries out ruling ${ruling}, which does not count`;
  return carried.ruling.session === owner.session && carried.ruling.clone === owner.clone
    ? null
    : `carries out ruling ${ruling}, which is somebody else's`;
}

/** `id` is null for a start that is not recorded yet. */
function barFor(bars: readonly Bar[], candidate: Candidate, token: number, id: string | null): string | null {
  const bar = bars.find(
    ({ who, above, after }) =>
      (token > above || (after !== null && (id === null || id > after))) &&
      (who === null || isSame(who, candidate)),
  );
  return bar?.because ?? null;
}

const isSame = (a: Candidate, b: Candidate): boolean =>
  (a.session === b.session && a.clone === b.clone) || (a.process !== null && a.process === b.process);

const whoIs = ({ session, clone, event }: Start): Candidate => ({
  session,
  clone,
  process: event.process ?? null,
});

/** What a ruling bars, from its release on; where it released nobody, from the moment of the ruling. */
function barsOf(
  events: readonly JobEventRecord[],
  { escalation, ruling }: { readonly escalation: EscalationRecord; readonly ruling: RulingRecord },
): Bar[] {
  const stopped = ruling.ruling === "stop";
  if (!stopped && !BARRING.has(ruling.ruling)) return [];
  const release = events.find((event) => isEvent(event, "released") && event.event.ruling === ruling.id);
  const { session, clone, process } = escalation;
  return [
    {
      who: stopped ? null : { session, clone, process },
      above: release?.token ?? Number.POSITIVE_INFINITY,
      after: ruling.id,
      because: stopped
        ? `ruling ${ruling.id} stopped it`
        : `ruling ${ruling.id} (${ruling.ruling}) gives it to a fresh session`,
    },
  ];
}

/**
 * The failure with which a holder has failed too often by one approach, counted over all its tokens; null where there is
 * none.
 */
function lastStraw(
  owner: Start,
  events: readonly JobEventRecord[],
  failures: Map<string, number>,
): { by: string; because: string } | null {
  const { session, clone, process } = whoIs(owner);
  const keys = [`session ${session} ${clone}`, ...(process === null ? [] : [`process ${process}`])];
  for (const event of events) {
    if (!isEvent(event, "progress") || !event.event.failed || event.token !== owner.token) continue;
    if (event.session !== session || event.clone !== clone) continue;
    const approach = approachKey(event.event.approach, event.event.note);
    const counts = keys.map((key) => {
      const count = (failures.get(`${key} ${approach}`) ?? 0) + 1;
      failures.set(`${key} ${approach}`, count);
      return count;
    });
    if (counts.some((count) => count >= SAME_APPROACH_LIMIT))
      return { by: event.id, because: `it failed ${SAME_APPROACH_LIMIT} times with the same approach` };
  }
  return null;
}
