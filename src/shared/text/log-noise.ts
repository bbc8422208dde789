// Recognises lines that tools print around an error and that say nothing about it: summaries, progress, stack frames, code,
// rulers.

/** Matches what precedes a line's words: times, levels, names of tools and steps. */
const PREFIXES: readonly RegExp[] = [
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s*/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?[AP]M)?\]?\s*/,
  /^#\d+ (?:\d+\.\d+\s+)?/,
  /^[\w.-]+-\d+\s+\| /,
  /^##\[\w+\]|^::\w+[^:]*::/,
  /^[│┃]\s*/,
  // The numbers of causes, which stand before sentences; before code and frames of a stack they stay, and make noise of it.
  /^\d+: (?!.*(?:::|[{};]| = ))(?=\S+ \S+ \S)/,
];
/** Prefixes that also say that the line is about the error. */
const ERROR_PREFIXES: readonly RegExp[] = [/^npm (?:err!|error)\s*/i, /^\[ERROR\]\s*/, /^E\s{2,}/, /^\[31m/];

const NOISE: readonly RegExp[] = [
  // Rulers, boxes, carets, spinners, bars, percentages.
  /^[^\p{L}\p{N}]*$/u,
  /^([=_\-─━⎯═]{3,}) .* \1/,
  /^[=_\-─━⎯═]{3,}|[─━⎯═]{6,}$/,
  /^(?:_ ){3,}|^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|^\[[=>#. -]{4,}\]|\b\d{1,3}(?:\.\d+)?% ?(?:\[|\||$)|[█▓░]{3,}/,
  // Options of a usage.
  /^\[?--?[a-z][\w-]*(?:[ =,|<[]|$)/,
  // Frames of a stack, and the code at it.
  /^(?:at|from) .*(?::\d+|\(\S*\)|<anonymous>\)?)$|^at [\w.$<>[\] ]+ ?\(|\((?:file|node):\S+:\d+\)$/,
  /^(?:❯|➤|-->|:::)\s|^File ".*", line \d+|^\.\.\. \d+ (?:more|common frames)|^\d+: +0x[0-9a-f]+|^goroutine \d+ |^\S+\.go:\d+ \+0x/,
  /^>?\s*\d+\s*[|│]|^[|│](?:\s|$)|^> {4,}|^\s*\^|^[\w./@-]+\.\w+:\d+(?::\d+)?:?(?: in \S+| \w+(?:Error|Exception))?$/,
  /^(?:traceback \(most recent|stack backtrace:|during handling of the above|the above exception was)/i,
  /^node:\w|^file:\/\/\S+:\d+$|^throw (?:err|er|new)\b|^Node\.js v\d|^requireStack: |^\{$|^\}$|^emitted 'error' event/i,
  // vitest, jest, mocha, node --test.
  /^(?:test files|tests|test suites|snapshots):? +\d+ |^(?:start at|duration|time):? +[\d.:]+(?:\s|m?s\b|$)|^ran all test suites/i,
  /^(?:✓|√|✔|PASS|RUN|⏵|↓|○)\s/,
  /^(?:FAIL\s|●\s.*›|[×✗✕❯]\s.*(?:\d ?ms|\d ?s|\(\d+ tests?.*\))$)/,
  /^(?:# (?:Subtest|tests|pass|fail|duration)\b|ok \d|not ok \d|TAP version|duration_ms|failureType|location: '|\d+ (?:passing|failing|pending)\b)/,
  // pytest and unittest.
  /^(?:FAILED|ERROR|PASSED|SKIPPED) \S+(?:::|\.py)|^platform \w+ -- Python|^(?:rootdir|plugins|cachedir|configfile): |^(?:collected \d+ items|collecting \.\.\.)/,
  /^\S+\.py [.FEsxX]+(?:\s+\[ *\d+%\])?$|^[.FEsx]{2,}$|^ran \d+ tests? in|^FAILED \((?:failures|errors)|^(?:FAIL|ERROR): test/i,
  // go.
  /^(?:---|===) (?:FAIL|PASS|RUN|SKIP|CONT|PAUSE)|^(?:ok|FAIL|\?)(?:\s+[\w./-]+(?:\s+.*\d+s|\s+\[.*\])?)?$|^exit status \d+|^PASS$/,
  // cargo.
  /^error: (?:could not compile|aborting due to|test failed, to rerun|process didn't exit)|^for more information about this error|^some errors have detailed/i,
  /^(?:compiling|checking|downloaded|fresh) \S+ v\d|^finished `|^running (?:`(?:target|rustc|\/)|unittests|\d+ tests?)|^(?:updating|downloading) (?:crates|crates\.io)|^blocking waiting|^test \S+ \.\.\. |^test result:|^failures:|^---- .* stdout ----|^note: (?:run with|`#\[)|^warning: build failed/i,
  // maven and gradle.
  /^build (?:failure|failed|success)|^total time|^finished at|^tests run:|^\[Help \d+\]|^(?:to see the full stack|re-run maven|for more information about the errors)|^reactor summary|^please refer to|^scanning for projects|^there are test failures|^after correcting the problems/i,
  /^FAILURE: build failed|^\* (?:what went wrong|try|exception is|where|get more help)|^> (?:run with|get more help|task :|compilation failed|there were failing)|^execution failed for task|^\d+ actionable tasks?|^deprecated gradle|^starting a gradle daemon/i,
  // tsc, eslint, biome.
  /^found \d+ (?:errors?|warnings?)|^errors +files|^✖ \d+ problems?|^\d+ errors? and \d+ warnings?|^checked \d+ files|^(?:\/|[a-z]:\\|\.\/)\S+\.\w+$/i,
  // npm, pnpm, yarn.
  /^(?:lifecycle script|a complete log of this run)|^\S*-debug-\d*\.log$/i,
  /^(?:ELIFECYCLE|ERR_PNPM_RECURSIVE)|^exit status \d|^scope: all|^progress: resolved|^packages: [+-]|^done in \d|^already up to date|^info visit https|^error command failed with exit|^> \S+@\d[\w.-]* |^\$ /i,
  // docker, compose, terraform, make.
  /failed to solve: process .* did not complete|^(?:CACHED|DONE \d|sha256:)|^(?:exporting|transferring|extracting) \S+$|^=> |^\[\+\] |^>>> |^dockerfile:\d+|^the command .* returned a non-zero/i,
  /^on \S+ line \d+|^\d+: |^with (?:module|data|\w+_\w+)\.|^plan: \d|: refreshing state|^terraform (?:used|will|planned|has)|^[╷╵]|^planning failed/i,
  /^make(?:\[\d+\])?: (?:\*\*\*|entering|leaving)|^ninja: build stopped|^(?:build|command|process|script|job|task)s? (?:failed|stopped|exited|finished)(?: (?:after|in|with) .{0,30})?[.!]?$/i,
  /^\(use "|^hint: |^see (?:above|https?:)|^(?:run|try|use) `|^process exited|^\S+: exit code:? \d/i,
];

/** What npm repeats of the failed command line. */
const OF_NPM =
  /^npm (?:err!|error)\s*(?:code \d+|errno -?\d+|path |workspace |location |command |cwd |signal |node |npm {2}|$)/i;

export interface CleanLine {
  readonly text: string;
  /** True where the prefix says that the line is about the error. */
  readonly marked: boolean;
}

/** Characters; several times what is shown of a line, as the search for its end starts at every space and ruler. */
const MOST_READ = 1_000;

/** The line without its prefix; null for one that says nothing. */
export function withoutNoise(line: string): CleanLine | null {
  let text = line.trim().slice(0, MOST_READ);
  if (OF_NPM.test(text)) return null;
  let marked = false;
  for (let changed = true; changed; ) {
    const before = text;
    for (const prefix of PREFIXES) text = text.replace(prefix, "");
    for (const prefix of ERROR_PREFIXES) {
      const shorter = text.replace(prefix, "");
      marked ||= shorter !== text;
      text = shorter;
    }
    text = text.replace(/\s*-> \[Help \d+\]$/, "").trim();
    changed = text !== before;
  }
  return text === "" || NOISE.some((noise) => noise.test(text)) ? null : { text, marked };
}
