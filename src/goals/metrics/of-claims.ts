// Measures claims: how often work passes at once, how long it takes, and whether its judges agree.
import { compareIds } from "../../shared/ids.ts";
import { defineMetric } from "./metric.ts";
import type { Sample } from "./sample.ts";
import type { ClaimStory } from "./story.ts";

export const firstPass = defineMetric({
  revision: 1,
  title: "First-pass verdict rate",
  definition:
    "The share of first claims that passed without a FAILED verdict or a refusal before the pass. The first claim is the first of a job, or of a session that works on none. A claim that nothing has decided yet does not count, nor does NOT_PROVEN decide one.",
  unit: "share",
  event: "a first claim that is decided",
  source: "claims; verdicts, judgements and signatures that count by the records alone",
  kind: "share",
  samples({ claims }) {
    const seen = new Set<string>();
    return claims().flatMap(({ claim, work, passedBy, failedBy }): Sample[] => {
      if (seen.has(work)) return [];
      seen.add(work);
      if (passedBy === null && failedBy === null) return [];
      const atOnce = passedBy !== null && (failedBy === null || compareIds(passedBy, failedBy) < 0);
      return [{ id: claim.id, value: atOnce ? 1 : 0 }];
    });
  },
});

export const timeToPass = defineMetric({
  revision: 1,
  title: "Time from claim to pass",
  definition:
    "The median time from a claim to the verdict that passed it, or to the judgement or signature where it needed one. Where the clock says that the pass came before the claim, the claim is left out.",
  unit: "seconds",
  event: "a claim that has passed",
  source: "claims; verdicts, judgements and signatures that count by the records alone",
  kind: "median",
  samples: ({ claims }) =>
    claims().flatMap(({ claim, passedBy }) =>
      passedBy === null ? [] : lasting(claim.id, claim.at, passedBy.at),
    ),
});

/** The time from one record to another in seconds; none where a clock was set back between them. */
export function lasting(id: string, from: string, to: string): Sample[] {
  const value = (Date.parse(to) - Date.parse(from)) / 1000;
  return value >= 0 ? [{ id, value }] : [];
}

export const disagreement = defineMetric({
  revision: 1,
  title: "Verdict disagreement",
  definition:
    "Of the claims that two or more sessions or persons have judged, the share on which one passes what another refuses, by the last word of each.",
  unit: "share",
  event: "a claim with two or more judges",
  source: "claims; judgements that count",
  kind: "share",
  samples: ({ claims }) => claims().flatMap(ofJudges),
});

function ofJudges({ claim, judgments }: ClaimStory): Sample[] {
  const last = new Map(judgments.map(({ session, decision }) => [session, decision]));
  if (last.size < 2) return [];
  return [{ id: claim.id, value: new Set(last.values()).size > 1 ? 1 : 0 }];
}
