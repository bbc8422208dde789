// Renders the facts of an answer as text, for runtimes that show text to their model, and for people.
import { kindWords, type Skin, STANDARD_SKIN } from "../skin/skin.ts";

type Fact = unknown;

/** One fact per line, indented where nested, so that no cut in the middle of a long answer breaks what is left. */
export function renderText(facts: Record<string, Fact>, words: Skin = STANDARD_SKIN): string {
  return Object.entries(facts)
    .map(([key, value]) => field(key, value, "", words))
    .filter((line) => line !== "")
    .join("\n");
}

function field(key: string, value: Fact, indent: string, words: Skin): string {
  if (value === undefined) return "";
  if (key === "kind" && typeof value === "string") return `${indent}kind: ${kindWords(words, value)}`;
  if (isScalar(value)) return `${indent}${key}: ${scalar(value, indent)}`;
  if (Array.isArray(value)) {
    if (value.every(isScalar))
      return `${indent}${key}: ${value.length === 0 ? "none" : value.map(String).join(", ")}`;
    return [`${indent}${key}:`, ...value.map((item) => listItem(item, indent, words))].join("\n");
  }
  const inner = Object.entries(value as Record<string, Fact>);
  if (inner.length === 0) return `${indent}${key}: none`;
  return [`${indent}${key}:`, ...inner.map(([name, fact]) => field(name, fact, `${indent}  `, words))]
    .filter(Boolean)
    .join("\n");
}

function listItem(item: Fact, indent: string, words: Skin): string {
  if (typeof item !== "object" || item === null) return `${indent}- ${scalar(item, indent)}`;
  const lines = Object.entries(item).map(([key, value]) => field(key, value, `${indent}  `, words));
  const text = lines.filter(Boolean).join("\n");
  return `${indent}- ${text.slice(indent.length + 2)}`;
}

const isScalar = (value: Fact): boolean => typeof value !== "object" || value === null;

function scalar(value: Fact, indent: string): string {
  if (value === null) return "none";
  const text = String(value);
  return text.includes("\n") ? `\n${text.replace(/^/gm, `${indent}  `)}` : text;
}
