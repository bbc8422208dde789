// Stored words inside a sentence of ours: on one line, cut, and between quotes that nothing in them can close.
import { sanitise } from "./safe-text.ts";

export function quoted(text: string, most = 200): string {
  const line = sanitise(text)
    .replace(/\s+/g, " ")
    .replace(/["“”„«»]/g, "'")
    .trim();
  return `"${line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line}"`;
}
