// Defines goals as handlers see them.
import type { BaseGoals, Goal } from "./goal.ts";
import type { CheckOutcome } from "./measure.ts";

/** What the work is for, as it stands at the base commit. */
export interface GoalsPort {
  /** Throws CONFIG_INVALID. */
  read(): Promise<GoalsInForce>;
  /** Runs a goal's command at a commit of the code; null where `until` came first. */
  run(goal: Goal, options: GoalRunOptions): Promise<CheckOutcome | null>;
}

export interface GoalsInForce extends BaseGoals {
  /** Base of the code at the same moment; the goals may lie in another repository. Null before the first commit. */
  readonly code: string | null;
}

export interface GoalRunOptions {
  /** The same for all goals of one measurement, as base may move while it runs. */
  readonly commit: string | null;
  readonly signal: AbortSignal;
  /** When whoever asked can wait no longer. */
  readonly until: AbortSignal;
  onProgress?(what: string): void;
}
