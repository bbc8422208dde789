// Makes a text part of a single line, so that it can't begin a line of its own.

/** A line break could start a trailer of a commit message, and a NUL ends the message. */
export const oneLine = (text: string): string => text.replace(/[\s\0]+/g, " ");
