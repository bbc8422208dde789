// What a job needs to be finished: a handoff that a fresh session can go on from, its lessons, and where the policy says so a verdict.
import { type Handoff, JOB_LIMITS } from "./job.ts";
import type { JobSettings } from "./job-settings.ts";
import { type Policy, RISKS } from "./policy.ts";
import type { JobRecord } from "./record.ts";
import { scopesOverlap } from "./scope.ts";

/** In all four parts together. */
export const HANDOFF_LINES = { least: 3, most: 20 } as const;
const PARTS = ["goal", "done", "decisions", "next"] as const;

type HandoffParts = { readonly [P in keyof Handoff]?: string | undefined };

export interface Closing {
  readonly handoff: HandoffParts;
  readonly learnings: readonly string[];
  readonly none_because: string | null;
}

/** Everything that is missing or too much, in words; empty when it is complete. */
export function gapsIn({ handoff, learnings, none_because }: Closing): string[] {
  const missing = PARTS.filter((part) => (handoff[part] ?? "").trim() === "");
  const lines = PARTS.flatMap((part) => (handoff[part] ?? "").split("\n")).filter(
    (line) => line.trim() !== "",
  );
  return [
    ...(missing.length > 0 ? [`handoff lacks ${missing.join(", ")}`] : []),
    ...(missing.length === 0 && (lines.length < HANDOFF_LINES.least || lines.length > HANDOFF_LINES.most)
      ? [`handoff has ${lines.length} lines, not ${HANDOFF_LINES.least} to ${HANDOFF_LINES.most}`]
      : []),
    ...(learnings.length === 0 && none_because === null
      ? ["learnings is empty and none_because does not say why there are none"]
      : []),
    ...(learnings.length > 0 && none_because !== null
      ? ["learnings and none_because contradict each other"]
      : []),
  ];
}

/** The same with nothing missing and no line too long. */
export const wholeHandoff = (handoff: HandoffParts): Handoff => {
  const part = (name: (typeof PARTS)[number]) => (handoff[name] ?? "").trim().slice(0, JOB_LIMITS.part);
  return { goal: part("goal"), done: part("done"), decisions: part("decisions"), next: part("next") };
};

/** Why a job of this scope and risk is done only with a passed claim; null where its word is enough. */
export function verdictNeeded(
  { scope, risk }: Pick<JobRecord, "scope" | "risk">,
  { jobs, levels }: Pick<JobSettings, "jobs"> & Pick<Policy, "levels">,
): string | null {
  const { verdict } = jobs;
  const atLeast = (wanted: JobRecord["risk"]) => RISKS.indexOf(risk) >= RISKS.indexOf(wanted);
  if (verdict.risk !== null && atLeast(verdict.risk)) return `its risk is ${risk}`;
  if (scopesOverlap(scope.write, verdict.paths)) return "it may write to paths that need one";
  const level = levels.find((rule) => scopesOverlap(scope.write, rule.paths) && atLeast(rule.risk ?? "low"));
  return level ? `its paths need ${level.level}` : null;
}
