// Defines a coding agent for init, doctor and uninstall: where its files are and how our entry looks in them.

import type { HookSettings } from "./hook-settings.ts";
import type { Launch, UserPlace } from "./launch.ts";
import { isTable, textsOf, textTable } from "./table.ts";

export type Scope = "project" | "user";

/** The name of our entry in every runtime's list of servers; short, as runtimes put it before each tool's name. */
export const SERVER_NAME = "agentops";

export type Format = "json" | "jsonc" | "toml";

/** Files of one scope; the first that exists is used, else the first. Relative to the project, or absolute. */
export interface RuntimeFiles {
  /** Empty where the runtime reads no servers in this scope. */
  readonly config: readonly string[];
  /** Text that the runtime puts before its model; null where this scope has no such file. */
  readonly instructions: string | null;
  /** Files and folders that tell that the runtime is in use. */
  readonly signs: readonly string[];
}

/** What a stored entry says; `env` is what it adds to the environment. */
export interface StoredEntry extends Launch {
  readonly env: Readonly<Record<string, string>>;
  readonly disabled: boolean;
}

/** A value in a list of its settings, the file of its hooks; or fields of the server's entry. */
export type Permit =
  | { readonly kind: "list"; readonly at: readonly [string, string]; readonly value: string }
  | { readonly kind: "entry"; readonly fields: Readonly<Record<string, unknown>> };

export interface Runtime {
  readonly name: string;
  readonly label: string;
  /** Names of its program on PATH. */
  readonly programs: readonly string[];
  readonly project: RuntimeFiles;
  user(place: UserPlace): RuntimeFiles;
  readonly format: Format;
  /** The key below which servers are listed. */
  readonly serversKey: string;
  /** Where the user's configuration keeps servers of single projects, by their folder; null where it does not. */
  readonly projectsKey: string | null;
  /** Settings of one project that are a person's own and that the runtime keeps out of git; null where it has none. */
  readonly localSettings: string | null;
  /** True if it reads the settings of the top from any folder below, and then starts servers in that folder. */
  readonly startsServersBelow: boolean;
  /** How its own settings let our tools run without a question for each call; null where they can't. */
  readonly permit: Permit | null;
  /** Fields of our entry; `inProject` tells that paths in `launch` are relative to the project. */
  entry(launch: Launch, inProject: boolean): Readonly<Record<string, unknown>>;
  /** Null when the value is no entry of a local server. */
  read(entry: unknown): StoredEntry | null;
  /** Other settings that switch our entry off: a project file (null: the config itself) and the keys to a list of names. */
  readonly denyLists: readonly { readonly file: string | null; readonly at: readonly string[] }[];
  /** Null where it has none, or none that take a text for the model. */
  readonly hooks: HookSettings | null;
  /** What a configuration file that we create holds beside our entry, before it. */
  readonly newConfig: Readonly<Record<string, unknown>>;
  /** What an instructions file that we create starts with. */
  readonly instructionsHead: string;
  /** Milliseconds after which its model does not see the tools; null where nobody measured it. */
  readonly startLimitMs: number | null;
  /** The setting that makes it wait longer; null where it has none. */
  readonly startLimitSetting: string | null;
  /** Which variables of its own environment its servers get, beside those of the entry. */
  passesOn(variable: string): boolean;
  /** The same in words. */
  readonly environment: string;
  /** What a person has to know or do; `scope` null: in both. Shown by init and on the runtime's page. */
  readonly notes: readonly {
    readonly scope: Scope | null;
    /** Told only where the server is found by a path that begins at the top. */
    readonly ofRelativePath?: true;
    readonly text: string;
  }[];
}

/** The shape that most runtimes share: `command`, `args` and `env`. */
export function readCommandEntry(entry: unknown): StoredEntry | null {
  if (!isTable(entry) || typeof entry.command !== "string") return null;
  return {
    command: entry.command,
    args: textsOf(entry.args),
    env: textTable(entry.env),
    disabled: entry.disabled === true || entry.enabled === false,
  };
}

/** What holds of a runtime that says nothing else: what only a run can show is unmeasured then. */
export const USUAL = {
  projectsKey: null,
  localSettings: null,
  startsServersBelow: false,
  permit: null,
  entry: ({ command, args }) => ({ command, args }),
  read: readCommandEntry,
  denyLists: [],
  hooks: null,
  newConfig: {},
  instructionsHead: "",
  startLimitMs: null,
  startLimitSetting: null,
  passesOn: () => true,
  environment: "not measured",
} satisfies Partial<Runtime>;
