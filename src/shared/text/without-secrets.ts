// Removes lines that hold a credential from a text that is kept or shown.
import { findSecret } from "./secrets.ts";

export const LEFT_OUT = "[a line with a credential was left out]";

/** `text` as a reader sees it, without hidden characters. A key that is cut off is removed to the end of the text. */
export function withoutSecrets(text: string): string {
  const lines = text.split("\n");
  for (let found = findSecret(lines.join("\n")); found; found = findSecret(lines.join("\n"))) {
    const at = found.line - 1;
    const line = lines[at];
    if (line === undefined || line === LEFT_OUT) return LEFT_OUT;
    const end = /-----BEGIN/.test(line)
      ? lines.findIndex((each, index) => index >= at && /-----END/.test(each))
      : at + (found.lines ?? 1) - 1;
    lines.splice(at, (end < 0 ? lines.length : end + 1) - at, LEFT_OUT);
  }
  return lines.join("\n");
}
