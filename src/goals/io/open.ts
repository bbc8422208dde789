// Reads the goals of the base commit and runs their commands there, confined as any check is.

import type { Receipt } from "../../checks/receipt.ts";
import { type ChecksRequest, type Progress, runChecks } from "../../checks/run-checks.ts";
import { createSettingsReader } from "../../git/base.ts";
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Repository } from "../../git/repository.ts";
import type { Policy } from "../../policy/policy.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { quoted } from "../../shared/text/quoting.ts";
import type { Goal } from "../goal.ts";
import type { CheckOutcome } from "../measure.ts";
import type { GoalsPort } from "../port.ts";
import { GOALS_PATH, NO_GOALS, parseGoals } from "./file.ts";

export interface GoalsParts {
  /** The code, and its base commit; the goals may lie in another repository. */
  readonly repository: Repository;
  codeBase(): Promise<string | null>;
  /** Where the goals are kept, and its base commit. */
  readonly reader: ObjectReader;
  base(): Promise<string | null>;
  policy(): Promise<Policy>;
}

export function openGoals({ repository, codeBase, reader, base, policy }: GoalsParts): GoalsPort {
  const goalsAt = createSettingsReader(reader, GOALS_PATH, parseGoals, NO_GOALS);
  return {
    async read() {
      const [commit, code] = await Promise.all([base(), codeBase()]);
      return { commit, code, ...(await goalsAt(commit)) };
    },
    async run(goal, { commit, signal, until, onProgress }) {
      if (commit === null) return { value: null, because: "there is no commit to run it on" };
      try {
        const { receipts } = await runChecks({
          repository,
          commit,
          policy: policyFor(goal, await policy()),
          checks: [goal.id],
          signal: AbortSignal.any([signal, until]),
          onProgress: (progress) => onProgress?.(wordsOf(goal, progress)),
        });
        return outcomeOf(goal, receipts[0]);
      } catch (error) {
        if (!(error instanceof AgentOpsError)) throw error;
        if (until.aborted && !signal.aborted) return null;
        if (error.code === "NO_SANDBOX" || error.code === "NOT_FOUND")
          return { value: null, because: error.message };
        throw error;
      }
    },
  };
}

/** The command as a check of its own, with what the policy installs and where it lets commands run. */
function policyFor({ id, check }: Goal, { setup, sandbox }: Policy): ChecksRequest["policy"] {
  if (!check) throw new Error("a goal with a metric has no command");
  const metric = { direction: "higher" as const, tolerance: 0 };
  return { setup, sandbox, checks: [{ ...check, id, inputs: [], metric }] };
}

const wordsOf = ({ id }: Goal, { step }: Progress): string =>
  step === "check" ? `measuring ${id}` : `${step} for ${id}`;

const PROBLEMS: Partial<Record<Receipt["reason"], string>> = {
  metric: "its last line of output is no finite number",
  not_started: "it could not be started",
  output: "it printed more than is kept",
  memory: "it used more memory than it may",
  processes: "it started more processes than it may",
  disk: "it wrote more than it may",
};
/** Of its output, in characters. */
const SHOWN = 200;

function outcomeOf({ check }: Goal, receipt: Receipt | undefined): CheckOutcome {
  if (receipt?.reason === "ok" && receipt.metric !== null) return { value: receipt.metric, because: null };
  if (!receipt) return { value: null, because: "it was not run" };
  const { reason, exit, head, tail } = receipt;
  const ended = exit === null ? "it was ended by a signal" : `it ended with ${exit}`;
  const problem =
    reason === "timeout" ? `it was stopped after ${check?.timeout} s` : (PROBLEMS[reason] ?? ended);
  const output = (tail || head).trim();
  return {
    value: null,
    because: output === "" ? problem : `${problem}; it printed ${quoted(output.slice(-SHOWN))}`,
  };
}
