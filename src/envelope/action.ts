// Defines the words in which least privilege is decided: what a session would do, and what bounds it.
import type { Envelope } from "./settings.ts";
import type { JudgedWord } from "./words.ts";

/** What a job narrows the envelope to. */
export interface JobBounds {
  readonly id: string;
  /** Null: reads are not narrowed. */
  readonly read: readonly string[] | null;
  readonly write: readonly string[];
  /** The real path of the worktree that it has to itself, outside of which it writes nothing; null where it has none. */
  readonly within: string | null;
}

/** What is in force at this moment. */
export interface Bounds {
  /** Null while base has none: then only the job's scope counts. */
  readonly envelope: Envelope | null;
  /** sha256 of the envelope's canonical JSON; null without one. */
  readonly digest: string | null;
  /** What base was found by, such as `origin/HEAD`. */
  readonly base: string;
  readonly job: JobBounds | null;
}

export interface FilePlace {
  /** From the top of the working tree with forward slashes, `.` for the top itself; null for a place outside. */
  readonly inside: string | null;
  readonly absolute: string;
}

/** A file after links, `..` and case have been resolved on the disk. */
export interface FileTarget extends FilePlace {
  /** The path as it was written, and each that a link on its way leads to, where they are others. */
  readonly named: readonly FilePlace[];
  /** Why no place can be told; null when it can. */
  readonly problem: string | null;
}

/** What a word of a command does, with its file found on the disk. */
export type WordAction =
  | (Extract<JudgedWord, { path: string }> & { readonly file: FileTarget })
  | Extract<JudgedWord, { is: "refused" }>;

export type Action =
  /** `contents`: of a folder, what is in its files and not only their names. */
  | { readonly kind: "read"; readonly file: FileTarget; readonly contents: boolean }
  | { readonly kind: "write"; readonly file: FileTarget }
  /** `altered`: it does not run as its words say, but outside of the runtime's sandbox, with another environment or the like. */
  | {
      readonly kind: "command";
      readonly argv: readonly string[];
      readonly words: readonly WordAction[];
      /** All that it reads, where it is one of the commands that only read; null for any other. */
      readonly reading: readonly WordAction[] | null;
      readonly altered: boolean;
    }
  /** A line for a shell that is more than plain words. */
  | { readonly kind: "shell"; readonly altered: boolean }
  /** `host` in lower case; null where the tool chooses. */
  | { readonly kind: "network"; readonly host: string | null }
  /** A tool of another server as `server/tool`, or one of a runtime whose arguments nobody has told us how to read. */
  | { readonly kind: "tool"; readonly name: string };

interface Circumstances {
  readonly altered?: boolean;
  readonly folders?: readonly string[];
}

/** What a session would do, as its author writes it: nothing in it is resolved or trusted. */
export type ActionRequest =
  /** `contents`: of a folder, what is in its files as well. */
  | { readonly kind: "read"; readonly path: string; readonly contents?: boolean }
  /** `mustExist`: for a file that is not there, the tool takes another one. */
  | { readonly kind: "write"; readonly path: string; readonly mustExist?: boolean }
  /** `altered`: the call says more about how it is run than its words do. `folders`: where it may be run. */
  | ({ readonly kind: "command"; readonly argv: readonly string[] } & Circumstances)
  /** A command line, as the shell tools of runtimes take it. */
  | ({ readonly kind: "line"; readonly line: string } & Circumstances)
  | { readonly kind: "network"; readonly url: string }
  /** Another server's as `server/tool`. */
  | { readonly kind: "tool"; readonly name: string };

/** Tells whether one of the globs fits; `exactly` counts upper and lower case as different. */
export type FitsGlobs = (globs: readonly string[], path: string, exactly: boolean) => boolean;
