// Defines the terms in which least privilege is decided: what a session would do, and what bounds it.
import type { Envelope } from "./settings.ts";
import type { JudgedWord } from "./words.ts";

/** What a job narrows the envelope to. */
export interface JobBounds {
  readonly id: string;
  /** Null where the job does not narrow reading. */
  readonly read: readonly string[] | null;
  readonly write: readonly string[];
  /** The real path of the job's own worktree, outside of which it writes nothing; null where it has none. */
  readonly within: string | null;
}

/** The bounds in force at this moment. */
export interface Bounds {
  /** Null while base has none; then only the job's scope counts. */
  readonly envelope: Envelope | null;
  /** sha256 of the envelope's canonical JSON; null without one. */
  readonly digest: string | null;
  /** How base was found, such as `origin/HEAD`. */
  readonly base: string;
  readonly job: JobBounds | null;
}

export interface FilePlace {
  /** Relative to the top of the working tree, with forward slashes; `.` for the top itself, null for a place outside. */
  readonly inside: string | null;
  readonly absolute: string;
}

/** A file whose links, `..` and letter case have been resolved on the disk. */
export interface FileTarget extends FilePlace {
  /**
   * The path as it was written, and each path that a link on its way leads to, where these differ from the resolved one.
   */
  readonly named: readonly FilePlace[];
  /** Why the place can't be told; null when it can. */
  readonly problem: string | null;
}

/** What a word of a command does, with its file found on the disk. */
export type WordAction =
  | (Extract<JudgedWord, { path: string }> & { readonly file: FileTarget })
  | Extract<JudgedWord, { is: "refused" }>;

export type Action =
  /** `contents`: reading the folder shows what is in its files, and not only their names. */
  | { readonly kind: "read"; readonly file: FileTarget; readonly contents: boolean }
  | { readonly kind: "write"; readonly file: FileTarget }
  /** `altered`: it does not run as its words say, such as outside of the runtime's sandbox or with another environment. */
  | {
      readonly kind: "command";
      readonly argv: readonly string[];
      readonly words: readonly WordAction[];
      /** What it reads, where it is a command that only reads; null for any other. */
      readonly reading: readonly WordAction[] | null;
      readonly altered: boolean;
    }
  /** A line that needs a shell, as it is more than plain words. */
  | { readonly kind: "shell"; readonly altered: boolean }
  /** `host` in lower case; null where the tool chooses it. */
  | { readonly kind: "network"; readonly host: string | null }
  /** A tool of another server, as `server/tool`, or a runtime's tool whose arguments this program can't read. */
  | { readonly kind: "tool"; readonly name: string };

interface Circumstances {
  readonly altered?: boolean;
  readonly folders?: readonly string[];
}

/** What a session would do, as its author wrote it: nothing in it is resolved or trusted. */
export type ActionRequest =
  /** `contents`: of a folder, its files are read as well. */
  | { readonly kind: "read"; readonly path: string; readonly contents?: boolean }
  /** `mustExist`: the tool takes another file where this one is missing. */
  | { readonly kind: "write"; readonly path: string; readonly mustExist?: boolean }
  /** `altered`: more than its words decides how the call is run. `folders`: where it may be run. */
  | ({ readonly kind: "command"; readonly argv: readonly string[] } & Circumstances)
  /** A command line, as the shell tools of runtimes take it. */
  | ({ readonly kind: "line"; readonly line: string } & Circumstances)
  | { readonly kind: "network"; readonly url: string }
  /** A tool of another server, as `server/tool`. */
  | { readonly kind: "tool"; readonly name: string };

/** True if one of the globs fits; `exactly` distinguishes upper and lower case. */
export type FitsGlobs = (globs: readonly string[], path: string, exactly: boolean) => boolean;
