// Renders the facts of an answer as text, for runtimes that show text to their model, and for people.
import { kindWords, type Skin, STANDARD_SKIN } from "../skin/skin.ts";

type Fact = unknown;

/**
 * One fact per line, indented where nested, so that a cut in the middle of a long answer spoils nothing before it. Empty
 * facts have no line, as a reader pays for each line.
 */
export function renderText(facts: Record<string, Fact>, words: Skin = STANDARD_SKIN): string {
  const lines = Object.entries(facts).map(([key, value]) => field(key, value, "", words));
  return lines.filter(Boolean).join("\n") || Object.keys(facts).map(nothing).join("\n");
}

const nothing = (key: string): string => `${key}: none`;

function field(key: string, value: Fact, indent: string, words: Skin): string {
  if (value === undefined || value === null) return "";
  if (key === "kind" && typeof value === "string") return `${indent}kind: ${kindWords(words, value)}`;
  if (isScalar(value)) return `${indent}${key}: ${scalar(value, indent)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "";
    if (isOneLine(value)) return `${indent}${key}: ${value.map(String).join(", ")}`;
    return [`${indent}${key}:`, ...value.map((item) => listItem(item, indent, words))].join("\n");
  }
  const inner = Object.entries(value as Record<string, Fact>)
    .map(([name, fact]) => field(name, fact, `${indent}  `, words))
    .filter(Boolean);
  return inner.length === 0 ? "" : [`${indent}${key}:`, ...inner].join("\n");
}

/** Single words share a line; sentences may hold commas, so several of them need a line each. */
const isOneLine = (items: readonly Fact[]): boolean =>
  items.every(isScalar) &&
  (items.length === 1
    ? !String(items[0]).includes("\n")
    : items.every((item) => /^[^\s,]*$/.test(String(item))));

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
