// Composes what the next worker of a job reads first: handoff, failures, bounds and lessons, within a number of bytes.

import { levelOf } from "../claims/demands.ts";
import type { Bounds } from "../envelope/action.ts";
import { type Finish, isEvent, type Progress } from "../jobs/chain.ts";
import type { JobRecord } from "../jobs/records/job.ts";
import type { JobEventRecord } from "../jobs/records/job_event.ts";
import type { JobStanding } from "../jobs/standing.ts";
import { fixedFolder } from "../policy/fixed-folder.ts";
import { concernsScope, type Policy } from "../policy/policy.ts";
import type { State } from "../records/state.ts";
import { fence } from "../shared/text/safe-text.ts";
import { shellLine } from "../shared/text/shell-word.ts";
import { supervisionText } from "../supervision/ruling-text.ts";
import { byApproach } from "../supervision/triggers.ts";

/** In bytes: for the whole brief, for the globs beside it, and for its parts; lessons get the rest. */
const BYTES = {
  brief: 6_000,
  globs: 900,
  acceptance: 1_000,
  checks: 500,
  related: 1_500,
  part: 550,
  failure: 300,
  step: 300,
  ruling: 400,
} as const;
/** A successor needs to know what not to repeat, and not each step. */
const MOST = { approaches: 6, steps: 3, task: 4000 } as const;

export interface Entry {
  readonly id: string;
  /** Fenced already. */
  readonly text: string;
}

/** What is known of the paths that a job may write. */
export interface Known {
  readonly lessons: readonly Entry[];
  /** Research and others' work. */
  readonly related: readonly Entry[];
  /** The policy that a claim has to pass; null where it can't be told. */
  readonly policy: Policy | null;
}

export function briefOf(
  state: State,
  standing: JobStanding,
  bounds: Pick<Bounds, "digest" | "base">,
  { lessons, related, policy }: Known,
): string {
  const rules = [boundsText(bounds), endText(policy, standing.job)].filter(Boolean).join("\n");
  const first = [handoffText(state, standing), rules].filter(Boolean).join("\n\n");
  const room = BYTES.brief - costOf(first);
  const others = whole("On the same paths:", related, " ", Math.min(BYTES.related, room));
  const learned = whole(LESSONS, lessons, "\n", room - costOf(others));
  return [first, learned, others].filter(Boolean).join("\n\n");
}

const LESSONS = "Lessons (cite them when you know whether they held):";

/** As many whole entries as fit. */
function whole(head: string, entries: readonly Entry[], between: string, bytes: number): string {
  let room = bytes - costOf(head);
  const shown = entries
    .map(({ id, text }) => `${id}${between}${text}`)
    .filter((text) => {
      const fits = costOf(text) <= room;
      if (fits) room -= costOf(text);
      return fits;
    });
  return shown.length === 0 ? "" : [head, ...shown].join("\n");
}

/**
 * The query for lessons and research. Files count by their place, as the words in their names would fit every lesson about
 * tests.
 */
export function taskOf({ title, acceptance, scope }: Pick<JobRecord, "title" | "acceptance" | "scope">): {
  task: string;
  paths: string[];
} {
  const words = [title, ...acceptance]
    .join("\n")
    .replace(/(?<!\S)\S+/g, (word) => (/.[\\/]./.test(word) ? "" : word));
  return {
    task: (words.trim() || title).slice(0, MOST.task),
    paths: scope.write.map(fixedFolder).filter((folder) => folder !== ""),
  };
}

/** Stored words are fenced as data. */
export function handoffText(state: State, standing: JobStanding): string {
  const { job, events } = standing;
  const last = events.findLast((event): event is Finish => isEvent(event, "finished"));
  const steps = events.filter((event): event is Progress => isEvent(event, "progress"));
  const failed = byApproach(steps.filter(({ event }) => event.failed)).slice(0, MOST.approaches);
  // A killed session left no handoff, so its last words are all there is.
  const left = steps
    .filter((step) => !step.event.failed && step.token > (last?.token ?? 0))
    .slice(-MOST.steps);
  return [
    ...(job.acceptance.length > 0
      ? [fencedBy(job, clip(["Done when:", ...bullets(job.acceptance)].join("\n"), BYTES.acceptance))]
      : []),
    ...(last ? [`Handoff (${last.event.outcome}):`, fencedBy(last, partsOf(last))] : []),
    ...(left.length > 0
      ? [
          "Last steps without a handoff:",
          ...left.map((step) => fencedBy(step, clip(wordsOf(step), BYTES.step))),
        ]
      : []),
    ...(failed.length > 0
      ? [
          "Tried and failed:",
          ...failed.map((group) => fencedBy(group.last, clip(failureOf(group), BYTES.failure))),
        ]
      : []),
    ...supervisionText(state, job.id, (text) => clip(text, BYTES.ruling)),
    ...(standing.failures > 0 && !last
      ? [`${standing.failures} session${standing.failures === 1 ? "" : "s"} began and left no handoff.`]
      : []),
  ].join("\n");
}

