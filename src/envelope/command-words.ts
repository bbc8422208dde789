// Judges the words of a command line behind those that its entry in `commands` spells, program by program.
import { gitWords } from "./git-words.ts";
import { programOf } from "./program-options.ts";
import { programWords } from "./program-words.ts";
import { type JudgedWord, leadsOut, maybeFile, wordSet } from "./words.ts";

/** Programs that show the files that they are given. */
const READERS = wordSet("cat head tail wc nl ls dir stat du less more file");

interface Runner {
  /** Options that change neither what is run nor where. */
  readonly harmless: ReadonlySet<string>;
  /** True if a word without a dash, such as `SHELL=x`, changes what is run. */
  readonly refuses: (word: string) => boolean;
  /** True if each further word without a dash is one more thing to do. */
  readonly oneGoal?: boolean;
  /** The word behind which everything goes to the program that is run. */
  readonly passes: string | null;
  /** The commands of which that is true; behind it the others take words for a compiler. */
  readonly passesIn?: ReadonlySet<string>;
  /** Harmless as well: a letter with its value in one word. */
  readonly also?: RegExp;
}

const never = () => false;
/** Programs that run the project's own code, and that options can make run other code or write elsewhere. */
const RUNNERS: Readonly<Record<string, Runner>> = {
  npm: {
    harmless: wordSet(
      "-s --silent --if-present -w --workspace -ws --workspaces --include-workspace-root --loglevel --no-color --color --no-audit --no-fund --ignore-scripts --offline --prefer-offline --watch --run --coverage",
    ),
    refuses: never,
    passes: "--",
  },
  make: {
    harmless: wordSet(
      "-j -k -s -n -B -i --silent --quiet --dry-run --keep-going --always-make --jobs --no-print-directory",
    ),
    refuses: (word) => word.includes("="),
    oneGoal: true,
    passes: null,
  },
  go: {
    harmless: wordSet(
      "-v -run -skip -count -race -short -timeout -bench -benchtime -benchmem -cover -covermode -failfast -json -parallel -p -tags -shuffle -list -cpu -vet -x -n -a -m -u -e -f",
    ),
    refuses: never,
    passes: "-args",
  },
  cargo: {
    harmless: wordSet(
      "-v -vv -q --verbose --quiet --release -r --all --workspace -p --package --lib --bins --bin --tests --test --examples --example --benches --bench --doc --all-targets --features -F --all-features --no-default-features --no-run --no-fail-fast --locked --offline --frozen -j --jobs --color --message-format --profile --target --keep-going --exclude -A -W -D --allow --warn --deny --forbid --check --no-deps",
    ),
    refuses: (word) => word.startsWith("+"),
    passes: "--",
    passesIn: wordSet("test t bench nextest run r"),
    also: /^-[AWDF][\w:-]+$/,
  },
};
const SAME: Readonly<Record<string, string>> = { gmake: "make" };

const REFUSED =
  "It has a word that can make this program run other code, read other settings or write elsewhere.";

/**
 * What each word behind the program's name does. Of a program that is not listed here only the files that it names count.
 */
export function commandWords(argv: readonly string[]): readonly JudgedWord[] {
  const program = (argv[0] ?? "").replace(/^.*[\\/]/, "").replace(/\.(?:exe|cmd)$/i, "");
  if (program === "git") return gitWords(argv);
  const listed = programOf(program);
  const judged = listed === null ? null : programWords(argv, listed, commandWords);
  const runner = RUNNERS[SAME[program] ?? program];
  const readsAll = READERS.has(program);
  const found: JudgedWord[] = [...(judged?.found ?? [])];
  let passed = false;
  let goals = 0;
  for (const [n, word] of argv.slice(1).entries()) {
    const at = n + 1;
    passed ||= word === runner?.passes && runner.passesIn?.has(String(argv[1])) !== false;
    if (runner && !passed && !isHarmless(word, runner)) found.push({ at, is: "refused", why: REFUSED });
    goals += runner?.oneGoal && !word.startsWith("-") ? 1 : 0;
    if (goals > 1) found.push({ at, is: "refused", why: "It is a second thing for this program to do." });
    if (judged?.told.has(at) !== true) found.push(...filesOf(word, at, readsAll));
  }
  return found;
}

function isHarmless(word: string, { harmless, refuses, passes, also }: Runner): boolean {
  if (!word.startsWith("-")) return !refuses(word);
  const [name = ""] = word.split("=");
  return word === passes || harmless.has(name) || also?.test(word) === true || /^-[jpv]\d*$/.test(name);
}

/** The word itself, and the value behind its `=`, as places that they may name. */
function filesOf(word: string, at: number, readsAll: boolean): JudgedWord[] {
  const value = word.startsWith("-") ? (/^-[^=]*=(.+)$/s.exec(word)?.[1] ?? "") : word;
  const [, behind = ""] = /=(.+)$/s.exec(value) ?? [];
  const short = /^-[A-Za-z](?=[./~])(.+)$/s.exec(word)?.[1] ?? "";
  if (readsAll) return value === "" ? [] : [{ at, is: "read", path: value, named: false }];
  return [value, behind, short]
    .filter((each) => each !== "" && isPlace(each))
    .map((path) => ({ ...maybeFile(at, "write", path), named: true }) as JudgedWord);
}

/** A bare word such as `test` is rarely a file; only those that are guarded by their name count. */
const isPlace = (word: string): boolean => !/^https?:/i.test(word) && (leadsOut(word) || /[./]/.test(word));
