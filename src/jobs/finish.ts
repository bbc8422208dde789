// Decides whether a job can be finished: it needs a handoff, its lessons, and a verdict where the policy says so.

import { RISKS } from "../policy/checks-and-levels.ts";
import type { Policy } from "../policy/policy.ts";
import { scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { type CodePlace, relativise } from "../shared/text/relative-paths.ts";
import { findRecord } from "./find-record.ts";
import { JOB_LIMITS } from "./limits.ts";
import type { JobRecord } from "./records/job.ts";
import type { Handoff } from "./records/job_event.ts";
import type { JobSettings } from "./settings.ts";

/** Lines in all four parts together. */
const HANDOFF_LINES = 20;
const PARTS = ["goal", "done", "decisions", "next"] as const;

type HandoffParts = { readonly [P in keyof Handoff]?: string | undefined };

export interface Closing {
  readonly handoff: HandoffParts;
  /** Ids, or their last characters. */
  readonly learnings: readonly string[];
  readonly none_because?: string | undefined;
}

/** Throws JOB_REFUSED that names all that is missing or too long, NOT_FOUND for an unknown lesson. */
export function refuseGaps(state: State, closing: Closing, session: string): void {
  const gaps = [...gapsIn(closing), ...closing.learnings.flatMap((id) => problemWith(state, id, session))];
  if (gaps.length === 0) return;
  const lessons = closing.learnings.length === 0 && closing.none_because === undefined;
  throw new AgentOpsError(
    "JOB_REFUSED",
    `${gaps.join("; ")}.`,
    `Add what is missing and call finish_job again; nothing was recorded.${lessons ? " extract_learnings drafts lessons from this job's records." : ""}`,
  );
}

function problemWith(state: State, id: string, session: string): string[] {
  const record = findRecord(state, id);
  if (record.record !== "learning") return [`learnings: ${record.id} is a ${record.record}`];
  return record.session === session ? [] : [`learnings: ${record.id} is another session's; cite it instead`];
}

function gapsIn({ handoff, learnings, none_because }: Closing): string[] {
  const missing = PARTS.filter((part) => (handoff[part] ?? "").trim() === "");
  const lines = PARTS.flatMap((part) => (handoff[part] ?? "").split("\n")).filter(
    (line) => line.trim() !== "",
  );
  return [
    ...(missing.length > 0 ? [`handoff lacks ${missing.join(", ")}`] : []),
    ...(missing.length === 0 && lines.length > HANDOFF_LINES
      ? [`handoff has ${lines.length} lines in all, more than ${HANDOFF_LINES}`]
      : []),
    ...(learnings.length === 0 && none_because === undefined
      ? ["learnings is empty and none_because does not say why there are none"]
      : []),
    ...(learnings.length > 0 && none_because !== undefined
      ? ["learnings and none_because contradict each other"]
      : []),
  ];
}

/** The handoff as it is stored: paths of this machine made relative, and no part too long. */
export function wholeHandoff(handoff: HandoffParts, { root, home }: CodePlace): Handoff {
  const part = (name: (typeof PARTS)[number]) =>
    relativise(handoff[name] ?? "", root, home)
      .trim()
      .slice(0, JOB_LIMITS.part);
  return { goal: part("goal"), done: part("done"), decisions: part("decisions"), next: part("next") };
}

/** Why a job of this scope and risk is only done with a passed claim; null where the worker's word is enough. */
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
