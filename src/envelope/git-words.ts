// Judges the words of a git command line: files that it reads and writes, programs that it starts, settings that it
// changes.
import {
  GLOBALLY,
  HARMFUL_IN,
  HARMLESS,
  HARMLESS_IN,
  LISTING,
  LOOKING,
  NEVER_NEGATED,
  ONLY_WITH,
  OPERANDS,
  READING,
  SHORTS,
  WRITING,
} from "./git-options.ts";
import { type JudgedWord, leadsOut, maybeFile } from "./words.ts";

interface Line {
  readonly argv: readonly string[];
  /** The index of the command itself. */
  readonly start: number;
  readonly command: string;
  readonly found: JudgedWord[];
  readonly operands: { readonly at: number; readonly word: string }[];
  /** Each option, with the index where it stood first. */
  readonly options: Map<string, number>;
}

const refused = (at: number, why: string): JudgedWord => ({ at, is: "refused", why });

/** Judges the words behind `git`. Options behind `--` are judged too, as git may take `--` for the value of an option. */
export function gitWords(argv: readonly string[]): JudgedWord[] {
  const found: JudgedWord[] = [];
  let start = 1;
  for (; argv[start]?.startsWith("-"); start += 1)
    if (!GLOBALLY.has(argv[start] ?? ""))
      found.push(refused(start, "Before its command, git takes options that change its settings or place."));
  const command = argv[start];
  if (command === undefined) return found;
  if (!Object.hasOwn(SHORTS, command))
    // An alias may start any program.
    return [
      ...found,
      ...argv
        .slice(start)
        .map((_, n) => refused(start + n, `Nobody has judged what git ${plain(command)} does.`)),
    ];
  const line: Line = { argv, start, command, found, operands: [], options: new Map() };
  for (let at = start + 1; at < argv.length; ) at = wordAt(line, at);
  judgeOperands(line);
  return line.found;
}

const plain = (word: string): string => (/^[\w-]{1,40}$/.test(word) ? word : "of that name");

/** Judges one word and the value that it takes; returns the index of the next one. */
function wordAt(line: Line, at: number): number {
  const word = line.argv[at] ?? "";
  if (word === "--") return at + 1;
  if (word.startsWith("--")) return longAt(line, at, word);
  if (/^-\d+$/.test(word)) return at + 1;
  if (word.startsWith("-") && word !== "-") return shortsAt(line, at, word);
  if (word !== "-") line.operands.push({ at, word });
  return at + 1;
}

const note = ({ options }: Line, name: string, at: number): void =>
  void (options.has(name) || options.set(name, at));

function longAt(line: Line, at: number, word: string): number {
  const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  note(line, name, at);
  if (READING.has(name) || WRITING.has(name))
    return fileAt(line, at, value ?? null, READING.has(name) ? "read" : "write");
  if (name === "no-index") return at + 1;
  const positive = name.replace(/^no-/, "");
  const negated = positive !== name;
  const known =
    (HARMLESS.has(name) && HARMFUL_IN[line.command]?.has(name) !== true) ||
    HARMLESS_IN[line.command]?.has(name) === true;
  const takesBack =
    READING.has(positive) || LISTING.has(positive) || ["ext-diff", "textconv"].includes(positive);
  const isKnownNegation = negated && (HARMLESS.has(positive) || takesBack) && !NEVER_NEGATED.has(positive);
  if (!known && !isKnownNegation)
    line.found.push(refused(at, "It has an option of git that can do more than look or keep what was done."));
  // A value that leads out is judged as a file, even that of a harmless option such as `--exclude=/etc/x`.
  if (value !== undefined && leadsOut(value) && !/^(?:format|pretty|date|message|grep|author)$/.test(name))
    line.found.push(maybeFile(at, "read", value));
  return at + 1;
}

