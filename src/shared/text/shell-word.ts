// Writes a text so that a shell takes it as one word.
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command as somebody can type it, with `#`, `$` and spaces quoted. */
export const shellLine = (argv: readonly string[]): string => argv.map(shellWord).join(" ");
