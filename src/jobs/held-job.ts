// Finds the job that a call is about: the one that its session holds, or the reason why it holds none.

import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { barOn, type Start } from "./chain.ts";
import {
  findJob,
  type JobStanding,
  jobsOf,
  lastJobOf,
  lostBy,
  standingOfJob,
  type Worker,
} from "./standing.ts";

/** Throws LEASE_LOST, JOB_REFUSED where the session holds none, AMBIGUOUS where it holds several and names none. */
export function heldJob(
  state: State,
  worker: Worker,
  named: string | undefined,
): JobStanding & { readonly holder: Start } {
  const held = jobsOf(state, worker);
  const wanted = named === undefined ? null : findJob(state, named).id;
  const found = wanted === null ? held : held.filter(({ job }) => job.id === wanted);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    throw new AgentOpsError(
      "AMBIGUOUS",
      `This session holds ${found.length} jobs.`,
      `Name one in job: ${found.map(({ name }) => name).join(", ")}.`,
    );
  refuseLate(state, worker);
  const last = lastJobOf(state, worker);
  const finished = last && (wanted ?? last.id) === last.id ? standingOfJob(state, last) : null;
  throw new AgentOpsError(
    "JOB_REFUSED",
    finished
      ? `This session has finished ${finished.name} already; it is ${finished.state}.`
      : `This session ${wanted === null ? "holds no" : "does not hold that"} job.`,
    held.length > 0
      ? `It holds ${held.map(({ name }) => name).join(", ")}.`
      : "start_job takes the next ready one, or with title one of your own.",
  );
}

export interface HoldingPorts {
  readonly session: { readonly session: string };
  readonly jobs: { clone(): Promise<string | null>; renew(job: string, token: number): Promise<void> };
  state(): Promise<State>;
}

/**
 * The lease of the session's job, renewed, with the job's risk and its own branch if it has one; null without a job. Throws
 * LEASE_LOST.
 */
export async function leaseInUse({ session, jobs, state }: HoldingPorts) {
  const worker = { session: session.session, clone: await jobs.clone() };
  const now = await state();
  const held = jobsOf(now, worker).at(-1);
  if (!held) refuseLate(now, worker);
  if (!held) return null;
  await jobs.renew(held.job.id, held.token);
  const { id, risk } = held.job;
  return { id, token: held.token, branch: held.holder.event.branch, risk };
}

/** The branch of the session's job, if it has one of its own; null where the session works on HEAD. */
export async function branchInUse(
  { session }: HoldingPorts["session"],
  { jobs, state }: { readonly jobs: Pick<HoldingPorts["jobs"], "clone">; state(): Promise<State> },
): Promise<string | null> {
  const worker = { session, clone: await jobs.clone() };
  return jobsOf(await state(), worker).at(-1)?.holder.event.branch ?? null;
}

/** Throws LEASE_LOST where the last job of the session was taken from it before it was finished. */
export function refuseLate(state: State, worker: Worker): void {
  const lost = lostBy(state, worker);
  if (!lost) return;
  throw new AgentOpsError(
    "LEASE_LOST",
    lost.holder
      ? `${lost.name} is held by session ${lost.holder.session} by now, with token ${lost.token}.`
      : `${lost.name} was taken from this session${takenBecause(lost, worker)}; its token counts for nothing any more.`,
    "Stop working on it: what you write counts for nothing. Your commits stay on their branch; start_job gives you another job.",
  );
}

function takenBecause({ chain, ruledBy, state }: JobStanding, { session, clone }: Worker): string {
  const bar = barOn(chain, { session, clone, process: null });
  return bar !== null ? ` (${bar})` : ruledBy === null ? "" : ` (${state} by ruling ${ruledBy})`;
}
