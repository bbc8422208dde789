// Quotes stored words within a sentence of this program: on one line, cut to length, and in quotes that nothing in them can
// close.
import { sanitise } from "./safe-text.ts";

export function quoted(text: string, most = 200): string {
  const line = sanitise(text)
    .replace(/\s+/g, " ")
    .replace(/["“”„«»]/g, "'")
    .trim();
  return `"${line.length > most ? `${clip(line, most - 1).trimEnd()}…` : line}"`;
}

/** The beginning of a text, cut between whole characters. */
export const clip = (text: string, most: number): string =>
  text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");

/** The beginning of a text of this program that quotes such words; a quote that is cut is closed again. */
export function clipQuoting(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = clip(text, most - 2).trimEnd();
  return `${kept}…${kept.split('"').length % 2 === 0 ? '"' : ""}`;
}

/** A name as it is where it is one word, as honest names are; anything else is quoted. */
export const wordOrQuoted = (text: string, most = 100): string =>
  /^[\w.:@/+-]+$/.test(text) && text.length <= most ? text : quoted(text, most);
