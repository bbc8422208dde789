// Tells equal failures from different ones, whoever reports them: what changes from run to run is folded away.
import { hash64 } from "./hash.ts";

/** 16 hex digits; equal for texts that differ in numbers, paths, ids, quotes, case and white space alone. */
export const failureSignature = (failed: string): string =>
  hash64(shapeOf(failed)).toString(16).padStart(16, "0");

/** The name of an approach, or where it has none the failure itself, as it is compared with others. */
export const approachKey = (approach: string | null, note: string): string =>
  approach === null
    ? `failure ${failureSignature(note)}`
    : approach.toLowerCase().replace(/\s+/g, " ").trim();

function shapeOf(text: string): string {
  const shape = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\b(?:j-[0-9a-z]{4,13}|[0-9a-hjkmnp-tv-z]{26})\b/g, " ")
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, " ")
    // A path needs a slash with a name on one side; "and/or" is folded too, which makes nothing equal that differs elsewhere.
    .replace(/(?:[a-z]:)?[\w.@~+-]*(?:[/\\][\w.@~+-]+)+[/\\]?/g, " ")
    .replace(/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/g, " ")
    .replace(/\d+/g, " ")
    .replace(/[^\p{L}\p{M}]+/gu, " ")
    .trim();
  // Of a failure that is nothing but numbers and signs, such as an exit code, these are what it is.
  return shape === "" ? text.toLowerCase().replace(/\s+/g, " ").trim() : shape;
}
