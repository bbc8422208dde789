// Avoids showing twice what a lesson's title and text have in common.
import { oneLine } from "../shared/text/one-line.ts";

/** In characters: a text of one or two sentences, whose beginning is often its title. */
const MOST_CHARACTERS = 240;

const withoutStop = (text: string): string => text.replace(/(?<![.:;!…])[.:;!…]+$/, "").trimEnd();
/** Without markup, which titles lack and texts have. */
export const withoutMarks = (text: string): string =>
  withoutStop(oneLine(text).replace(/^(?:[-+>*]\s+)?(?:\[[ xX]\]\s+)?|\*\*|`/g, ""));

/**
 * Title and text for a reader of both. Where a short text equals or begins with the title, the title becomes the whole
 * text, as markup that only the text has may matter.
 */
export function shownOnce(title: string, body: string): { readonly title: string; readonly body: string } {
  if (body.length > MOST_CHARACTERS) return { title, body };
  const short = withoutMarks(title);
  const long = withoutMarks(body);
  const isWhole = short === long;
  const begins =
    long.startsWith(short) && /^\W/.test(long.slice(short.length)) && !body.trim().includes("\n");
  return short !== "" && (isWhole || begins) ? { title: oneLine(body), body: "" } : { title, body };
}

/** The text for a reader who has the title already; empty where the title is the whole text, to the letter. */
export const beyondTitle = (title: string, body: string): string =>
  withoutStop(oneLine(title)) === withoutStop(oneLine(body)) ? "" : body;
