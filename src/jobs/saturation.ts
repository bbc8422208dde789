// Advises a session that has worked long on its job to hand it to a fresh one, before the work gets worse.

import { counted } from "../shared/text/count.ts";
import { isEvent } from "./chain.ts";
import type { JobSettings } from "./settings.ts";
import type { JobStanding } from "./standing.ts";

export interface Strain {
  /** Share of the context window, as the client tells it; null where it does not. */
  readonly utilisation: number | null;
  /** Null where no clock of this machine can tell. */
  readonly minutes: number | null;
  readonly calls: number;
}

/** One sentence that says why and what to do; null while there is no reason. */
export function adviceFor(
  standing: JobStanding,
  strain: Strain,
  { saturation }: Pick<JobSettings, "saturation">,
): string | null {
  const minutes = Math.min(saturation.minutes, standing.job.minutes ?? saturation.minutes);
  const [approach, failures] = mostFailed(standing);
  const reasons = [
    ...(strain.utilisation !== null && strain.utilisation >= saturation.utilisation
      ? [`${Math.round(strain.utilisation * 100)} % of the context window is used`]
      : []),
    ...(strain.minutes !== null && strain.minutes >= minutes
      ? [`${Math.floor(strain.minutes)} minutes since the start`]
      : []),
    ...(strain.calls >= saturation.calls ? [counted(strain.calls, "call")] : []),
    ...(failures >= saturation.failures ? [`${failures} failures with the same approach (${approach})`] : []),
  ];
  if (reasons.length === 0) return null;
  return `Hand off: ${reasons.join("; ")}. Call finish_job with outcome hand_off; a fresh session goes on with your handoff.`;
}

/** The approach that failed most often under this token, and how often. */
function mostFailed({ events, token }: JobStanding): [string, number] {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (!isEvent(event, "progress") || event.token !== token || !event.event.failed) continue;
    const approach = (event.event.approach ?? event.event.note).toLowerCase().replace(/\s+/g, " ").trim();
    counts.set(approach, (counts.get(approach) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
}
