// Reads a command's output: if it failed, and which few lines say why.
import { withoutNoise } from "./log-noise.ts";
import { sanitise } from "./safe-text.ts";

/** In characters. Only the ends of a long output are read: the first error is near the start, the verdict at the end. */
const HEAD_CHARACTERS = 30_000;
const TAIL_CHARACTERS = 60_000;
const MOST_LINES = 8;
const LONGEST_LINE = 300;
/** Lines: a shorter output is all symptom. */
const SHORT_LINES = 3;

/** A line that names an error: an exception, an error code, or one of the words in which tools complain. */
const STRONG =
  /\b(?:[A-Za-z]\w*(?:Error|Exception|Panic|Fault)\b|E[A-Z]{4,}\b|ERR_[A-Z_]+|[A-Z]{1,4}\d{3,5}\b|SIG[A-Z]{3,4}\b)|^\s*(?:\[?(?:error|fatal|panic|fail(?:ed|ure)?)\b|E\s{2,}|x |✗|✖|×|●)/i;
const WEAK =
  /\b(?:errors?|fatal|fail(?:s|ed|ure|ing)?|panic|abort(?:ed)?|cannot|can't|could ?n[o']t|unable|unexpected|undefined|not (?:found|defined|allowed|supported|a |valid)|no such|does not|doesn't|denied|refused|timed? ?out|timeout|missing|invalid|illegal|mismatch|unresolved|unknown|conflict|expected|violat\w+|exceed\w+|out of memory|killed|deadlock|corrupt\w*|unreachable)\b/i;
/** The line of code that Python prints below a frame: it says what ran, and not what went wrong. */
const FRAME_CODE = /^([ \t]*File "[^"\n]*", line \d+[^\n]*\n)[ \t]+(?!File ")[^\n]*$/gm;

export interface LogLine {
  readonly text: string;
  /** How surely it names an error; 0 for a line that may be anything. */
  readonly score: number;
}

/**
 * The lines of an output that say something, in their order and each once: without terminal sequences, times, frames,
 * progress and summaries. All lines where nothing else is left, or where there are hardly any.
 */
export function logLines(output: string): LogLine[] {
  const lines = ends(output)
    .replace(FRAME_CODE, "$1")
    .split("\n")
    // Other characters that end a line become line breaks.
    .flatMap((line) => sanitise(lastWritten(line)).split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const clean = lines.flatMap((line) => {
    const { text, marked } = withoutNoise(line) ?? {};
    return text === undefined ? [] : [{ text: short(text), score: scoreOf(text) + (marked ? 1 : 0) }];
  });
  const seen = new Set<string>();
  const different = clean.filter(({ text }) => {
    const shape = shapeOf(text);
    return !seen.has(shape) && seen.add(shape);
  });
  if (different.length > 0 || lines.length === 0) return different;
  return lines.slice(-SHORT_LINES).map((text) => ({ text: short(text), score: 0 }));
}

/** The lines of an output that say what went wrong, in their order; without terminal sequences, each at most 300 characters. */
export function symptomLines(output: string): string[] {
  const lines = logLines(output);
  if (isShort(output)) return lines.map(({ text }) => text);
  return lines
    .map((line, at) => ({ ...line, at }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || b.at - a.at)
    .slice(0, MOST_LINES)
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

/** What a progress bar shows last, as it overwrites itself. */
function lastWritten(line: string): string {
  const ended = line.replace(/\r+$/, "");
  return ended.slice(ended.lastIndexOf("\r") + 1);
}

const isShort = (output: string): boolean =>
  output.length < SHORT_LINES * LONGEST_LINE &&
  output.split(/[\r\n]+/).filter((line) => line.trim() !== "").length <= SHORT_LINES;

/** Equal for equal errors, as what changes from run to run is removed. */
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
    /^[^\S\r\n]*(?:npm (?:err!|error)|fatal:|error(?:\[\w+\])?:|panic:|traceback \(most recent call last\)|(?:\S+: )?(?:line \d+: )?\S+: (?:command not found|not found|no such file or directory|permission denied)|make: \*\*\*|\S+\(\d+,\d+\): error\b|FAIL\b|(?:uncaught )?[A-Z]\w*(?:Error|Exception): )/im.test(
      text,
    )
  );
}

function ends(output: string): string {
  if (output.length <= HEAD_CHARACTERS + TAIL_CHARACTERS) return output;
  return `${output.slice(0, HEAD_CHARACTERS)}\n${output.slice(-TAIL_CHARACTERS)}`;
}

const scoreOf = (line: string): number => (STRONG.test(line) ? 2 : 0) + (WEAK.test(line) ? 1 : 0);

/** True for a line in which a program complains. */
export const complains = (line: string): boolean => scoreOf(line) > 0;

const short = (line: string): string => line.slice(0, LONGEST_LINE);

const shapeOf = (line: string): string =>
  line
    .slice(0, LONGEST_LINE)
    .toLowerCase()
    .replace(/(?:[a-z]:)?[\w.@~-]*[/\\][\w./\\@~-]*/g, "/")
    .replace(/\b[0-9a-f]{7,}\b|\d+/g, "#");
