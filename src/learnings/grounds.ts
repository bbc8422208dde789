// Says what a lesson's evidence is worth: a command that no recorded check has run is only its author's word, and so is a
// quote.

import { runsByCommand } from "../claims/records/verdict.ts";
import { type Evidence, IMPORT_COMMAND } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import type { LearningRecord } from "./records/learning.ts";

type Piece = Pick<Evidence, "type" | "ref">;

const NOT_RUN = "not run here";

/** In words for people; a command is labelled where no recorded check ran the same one. */
export const evidenceInWords = (state: State, piece: Piece): string =>
  `${piece.type} ${piece.ref}${isOnlyTold(state, piece) && piece.type === "command" ? ` (${NOT_RUN})` : ""}`;

/** The reason of an assurance that rests only on words; null for all others. */
export function groundsInWords(
  state: State,
  { evidence }: Pick<LearningRecord, "evidence">,
  assurance: string,
): string | null {
  if (assurance !== "claimed" && assurance !== "evidenced") return null;
  if (evidence.length === 0 || !evidence.every((piece) => isOnlyTold(state, piece))) return null;
  return evidence.some(({ type }) => type === "command") ? `a command, ${NOT_RUN}` : "somebody is quoted";
}

function isOnlyTold(state: State, { type, ref }: Piece): boolean {
  if (type === "said") return true;
  // Written by the importer, to name the place that a lesson was read from.
  if (type !== "command" || ref.startsWith(`${IMPORT_COMMAND} `)) return false;
  return !state.by(runsByCommand, ref.trim()).some((verdict) => state.origin(verdict)?.own === true);
}
