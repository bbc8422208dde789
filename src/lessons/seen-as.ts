// Chooses of the lines of a failure those by which a later session would know it.
import { LIMITS } from "../records/evidence.ts";
import { quoted } from "../shared/text/quoting.ts";
import { complains } from "../shared/text/symptoms.ts";

/** The ones that surely name an error, each between quotes. */
export const seenAs = (lines: readonly string[]): string[] =>
  lines.filter(complains).map((line) => quoted(line, LIMITS.symptom - 2));
