// Names the commands that only read, which need no entry of their own: `read` decides about each file that they name.
import { commandWords } from "./command-words.ts";
import type { JudgedWord } from "./words.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(" "));

interface Reader {
  /** Options whose value is the next word, in the programs of GNU and BSD alike. */
  readonly values: ReadonlySet<string>;
  /** Options by whose value files are read. */
  readonly files?: ReadonlySet<string>;
  /** Its first operand is what to look for, unless an option brings that. */
  readonly pattern?: RegExp;
  /** Options that lead through links, or whose file is written into the same word. */
  readonly refuses?: RegExp;
  /** It shows names alone, and not what is in the files. */
  readonly names?: boolean;
  /** Without an operand it reads the folder, and not its standard input. */
  readonly folder?: RegExp | true;
}

const NONE: ReadonlySet<string> = new Set();
const COUNTED = set("-n -c --lines --bytes");
/** By their bare names alone: `./cat` may be any program. */
const READERS: Readonly<Record<string, Reader>> = {
  cat: { values: NONE },
  head: { values: COUNTED },
  tail: { values: COUNTED },
  wc: { values: NONE },
  ls: { values: NONE, refuses: /^-(?!-)\w*L|^--der/, names: true, folder: true },
  grep: {
    values: set("-A -B -m -e -d -D --max-count --regexp --include --exclude --exclude-dir"),
    files: set("-f --file --exclude-from"),
    // A bundle of letters, or a name cut short, may be either of the two.
    pattern: /^-(?!-)\w*[ef]|^--[rf]/,
    refuses: /^-(?!-)\w*(?:R|f.)|^--der/,
    folder: /^-(?!-)\w*[rd]|^--[rd]/,
  },
  rg: {
    values: set(
      "-A -B -C -m -e -g -t -T -j -M -r -E -d --glob --iglob --type --type-not --max-count --context --regexp --max-depth --sort --replace --threads",
    ),
    files: set("-f --file"),
    pattern: /^-(?!-)\w*[ef]|^--(?:regexp|files?|type-list)/,
    refuses: /^-(?!-)\w*(?:L|f.)|^--follow/,
    folder: true,
  },
  // Its script is judged with the other programs, and is never brought by an option.
  sed: { values: NONE, pattern: /(?!)/ },
};

/**
 * What a line reads that begins with one of them: `cat`, `head`, `tail`, `wc`, `ls`, `grep`, `rg`, `sed`, `find`,
 * `git grep` and `git show`. Null for every other line, and where a word of it does more than read.
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
  // Both can show any file of the repository, whatever folder they are asked in.
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

/** Null where an option leads elsewhere. */
function ofReader(argv: readonly string[], reader: Reader): JudgedWord[] | null {
  const { pattern, refuses, names = false, folder } = reader;
  const { options, operands, found } = partsOf(argv, reader);
  const has = (wanted: RegExp | undefined) => options.some((word) => wanted?.test(word));
  if (has(refuses)) return null;
  const places = pattern === undefined || has(pattern) ? operands : operands.slice(1);
  const whole = places.length === 0 && (folder === true || has(folder));
  return [
    ...found,
    ...places.map((at) => read(at, argv[at] ?? "", { contents: !names })),
    ...(whole ? [read(0, ".", { contents: !names })] : []),
  ];
}

/** `found`: the files of its options. */
function partsOf(argv: readonly string[], { values, files }: Reader) {
  const [options, operands, found]: [string[], number[], JudgedWord[]] = [[], [], []];
  const end = argv.indexOf("--");
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (at === end) continue;
    if ((end > 0 && at > end) || !word.startsWith("-")) {
      operands.push(at);
      continue;
    }
    options.push(word);
    const [name = ""] = word.split("=");
    if (files?.has(name) && name !== word)
      found.push(read(at, word.slice(name.length + 1), { contents: true }));
    else if (files?.has(name) || values.has(word)) {
      at += 1;
      if (files?.has(name)) found.push(read(at, argv[at] ?? "", { contents: true }));
    }
  }
  return { options, operands, found };
}

/** Leads through links, or names a place where GNU knows none. */
const FIND_ELSEWHERE = /^-(?:[A-Za-z]*L[A-Za-z]*|follow|f)$/;

/** Where it begins to look; behind the first word of its expression are no places. */
function ofFind(argv: readonly string[]): JudgedWord[] | null {
  const words = argv.slice(1);
  if (words.some((word) => FIND_ELSEWHERE.test(word))) return null;
  const begins = words.findIndex((word) => /^[-(!,]/.test(word) && !/^-[HLP]$/.test(word));
  const places = words
    .slice(0, begins < 0 ? words.length : begins)
    .flatMap((word, n) => (word.startsWith("-") ? [] : [read(n + 1, word, { contents: false })]));
  return places.length > 0 ? places : [read(0, ".", { contents: false })];
}