const boundsText = ({ digest, base }: Pick<Bounds, "digest" | "base">): string =>
  digest === null
    ? "Envelope: base has none; write only in the job's scope."
    : `Envelope: ${digest.slice(0, 12)} on ${base}, narrowed to write; agentops://envelope shows it.`;

/** Says how the work will be decided, so that nothing at its end is a surprise; empty where base has no checks. */
function endText(policy: Policy | null, { scope, risk }: JobRecord): string {
  if (policy === null || policy.checks.length === 0) return "";
  const near = policy.checks.filter((check) => concernsScope(check, scope.write));
  const checks = near.map(({ id, run }) => `- ${id}: ${shellLine(run)}`).join("\n");
  const level = levelOf(policy, null, risk);
  const decides =
    level === "L1"
      ? "the checks decide (L1)"
      : `for some paths a judge or a person has to pass the claim too (${level}), without your doing`;
  return [
    near.length === 0
      ? `No check is for this scope; base has ${policy.checks.map(({ id }) => id).join(", ")}.`.slice(
          0,
          BYTES.checks,
        )
      : `Checks for this scope:\n${clip(checks, BYTES.checks)}`,
    `Risk ${risk}: ${decides}.`,
    "At the end: record_learning (nothing learned: none_because of finish_job), commit, submit_claim with the check that decides each criterion (one that no check decides needs risk high, for a judge), request_verdict, finish_job.",
  ].join("\n");
}

const partsOf = ({ event: { handoff } }: Finish): string =>
  (["goal", "done", "decisions", "next"] as const)
    .map((part) => `${part}: ${clip(handoff[part], BYTES.part)}`)
    .join("\n");

const wordsOf = ({ event: { approach, note } }: Progress): string =>
  approach === null ? note : `${approach}: ${note}`;

function failureOf({ last, count, sessions }: ReturnType<typeof byApproach>[number]): string {
  if (count === 1) return wordsOf(last);
  const often = `${count} times${sessions > 1 ? `, ${sessions} sessions` : ""}`;
  return `${last.event.approach ?? "no name"} (${often}): ${last.event.note}`;
}

const bullets = (lines: readonly string[]): string[] => lines.map((line) => `- ${line.replace(/\s+/g, " ")}`);

const fencedBy = ({ at, runtime }: Pick<JobEventRecord, "at" | "runtime">, text: string): string =>
  fence(text, { what: "job", by: runtime, recorded: at.slice(0, 10) });

/** Bytes of a text in an answer, where each line is indented. */
const costOf = (text: string): number =>
  new TextEncoder().encode(text).length + 3 * (text.split("\n").length + 1);

/** The first globs of a scope that fit beside the brief; the job's page has all of them. */
export function globsWithin(globs: readonly string[]): string[] {
  const beginning = beginningOf(globs.join("\n"), BYTES.globs);
  return beginning === null ? [...globs] : [...beginning.split("\n").slice(0, -1), "… (see agentops://jobs)"];
}

/** The beginning of a text within a number of bytes; the job's page has the rest. */
export function clip(text: string, bytes: number): string {
  const beginning = beginningOf(text, bytes);
  return beginning === null ? text : `${beginning} …`;
}

/** Null where the whole text fits. */
function beginningOf(text: string, bytes: number): string | null {
  if (costOf(text) <= bytes) return null;
  let kept = text.slice(0, bytes);
  while (costOf(kept) > bytes) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept.replace(/[\ud800-\udbff]$/, "").trimEnd();
}
