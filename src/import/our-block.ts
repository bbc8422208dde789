// Leaves out the blocks that we write into AGENTS.md and its like: what `init` puts there is nobody's lesson, and guidance is stored.

const START = /^\s*<!-- agentops:(?:start v\d+|guidance [0-9a-f]{12}) -->\s*$/;
const END = /^\s*<!-- agentops:(?:guidance-)?end -->\s*$/;

/** The text with empty lines in the block's place, so that all others keep their numbers. */
export function withoutOurBlock(text: string): string {
  if (!text.includes("<!-- agentops:")) return text;
  const lines = text.split("\n");
  for (let start = lines.findIndex((line) => START.test(line)); start >= 0; ) {
    const stop = endOf(lines, start);
    lines.fill("", start, stop);
    start = lines.findIndex((line) => START.test(line));
  }
  return lines.map((line) => (END.test(line) ? "" : line)).join("\n");
}

/** The line after the block; of one that somebody has cut, after its first heading, up to the next. */
function endOf(lines: readonly string[], start: number): number {
  const end = lines.findIndex((line, at) => at > start && (END.test(line) || START.test(line)));
  if (end >= 0) return START.test(lines[end] ?? "") ? end : end + 1;
  const own = lines.findIndex((line, at) => at > start && /^#{1,6}\s/.test(line));
  const next = lines.findIndex((line, at) => at > Math.max(own, start) && /^#{1,6}\s/.test(line));
  return next < 0 ? lines.length : next;
}
