// Stores a ruling on escalations, and takes jobs from their holders where it says so.

import type { WriteContext } from "../api/context.ts";
import { findEscalation } from "../jobs/find-record.ts";
import { jobName } from "../jobs/job-name.ts";
import { ESCALATION_LIMITS } from "../jobs/records/escalation.ts";
import { dependantsOf, type RulingParts, refuseLateRuling, rulingDrafts } from "../supervision/batches.ts";

/** Entries of each list in the answer; the ruling's record has them all. */
const MOST_NAMED = 20;

/** In turn with starters, so that no job is taken in between. `typed` may be the end of an id. */
export const ruleOnEscalation = (
  context: WriteContext,
  typed: string,
  parts: Pick<RulingParts, "ruling" | "text" | "authority" | "attested">,
) =>
  context.jobs.inTurn(async () => {
    const before = await context.state();
    const [id = ""] = context.ids(1);
    const { batch, drafts, released } = rulingDrafts(
      before,
      findEscalation(before, typed),
      {
        ...parts,
        id,
        session: context.session.session,
        process: parts.attested === "terminal" ? null : context.claims.process,
      },
      { leases: await context.jobs.leases(), place: context.code },
    );
    await context.append(drafts);
    refuseLateRuling(await context.state(), batch, id);
    for (const [job, token] of released) await context.jobs.revoke(job, token);
    const ended = parts.ruling === "stop" || parts.ruling === "defer";
    const ruled = batch.escalations.slice(0, ESCALATION_LIMITS.batch);
    return {
      id,
      ruled: parts.ruling,
      covers: ruled.length,
      escalations: firstOf(ruled.map((each) => each.id)),
      told: firstOf([...new Set(ruled.map((each) => each.session))]),
      jobs: firstOf([...released].map(([job, token]) => `${jobName(job)}: token ${token} is nobody's`)),
      dependants: firstOf(ended ? dependantsOf(before, released.keys()) : []),
    };
  });

const firstOf = (all: readonly string[]): string[] => [
  ...all.slice(0, MOST_NAMED),
  ...(all.length > MOST_NAMED ? [`and ${all.length - MOST_NAMED} more`] : []),
];
