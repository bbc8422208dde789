// Recognises what machines say beside the work: warnings of the environment, lines of output, temporary files and scratch
// scripts.

/** What programs say about their machine, whatever the project is, at the start of a line. */
const SURROUNDINGS: readonly RegExp[] = [
  // Node and its package managers.
  /^npm (?:warn|notice|http|verb|info|timing|fund)\b/i,
  /^\(?node:\d+\)?[: ]|^\[DEP\d{4}\]|^\(use `?node --trace|^support for loading es module|^\(rejected promise/i,
  /^(?:warn(?:ing)?|\[warn(?:ing)?\]|‼)\s.{0,60}\b(?:deprecated|unmet peer|incorrect peer|EBADENGINE|lockfile|integrity)/i,
  /^browserslist: |caniuse-lite is (?:outdated|old)|^\[baseline-browser-mapping\]|^corepack (?:is about|will)|^\(!\) some chunks|^the cjs build of vite/i,
  /^(?:\d+ packages? (?:is|are) looking for funding|run `npm (?:fund|audit)|added \d+ packages?|up to date(?:,|$)|audited \d+|found \d+ vulnerabilit|\d+ vulnerabilit\w+ \()/i,
  // Python and pip.
  /^(?:\S+\.py:\d+: |<\w+>:\d+: )?\w*(?:Deprecation|Experimental|User|Future|Resource|Runtime|Syntax|Import|Unicode|Bytes|Insecure\w+|NotOpenSSL)Warning\b(?::|$)/,
  /^\[notice\]|^deprecation: |^notice: a new release|^requirement already satisfied|^looking in (?:indexes|links)|^defaulting to user install|^installing collected|^successfully (?:installed|uninstalled)|^error: externally-managed-environment|^×? ?this environment is externally managed|^(?:error: )?pip's dependency resolver/i,
  /^warning: (?:running pip as|you are using pip|the scripts? .{1,80} (?:is|are) installed|retrying \(|ignoring invalid distribution|cache entry|the directory .{1,80} or its parent|skipping .{1,60} as it is not installed|there was an error checking)/i,
  // Systems, shells, terminals.
  /^(?:debconf|dpkg(?:-\w+)?|update-alternatives|invoke-rc\.d|systemctl|ldconfig): |^(?:[EW]|Err:\d+|Get:\d+|Hit:\d+|Ign:\d+)[: ] ?(?:unable|could not|gpg|some index|the repository|failed to|https?:)|^warning: apt does not|^reading package lists/i,
  /^(?:perl|manpath|locale|tput|stty|mesg|groups|sudo|su|dircolors|infocmp|tty): |^(?:\S*bash: )?(?:warning: )?setlocale: |^bash: (?:no job control|cannot set terminal)|^the input device is not a tty|^not a tty\b/i,
  /^(?:\S*\/)?(?:ba|da|z|fi|k)?sh: (?:(?:line )?\d+: )?\S/,
  /^(?:ls|cp|mv|rm|mkdir|rmdir|touch|cat|find|tee|cd|chmod|chown|ln|du|df|tar|dmesg|kill|tail|head|stat|grep|rg|fd|ps|lsof|mount|sed|wc|file|which|readlink|realpath|pushd|popd): .*(?:permission denied|not permitted|no such|cannot|not found|is a directory|not a directory|read-only|no matches)/i,
  /^(?:\w+: )?permission denied(?:$|[:,.]? ?[("'/~]|: | while (?:trying|opening|reading|writing|connecting))|^(?:error: )?E(?:ACCES|PERM|ROFS|NOSPC|MFILE|NFILE|DQUOT)\b[:,] /i,
  // git, ssh, docker.
  /^warning: (?:in the working copy of|you appear to have cloned|redirecting to|unable to access|adding embedded|auto-detection|exhaustive rename|inexact rename|no swap|error loading config|the requested image|bridge-nf|your password will)|^(?:warning: )?(?:cr)?lf will be replaced|^hint: |^(?:switched to (?:a new )?branch|already on '|head is now at|your branch is|already up to date|cloning into|auto packing)/i,
  /^warning: permanently added|^\*\* warning: connection|^the authenticity of host|^load key "|^kex_exchange|^@{5}/i,
  /^time="[^"]+" level=|^level=warn|^using default tag|^cannot connect to the docker daemon/i,
  // Java, Ruby, Go, Rust.
  /^picked up \S*java_|^openjdk .{0,60}warning|^(?:slf4j|log4j)[:( ]|^warning: (?:an illegal reflective|a terminally deprecated|please consider reporting|use --(?:illegal|enable-native)|all illegal|\[options\])/i,
  /^(?:\S+\.rb:\d+: warning: |don't run bundler as root|warning: the running version of bundler|calling `DidYouMean)/i,
  /^go: (?:downloading|finding|extracting|added|upgraded|warning)|^warning: (?:unused (?:import|variable|mut)|`\S+` \(.{1,20}\) generated|virtual workspace|profiles for the non root)/i,
  // Desktops and browsers without a screen.
  /^(?:\(\S+:\d+\): )?(?:gtk|glib|gdk|dconf|dbind|mesa|libgl|fontconfig|vaapi|libegl|xdg)[\w-]*(?::| error| warning| \*\*)|^\[\d+[:/]\d+[\d/:.]*:[A-Z]+:|^failed to connect to the bus/i,
  // What coding agents hear from their own tools.
  /^(?:shell cwd was reset|command timed out after|command running in background|\[request interrupted|file has (?:not been read|been modified)|string to replace not found|<\/?(?:tool_use_error|system-reminder|error)>|this command requires approval|permission to use \S+ .{0,80}has been denied|the user doesn't want|no files? found$|no matches found)/i,
];

/** The same in the middle of a line. */
const SURROUNDINGS_WITHIN =
  /\bwarning: (?:cr)?lf will be replaced|\bnpm warn(?:ing)? (?:deprecated|EBADENGINE|ERESOLVE|config|using|tar|exec)|\(node:\d+\)|\[DEP\d{4}\]|\b(?:Deprecation|Experimental)Warning: /i;

/** Lines of output, which differ from sentences by their start. */
const OUTPUT: readonly RegExp[] = [
  /^(?:at .+[(:]\S*:\d+:\d+\)?|file ".*", line \d+.*|traceback \(most recent call last\).*)$/i,
  /^(?:✓|√|✔|×|✗|✖|●|❯|▶|⎯+|└|├|│)\s/,
  /^(?:PASS|FAIL|FAILED|ERROR|ok|not ok)\s+\S*[/.:\d]\S*|^(?:---|===) (?:RUN|PASS|FAIL|SKIP)|^(?:test files|tests|test suites|snapshots):? +\d|^\d+ (?:passing|failing|passed|failed)(?:$|,| \(| in \d| tests?\b)|^={3,}|^collected \d+ items/i,
  /^> \S+@\d|^npm err(?:or|!)/i,
  /^(?:uncaught |unhandled |caused by: |error: )?(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception|Panic)(?: \[\w+\])?(?:$|: )/,
  /^(?:error|fatal|panic|err|e|fehler)(?:\[\w+\]| [A-Z]+\d+)?: /i,
  /^(?:ERROR|FATAL|PANIC|DEBUG|INFO|TRACE|WARN|WARNING)(?:$|[\s:|\-[])|^\[?warn(?:ing)?\] /,
  /^\S+\.\w{1,5}[:(]\d+(?:[:,]\d+)?\)?:? |^\S+\.\w{1,5}: line \d+/,
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^\[?\d\d:\d\d:\d\d\b/,
  /^[{[]\s*["{[]|^<[a-z!?/][^>]*>|^[-dl][rwx-]{9}\s|^total \d+$/i,
  /^(?:diff --git|@@ -|index [0-9a-f]{7}|\+\+\+ |--- a\/)|^\[[\w/-]+ [0-9a-f]{7,}\]|^[0-9a-f]{40}\b|^\d+ files? changed/,
  /^[$%#] \S|^[\w.-]+@[\w.-]+:[~/]\S*[$#]/,
  /^(?:curl: \(\d+\)|wget: |make(?:\[\d+\])?: |gmake: |cc1: |ld: |collect2: |psql: |mysql: )/,
  /^(?:exit(?:ed)?(?: with)? (?:code|status)|process (?:exited|running)|command failed with exit|segmentation fault|killed|aborted|terminated|bus error)\b[\s:]*\d*\.?(?: \(core dumped\))?$|^(?:\S+: )?command not found(?:$|: )/i,
];

/** A cause, rule or consequence, which a sentence about such a line has and the line itself lacks. */
const SAYS_WHY =
  /\b(?:because|since|so that|otherwise|instead of|due to|root cause|must|never|always|which (?:means|makes|breaks)|when(?:ever)?|after|before|until|if|unless|requires?|needs?|rather than|means|comes? from|caused by|breaks?|hides?|silently)\b|→|=>|, so\b/i;

/** Words with which somebody tells what such a line leads to, and which the lines themselves lack. */
const SAYS_WHAT_FOLLOWS =
  /\b(?:means|breaks?|because|hides?|which (?:means|makes|breaks)|so that)\b|→|=>|, so\b/i;

/** What precedes the words of a line. */
const MARKS = /^(?:[\s>"'“”‘’`*_#|-]+|\[\d\d:\d\d:\d\d\]\s*|\d{4}-\d\d-\d\dT\S+\s+)+/;
const bare = (line: string): string => line.replace(MARKS, "").trim();

/** True for a line about the machine and not the work. */
export const isSurroundings = (line: string): boolean =>
  beginsWithSurroundings(line) || (SURROUNDINGS_WITHIN.test(line) && !SAYS_WHY.test(line));

function beginsWithSurroundings(line: string): boolean {
  const text = bare(line);
  if (SAYS_WHAT_FOLLOWS.test(text)) return false;
  return SURROUNDINGS.some((each) => each.test(text) || each.test(line.trim()));
}

/** True for a line as a program prints it, and not as somebody says it. */
export const isOutputLine = (line: string): boolean =>
  !SAYS_WHY.test(line) && OUTPUT.some((each) => each.test(line.trim()));

const TEMPORARY =
  /(?<![\w.~-])(?:(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm)\/|\$\{?TMP(?:DIR)?\}?\/|%TE?MP%\\|[A-Za-z]:\\(?:[^\s\\]+\\)*te?mp\\)([^\s"'“”`)<>*{}$|;&,]+)/i;
/** Files that long-lived programs keep there, which belong to no session. */
const KEPT_THERE = /\.(?:sock(?:et)?|pid|lock)$|^\.X11-unix/i;

/** The path of a file in a folder for temporary files; null where the text names none, or a pattern or a socket there. */
export function temporaryPath(text: string): string | null {
  const [path, rest = ""] = TEMPORARY.exec(text) ?? [];
  if (path === undefined || KEPT_THERE.test(rest)) return null;
  // `/tmp/build-*` and `/tmp/<id>` name many files.
  const next = text.charAt(text.indexOf(path) + path.length);
  return /[<*{$]/.test(next) ? null : path;
}

const SCRIPT = "(?:py|[cm]?[jt]sx?|sh|bash|rb|go|rs|pl|php|sql|ps1|ipynb|lua|java|c|cpp)";
const THROWN_AWAY =
  "(?:_*(?:scratch|probe|tmp|temp|throwaway|repro|deleteme|delme|junk|dummy)(?:[-_]?\\d+|[-_]\\w[\\w-]*)?|\\w[\\w-]*[-_](?:scratch|probe|tmp|temp|throwaway|repro)\\d*|(?:foo|bar|baz|asdf|untitled)\\d*|(?:test|debug|check|try)[-_]?\\d+)";
const NO_FOLDER = "(?<![\\w./\\\\-])(?:\\./)?";
const SCRATCH = new RegExp(
  [
    `${NO_FOLDER}(?:scratch(?:pad)?|throwaway|\\.?te?mp|playground)[/\\\\](?:[\\w.-]+[/\\\\])*[\\w-]+\\.${SCRIPT}\\b`,
    `${NO_FOLDER}${THROWN_AWAY}\\.${SCRIPT}(?![\\w.-]*\\w)`,
    // A name without meaning belongs to the project, unless somebody runs it.
    `(?<=\\b(?:node|python[\\d.]*|tsx|bun|ruby|bash|sh|deno run) (?:-\\S+ )*(?:\\./)?)(?:[a-z]{1,2}|test|debug|check|try|demo|quick)\\d*\\.${SCRIPT}(?![\\w.-]*\\w)`,
  ].join("|"),
  "i",
);

/** The name of a script that was written to try something; null where the text names none. Names with a folder are files. */
export const scratchScript = (text: string): string | null => SCRATCH.exec(text)?.[0] ?? null;

/** True for a program given on the command line itself. */
const INLINE =
  /(?:^|[\s;&|(])(?:node|python[\d.]*|ruby|perl|php|deno|bun|tsx|bash|sh)\s+(?:-\S+\s+)*(?:-[cep]+\b|--eval\b|--print\b|-?\s*<<)|<<-?\s*['"\\]?\w+/;
export const isInlineScript = (command: string): boolean => INLINE.test(command);
