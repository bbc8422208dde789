// Decides what of a commit's message may be kept, and whether it has to be labelled.
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import { findSecret } from "../shared/text/secrets.ts";
import type { PastCommit } from "./commit.ts";

/** Of a text without a credential; the subject alone of one with a credential in its body, and nothing of a worse one. */
export function storable(commit: PastCommit): PastCommit | null {
  if (findSecret(`${commit.subject}\n${commit.body}`) === null) return commit;
  return findSecret(commit.subject) === null ? { ...commit, body: "" } : null;
}

export const speaksAsCommander = ({ subject, body }: PastCommit): boolean =>
  readsAsInstruction(`${subject}\n${body}`) !== null;
