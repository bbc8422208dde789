// Tells where a runtime keeps its hooks, and how ours look there.
import { shellWord } from "../shared/text/shell-word.ts";
import { HOOK_DIALECTS } from "./hooks/all.ts";
import type { Launch, UserPlace } from "./launch.ts";

export interface HookSettings {
  /** The project's file, relative to it. */
  readonly file: string;
  userFile(place: UserPlace): string;
  readonly format: "json" | "jsonc";
  /** Lists of groups with a list of commands each, as Claude Code has them, or lists of commands. */
  readonly shape: "groups" | "commands";
  /** The runtime's own events in the order of a session, each with the tools that it is for, as the runtime's pattern; null: without one. */
  readonly events: Readonly<Record<string, string | null>>;
  /** After which the runtime goes on without us, in its own unit. */
  readonly timeout: number;
  /** Shell text for the project's folder; null where the runtime runs the hooks of a project in it. */
  readonly projectFolder: string | null;
  /** True if its hooks run where the agent has gone, and not where it began. */
  readonly followsAgent: boolean;
  /** True if they are read from the folder in which the runtime is started, and not from the top of the repository. */
  readonly readWhereStarted: boolean;
  /** The setting that switches all hooks off; null where there is none. */
  readonly off: {
    /** Files that may hold it: the project's, relative to it, and the user's. */
    files(place: UserPlace): readonly string[];
    readonly at: readonly string[];
    readonly value: boolean;
  } | null;
  /** What a file that we create holds before the hooks. */
  readonly newFile: Readonly<Record<string, unknown>>;
}

/** The events of Claude Code, which others have taken over: after a tool each tells for which ones. */
export const eventsLikeClaude = (after: {
  readonly PostToolUse: string;
  readonly PostToolUseFailure?: string;
}): HookSettings["events"] => ({
  SessionStart: null,
  SubagentStart: null,
  UserPromptSubmit: null,
  PreToolUse: ".*",
  ...after,
  PreCompact: null,
  Stop: null,
  SessionEnd: null,
});

export interface HookEntry {
  readonly event: string;
  /** Null: for all tools, or for none. */
  readonly matcher: string | null;
  readonly command: string;
}

/** What a project's lines depend on beside the runtime. */
export interface HookPlace {
  /** The base branch, by its short name. */
  readonly base: string;
  /** Folders between the top and the one in which the runtime is started; 0 at the top. */
  readonly depth: number;
  /** The program, relative to the top, where it lies in none of the places in which the script looks; else null. */
  readonly program: string | null;
}

/** Longer than this a person does not read a line of settings. */
export const LONGEST_LINE = 120;

/** Our entries in the order of the events: lines that run the project's script, or by themselves where `project` is null. */
export function hookEntries(
  name: string,
  settings: HookSettings,
  launch: Launch,
  project: HookPlace | null,
): HookEntry[] {
  return Object.entries(settings.events).map(([event, matcher]) => {
    const guarded = HOOK_DIALECTS[name]?.events[event] === "before-tool";
    const command = project
      ? lineOf(settings, `${name} ${event}`, guarded, project)
      : `${guarded ? `${guardOf(settings)} ` : ""}${programOf(launch)} hook --runtime ${name} ${event}`;
    return { event, matcher, command };
  });
}

/**
 * Runs the script. Where the working tree has none, as in a commit that is older than it, nothing is run; before a tool
 * the one on the base branch is, as leaving it out must not lead out of the envelope.
 */
function lineOf(
  { projectFolder }: HookSettings,
  call: string,
  guarded: boolean,
  { base, depth, program }: HookPlace,
): string {
  const up = Array<string>(depth).fill("..").join("/");
  const folder = projectFolder === null ? up : `"${[projectFolder, up].filter(Boolean).join("/")}"`;
  const go = folder === "" ? "" : `cd ${folder}; `;
  const plain = `[ ! -f ${SCRIPT} ] || sh ${SCRIPT}`;
  const from = (ref: string) => `f=${SCRIPT}; sh -c "$(cat $f || git show ${ref}:$f)" -`;
  const ways = guarded
    ? [...(/^[\w./-]+$/.test(base) ? [from(`heads/${base}`)] : []), from("HEAD")]
    : [plain];
  // Of a program that there is no room for, init's note tells.
  const calls = [...(program === null ? [] : [`${call} ${shellWord(program)}`]), call];
  const lines = calls.flatMap((each) => ways.map((way) => `${go}${way} ${each}`));
  return lines.find(({ length }) => length <= LONGEST_LINE) ?? lines.at(-1) ?? "";
}

/** The same as HOOK_SCRIPT_FILE, which is where its text is: hooks themselves have no use for that. */
const SCRIPT = ".agentops/hook";

const programOf = ({ command, args }: Launch): string =>
  [command, ...args.filter((arg) => /\.[cm]?js$/.test(arg))].map(shellWord).join(" ");

/** Later than the hook's own deadline, and before the runtime goes on without an answer. */
const NO_ANSWER_SECONDS = 4;

