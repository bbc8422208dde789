// Reads observations of claude-mem as `sqlite3 -json` prints them (its schema with migration 35).
import { listOfTexts, type StoreEntry, text } from "./entry.ts";

type Fields = Readonly<Record<string, unknown>>;

export const isClaudeMem = (fields: Fields): boolean =>
  "memory_session_id" in fields && ("narrative" in fields || "learned" in fields);

/** An observation, or the summary of a session; the reason why it is no lesson, where it is none. */
export function claudeMemEntry(fields: Fields): StoreEntry | string {
  const facts = listOfTexts(fields.facts);
  const own = [text(fields.narrative) || text(fields.text), ...facts.map((fact) => `- ${fact}`)].filter(
    Boolean,
  );
  const body = own.length > 0 ? own.join("\n") : text(fields.learned);
  if (body === "") return "a session that says nothing of what was learned";
  return {
    title: text(fields.title),
    body,
    kind: text(fields.type),
    tags: listOfTexts(fields.concepts),
    files: listOfTexts(fields.files_modified),
    date: text(fields.created_at),
  };
}
