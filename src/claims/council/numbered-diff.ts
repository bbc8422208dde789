// Puts a line number before each line of a diff that exists after the change, so that a judge need not count.

import { sanitise } from "../../shared/text/safe-text.ts";
import { withoutSecrets } from "../../shared/text/without-secrets.ts";

const WIDTH = 5;
/** Characters that a reader takes for a line break, and git does not. */
const BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;

/** The diff as a reader may see it, without credentials; without numbers where a credential spanned several lines. */
export function numbered(diff: string): string {
  const marked = marksOf(diff.split("\n")).flatMap(({ raw, mark }) =>
    sanitise(raw.replace(/\r$/, ""))
      .split(BREAK)
      .map((line, at) => ({ line, mark: at === 0 || mark === null ? mark : "" })),
  );
  const kept = withoutSecrets(marked.map(({ line }) => line).join("\n")).split("\n");
  if (kept.length !== marked.length) return kept.join("\n");
  return kept
    .map((line, at) => {
      const mark = marked[at]?.mark ?? null;
      return mark === null ? line : `${mark.padStart(WIDTH)} ${line}`;
    })
    .join("\n");
}

/** Each line with its number; empty for a removed line, null outside of the hunks. */
function marksOf(lines: readonly string[]): { raw: string; mark: string | null }[] {
  let next: number | null = null;
  return lines.map((raw) => {
    // Each line of a hunk begins with a mark, so this one is a header.
    const [hunk, first] = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(raw) ?? [];
    if (hunk !== undefined || !/^[ +\\-]/.test(raw)) {
      next = first === undefined ? null : Number(first);
      return { raw, mark: null };
    }
    if (next === null) return { raw, mark: null };
    if (!/^[ +]/.test(raw)) return { raw, mark: "" };
    next += 1;
    return { raw, mark: String(next - 1) };
  });
}
