// Judges the words of a program that takes commands, scripts or files to write as words.
import type { Program } from "./program-options.ts";
import type { JudgedWord } from "./words.ts";

export interface ProgramWords {
  readonly found: readonly JudgedWord[];
  /** Indexes of the words that are judged already. */
  readonly told: ReadonlySet<number>;
}

const OPTION = "It has an option that can make this program run, read or write something else.";
const SECOND = "It is a second thing for this program to do.";
const STARTS = "It begins another command.";
const BY_ITSELF = "Nobody can tell from it what this program runs or writes.";
/** A number or a duration that a program takes in front of the command that it starts. */
const NUMBER = /^\d+(?:\.\d+)?[smhd]?$/;

interface Parts {
  readonly options: number[];
  readonly operands: number[];
}

/** `judge` judges the command that begins within it. */
export function programWords(
  argv: readonly string[],
  program: Program,
  judge: (argv: readonly string[]) => readonly JudgedWord[],
): ProgramWords {
  const { options, operands } = partsOf(argv, program);
  const found = options
    .filter((at) => !isLetIn(argv[at] ?? "", program))
    .concat(operands.filter((at) => isNever(argv[at], program)))
    .map((at): JudgedWord => ({ at, is: "refused", why: OPTION }));
  if (program.operands !== "command")
    return {
      found: [...found, ...ofOperands(argv, program, operands)],
      told: filesAmong(program, operands),
    };
  const start = operands.at(-1);
  const within = start === undefined ? [] : judge(argv.slice(start));
  return {
    found: [
      ...found,
      ...operands.map((at): JudgedWord => ({ at, is: "refused", why: STARTS })),
      ...within.map((each) => ({ ...each, at: each.at + (start ?? 0) })),
    ],
    told: new Set(argv.keys()),
  };
}

/**
 * The parts up to where another program's words begin; for a program that starts a command, its operands end with that
 * name.
 */
function partsOf(argv: readonly string[], { operands: kind }: Program): Parts {
  const parts: Parts = { options: [], operands: [] };
  let onlyOperands = false;
  for (const [at, word] of argv.entries()) {
    if (at === 0) continue;
    if (word === "--" && !onlyOperands) onlyOperands = true;
    else if (!onlyOperands && /^-./.test(word)) parts.options.push(at);
    else if (kind !== "command" || !NUMBER.test(word)) parts.operands.push(at);
    const begins = parts.operands.at(-1) === at && (kind === "script" || !word.includes("="));
    if (begins && (kind === "script" || kind === "command")) break;
  }
  return parts;
}

function ofOperands(
  argv: readonly string[],
  { operands: kind, first }: Program,
  at: readonly number[],
): JudgedWord[] {
  const word = (place: number) => argv[place] ?? "";
  const refused = (why: string) => (place: number) => ({ at: place, is: "refused", why }) as const;
  const begin = at[0];
  if (first !== undefined && begin !== undefined && !first.test(word(begin)))
    return [refused(BY_ITSELF)(begin)];
  switch (kind) {
    case "none":
      return at.map(refused(BY_ITSELF));
    case "one":
      return at.slice(1).map(refused(SECOND));
    case "write":
    case "copy":
      return at.map((place, n) => {
        const reads = kind === "copy" && (n < at.length - 1 || at.length === 1);
        return { at: place, is: reads ? "read" : "write", path: word(place), named: false, contents: reads };
      });
    default:
      return [];
  }
}

const filesAmong = ({ operands }: Program, at: readonly number[]): ReadonlySet<number> =>
  new Set(operands === "write" || operands === "copy" ? at : []);

const isNever = (word: string | undefined, { never }: Program): boolean => never?.test(String(word)) === true;

function isLetIn(word: string, program: Program): boolean {
  const { only, not, longNames = false } = program;
  if (isNever(word, program)) return false;
  if (/^-\d+$/.test(word)) return true;
  const [name = ""] = word.split("=");
  const letters = !longNames && /^-[A-Za-z]+$/.test(word) ? [...word.slice(1)].map((each) => `-${each}`) : [];
  if (only !== undefined)
    return (
      (only.has(word) || (name !== word && only.has(`${name}=`)) || letters.length > 0) &&
      letters.every((each) => only.has(each) || only.has(word))
    );
  if (not === undefined) return true;
  if (not.has(name) || letters.some((each) => not.has(each))) return false;
  const behindLetter = (each: string) => each.length === 2 && word.startsWith(each);
  if (longNames) return ![...not].some((each) => name.startsWith(`${each}.`) || behindLetter(each));
  // A value may directly follow a letter, and long names may be shortened.
  const isShort = !word.startsWith("--") && not.has(word.slice(0, 2));
  return !isShort && !(/^--./.test(name) && [...not].some((each) => each.startsWith(name)));
}
