// Names the commands that only read, which need no entry of their own, as `read` decides about each file that they name.

import { commandWords } from "./command-words.ts";
import type { JudgedWord } from "./words.ts";
import { wordSet } from "./words.ts";

interface Reader {
  /** Options whose value is the next word, in the GNU and the BSD program alike. */
  readonly values: ReadonlySet<string>;
  /** Options without a value. Any option that is not listed may take the next word. */
  readonly flags?: ReadonlySet<string>;
  /** Options with a file that is read. */
  readonly files?: ReadonlySet<string>;
  /** Its first operand is the pattern to look for, unless an option like these gives it, or may. */
  readonly pattern?: RegExp;
  /** Options that do give the pattern, or make it unnecessary. */
  readonly brings?: RegExp;
  /** Options that follow links, or that hold their file in the same word. */
  readonly refuses?: RegExp;
  /** It shows names, and not what is in the files. */
  readonly names?: boolean;
  /** Without an operand it reads the folder instead of its standard input. */
  readonly folder?: RegExp | true;
}

const NONE: ReadonlySet<string> = new Set();
const COUNTED = wordSet("-n -c --lines --bytes");
const letters = (all: string): string => [...all].map((each) => `-${each}`).join(" ");
const GREP_FLAGS =
  "--ignore-case --line-number --count --only-matching --invert-match --word-regexp --line-regexp --fixed-strings --no-messages --quiet --files-with-matches --files-without-match --with-filename --no-filename --text --null --byte-offset";
/** By their bare names: `./cat` may be any program. */
const READERS: Readonly<Record<string, Reader>> = {
  cat: { values: NONE },
  head: { values: COUNTED },
  tail: { values: COUNTED },
  wc: { values: NONE },
  ls: {
    values: NONE,
    flags: wordSet(`${letters("aAcCdfFghHiklmnopqrRsStuUvx1")} --all --almost-all --recursive --reverse`),
    refuses: /^-(?!-)\w*L|^--der/,
    names: true,
    folder: true,
  },
  grep: {
    values: wordSet("-A -B -m -e -d -D --max-count --regexp --include --exclude --exclude-dir"),
    flags: wordSet(
      `${letters("abcEFGhHiIlLnopPqrsTUvwxyzZ")} ${GREP_FLAGS} --recursive --extended-regexp --basic-regexp --perl-regexp --null-data --line-buffered --initial-tab`,
    ),
    files: wordSet("-f --file --exclude-from"),
    // A shortened name, or an unknown letter, may be either of the two.
    pattern: /^-(?!-)\w*[ef]|^--[rf]/,
    brings: /^(?:-[ef]|--regexp|--file)$/,
    refuses: /^-(?!-)\w*(?:R|f.)|^--der/,
    folder: /^-(?!-)\w*[rd]|^--[rd]/,
  },
  rg: {
    values: wordSet(
      "-A -B -C -m -e -g -t -T -j -M -r -E -d --glob --iglob --type --type-not --max-count --context --regexp --max-depth --sort --replace --threads",
    ),
    flags: wordSet(
      `${letters("abcFhHiIlLnNopPqsSUuvwxz0")} ${GREP_FLAGS} --smart-case --case-sensitive --hidden --no-ignore --no-ignore-vcs --unrestricted --no-heading --heading --no-line-number --column --json --stats --multiline --multiline-dotall --pcre2 --vimgrep --trim --pretty --files --type-list --one-file-system --crlf`,
    ),
    files: wordSet("-f --file"),
    pattern: /^-(?!-)\w*[ef]|^--(?:regexp|files?|type-list)/,
    brings: /^(?:-[ef]|--(?:regexp|files?|type-list))$/,
    refuses: /^-(?!-)\w*(?:L|f.)|^--follow/,
    folder: true,
  },
  // Its script is judged with the other programs, and never comes from an option.
  sed: { values: NONE, pattern: /(?!)/ },
};

/**
 * What a line reads that begins with `cat`, `head`, `tail`, `wc`, `ls`, `grep`, `rg`, `sed`, `find`, `git grep` or `git
 * show`. Null for any other line, and where a word of it does more than read.
 */
export function readingWords(argv: readonly string[]): readonly JudgedWord[] | null {
  const own = filesRead(argv);
  if (own === null) return null;
  const known = commandWords(argv);
  const onlyReads = known.every((word) => word.is !== "refused" && (word.is === "read" || word.named));
  return onlyReads ? [...known, ...own] : null;
}

