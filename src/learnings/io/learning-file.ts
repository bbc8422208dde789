// Reads and writes one learning as a file that people edit, and says what is wrong with it.

import * as z from "zod";
import { FrontmatterError, parseMarkdown, renderFrontmatter } from "../../journal/frontmatter.ts";
import { LEARNING_KINDS, LIMITS } from "../../records/evidence.ts";
import { RECORD_ID } from "../../shared/ids.ts";
import { clip } from "../../shared/text/quoting.ts";
import { hiddenCharacter } from "../../shared/text/safe-text.ts";
import { findSecret } from "../../shared/text/secrets.ts";
import type { LearningText } from "../learning.ts";
import type { LearningRecord } from "../records/learning.ts";

export const LEARNINGS_FOLDER = ".agentops/learnings";

/** Fields that a person's file needs; all others in the frontmatter are ignored. */
const Fields = z.object({
  id: z.string().regex(RECORD_ID).nullish(),
  title: z
    .string()
    // YAML can spread a title over several lines; shown beside this program's own lines it has one.
    .transform((title) => title.replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1).max(LIMITS.title)),
  kind: z.enum(LEARNING_KINDS),
  tags: listOf(LIMITS.tag, LIMITS.tags),
  paths: listOf(LIMITS.path, LIMITS.paths),
  symptoms: z.unknown().optional().transform(symptomsIn),
});

/** People write one tag as a word and several as a list. */
function listOf(length: number, items: number) {
  const Item = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(length));
  return z
    .union([Item.transform((item) => [item]), z.array(Item).max(items)])
    .nullish()
    .transform((list) => list ?? []);
}

/**
 * As many and as long as a record keeps. Never makes a file unreadable, as people may have used a key of this name for
 * something else, and YAML takes a bare `Error: text` for a key with its value.
 */
function symptomsIn(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const lines = items.map((item) => clip(lineOf(item).replace(/\s+/g, " ").trim(), LIMITS.symptom).trimEnd());
  return [...new Set(lines.filter(Boolean))].slice(0, LIMITS.symptoms);
}

function lineOf(item: unknown): string {
  if (typeof item === "string" || typeof item === "number") return String(item);
  const pairs = typeof item === "object" && item !== null ? Object.entries(item) : [];
  return pairs.map(([key, value]) => [key, lineOf(value)].filter(Boolean).join(": ")).join(", ");
}

export type ParsedFile =
  | { ok: true; id: string | null; text: LearningText }
  | { ok: false; id: string | null; reason: string };

/** Reads a file of `.agentops/learnings`; every error is a value that says what to correct. */
export async function parseLearningFile(bytes: Buffer): Promise<ParsedFile> {
  const text = decoded(bytes);
  if (text === null) return { ok: false, id: null, reason: "is not UTF-8 text" };
  const id = /^id:\s*["']?([0-9A-HJKMNP-TV-Z]{26})["']?\s*$/m.exec(text)?.[1] ?? null;
  const refuse = (reason: string): ParsedFile => ({ ok: false, id, reason });
  if (text.length > LIMITS.body * 2) return refuse("is too long");
  if (/^(<{7}|>{7}|={7})( |$)/m.test(text)) return refuse("holds conflict markers");
  const hidden = hiddenCharacter(text);
  if (hidden) return refuse(`line ${hidden.line} holds the invisible character ${hidden.codePoint}`);
  const secret = findSecret(text);
  if (secret) return refuse(`line ${secret.line} holds a credential (${secret.rule})`);
  let parsed: Awaited<ReturnType<typeof parseMarkdown>>;
  try {
    parsed = await parseMarkdown(text);
  } catch (error) {
    const line = error instanceof FrontmatterError ? error.line : null;
    const where = line === null ? "" : ` (line ${line})`;
    return refuse(`its frontmatter between the --- lines is not valid YAML${where}`);
  }
  const fields = Fields.safeParse(parsed.fields);
  if (!fields.success)
    return refuse(`frontmatter: ${fields.error.issues[0]?.path.join(".")} is missing or not valid`);
  const body = parsed.body.replace(/\r\n/g, "\n").trim();
  if (body === "" || body.length > LIMITS.body) return refuse("its text is empty or too long");
  const { title, kind, tags, paths, symptoms: found } = fields.data;
  const symptoms = found.length > 0 ? found : undefined;
  return { ok: true, id: fields.data.id ?? null, text: { title, kind, tags, paths, symptoms, body } };
}

/** Without the byte order mark that some editors write; null where the bytes are no UTF-8. */
function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function renderLearningFile(learning: LearningRecord): string {
  const { id, title, kind, symptoms, tags, paths, body, at } = learning;
  const seenAs = symptoms ? { symptoms } : {};
  const head = renderFrontmatter({ title, kind, ...seenAs, tags, paths, id, recorded: at.slice(0, 10) });
  return `---\n${head}\n---\n\n${body}\n`;
}

/** A name that tells what is inside, and that the end of the id makes unique. */
export function learningFileName({ id, title }: LearningRecord): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const slug = words.length <= 60 ? words : words.slice(0, words.lastIndexOf("-", 60));
  return `${[slug, id.slice(-6).toLowerCase()].filter(Boolean).join("-")}.md`;
}

/** The message of a commit that adds learnings with these titles. */
export function learningCommitMessage(titles: readonly string[]): string {
  const [first = ""] = titles;
  const lines = titles.map((title) => title.replace(/[\s\0]+/g, " "));
  if (lines.length === 1) return `docs: learning: ${first.replace(/[\s\0]+/g, " ")}\n`;
  return `docs: ${lines.length} learnings\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`;
}
