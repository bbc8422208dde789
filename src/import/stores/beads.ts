// Reads issues of beads (`.beads/issues.jsonl`, as its types at 08e43d9f have them): closed ones that say what came of them.
import { givesReason } from "../collection.ts";
import { listOfTexts, type StoreEntry, text } from "./entry.ts";

type Fields = Readonly<Record<string, unknown>>;

export const isBeads = ({ id, title, status, issue_type }: Fields): boolean =>
  [id, title, status, issue_type].every((field) => typeof field === "string");

/** The reason why it is no lesson, where it is none. */
export function beadsEntry(fields: Fields): StoreEntry | string {
  const { title, status, description, design, notes, close_reason, labels, closed_at, created_at } = fields;
  if (status === "tombstone") return "deleted in beads";
  if (status !== "closed") return "open work, not a lesson: agentops-mcp jobs add --file queues it";
  const parts: readonly (readonly [string, string])[] = [
    ["", text(description)],
    ["Design", text(design)],
    ["Notes", text(notes)],
    ...commentsIn(fields.comments).map((each): readonly [string, string] => ["Comment", each]),
    ["Closed", text(close_reason)],
  ];
  const told = parts.filter(([, words]) => words !== "");
  // A title and a wish are a task; what was found out while it was done is a lesson.
  if (!told.some(([label, words]) => label !== "" && givesReason(words)))
    return "finished work that says nothing of why";
  return {
    title: text(title),
    body: told.map(([label, words]) => (label === "" ? words : `${label}: ${words}`)).join("\n\n"),
    tags: listOfTexts(labels),
    kind: text(fields.issue_type),
    date: text(closed_at) || text(created_at),
  };
}

const commentsIn = (comments: unknown): string[] =>
  (Array.isArray(comments) ? comments : [])
    .map((each) => text(Reflect.get(Object(each), "text")))
    .filter(Boolean);
