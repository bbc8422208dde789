// Where a runtime keeps its hooks, and how ours look there.
import type { Launch, UserPlace } from "./runtime.ts";

export interface HookSettings {
  /** The project's file, relative to it. */
  readonly file: string;
  userFile(place: UserPlace): string;
  readonly format: "json" | "jsonc";
  /** Lists of groups with a list of commands each, as Claude Code has them, or lists of commands. */
  readonly shape: "groups" | "commands";
  /** The runtime's own events in the order of a session, each with the tools that it is for; null: it is for no tool. */
  readonly events: Readonly<Record<string, string | null>>;
  /** After which the runtime goes on without us, in its own unit. */
  readonly timeout: number;
  /** Shell text for the project's folder; null where the runtime runs the hooks of a project in it. */
  readonly projectFolder: string | null;
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
  return Object.entries(settings.events).map(([event, matcher]) => ({
    event,
    matcher,
    command: [...program, "hook", "--runtime", name, event].join(" "),
  }));
}

/** Safe as one word of a shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** Whether a command is one of ours, of any version and place. */
export const isOurHook = (command: unknown): boolean =>
  typeof command === "string" && /agentops-mcp(?:\.js)?['"]? hook --runtime \w+ \w+$/.test(command);
