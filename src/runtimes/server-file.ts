// Holds the file that a project's settings start as the server, and tells whether the one in a working tree is this one.
import SERVER_TEXT from "agentops:server-file";

export { SERVER_TEXT };

/**
 * Relative to the top of the working tree; the envelope guards it as it guards the settings that start it. It looks for
 * the program, which a path in these settings would find in the working tree alone that has it installed.
 */
export const SERVER_FILE = ".agentops/server.cjs";

const FIRST_LINE = /^\/\/ agentops-mcp server, form (\d+)\./;

/** True for a file of ours, of any version. */
export const isServerFile = (text: string): boolean => FIRST_LINE.test(text);

/** True if the word of a command names it, from whatever folder. */
export const namesServerFile = (word: string): boolean =>
  word.replaceAll("\\", "/").split("/").slice(-2).join("/") === SERVER_FILE;

/** What is wrong with the file in a working tree, which is null where there is none; null where nothing is. */
export function serverFileProblem(text: string | null): string | null {
  if (text === null) return `${SERVER_FILE}, which it starts, is missing`;
  if (text.replaceAll("\r\n", "\n") === SERVER_TEXT) return null;
  return FIRST_LINE.exec(text)?.[1] === FIRST_LINE.exec(SERVER_TEXT)?.[1]
    ? `${SERVER_FILE} is not as init writes it`
    : `${SERVER_FILE} is of another version`;
}
