// Finds the known names that are closest to a mistyped one: "did you mean".
import { distance } from "fastest-levenshtein";

/** Up to three of `known`: the nearest and those one edit further, if no more than 40 % of their letters differ. */
function nearest(typed: string, known: readonly string[]): string[] {
  const close = known
    .map((name) => ({ name, edits: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(2, Math.ceil(name.length * 0.4)))
    .sort((a, b) => a.edits - b.edits);
  const best = close[0]?.edits ?? 0;
  return close
    .filter(({ edits }) => edits <= best + 1)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** "Did you mean a or b?", or a list of all names where none is close. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const names = [...known];
  if (names.length === 0) return "There are none here.";
  const close = nearest(typed, names);
  return close.length > 0 ? `Did you mean ${close.join(" or ")}?` : `Known are: ${names.join(", ")}.`;
}

/** The nearest one, null where none is close. */
export const nearestTo = (typed: string, known: readonly string[]): string | null =>
  nearest(typed, known)[0] ?? null;

/**
 * The name in `known` that `typed` probably means: other case, number or joining of words, or a few letters off; else null.
 */
export function nearMiss(typed: string, known: readonly string[]): string | null {
  const [word, ...others] = [typed, ...known].map(plain);
  const at = others.findIndex((other) => word !== undefined && isSlip(word, other));
  return known[at] ?? null;
}

/** Without the differences between `budget_tokens`, `budgetTokens` and `Budget-Token`. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/(?<=..)(?:ies|y|e?s)$/, "");

function isSlip(typed: string, name: string): boolean {
  if (typed === name) return true;
  // In a short name, one letter more or less makes another word.
  if (name.length < 4 || Math.abs(typed.length - name.length) > 2) return false;
  const letters = (word: string): string => [...word].sort().join("");
  return letters(typed) === letters(name) || distance(typed, name) <= (name.length < 6 ? 1 : 2);
}
