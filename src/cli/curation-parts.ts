// Reads a decision about a learning from the words and options of a command line.

import type { CurationParts } from "../learnings/curation/decide.ts";
import { CURATIONS, STAGES } from "../learnings/records/curation.ts";
import { evidenceIn } from "../records/evidence-text.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { CommandInput } from "./define-command.ts";

/** Throws INVALID_ARGUMENT. */
export function curationPartsOf(
  options: CommandInput["options"],
  [action = "", id = "", other, ...more]: readonly string[],
): CurationParts {
  const known = CURATIONS.find((each) => each === action);
  const reason = textOf(options.reason);
  if (known === undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "curate: there is no such action.",
      `Actions are ${CURATIONS.join(", ")}; without one, curate lists what waits.`,
    );
  if (id.length < 6 || more.length > 0 || reason === "" || reason.length > 1000)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "curate needs an action, the id of one learning, and --reason in at most 1000 characters.",
      `For example: agentops-mcp curate ${known} <id> --reason "…"`,
    );
  return {
    action: known,
    id,
    other,
    stage: STAGES.find((stage) => stage === options.stage),
    reason,
    evidence: evidenceIn(textOf(options.evidence)),
  };
}

const textOf = (value: string | boolean | undefined): string =>
  typeof value === "string" ? value.trim() : "";