function filesRead(argv: readonly string[]): JudgedWord[] | null {
  const [program = "", command] = argv;
  if (program === "find") return ofFind(argv);
  // Both can show any file of the repository, from whatever folder.
  if (program === "git")
    return command === "grep" || command === "show"
      ? [read(1, ".", { contents: true, fromTop: true })]
      : null;
  const reader = Object.hasOwn(READERS, program) ? READERS[program] : undefined;
  return reader ? ofReader(argv, reader) : null;
}

const read = (
  at: number,
  path: string,
  more: { readonly contents: boolean; readonly fromTop?: boolean },
): JudgedWord => ({ at, is: "read", path, named: false, ...more });

/** Null where an option is refused. */
function ofReader(argv: readonly string[], reader: Reader): JudgedWord[] | null {
  const { pattern, brings, refuses, names = false, folder } = reader;
  const { options, written, operands, found, unknown } = partsOf(argv, reader);
  const has = (words: readonly string[], wanted: RegExp | undefined) =>
    words.some((word) => wanted?.test(word));
  if (has(written, refuses)) return null;
  const places = pattern === undefined || has(options, pattern) ? operands : operands.slice(1);
  const surely = operands.length - unknown - (pattern === undefined || has(options, brings) ? 0 : 1);
  const whole = surely <= 0 && (folder === true || has(written, folder));
  return [
    ...found,
    ...places.map((at) => read(at, argv[at] ?? "", { contents: !names })),
    ...(whole ? [read(0, ".", { contents: !names })] : []),
  ];
}

/**
 * `written`: the options as they stand. `found`: the files that they name. `unknown`: how many of them may take a word that
 * is counted as an operand here.
 */
function partsOf(argv: readonly string[], reader: Reader) {
  const options: string[] = [];
  const written: string[] = [];
  const operands: number[] = [];
  const found: JudgedWord[] = [];
  let unknown = 0;
  const end = argv.indexOf("--");
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (at === end) continue;
    if ((end > 0 && at > end) || !word.startsWith("-")) {
      operands.push(at);
      continue;
    }
    const { name, value, takesNext, isUnknown } = optionOf(word, reader);
    written.push(word);
    options.push(name);
    if (takesNext) at += 1;
    if (isUnknown) unknown += 1;
    if (reader.files?.has(name) === true) found.push(read(at, value ?? argv[at] ?? "", { contents: true }));
  }
  return { options, written, operands, found, unknown };
}

/** `value`: what the same word holds for it, else null. `isUnknown`: it may also take the next word. */
function optionOf(word: string, { values, files = NONE, flags = NONE }: Reader) {
  const [, long = "", value] = /^(--[^=]*)=(.*)$/s.exec(word) ?? [];
  if (value !== undefined) return { name: long, value, takesNext: false, isUnknown: false };
  const name = lastOf(word, flags);
  const takesNext = files.has(name) || values.has(name);
  const letter = name.slice(0, 2);
  if (values.has(letter)) return { name: letter, value: null, takesNext, isUnknown: false };
  const isWhole = takesNext || flags.has(name) || /^-[A-Za-z]?\d+$/.test(name);
  return { name, value: null, takesNext, isUnknown: !isWhole };
}

/** The option that may take a value, of several letters in one word: `-e` of `-ne`; where all are flags, the last. */
const lastOf = (word: string, flags: ReadonlySet<string>): string =>
  `-${word.slice([...word].findIndex((letter, n) => n > 0 && !flags.has(`-${letter}`)))}`;

/** Options that follow links or stand before the places, in the GNU or the BSD program: `-O3`, `-D exec`, `-Ex`. */
const FIND_ELSEWHERE = /^-(?:[A-Za-z]*L[A-Za-z]*|follow|f|-|[OD].*|(?!(?:H|P)$)[EHPXdsx]+)$/;

/** The places where it starts to look; none stand behind the first word of its expression. */
function ofFind(argv: readonly string[]): JudgedWord[] | null {
  const words = argv.slice(1);
  if (words.some((word) => FIND_ELSEWHERE.test(word))) return null;
  const begins = words.findIndex((word) => /^[-(!,]/.test(word) && !/^-[HLP]$/.test(word));
  const places = words
    .slice(0, begins < 0 ? words.length : begins)
    .flatMap((word, n) => (word.startsWith("-") ? [] : [read(n + 1, word, { contents: false })]));
  return places.length > 0 ? places : [read(0, ".", { contents: false })];
}
