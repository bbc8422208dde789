// Shows how a lesson's text has changed, one sentence per line, as `diff` would.
import type { LearningText } from "../learnings/learning.ts";
import { safeLine } from "../shared/text/safe-text.ts";

const MOST_LINES = 60;
const CONTEXT = 1;

/** Lines that begin with `+ `, `- ` or two spaces; unchanged lines far from a change are left out. */
export function lessonDiff(before: LearningText | null, after: LearningText | null): string[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const kept = common(old, fresh);
  const lines: string[] = [];
  let a = 0;
  let b = 0;
  for (const [x, y] of [...kept, [old.length, fresh.length] as const]) {
    while (a < x) lines.push(`- ${old[a++]}`);
    while (b < y) lines.push(`+ ${fresh[b++]}`);
    if (a < old.length && b < fresh.length) lines.push(`  ${old[a]}`);
    [a, b] = [x + 1, y + 1];
  }
  const shown = lines.filter((line, at) => !line.startsWith("  ") || isNearChange(lines, at));
  const more = shown.length - MOST_LINES;
  return more > 0 ? [...shown.slice(0, MOST_LINES), `  … and ${more} more lines`] : shown;
}

const isNearChange = (lines: readonly string[], at: number): boolean =>
  lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => !line.startsWith("  "));

function linesOf(text: LearningText | null): string[] {
  if (text === null) return [];
  const { title, kind, paths, tags, symptoms = [], body } = text;
  return [
    `title: ${title}`,
    `kind: ${kind}`,
    ...(paths.length > 0 ? [`paths: ${paths.join(", ")}`] : []),
    ...(tags.length > 0 ? [`tags: ${tags.join(", ")}`] : []),
    ...symptoms.map((symptom) => `seen as: ${symptom}`),
    ...body.split("\n").flatMap((paragraph) => paragraph.split(/(?<=[.;!?]) (?=\S)/)),
  ]
    .map((line) => safeLine(line))
    .filter((line) => line !== "");
}

/** The longest common sequence of lines, as indexes in both. */
function common(old: readonly string[], fresh: readonly string[]): (readonly [number, number])[] {
  const length = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0));
  const at = (a: number, b: number): number => length[a]?.[b] ?? 0;
  for (let a = old.length - 1; a >= 0; a--)
    for (let b = fresh.length - 1; b >= 0; b--) {
      const row = length[a];
      if (row) row[b] = old[a] === fresh[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  const found: (readonly [number, number])[] = [];
  for (let [a, b] = [0, 0]; a < old.length && b < fresh.length; ) {
    if (old[a] === fresh[b]) found.push([a++, b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a++;
    else b++;
  }
  return found;
}
