// This module takes out of a transcript the parts that differ from one run to the next: ids and hashes become numbers in the order in which they appear.
import os from "node:os";

export interface Known {
  /** Text -> what stands for it, such as the paths of the temporary folders. */
  readonly words: readonly (readonly [string, string])[];
  /** True where digests are the same in every run, so that they stay as they are. */
  readonly digests: boolean;
}

// An escaped line break before one leaves an "n" there.
const ULID = /(?<![0-9A-Z])[0-7][0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Za-z])/g;
const HASH = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g;
const DIGEST = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
const SHORT_HASH = /(?<![0-9a-z-])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}(?![0-9a-z])/g;
const CLONE = /(?:refs\/agentops\/clones\/|"clone": ?")([0-9a-z]{10})(?![0-9a-z])/g;
const JOB = /(?<![\w-])j-[0-9a-hjkmnp-tv-z]{8,13}(?![0-9a-z])/g;

/** What is measured, and what belongs to this machine. */
const MEASURED: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/g, "<time>"],
  [/\bs-[0-9a-f]{12}\b/g, "s-<process>"],
  [
    /("(?:durationMs|ms|tokens|bytes|pid|tokens_in|tokens_out|injected_tokens|seconds)": ?)\d+(?:\.\d+)?/g,
    "$1<n>",
  ],
  [/\b((?:tokens|seconds|bytes): )\d+(?:\.\d+)?/g, "$1<n>"],
  [/\b\d+(?:\.\d+)? (?:ms|seconds?|s|min|h)\b/g, "<duration>"],
  [/\b\d+(?:\.\d+)? (tokens|bytes)\b/g, "<n> $1"],
  // A server packs what is older than five seconds.
  [/("deleted": ?)\d+/g, "$1<n>"],
  [/\b\d+ (objects deleted)/g, "<n> $1"],
  [/\b(sandbox(?:"?: ?"?))(?:none|bubblewrap|sandbox-runtime)\b/g, "$1<sandbox>"],
  [/("about": ?)"[^"]*"/g, '$1"<sandbox>"'],
  [/\bin (?:no sandbox: .*|bubblewrap|sandbox-runtime)$/gm, "in <sandbox>"],
  [/("key": ?")[0-9a-f]{16}"/g, '$1<key>"'],
  [/("value": ?)\d+(?:\.\d+)?(?=, ?"unit": ?"seconds")/g, "$1<n>"],
  [/("(?:git|node|platform|arch)": ?")[^"]+"/g, '$1<machine>"'],
];

export function normalise(transcript: string, { words, digests }: Known): string {
  let text = transcript;
  for (const [word, name] of words.toSorted(([a], [b]) => b.length - a.length))
    text = text.replaceAll(word, name);
  text = text.replaceAll(`terminal-${os.userInfo().username}`, "terminal-<user>");
  const clones = new Set([...text.matchAll(CLONE)].map(([, clone = ""]) => clone));
  for (const [at, clone] of [...clones].entries()) text = text.replaceAll(clone, `<clone ${at + 1}>`);
  text = text.replace(/Nearest ids: [^.\n"\\]*/g, "Nearest ids: <ids>");
  text = numbered(text, ULID, "id", [-6, -10]);
  text = numbered(text, HASH, "hash", [12, 10, 7]);
  if (!digests) text = numbered(text, DIGEST, "digest", [16, 12]);
  text = numbered(text, SHORT_HASH, "short", []);
  text = jobs(text);
  for (const [pattern, name] of MEASURED) text = text.replace(pattern, name);
  // YAML puts quotes around what could be read as a number.
  return today(text.replace(/^(\w+): "(<\w+ \d+>)"$/gm, "$1: $2"));
}

/** Also where only its first or, by a negative number, its last characters are shown. */
function numbered(text: string, pattern: RegExp, name: string, parts: readonly number[]): string {
  const numbers = new Map(
    [...new Set(text.match(pattern) ?? [])].map((whole, at) => [whole, `<${name} ${at + 1}>`]),
  );
  let result = text.replace(pattern, (whole) => numbers.get(whole) ?? whole);
  for (const [whole, number] of numbers) {
    for (const part of parts) {
      const shown = part < 0 ? whole.slice(part) : whole.slice(0, part);
      const alone = new RegExp(`(?<![0-9A-Za-z])(?:${shown}|${shown.toLowerCase()})(?![0-9A-Za-z])`, "g");
      result = result.replace(alone, number);
    }
  }
  return result;
}

function jobs(text: string): string {
  const short = (name: string) => name.slice(0, 10);
  const seen = [...new Set((text.match(JOB) ?? []).map(short))];
  return text.replace(JOB, (name) => `j-<${seen.indexOf(short(name)) + 1}>`);
}

/** The days around this one; other dates are part of what was said. */
function today(text: string): string {
  const days = [-1, 0, 1].map((more) => new Date(Date.now() + more * 86_400_000).toISOString().slice(0, 10));
  return days.reduce(
    (result, day) => result.replaceAll(day, "<date>").replaceAll(day.replaceAll("-", "/"), "<date/>"),
    text,
  );
}
