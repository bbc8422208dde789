// Reads evidence as people type it.
import { AgentOpsError } from "../shared/errors.ts";
import { EVIDENCE_TYPES, type Evidence, LIMITS } from "./evidence.ts";

/** `<type> <ref>`, separated by semicolons, as `trace` prints it; `name` is where it was written. Throws INVALID_ARGUMENT. */
export function evidenceIn(text: string, name = "--evidence"): Evidence[] {
  const parts = text.split(";").flatMap((part) => part.trim() || []);
  if (parts.length > LIMITS.evidence)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${name}: at most ${LIMITS.evidence} pieces.`,
      "Name the ones that decide.",
    );
  return parts.map((part) => {
    const [word = "", ...rest] = part.split(" ");
    const type = EVIDENCE_TYPES.find((each) => each === word);
    const ref = rest.join(" ").trim();
    if (type && ref !== "" && ref.length <= 500) return { type, ref };
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${name}: a piece of it has no type or no reference.`,
      `Write "<type> <reference>; …" with one of ${EVIDENCE_TYPES.join(", ")}.`,
    );
  });
}
