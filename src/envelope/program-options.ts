// Lists, for programs that take commands, scripts or files to write as words, which words an entry may let follow.
import { wordSet } from "./words.ts";

export interface Program {
  /** The options that it may get; a name with `=` only with its value in the same word. Without this list all but `not`. */
  readonly only?: ReadonlySet<string>;
  /** The options that it may not get, nor in a cluster of letters, shortened, or with a value. */
  readonly not?: ReadonlySet<string>;
  /** True where a single dash begins a whole name. */
  readonly longNames?: boolean;
  /**
   * `one`: a second operand is another thing to do. `script`: all behind the first goes to the script. `command`: another
   * command begins. `write`: files that it writes. `copy`: files that it reads, and a last one that it writes. `none`:
   * nobody can tell what they do. Without it they are ordinary words, which only read.
   */
  readonly operands?: "one" | "script" | "command" | "write" | "copy" | "none";
  /** Matches words with which the program would start another one, or contact another machine. */
  readonly never?: RegExp;
  /** What the program's own script has to look like: its first operand, where that is no file. */
  readonly first?: RegExp;
}

const script = (only: string): Program => ({ only: wordSet(only), operands: "script" });
const target = (not: string): Program => ({ not: wordSet(not), operands: "one" });
const SHELL = script("-e -u -x -v");
const LAUNCHER: Program = { only: new Set(), operands: "command" };
const PACKAGES: Program = {
  not: wordSet(
    "-C --dir --prefix --cwd --use-yarnrc --script-shell --shell --shell-emulator --config --node-options --require -r --preload --import --env-file --globalconfig --userconfig --modules-folder --registry",
  ),
  longNames: true,
};
/** It replaces each file that it is given by a packed one. */
const PACKER: Program = {
  not: wordSet("-o --output-dir-flat --output-dir-mirror --filelist --files --files0 -D --train"),
  operands: "write",
};
const NODE = script(
  "--test --test-only --test-name-pattern= --test-reporter= --test-concurrency= --test-timeout= --watch --check -c --version -v --no-warnings --enable-source-maps --trace-warnings --trace-uncaught --experimental-strip-types --experimental-test-coverage --throw-deprecation --no-deprecation",
);
const PYTHON = script("-B -u -s -E -I -q -V --version -O -OO");
const COPY = wordSet(
  "-a -f -i -n -p -r -R -u -v -P -L -H -d --archive --force --recursive --verbose --update",
);
const GRADLE = target(
  "-b --build-file -c --settings-file -I --init-script -p --project-dir -g --gradle-user-home -D -P --include-build --project-cache-dir",
);
const MAVEN: Program = {
  ...target(
    "-f --file -s --settings -gs --global-settings -t --toolchains -gt -D --define -P --activate-profiles -l --log-file",
  ),
  longNames: true,
};
const AWK: Program = {
  only: wordSet("-F --version"),
  // The script can run and write whatever it likes with these.
  first: /^(?!.*(?:system|getline|[|>@])).*$/s,
};
const LESS: Program = {
  not: wordSet(
    "-o -O --log-file --LOG-FILE -k --lesskey-file --lesskey-src --lesskey-content -t --tag -T --tag-file",
  ),
  // Commands that it runs first, as if they were typed.
  never: /^(?:-?\+|--\+)/,
};

/** A host's name stands in front of the colon. */
const ANOTHER_MACHINE = /:/;

