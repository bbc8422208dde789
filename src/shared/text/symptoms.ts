// Reads the output of a command: whether it failed, and which few of its lines say why.
import { sanitise } from "./safe-text.ts";

/** Of a long output only its ends are read: the first error stands near the start, the verdict at the end. */
const HEAD_CHARACTERS = 30_000;
const TAIL_CHARACTERS = 60_000;
const MOST_LINES = 8;
const LONGEST_LINE = 300;
/** An output this short is all symptom. */
const SHORT_LINES = 3;

/** A line that names an error: an exception, an error code, or one of the words in which tools complain. */
const STRONG =
  /\b(?:[A-Za-z]\w*(?:Error|Exception|Panic|Fault)\b|E[A-Z]{4,}\b|ERR_[A-Z_]+|[A-Z]{1,4}\d{3,5}\b|SIG[A-Z]{3,4}\b)|^\s*(?:\[?(?:error|fatal|panic|fail(?:ed|ure)?)\b|E\s{2,}|x |✗|✖|×|●)/i;
const WEAK =
  /\b(?:errors?|fatal|fail(?:s|ed|ure|ing)?|panic|abort(?:ed)?|cannot|can't|could ?n[o']t|unable|unexpected|undefined|not (?:found|defined|allowed|supported|a |valid)|no such|does not|doesn't|denied|refused|timed? ?out|timeout|missing|invalid|illegal|mismatch|unresolved|unknown|conflict|expected|violat\w+|exceed\w+|out of memory|killed|deadlock|corrupt\w*|unreachable)\b/i;
/** Where it happened in somebody's code, and what tools print around their errors. */
const NOISE =
  /^\s*(?:at .*[:(]\d+|File ".*", line \d+|\d+ ?\| |[-=~^_*#.\s]{3,}$|npm (?:err!|error) (?:a complete log|.*\.log$)|.*node_modules\/.*:\d+:\d+\)?$|\(use ".*"\)|note: run with|hint: )/i;

/** The lines of an output that say what went wrong, in their order; without terminal sequences, each at most 300 characters. */
export function symptomLines(output: string): string[] {
  const lines = ends(output)
    .split("\n")
    .map((line) => sanitise(line).trim())
    .filter((line) => line !== "");
  if (lines.length <= SHORT_LINES) return lines.map(short);
  const scored = lines.map((line, at) => ({ line, at, score: scoreOf(line) }));
  const chosen = scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score || b.at - a.at);
  const seen = new Set<string>();
  const different = chosen.filter(({ line }) => {
    const shape = shapeOf(line);
    if (seen.has(shape)) return false;
    seen.add(shape);
    return true;
  });
  return different
    .slice(0, MOST_LINES)
    .toSorted((a, b) => a.at - b.at)
    .map(({ line }) => short(line));
}

/** The same for the same error: what changes from run to run is folded away. */
export const signatureOf = (output: string): string => symptomLines(output).map(shapeOf).join("\n");

/**
 * True if an output reads as that of a failed command, for runtimes that give no exit code: only what a tool says
 * at the start of a line counts, because a log that is printed on purpose is full of the word "error".
 */
export function readsAsFailure(output: string): boolean {
  const text = ends(output);
  return (
    /^(?:exit(?:ed with)? (?:code|status):? *|.*\bexit(?:ed with)? (?:code|status):? )[1-9]\d*\b/im.test(
      text,
    ) ||
    /^\s*(?:npm (?:err!|error)|fatal:|error(?:\[\w+\])?:|panic:|traceback \(most recent call last\)|(?:\S+: )?(?:line \d+: )?\S+: (?:command not found|not found|no such file or directory|permission denied)|make: \*\*\*|\S+\(\d+,\d+\): error\b|FAIL\b|(?:uncaught )?[A-Z]\w*(?:Error|Exception): )/im.test(
      text,
    )
  );
}

function ends(output: string): string {
  if (output.length <= HEAD_CHARACTERS + TAIL_CHARACTERS) return output;
  return `${output.slice(0, HEAD_CHARACTERS)}\n${output.slice(-TAIL_CHARACTERS)}`;
}

function scoreOf(line: string): number {
  if (NOISE.test(line)) return 0;
  return (STRONG.test(line) ? 2 : 0) + (WEAK.test(line) ? 1 : 0);
}

const short = (line: string): string => line.slice(0, LONGEST_LINE);

const shapeOf = (line: string): string =>
  line
    .slice(0, LONGEST_LINE)
    .toLowerCase()
    .replace(/(?:[a-z]:)?[\w.@~-]*[/\\][\w./\\@~-]*/g, "/")
    .replace(/\b[0-9a-f]{7,}\b|\d+/g, "#");
