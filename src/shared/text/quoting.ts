// Quotes stored words inside a sentence of ours: on one line, cut, and in quotes that nothing in them can close.
import { sanitise } from "./safe-text.ts";

export function quoted(text: string, most = 200): string {
  const line = sanitise(text)
    .replace(/\s+/g, " ")
    .replace(/["“”„«»]/g, "'")
    .trim();
  return `"${line.length > most ? `${clip(line, most - 1).trimEnd()}…` : line}"`;
}

/** The beginning of a text, never half of a character. */
export const clip = (text: string, most: number): string =>
  text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");

/** The beginning of sentences of ours in which such words stand; one that is cut in the middle is closed again. */
export function clipQuoting(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = clip(text, most - 2).trimEnd();
  return `${kept}…${kept.split('"').length % 2 === 0 ? '"' : ""}`;
}

/** A name as it stands where it is one word, as honest ones are; anything else is somebody's text, and quoted. */
export const wordOrQuoted = (text: string, most = 100): string =>
  /^[\w.:@/+-]+$/.test(text) && text.length <= most ? text : quoted(text, most);
