// Reads which parts of this program a repository is to have, as a command line names them.
import { PARTS, type Part } from "../api/define.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { nearMiss } from "../shared/nearest.ts";

/** In the order of PARTS, always with the memory; `all` names all. Throws INVALID_ARGUMENT. */
export function parseParts(list: string): Part[] {
  const words = list.split(",").map((word) => word.trim());
  const known: readonly string[] = [...PARTS, "all"];
  const wrong = words.find((word) => !known.includes(word));
  const near = wrong === undefined ? null : nearMiss(wrong, known);
  if (wrong !== undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${wrong} is no part of this.`,
      `${near === null ? "" : `Did you mean ${near}? `}Parts are ${known.join(", ")}.`,
    );
  return PARTS.filter((part) => part === "memory" || words.includes(part) || words.includes("all"));
}
