// Reads `.agentops/goals.yaml` at the base commit, so that no branch moves the goal that it is measured by.

import { parseSettings } from "../../shared/settings-file.ts";
import { sha256 } from "../../shared/sha256.ts";
import { canonicalGoal, type Goal, type Goals, GoalsSchema } from "../goal.ts";

export const GOALS_PATH = ".agentops/goals.yaml";

export interface GoalsFile extends Pick<Goals, "dormant"> {
  readonly goals: readonly Goal[];
}

/** Throws CONFIG_INVALID with the key, the line and what was probably meant. */
export async function parseGoals(file: Buffer, where = "at the base commit"): Promise<GoalsFile> {
  const { goals, dormant } = await parseSettings(GoalsSchema, file, `${GOALS_PATH} ${where}`);
  return { goals: goals.map((goal) => ({ ...goal, definition: sha256(canonicalGoal(goal)) })), dormant };
}

export const NO_GOALS: GoalsFile = { goals: [], dormant: GoalsSchema.parse({}).dormant };
