// Reads CLAUDE.md, AGENTS.md and memory indexes: pieces that say why something is so. Instructions stay where they are.
import { givesReason, readCollection } from "./collection.ts";
import { type Found, oneLine } from "./found.ts";

const LINK_ONLY = /^\[[^\]]+\]\([^)]+\.md[^)]*\)/;
const COMMAND = /^(?:[^`.]{0,60}[:–—-]\s*)?`[^`]+`(?:\s*(?:[-–—:#(].{0,120})?)?$/;

export const readClaude = (file: string, text: string): Found =>
  readCollection(file, text, (unit) =>
    whyNot(unit.title === null ? unit.text : `${unit.title}\n${unit.text}`),
  );

function whyNot(text: string): string | null {
  const line = oneLine(text);
  if (LINK_ONLY.test(line)) return "a pointer to another file";
  if (givesReason(line)) return null;
  if (COMMAND.test(line)) return "a command, not a lesson";
  return "an instruction or a description without a reason: it belongs where it is";
}
