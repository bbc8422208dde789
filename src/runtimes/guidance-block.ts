// Edits the block of a rules file that holds the lessons which have proved themselves, and never a word around it or in it that a person wrote.

import { AgentOpsError } from "../shared/errors.ts";
import { sha256 } from "../shared/sha256.ts";
import { append, behindMark, cut, lineEndOf } from "./text.ts";

const HEAD = `## Lessons that have proved themselves

Made by \`agentops-mcp curate --guidance\` of lessons that helped several sessions; each goes when it no longer holds. Write beside this block, not in it.
`;

const END = "<!-- agentops:guidance-end -->";
const BLOCK = /<!-- agentops:guidance ([0-9a-f]{12}) -->([\s\S]*?)<!-- agentops:guidance-end -->/;
const MARK = /<!-- agentops:guidance(?: [0-9a-f]{12}|-end) -->/g;

/** The block with these lines. It says by a hash what it holds, so that an edit by hand is seen. */
export function guidanceBlock(lines: readonly string[]): string {
  const inside = `\n${HEAD}\n${lines.map((line) => `- ${withoutImports(line)}`).join("\n")}\n`;
  return `<!-- agentops:guidance ${hashOf(inside)} -->${inside}${END}`;
}

/** Runtimes read the file behind an `@` of their rules files; within backticks, where these stand in pairs, they do not. */
function withoutImports(line: string): string {
  const parts = line.split("`");
  const isPaired = parts.length % 2 === 1;
  return (isPaired ? parts : [parts.join("'")])
    .map((part, at) => (at % 2 === 0 ? part.replace(/(?<![\w@])@[^\s@]+/g, (name) => `\`${name}\``) : part))
    .join("`");
}

const hashOf = (inside: string): string => sha256(inside.replaceAll("\r\n", "\n")).slice(0, 12);

/**
 * The text with the block in its place or at its end; without one where there are no lines, and null when nothing else is
 * left of the file. Throws CONFIG_INVALID where the block is cut or was edited by hand.
 */
export function setGuidance(text: string, lines: readonly string[], file: string): string | null {
  const found = findBlock(text, file);
  if (lines.length === 0) {
    if (!found) return text;
    const rest = text.slice(0, found.start) + text.slice(found.stop);
    return rest.trim() === "" ? null : cut(text, found.start, found.stop);
  }
  return behindMark(text, (plain) => {
    const block = guidanceBlock(lines);
    const place = findBlock(plain, file);
    if (!place) return append(plain, block);
    return plain.slice(0, place.start) + block.replaceAll("\n", lineEndOf(plain)) + plain.slice(place.stop);
  });
}

function findBlock(text: string, file: string): { readonly start: number; readonly stop: number } | null {
  const marks = text.match(MARK) ?? [];
  if (marks.length === 0) return null;
  const found = BLOCK.exec(text);
  if (!found || marks.length !== 2)
    throw refused(file, "its marks are incomplete or there twice", "Delete what is left of it");
  const [whole, hash, inside = ""] = found;
  if (hashOf(inside) !== hash)
    throw refused(file, "somebody has edited it", "Move your words out of it and delete the rest");
  return { start: found.index, stop: found.index + whole.length };
}

const refused = (file: string, what: string, fix: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `The guidance block in ${file} stays as it is: ${what}.`,
    `${fix}, with its lines <!-- agentops:guidance… -->, and run this again; nothing was written.`,
  );
