// Makes the record by which a goal that base has changed, or given up, is accepted: who decided it, and why.

import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { type CodePlace, relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import type { BaseGoals } from "./goal.ts";
import GoalChange from "./records/goal_change.ts";
import { acceptedDefinition, type GoalChangeDraft } from "./series.ts";

export interface GoalChangeParts {
  readonly goal: string;
  readonly reason: string;
  readonly authority: string;
  readonly attested: GoalChangeDraft["attested"];
}

/** Throws NOT_FOUND for a goal that neither base nor a record knows, INVALID_ARGUMENT where nothing has changed. */
export function goalChangeOf(
  state: State,
  { goals }: BaseGoals,
  parts: GoalChangeParts,
  place: CodePlace,
): GoalChangeDraft {
  checkText([parts.reason, parts.authority], "goal change");
  const from = acceptedDefinition(state, parts.goal);
  const to = goals.find(({ id }) => id === parts.goal)?.definition ?? null;
  if (from === null && to === null)
    throw new AgentOpsError(
      "NOT_FOUND",
      "No goal of this name is on base or in a record.",
      goals.length === 0 ? "Base has no goals." : `Goals on base: ${goals.map(({ id }) => id).join(", ")}.`,
    );
  if (from === to)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "goal: it stands on base as it was accepted last.",
      "There is nothing to accept; measure it.",
    );
  return GoalChange.draft({ from, to, ...parts, reason: relativise(parts.reason, place.root, place.home) });
}
