// Escalates for a worker whose job shows that it is stuck, so that nobody has to notice.
import type { WriteContext } from "../api/context.ts";
import type { JobStanding } from "../jobs/standing.ts";
import { automaticEscalation } from "../supervision/escalate-automatically.ts";
import type { Triggered } from "../supervision/triggers.ts";

/** Writes the report of a trigger that applies, unless one already waits for a ruling; null where none applies. */
export async function escalateIfTriggered(
  context: WriteContext,
  standing: JobStanding,
  token: number,
  minutes: number | null,
): Promise<{ triggered: Triggered; escalation: string; fresh: boolean } | null> {
  const holder = {
    session: context.session.session,
    clone: await context.jobs.clone(),
    process: context.claims.process,
  };
  const settings = await context.jobs.settings();
  const state = await context.state();
  const tenure = { holder, token, minutes };
  const found = automaticEscalation(state, standing, tenure, { settings, place: context.code });
  if (!found) return null;
  const { triggered, known, draft } = found;
  if (known) return { triggered, escalation: known.id, fresh: false };
  const [stored] = await context.append([draft]);
  return { triggered, escalation: stored?.record.id ?? "", fresh: true };
}
