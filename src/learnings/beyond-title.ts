// Leaves out of what a reader is shown of a lesson the words that its title and its text both have.
import { oneLine } from "../shared/text/one-line.ts";

/** A text of one or two sentences, which is as good a title as its beginning. */
const MOST_CHARACTERS = 240;

const withoutStop = (text: string): string => text.replace(/(?<![.:;!…])[.:;!…]+$/, "").trimEnd();
/** Titles are cleaned of marks that a text keeps. */
export const withoutMarks = (text: string): string =>
  withoutStop(oneLine(text).replace(/^(?:[-+>*]\s+)?(?:\[[ xX]\]\s+)?|\*\*|`/g, ""));

/**
 * Title and text, for who sees both in one place: of a short text that the title repeats, or is the beginning of, the
 * title is the whole, as marks that only the text has may matter.
 */
export function shownOnce(title: string, body: string): { readonly title: string; readonly body: string } {
  if (body.length > MOST_CHARACTERS) return { title, body };
  const [short, long] = [withoutMarks(title), withoutMarks(body)];
  const isWhole = short === long;
  const begins =
    long.startsWith(short) && /^\W/.test(long.slice(short.length)) && !body.trim().includes("\n");
  return short !== "" && (isWhole || begins) ? { title: oneLine(body), body: "" } : { title, body };
}

/** The text, for who is given the title by itself: empty where that says it all, to the letter. */
export const beyondTitle = (title: string, body: string): string =>
  withoutStop(oneLine(title)) === withoutStop(oneLine(body)) ? "" : body;
