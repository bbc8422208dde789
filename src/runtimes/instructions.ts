// Edits the short block in AGENTS.md and its like that tells a model when to call which tool.
import { AgentOpsError } from "../shared/errors.ts";
import { append, behindMark, cut, lineEndOf } from "./text.ts";

/** Its version changes with its text, so that an older one is seen to be older. */
export const INSTRUCTIONS_BLOCK = `<!-- agentops:start v4 -->
## Lessons of earlier sessions

The agentops MCP server keeps what agents learned in this repository.

- Before you plan, edit or debug, and when something fails: \`retrieve_context\`, in two or three English wordings, one a line.
- When a lesson proves right, wrong or stale: \`cite_learnings\`.
- As soon as you know what a later session would pay for again: \`record_learning\`. Commit the file it lays down with your work.
<!-- agentops:end -->`;

const BLOCK = /<!-- agentops:start v\d+ -->[\s\S]*?<!-- agentops:end -->/;
const MARK = /<!-- agentops:(start v\d+|end) -->/g;

/** The text with the block at its end, or with the block that it has replaced in place. `head` starts a new file. */
export function setBlock(text: string, head: string, file: string): string {
  return behindMark(text, (plain) => {
    const found = findBlock(plain, file);
    if (!found) return append(plain, plain === "" ? head + INSTRUCTIONS_BLOCK : INSTRUCTIONS_BLOCK);
    const block = INSTRUCTIONS_BLOCK.replaceAll("\n", lineEndOf(plain));
    return plain.slice(0, found.start) + block + plain.slice(found.stop);
  });
}

/** The text without the block; null when nothing is left of a file that we created. */
export function removeBlock(text: string, head: string, file: string): string | null {
  const found = findBlock(text, file);
  if (!found) return text;
  if (text.slice(0, found.start) === head && text.slice(found.stop).trim() === "") return null;
  return cut(text, found.start, found.stop);
}

function findBlock(text: string, file: string): { start: number; stop: number } | null {
  const marks = text.match(MARK) ?? [];
  const match = BLOCK.exec(text);
  if (match && marks.length === 2) return { start: match.index, stop: match.index + match[0].length };
  if (marks.length === 0) return null;
  throw new AgentOpsError(
    "CONFIG_INVALID",
    `The marks of the agentops block in ${file} are incomplete or there twice.`,
    "Delete what is left of the block, with its lines <!-- agentops:… -->, and run this again; nothing was written.",
  );
}
