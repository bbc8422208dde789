// Makes text a part of a single line, so that it can't begin a line of its own choosing.

/** A line break would start a trailer of the text's own, and a NUL ends a commit message. */
export const oneLine = (text: string): string => text.replace(/[\s\0]+/g, " ");
