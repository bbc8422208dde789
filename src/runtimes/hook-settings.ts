// Tells where a runtime keeps its hooks, and how ours look there.
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

export interface HookEntry {
  readonly event: string;
  /** Null: for all tools, or for none. */
  readonly matcher: string | null;
  readonly command: string;
}

/** Our entries in the order of the events. `inProject` tells that paths in `launch` are relative to the project. */
export function hookEntries(
  name: string,
  settings: HookSettings,
  { command, args }: Launch,
  inProject: boolean,
): HookEntry[] {
  const words = [command, ...args.filter((arg) => /\.[cm]?js$/.test(arg))];
  const program = words.map((word, at) => {
    const isRelative = at > 0 && inProject && !/^([\\/]|[A-Za-z]:)/.test(word);
    if (!isRelative || settings.projectFolder === null) return quoted(word);
    return `"${settings.projectFolder}"/${quoted(word.replace(/^\.\//, ""))}`;
  });
  return Object.entries(settings.events).map(([event, matcher]) => {
    const command = [...program, "hook", "--runtime", name, event].join(" ");
    const guarded = HOOK_DIALECTS[name]?.events[event] === "before-tool";
    return { event, matcher, command: guarded ? `${guardOf(settings)} ${command}` : command };
  });
}

/** Later than the hook's own deadline, and before the runtime goes on without an answer. */
const NO_ANSWER_SECONDS = 4;

/**
 * A shell that ends with 2, which blocks the call in every runtime, where the command behind it did not end with an
 * answer: not installed, killed, hung or stopped. Only where base has an envelope that is enforced, for which it looks
 * at base itself, in the order of src/git/base.ts and by the word alone; elsewhere a hook that fails stops nobody.
 * Descriptor 3 is the runtime's input, as a shell gives none to what it starts in the background.
 */
function guardOf({ projectFolder, followsAgent }: HookSettings): string {
  const script = [
    'exec 3<&0; "$@" <&3 3<&- & p=$!',
    `(trap "kill \\$s; exit" TERM; sleep ${NO_ANSWER_SECONDS} & s=$!; wait $s; kill -9 $p) 3<&- >/dev/null 2>&1 & w=$!`,
    "wait $p; c=$?; kill $w 2>/dev/null; case $c in 0|2) exit $c;; esac",
    ...(followsAgent ? [`cd "${projectFolder}"`] : []),
    "for r in refs/remotes/origin/HEAD $(git config agentops.base) refs/heads/main refs/heads/master HEAD; do git rev-parse -q --verify $r^{commit} >/dev/null && break; done",
    'e=$(git show $r:.agentops/config.yaml 2>/dev/null | sed "s/#.*//")',
    'case $e in *"enforce: warn"*) e=;; *envelope*) echo "agentops-mcp: stopped. Base has an envelope, and the hook that asks it gave no answer ($c). Try once more, then tell the person: agentops-mcp doctor." >&2; exit 2;; esac',
    // Where even git can't be asked, only what is no repository of ours is let go.
    `[ $c = ${UNKNOWN} ] || exit 1; git --version >/dev/null 2>&1 || { echo "agentops-mcp: stopped. Neither the hook nor git can tell what base allows." >&2; exit 2; }`,
  ];
  return `sh -c '${script.join("; ")}' agentops-hook`;
}

/** What the hook ends with where it does not know whether there is an envelope; src/hooks/io/guard.ts has the same. */
const UNKNOWN = 3;

/** True if a failure of the command blocks the call. */
export const isGuarded = ({ command }: HookEntry): boolean => command.startsWith("sh -c ");

/** Safe as one word of a shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** True if a command is one of ours, of any version and place. */
export const isOurHook = (command: unknown): boolean =>
  typeof command === "string" && /agentops-mcp(?:\.js)?['"]? hook --runtime \w+ \w+$/.test(command);
