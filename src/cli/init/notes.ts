// Finds notes that a project already has, so that init can offer to import them.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { RUNTIMES } from "../../runtimes/all.ts";
import { removeBlock } from "../../runtimes/instructions.ts";

const FILES = [
  ...["CLAUDE.md", "AGENTS.md", "GEMINI.md", "learnings.md", "LEARNINGS.md", "docs/learnings.md"],
  ...[".cursorrules", ".github/copilot-instructions.md", ".beads/issues.jsonl"],
];
const FOLDERS = [
  ".agents",
  "docs/solutions",
  ".cursor/rules",
  ".github/instructions",
  ".clinerules",
  "memory-bank",
];

/** Relative to the top; only files with more than a few words beside this program's own block. */
export function notesAt(top: string): string[] {
  const files = FILES.filter((name) => isThere(top, name) && holdsWords(top, name));
  const folders = FOLDERS.filter((name) => isThere(top, name) && isFilled(top, name));
  // On a disk that ignores letter case two names may be one file.
  const unique = files.filter((name, at) => files.findIndex((each) => isSameFile(top, each, name)) === at);
  return [...unique, ...folders];
}

const isThere = (top: string, name: string): boolean => existsSync(path.join(top, name));

function isSameFile(top: string, a: string, b: string): boolean {
  const one = statSync(path.join(top, a));
  const other = statSync(path.join(top, b));
  return one.ino === other.ino && one.dev === other.dev;
}

const FEWEST_WORDS = 8;

function holdsWords(top: string, name: string, fewest = FEWEST_WORDS): boolean {
  const file = path.join(top, name);
  // A file that init has made for the block holds nothing else.
  const head = RUNTIMES.find(({ project }) => project.instructions === name)?.instructionsHead ?? "";
  try {
    const text = removeBlock(readFileSync(file, "utf8"), head, file) ?? "";
    return text.split(/\s+/).filter(Boolean).length >= fewest;
  } catch {
    return false;
  }
}

function isFilled(top: string, folder: string): boolean {
  try {
    const entries = readdirSync(path.join(top, folder), { withFileTypes: true });
    // Such a folder also holds a runtime's settings.
    const notes = entries.filter(({ name }) => !/\.(?:jsonc?|toml)$/.test(name));
    return notes.some((entry) => entry.isDirectory() || holdsWords(top, `${folder}/${entry.name}`, 1));
  } catch {
    return false;
  }
}
