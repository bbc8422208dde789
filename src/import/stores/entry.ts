// Defines what is read from an entry of another tool's store, whatever the tool calls its parts.

export interface StoreEntry {
  readonly title: string;
  readonly body: string;
  /** In the tool's own word. */
  readonly kind?: string;
  readonly tags?: readonly string[];
  readonly files?: readonly string[];
  readonly date?: string;
}

export const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** A list of texts, also where it is kept as JSON in a text. */
export function listOfTexts(value: unknown): string[] {
  const list = typeof value === "string" && value.trim().startsWith("[") ? parsed(value) : value;
  return (Array.isArray(list) ? list : []).map(text).filter(Boolean);
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return [];
  }
}
