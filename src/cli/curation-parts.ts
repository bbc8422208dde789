// Reads a decision about a learning from the words and options of a command line.

import type { CurationParts } from "../learnings/curation/decide.ts";
import { CURATIONS, STAGES } from "../learnings/records/curation.ts";
import { evidenceIn } from "../records/evidence-text.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { CommandInput } from "./define-command.ts";
import { textIn } from "./option-values.ts";

/** Throws INVALID_ARGUMENT. */
export function curationPartsOf(
  options: CommandInput["options"],
  [action = "", id = "", other, ...more]: readonly string[],
  command: "curate" | "retire" = "curate",
): CurationParts {
  const known = CURATIONS.find((each) => each === action);
  const reason = textIn(options.reason);
  if (known === undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "curate: there is no such action.",
      `Actions are ${CURATIONS.join(", ")}; without one, curate lists what waits.`,
    );
  const example = command === "retire" ? "agentops-mcp retire" : `agentops-mcp curate ${known}`;
  const refuse = (problem: string): never => {
    throw new AgentOpsError("INVALID_ARGUMENT", problem, `For example: ${example} <id> --reason "…"`);
  };
  if (id.length < 6 || more.length > 0)
    refuse(`${command} needs the id of one learning, or its first or last 6 characters.`);
  if (reason === "") refuse(`${command} needs a --reason, which is kept.`);
  if (reason.length > 1000) refuse("--reason has more than 1000 characters.");
  return {
    action: known,
    id,
    other,
    stage: STAGES.find((stage) => stage === options.stage),
    reason,
    evidence: evidenceIn(textIn(options.evidence)),
  };
}
