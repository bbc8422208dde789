// Defines what the rules about a program's words find in a command line that an entry of `commands` permits to begin.

/** `at` is the index of the word, as words that the entry itself spells need no judging. */
export type JudgedWord =
  /** A file. `named`: it may also be no file, so only denials and guards by name count. */
  | {
      readonly at: number;
      readonly is: "read" | "write";
      readonly path: string;
      readonly named: boolean;
      /** For readers of a folder: shows what is in its files too. */
      readonly contents?: boolean;
      /** Relative to the top of the working tree, wherever the command is run. */
      readonly fromTop?: boolean;
    }
  /** Only an entry that spells the word permits it. */
  | { readonly at: number; readonly is: "refused"; readonly why: string };

type FileWord = Extract<JudgedWord, { path: string }>;

/** True for a word that, as it is written, names a place outside of the current folder. */
export const leadsOut = (word: string): boolean =>
  /^(?:[\\/~]|[A-Za-z]:[\\/])/.test(word) || word.split(/[\\/]/).includes("..");

/** A word that may be a file or something else; judged strictly as a file where it leads out of the folder. */
export const maybeFile = (at: number, is: "read" | "write", path: string): FileWord => ({
  at,
  is,
  path,
  named: !leadsOut(path),
});

/** The words of a list that is written with spaces between them. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(" "));