/** By the program's name. Words of npm, make, go, cargo and git are judged elsewhere. */
const LISTED: Readonly<Record<string, Program>> = {
  ...Object.fromEntries("sh bash dash zsh ksh ash fish".split(" ").map((name) => [name, SHELL])),
  ...Object.fromEntries(
    "env xargs sudo doas su nohup timeout nice ionice time watch parallel setsid stdbuf chroot unshare strace ltrace script flock ssh command exec eval builtin busybox npx pnpx bunx uvx pipx entr caffeinate winpty"
      .split(" ")
      .map((name) => [name, LAUNCHER]),
  ),
  ...Object.fromEntries("pnpm yarn bun".split(" ").map((name) => [name, PACKAGES])),
  ...Object.fromEntries("node nodejs tsx ts-node".split(" ").map((name) => [name, NODE])),
  ...Object.fromEntries("python python2 python3 pypy pypy3".split(" ").map((name) => [name, PYTHON])),
  ...Object.fromEntries(
    "perl ruby php lua luajit osascript tclsh Rscript".split(" ").map((name) => [name, script("-w -c")]),
  ),
  ...Object.fromEntries(
    "vi vim nvim ex ed emacs nano patch unzip cpio 7z dd"
      .split(" ")
      .map((name) => [name, { only: wordSet("--dry-run --version"), operands: "none" }]),
  ),
  ...Object.fromEntries("awk gawk mawk nawk".split(" ").map((name) => [name, AWK])),
  ...Object.fromEntries("less more most".split(" ").map((name) => [name, LESS])),
  ...Object.fromEntries(
    "rm rmdir touch mkdir tee truncate unlink shred mv ln".split(" ").map((name) => [
      name,
      {
        only: wordSet(
          "-f -i -p -r -R -v -d -a -s -n --force --recursive --verbose --parents --append --symbolic",
        ),
        operands: "write",
      },
    ]),
  ),
  ...Object.fromEntries("cp install".split(" ").map((name) => [name, { only: COPY, operands: "copy" }])),
  ...Object.fromEntries("gradle gradlew".split(" ").map((name) => [name, GRADLE])),
  ...Object.fromEntries("mvn mvnw".split(" ").map((name) => [name, MAVEN])),
  rsync: {
    never: ANOTHER_MACHINE,
    only: wordSet(
      "-a -v -n -r -t -u -z -h --archive --verbose --dry-run --recursive --stats --checksum --times",
    ),
    operands: "copy",
  },
  tar: {
    never: ANOTHER_MACHINE,
    only: wordSet("-t -v -z -j -J -f -a --list --verbose --gzip --file= --auto-compress"),
    // Its first word may be option letters without a dash.
    first: /^(?:[tvzjJfa]+|.*[./].*)$/s,
  },
  sed: {
    only: wordSet(
      "-n -E -r -u -z -s --quiet --silent --regexp-extended --sandbox --posix --debug --null-data --separate",
    ),
    first: /^(?:\d+|\$)?(?:,(?:\d+|\$))?[pdq=]$|^s([^\w\s\\])(?:(?!\1).)*\1(?:(?!\1).)*\1[gpiIM\d]*$/s,
  },
  find: {
    not: wordSet("-delete -exec -execdir -ok -okdir -fprint -fprint0 -fprintf -fls -files0-from"),
  },
  fd: { not: wordSet("-x --exec -X --exec-batch --base-directory --ignore-file") },
  rg: { not: wordSet("--pre --hostname-bin -z --search-zip --ignore-file") },
  sort: {
    not: wordSet("-o --output -T --temporary-directory --compress-program --files0-from"),
  },
  uniq: { only: wordSet("-c -d -u -i -f -s -w --count --repeated --unique --ignore-case"), operands: "copy" },
  file: { not: wordSet("-C --compile -f --files-from -m --magic-file -z --uncompress") },
  du: { not: wordSet("--files0-from -X --exclude-from") },
  wc: { not: wordSet("--files0-from") },
  curl: {
    // It takes several addresses in one word, and any scheme; some of them name this machine's files.
    never: /^(?!https?:\/\/)[^/?#]*(?:file:|[{}[\]]|:\/)/i,
    only: wordSet(
      "-s -S -f -L -I -i -v -k --silent --show-error --fail --location --head --include --verbose --compressed",
    ),
  },
  wget: { only: wordSet("-q --quiet --spider -nv --no-verbose"), operands: "none" },
  zip: { only: wordSet("-r -q -v -j -u -f -X -D -y"), operands: "write" },
  ...Object.fromEntries(
    "gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd".split(" ").map((name) => [name, PACKER]),
  ),
  split: { not: wordSet("--filter"), operands: "copy" },
  csplit: { not: wordSet("-f --prefix") },
  xxd: { operands: "copy" },
  date: { not: wordSet("-s --set -f --file -r --reference") },
  openssl: {
    only: wordSet("-a -hex -base64 -sha256 -sha512 -r"),
    first: /^(?:version|list|help|rand|dgst|prime)$/,
  },
  cmake: { not: wordSet("-P -E -C -D -B -S --install --preset"), operands: "one" },
  ninja: target("-C -f -t -d"),
  just: target(
    "-f --justfile -d --working-directory --shell --shell-arg --set -c --command --dotenv-path -g",
  ),
  rake: target("-f --rakefile -r --require -R --rakelibdir -e --execute -p -E -I --libdir -g"),
  ant: {
    ...target("-f -file -buildfile -lib -D -logger -listener -propertyfile -s -find -l -logfile"),
    longNames: true,
  },
  task: target("-t --taskfile -d --dir -g --global -o"),
  invoke: target("-c --collection -r --search-root -f --config"),
};

export const programOf = (name: string): Program | null =>
  Object.hasOwn(LISTED, name) ? (LISTED[name] ?? null) : null;
