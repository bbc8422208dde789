// Defines what a rule about a program's words finds in a command line that an entry of `commands` lets begin.

/** `at`: which word of the line it is, as words that the entry itself spells need no judging. */
export type JudgedWord =
  /** A file. `named`: it may as well be no file, so that only what is denied or guarded by name counts. */
  | {
      readonly at: number;
      readonly is: "read" | "write";
      readonly path: string;
      readonly named: boolean;
      /** For readers of a folder: what is in its files as well. */
      readonly contents?: boolean;
      /** Seen from the top of the working tree, wherever the command is run. */
      readonly fromTop?: boolean;
    }
  /** Nothing opens it but an entry that spells it. */
  | { readonly at: number; readonly is: "refused"; readonly why: string };

type FileWord = Extract<JudgedWord, { path: string }>;

/** True for a word that names a place outside of the folder in which it is said, by how it is written. */
export const leadsOut = (word: string): boolean =>
  /^(?:[\\/~]|[A-Za-z]:[\\/])/.test(word) || word.split(/[\\/]/).includes("..");

/** A word that may be a file and may be something else: strictly a file where it leads out of the folder. */
export const maybeFile = (at: number, is: "read" | "write", path: string): FileWord => ({
  at,
  is,
  path,
  named: !leadsOut(path),
});
