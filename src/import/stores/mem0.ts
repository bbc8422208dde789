// Reads memories of mem0 as its `get_all` and its export give them: the text lies in `memory`.
import { listOfTexts, type StoreEntry, text } from "./entry.ts";

type Fields = Readonly<Record<string, unknown>>;

export const isMem0 = (fields: Fields): boolean =>
  typeof fields.memory === "string" &&
  ["hash", "user_id", "agent_id", "categories", "created_at"].some((key) => key in fields);

export const mem0Entry = (fields: Fields): StoreEntry | string => {
  const body = text(fields.memory);
  if (body === "") return "a memory without a text";
  const tags = listOfTexts(fields.categories);
  return { title: "", body, tags, date: text(fields.updated_at) || text(fields.created_at) };
};
