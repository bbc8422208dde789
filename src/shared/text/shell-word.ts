// Writes a text so that a shell takes it as one word.
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command as somebody can type it: `#`, `$` and blanks in a word are the word's own. */
export const shellLine = (argv: readonly string[]): string => argv.map(shellWord).join(" ");
