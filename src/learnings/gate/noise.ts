// Recognises titles that a machine could have written: lines of output, warnings of the environment, scratch files.
import {
  isInlineScript,
  isOutputLine,
  isSurroundings,
  scratchScript,
  temporaryPath,
} from "../../shared/text/tool-noise.ts";

export interface Noise {
  /** The words of the title that are noise. */
  readonly words: string;
  readonly fix: string;
}

const FIXES = {
  surroundings:
    "This is a warning of the machine or its tools. Say what it breaks in this repository, when, and what to do; without that there is no lesson.",
  output:
    "This is a line of a tool's output. Say in the title what causes it here or what to do about it, and leave the line to the body.",
  temporary:
    "This names a file in a temporary folder, which no later session has. Name the file, command or setting of the repository that it was about.",
  scratch:
    "This names a script that was written to try something. Say what it showed, of which file or command; if it is a file of the repository, give its path with the folder.",
} as const;

/** `known` are the paths that the draft names: a file in a folder of the repository is no scratch file. */
export function noiseIn(title: string, known: readonly string[]): Noise | null {
  const told = (words: string, why: keyof typeof FIXES): Noise => ({ words, fix: FIXES[why] });
  if (isSurroundings(title)) return told(title, "surroundings");
  if (isOutputLine(title)) return told(title, "output");
  const temporary = temporaryPath(title);
  if (temporary !== null) return told(temporary, "temporary");
  const scratch = scratchScript(title);
  if (scratch !== null && !known.some((path) => path.endsWith(`/${scratch}`)))
    return told(scratch, "scratch");
  const quotes = framedQuotes(title);
  const noisy = quotes.find(isSurroundings);
  if (noisy !== undefined) return told(noisy, "surroundings");
  const inline = quotes.find(isInlineScript);
  return inline === undefined ? null : told(inline, "scratch");
}

const QUOTE = /["“”]([^"“”]+)["“”]?|`([^`]+)`/g;
/** Words that only connect quotes. */
const FRAME =
  /^(?:an?|the|this|in|of|on|with|by|it|its|is|was|were|and|but|then|to|from|for|while|when|after|running|ran|run|runs|command|check|approach|failed|fails|fail|failing|failure|error|warning|warnings|before|passed|passes|worked|works|never|again|later|once|times|said|says|prints|printed|gives|gave|got|shows|showed|output|returned|returns|message|exit|code|work|undone|mended|\d+)$/i;

/** The quotes of a title that says nothing in its own words; empty where it does. */
function framedQuotes(title: string): string[] {
  const quotes = [...title.matchAll(QUOTE)].map(([, quoted, code]) => quoted ?? code ?? "");
  const own = title.replace(QUOTE, " ").match(/[\p{L}\p{N}_-]+/gu) ?? [];
  return own.every((word) => FRAME.test(word)) ? quotes : [];
}
