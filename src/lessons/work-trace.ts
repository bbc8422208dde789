// Collects the records of one job or session that lessons can be drawn from; of untrusted ones only what counts.

import { mayReverse } from "../claims/locks/may-reverse.ts";
import Claim, { type ClaimRecord } from "../claims/records/claim.ts";
import Reversal, { type ReversalRecord } from "../claims/records/reversal.ts";
import type { VerdictRecord } from "../claims/records/verdict.ts";
import { countedVerdicts } from "../claims/standing.ts";
import { jobName } from "../jobs/job-name.ts";
import Escalation, { type EscalationRecord } from "../jobs/records/escalation.ts";
import type { JobRecord } from "../jobs/records/job.ts";
import type { JobEventRecord } from "../jobs/records/job_event.ts";
import type { RulingRecord } from "../jobs/records/ruling.ts";
import { objectionToEscalation, rulingOn } from "../jobs/rulings/laws.ts";
import { objectionToClaim, standingOfJob } from "../jobs/standing.ts";
import { claimsByJob } from "../jobs/under-lease.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";

export interface JudgedClaim {
  readonly claim: ClaimRecord;
  /** Its verdicts that count, oldest first. */
  readonly verdicts: readonly VerdictRecord[];
}

/** All lists oldest first. */
export interface WorkTrace {
  /** The job's name, or the session's. */
  readonly of: string;
  readonly claims: readonly JudgedClaim[];
  readonly events: readonly JobEventRecord[];
  readonly escalations: readonly {
    readonly escalation: EscalationRecord;
    /** The one in force; null while it is open. */
    readonly ruling: RulingRecord | null;
  }[];
  readonly reversals: readonly ReversalRecord[];
  /** Where the code stood before the work; null where no record tells. */
  readonly since: string | null;
  /** Commits that the records name: what they and since do not share is the work's. */
  readonly tips: readonly string[];
}

export function traceOfJob(state: State, job: JobRecord): WorkTrace {
  const { events } = standingOfJob(state, job);
  const claims = state
    .by(claimsByJob, job.id)
    .filter(Claim.is)
    .filter((claim) => objectionToClaim(state, claim) === null);
  return traceFrom(state, {
    of: jobName(job.id),
    claims,
    events,
    escalations: state.all(Escalation).filter((each) => each.job?.id === job.id),
  });
}

/** What a session did on no job. */
export function traceOfSession(state: State, session: string): WorkTrace {
  const own = (record: JournalRecord): boolean => record.session === session;
  return traceFrom(state, {
    of: session,
    claims: state.all(Claim).filter((claim) => own(claim) && !claim.job),
    events: [],
    escalations: state.all(Escalation).filter((each) => own(each) && each.job === null),
  });
}

type Found = Pick<WorkTrace, "of" | "events"> & {
  readonly claims: readonly ClaimRecord[];
  readonly escalations: readonly EscalationRecord[];
};

function traceFrom(state: State, { of, events, ...found }: Found): WorkTrace {
  const isOwn = ({ id }: JournalRecord): boolean => state.origin(id)?.own === true;
  const claims = found.claims.filter(isOwn).toSorted(compareIds);
  const records = [...events, ...claims].toSorted(compareIds);
  return {
    of,
    events,
    claims: claims.map((claim) => ({
      claim,
      verdicts: countedVerdicts(state, claim),
    })),
    escalations: found.escalations
      .filter((each) => objectionToEscalation(state, each) === null)
      .toSorted(compareIds)
      .map((escalation) => ({ escalation, ruling: rulingOn(state, escalation) })),
    reversals: state
      .all(Reversal)
      .filter((each) => claims.some((claim) => claim.id === each.claim && mayReverse(state, each, claim)))
      .toSorted(compareIds),
    since: claims[0]?.statement.predicate.change.from ?? records[0]?.commit ?? null,
    tips: [
      ...new Set([
        ...records.flatMap(({ commit }) => (commit === null ? [] : [commit])),
        ...claims.map(({ statement }) => statement.subject[0].digest.gitCommit),
      ]),
    ],
  };
}
