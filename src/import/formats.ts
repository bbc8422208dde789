// Tells by its content what kind of notes a file holds, and reads it.
import path from "node:path";
import { readClaude } from "./claude.ts";
import type { Found } from "./found.ts";
import { readNote } from "./frontmatter.ts";
import { isJson, readJson, readJsonl, readReviewComments, readYaml } from "./jsonl.ts";
import { readMarkdown } from "./markdown.ts";
import { withoutOurBlock } from "./our-block.ts";
import { readQuickstart } from "./quickstart.ts";
import { isBasicMemory, readBasicMemory } from "./stores/basic-memory.ts";
import { isPlaybookLines, readPlaybookLines } from "./stores/playbook.ts";
import { isRules, readRules } from "./stores/rules.ts";

/** `agents` is read like `markdown`; of its folders only those that hold lessons are looked into. */
export const FORMATS = [
  "auto",
  "quickstart",
  "markdown",
  "agents",
  "claude",
  "jsonl",
  "json",
  "rules",
  "basic-memory",
  "playbook",
  "reviews",
] as const;
export type Format = (typeof FORMATS)[number];

const READERS = {
  quickstart: readQuickstart,
  markdown: readMarkdown,
  agents: readMarkdown,
  claude: readClaude,
  jsonl: readJsonl,
  json: readJson,
  rules: (file: string, text: string) => readRules(file, readNote(text)),
  "basic-memory": (file: string, text: string) => readBasicMemory(file, readNote(text)),
  playbook: (file: string, text: string) =>
    isPlaybookLines(text)
      ? readPlaybookLines(file, text)
      : isJson(text)
        ? readJson(file, text)
        : readYaml(file, text),
  reviews: readReviewComments,
} as const;

/** `file` is the name under which its learnings are reported. Throws nothing: every text is some kind of notes. */
export function readNotes(file: string, content: string, format: Format): Found {
  // Expressions that look for what ends with blanks look at each of a row of them anew.
  const plain = content.replace(/[ \t]{200,}/g, (blanks) => blanks.slice(0, 200));
  const text = withoutOurBlock(plain.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"));
  return READERS[format === "auto" ? formatOf(file, text) : format](file, text);
}

function formatOf(file: string, text: string): Exclude<Format, "auto"> {
  if (isJson(text)) return "json";
  if (/\.(?:jsonl|ndjson)$/i.test(file) || /^\s*\{.*\}\s*(?:\n|$)/.test(text)) return "jsonl";
  if (isRules(file)) return "rules";
  if (/\.ya?ml$/i.test(file) || isPlaybookLines(text)) return "playbook";
  const note = readNote(text);
  if (isBasicMemory(note)) return "basic-memory";
  if (Object.keys(note.fields).length > 0) return "markdown";
  if (/^(?:CLAUDE(?:\.local)?|AGENTS|GEMINI|MEMORY)\.md$/i.test(path.basename(file))) return "claude";
  if (/^#{2,3} .*\d{4}-\d{2}-\d{2}.*\n+[-*+] /m.test(text)) return "quickstart";
  return /^learnings?\.md$/i.test(path.basename(file)) && /^[-*+] /m.test(text) ? "quickstart" : "markdown";
}