function shortsAt(line: Line, at: number, word: string): number {
  const kinds = new Map(
    (SHORTS[line.command] ?? "")
      .split(" ")
      .filter(Boolean)
      .map((each) => [each.slice(0, 1), each.slice(1)]),
  );
  for (let n = 1; n < word.length; n += 1) {
    const letter = word[n] ?? "";
    note(line, letter, at);
    const kind = kinds.get(letter);
    const rest = word.slice(n + 1);
    if (kind === undefined) {
      line.found.push(
        refused(at, "It has an option of git that can do more than look or keep what was done."),
      );
      return at + 1;
    }
    if (kind === "<" || kind === ">") return fileAt(line, at, rest || null, kind === "<" ? "read" : "write");
    noteRange(line, at, letter, rest);
    if (kind === "=") return at + 1;
    if (kind === ":") return at + (rest === "" && !line.argv[at + 1]?.startsWith("-") ? 2 : 1);
  }
  return at + 1;
}

/** `-L 1,5:src/a.ts` shows lines of a file. */
function noteRange({ argv, found }: Line, at: number, letter: string, rest: string): void {
  if (letter !== "L") return;
  const [where, range] = rest === "" ? [at + 1, argv[at + 1] ?? ""] : [at, rest];
  const file = range.slice(range.lastIndexOf(":") + 1);
  if (range.includes(":") && file !== "") found.push(maybeFile(where, "read", file));
}

/** The file of an option, in the same word or the next; a next word that looks like an option is judged as one too. */
function fileAt(line: Line, at: number, value: string | null, is: "read" | "write"): number {
  const path = value ?? line.argv[at + 1];
  const where = value === null && path !== undefined ? at + 1 : at;
  // `-` means the standard input.
  if (path !== undefined && (path !== "-" || is === "write"))
    line.found.push({ at: where, is, path, named: false });
  return value === null && !path?.startsWith("-") ? at + 2 : at + 1;
}

function judgeOperands(line: Line): void {
  const { command, operands, found, start } = line;
  const looking = LOOKING[command];
  const first = operands[0];
  const only = ONLY_WITH[command];
  const isLooking = looking?.has(first?.word ?? "-") === true;
  const isOnly = only !== undefined && [...only].some((each) => isInForce(line, each));
  if ((looking !== undefined || only !== undefined) && !isLooking && !isOnly)
    found.push(
      refused(first?.at ?? start, "It is a form of this command of git that changes more than it shows."),
    );
  for (const { at, word } of operands) {
    if (/::|^[a-z][a-z0-9+.-]*:\/\//i.test(word) || (isTransfer(command) && /:|^\+/.test(word)))
      found.push(refused(at, "It names a place or a branch for git to fetch from or write to."));
    else found.push(...operandWords(line, at, word));
  }
}

/**
 * True if the option takes effect: `git config` takes an option behind its first word for a value, and any option can be
 * negated later.
 */
const isInForce = ({ command, operands, options }: Line, name: string): boolean => {
  const at = options.get(name);
  const before = command !== "config" || (operands[0]?.at ?? Number.POSITIVE_INFINITY) > (at ?? 0);
  return at !== undefined && before && !options.has(`no-${name}`);
};

/** Changes only the index, and leaves the files as they are. */
const isStaging = (command: string, options: Line["options"]): boolean =>
  command === "restore" &&
  (options.has("staged") || options.has("S")) &&
  !options.has("worktree") &&
  !options.has("W");

const isTransfer = (command: string): boolean => ["fetch", "pull", "push"].includes(command);

/** `HEAD:src/a.ts` and `:/src` name a file as well. */
function operandWords({ command, options }: Line, at: number, word: string): JudgedWord[] {
  if (/^:\(/.test(word)) return [refused(at, "It names files by a pattern of git's own.")];
  const kind = isStaging(command, options) ? "may write" : (OPERANDS[command] ?? null);
  // Git gives a path that begins with a colon a meaning of its own.
  if (kind === "writes" && word.startsWith(":"))
    return [refused(at, "It names files by a pattern of git's own.")];
  if (kind === "writes") return [{ at, is: "write", path: word, named: false }];
  const is = kind === "may write" ? "write" : "read";
  if (kind === "reads" || options.has("no-index"))
    return [{ at, is: "read", path: word, named: false, contents: true }];
  const file = word.includes(":") ? word.slice(word.lastIndexOf(":") + 1).replace(/^[/!^]+/, "") : "";
  // In `commit:path` git takes the path from the top, unless it begins with `./` or `../`.
  const fromTop = !/^\.\.?\//.test(file);
  return [maybeFile(at, is, word), ...(file === "" ? [] : [{ ...maybeFile(at, is, file), fromTop }])];
}
