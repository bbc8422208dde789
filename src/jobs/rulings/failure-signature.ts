// Recognises equal failures whoever reports them, by removing what changes from run to run.
import { hash64 } from "../../shared/hash.ts";

/** 16 hex digits; equal for texts that differ only in numbers, times, paths, ids, quotes, case and white space. */
export const failureSignature = (failed: string): string =>
  hash64(shapeOf(failed)).toString(16).padStart(16, "0");

/** The name of an approach in comparable form, or the failure itself where it has no name. */
export const approachKey = (approach: string | null, note: string): string =>
  approach === null
    ? `failure ${failureSignature(note)}`
    : approach.toLowerCase().replace(/\s+/g, " ").trim();

const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const WEEKDAY = "(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?";
const UNIT = "(?:[nuμm]?s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|b|bytes?|[kmgt]i?b|%)";
/** A dotted name counts as a file only with an ending of code or data files: `foo.bar is null` names no path. */
const ENDING =
  "(?:[cm]?[jt]sx?|py|rb|go|rs|java|kts?|cs|php|swift|c|h|cc|cpp|hpp|m|scala|sh|sql|json|ya?ml|toml|xml|html?|css|scss|md|txt|csv|log|lock|cfg|ini|env)";

/**
 * Applied in this order, so that whole items are removed before the numbers in them. Each begins only at the start of a
 * word, so that hostile text of any shape is read in linear time.
 */
const FOLDED: readonly RegExp[] = [
  /\b(?:j-[0-9a-z]{4,13}|[0-9a-hjkmnp-tv-z]{26})\b/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  new RegExp(String.raw`\b(?:${WEEKDAY}[,\s]+)?(?:${MONTH}\.?[\s-]+\d{1,2}|\d{1,2}[\s-]+${MONTH})\b`, "g"),
  /(?:\d{4}-\d{2}-\d{2}t?|\b)\s*\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:(?:[ap]m|z|utc|gmt)\b)?/g,
  // A path has a slash with a name on one side. "and/or" is removed too, which makes no two different failures equal.
  /(?<![\p{L}\p{N}_.@~+-])(?:[a-z]:)?[\p{L}\p{N}_.@~+-]*(?:[/\\][\p{L}\p{N}_.@~+-]+)+[/\\]?/gu,
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.@+-])[\p{L}\p{N}_@+-]+(?:\.[\p{L}\p{N}_@+-]+)*\.${ENDING}(?![\p{L}\p{N}_])`,
    "gu",
  ),
  /\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/g,
  new RegExp(String.raw`(?<![\p{L}\p{N}_.,])\d+(?:[.,]\d+)*\s?${UNIT}(?![\p{L}\p{N}_])`, "gu"),
  /\d+/g,
];

function shapeOf(text: string): string {
  const folded = FOLDED.reduce(
    (rest, pattern) => rest.replace(pattern, " "),
    text.normalize("NFKC").toLowerCase(),
  );
  const shape = folded.replace(/[^\p{L}\p{M}]+/gu, " ").trim();
  // Of a failure that is only numbers and signs, such as an exit code, these are what it is.
  return shape === "" ? text.toLowerCase().replace(/\s+/g, " ").trim() : shape;
}