/**
 * The guard of src/runtimes/hook.sh, for settings of a person and of plug-ins, which have no such file. A shell that
 * ends with 2, which blocks the call in every runtime, where the command behind it did not end with an answer: not
 * installed, killed, hung or stopped. Only where base has an envelope that is enforced, for which it looks
 * at base itself, in the order of src/git/base.ts; elsewhere a hook that fails stops nobody.
 * Descriptor 3 is the runtime's input, as a shell gives none to what it starts in the background.
 */
function guardOf({ projectFolder, followsAgent }: HookSettings): string {
  const script = [
    'exec 3<&0; "$@" <&3 3<&- & p=$!',
    `(trap "kill \\$s; exit" TERM; sleep ${NO_ANSWER_SECONDS} & s=$!; wait $s; kill -9 $p) 3<&- >/dev/null 2>&1 & w=$!`,
    "wait $p; c=$?; kill $w 2>/dev/null; case $c in 0|2) exit $c;; esac",
    ...(followsAgent ? [`cd "${projectFolder}"`] : []),
    'stop(){ echo "agentops-mcp: stopped. Base has an envelope, and the hook that asks it gave no answer ($c). Try once more, then tell the person: agentops-mcp doctor." >&2; exit 2; }',
    // By whole refs, as the script does, and by the remote's HEAD only where it names a branch.
    'i= t= e= b=$(git rev-parse --git-dir >/dev/null 2>&1 && git config agentops.base); r=$(git symbolic-ref -q refs/remotes/origin/HEAD) && i=$(git show-ref --verify --hash "$r" 2>/dev/null)',
    '[ -n "$i" ] || [ "$b" != HEAD ] || i=$(git show-ref --verify --hash HEAD 2>/dev/null)',
    `n=0; for r in "refs/heads/\${b#refs/heads/}" "refs/remotes/\${b#refs/remotes/}"; do git show-ref -q --verify -- "$r" && n=$((n+1)); done`,
    '[ -n "$i" ] || [ -z "$b" ] || [ $n = 1 ] || stop',
    `for r in "refs/heads/\${b#refs/heads/}" "refs/remotes/\${b#refs/remotes/}" refs/heads/main refs/heads/master HEAD; do [ -n "$i" ] || i=$(git show-ref --verify --hash -- "$r" 2>/dev/null); done`,
    // As the script reads it: only a text without the word, or init's two lines for a trial, is no envelope in force.
    '[ -z "$i" ] || t=$(GIT_NO_REPLACE_OBJECTS=1 git ls-tree --full-tree $i .agentops/config.yaml 2>/dev/null) || stop',
    'case $t in "") ;; 100*) e=$(GIT_NO_REPLACE_OBJECTS=1 git cat-file blob $i:.agentops/config.yaml 2>/dev/null) || stop;; *) stop;; esac',
    `[ -z "$e" ] || printf "%s\\n" "$e" | tr -d "\\r" | LC_ALL=C awk "${READING}" || stop`,
    // Where even git can't be asked, only what is no repository of ours is let go.
    `[ $c = ${UNKNOWN} ] || exit 1; git --version >/dev/null 2>&1 || { echo "agentops-mcp: stopped. Neither the hook nor git can tell what base allows." >&2; exit 2; }`,
  ];
  return `sh -c '${script.join("; ")}' agentops-hook`;
}

/** Ends with 0 where what it reads is no envelope in force; within two kinds of quotes, and without one of its own. */
const READING = [
  '!/[\\"\\047]/{sub(/[ \\t]#.*/,\\"\\")} /^[ \\t]*#/&&/[\\"\\047]/&&tolower(\\$0)~/envelope|enforce/{o=1}',
  "/^[ \\t]*(#|$)/{next}",
  "p{t+=/^  enforce: warn *$/;p=0}",
  "/[\\\\\\\\]/{o=1} /^(---|[.][.][.]|%)/{o=1} tolower(\\$0)~/envelope/{n+=1;p=/^envelope: *$/} /enforce/{m+=1}",
  "END{exit o||(n&&!(n==1&&t==1&&m==1))}",
].join(" ");

/** What the hook ends with where it does not know whether there is an envelope; src/hooks/io/guard.ts has the same. */
const UNKNOWN = 3;

/** True if a failure of the command blocks the call. */
export const isGuarded = ({ command }: HookEntry): boolean => command.includes("sh -c ");

/** True if it runs the project's script, as lines of a project do since there is one. */
export const runsScript = ({ command }: HookEntry): boolean => command.includes(SCRIPT);

/** A program of ours, or the script. */
const OURS = [
  /agentops-mcp(?:\.js)?['"]? hook --runtime (\w+) (\w+)$/,
  /\bsh \.agentops\/hook (\w+) (\w+)\b/,
  /\.agentops\/hook\b.*\)" - (\w+) (\w+)\b/,
];

/** The runtime and the event that a command of ours names, of any version and place; null for other commands. */
export function namedBy(command: unknown): { readonly runtime: string; readonly event: string } | null {
  if (typeof command !== "string") return null;
  for (const pattern of OURS) {
    const [, runtime, event] = pattern.exec(command) ?? [];
    if (runtime !== undefined && event !== undefined) return { runtime, event };
  }
  return null;
}

export const isOurHook = (command: unknown): boolean => namedBy(command) !== null;
