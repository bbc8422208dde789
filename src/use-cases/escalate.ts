// Asks upward for a stuck worker, and joins its report to those of the same failure.

import type { WriteContext } from "../api/context.ts";
import { findEscalation } from "../jobs/find-record.ts";
import { jobName } from "../jobs/job-name.ts";
import { holdingOf } from "../jobs/standing.ts";
import { batchOf, escalationDraft, openBatches, ruledBefore } from "../supervision/batches.ts";

/** Sessions in the answer; the others are counted. */
const MOST_NAMED = 10;

type Report = Parameters<typeof escalationDraft>[0]["report"];

/** In turn with others of this clone, so that the second of two at once is told the first one's id. */
export const escalate = (context: WriteContext, report: Report) =>
  context.jobs.inTurn(() => escalateNow(context, report));

async function escalateNow(context: WriteContext, report: Report) {
  const before = await context.state();
  const { session } = context.session;
  const clone = await context.jobs.clone();
  const job = holdingOf(before, { session, clone });
  const draft = escalationDraft(
    { report, trigger: "worker", job, process: context.claims.process },
    context.code,
  );
  const same = openBatches(before)
    .flatMap(({ escalations }) => escalations)
    .find((each) => each.signature === draft.signature && each.session === session && each.clone === clone);
  const told = same && same.trigger === "worker" && same.job?.id === job?.id ? same : null;
  const [stored] = told ? [] : await context.append([draft]);
  const state = await context.state();
  const escalation = findEscalation(state, told?.id ?? stored?.record.id ?? "");
  const batch = batchOf(state, escalation);
  const earlier = ruledBefore(state, escalation);
  const sessions = [...new Set((batch?.escalations ?? [escalation]).map((each) => each.session))];
  return {
    id: batch?.id ?? escalation.id,
    job: job === null ? null : jobName(job.id),
    reported_by: sessions.slice(0, MOST_NAMED),
    notes: [
      ...(sessions.length > MOST_NAMED ? [`${sessions.length} sessions report the same failure`] : []),
      ...(told ? [`you have escalated this already as ${told.id}`] : []),
      ...(earlier === null
        ? []
        : [
            `ruling ${earlier.id} (${earlier.ruling}) answered the same failure before: agentops://trace/${earlier.id}`,
          ]),
      "no ruling yet: it comes with a later answer of any tool; do meanwhile what needs none, or finish_job with hand_off",
    ],
  };
}
