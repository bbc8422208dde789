// Inserts and removes one property of a JSON text so that removing restores the bytes from before inserting.
import type { Node } from "jsonc-parser";
import { isTable } from "./table.ts";
import { lineEndOf } from "./text.ts";

/** One line break, white space between, or a comment. */
const TRIVIUM = /(\r?\n)|[^\S\r\n]+|\r(?!\n)|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y;

/** Objects over several lines, lists on one; with `indent` null all on one line. */
export function render(value: unknown, indent: string | null, text: string): string {
  if (Array.isArray(value)) return `[${value.map((each) => render(each, null, text)).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value);
  const inner = indent === null ? null : indent + indentUnit(text);
  const fields = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${render(each, inner, text)}`,
  );
  if (fields.length === 0) return "{}";
  if (inner === null) return `{ ${fields.join(", ")} }`;
  const end = lineEndOf(text);
  return `{${end}${inner}${fields.join(`,${end}${inner}`)}${end}${indent}}`;
}

/** The text with the property put first into `object`, in the object's own style. */
export function insertProperty(text: string, object: Node, key: string, value: unknown): string {
  const [first] = object.children ?? [];
  const inside = object.offset + 1;
  const name = `${JSON.stringify(key)}: `;
  // Directly behind the brace, which no rendering of ours does otherwise: so removing knows that the object was there.
  if (!first) return splice(text, inside, inside, name + render(value, null, text));
  const lineBreak = firstLineBreak(text, inside, first.offset);
  if (lineBreak === null)
    return splice(text, first.offset, first.offset, `${name}${render(value, null, text)}, `);
  const indent = indentAt(text, first.offset);
  const line = `${lineEndOf(text)}${indent}${name}${render(value, indent, text)},`;
  return splice(text, lineBreak, lineBreak, line);
}

/** The text without the property. Where the property was all that an object of ours held, that object goes as well. */
export function removeProperty(text: string, property: Node): string {
  const object = property.parent;
  const siblings = object?.children ?? [];
  const owner = object?.parent?.type === "property" ? object.parent : null;
  const wasEmpty = object !== undefined && property.offset === object.offset + 1;
  if (siblings.length === 1 && owner && !wasEmpty) return removeProperty(text, owner);
  const end = property.offset + property.length;
  const comma = commaFrom(text, end);
  if (comma !== null) {
    const stop = comma + 1;
    const start = startOfLine(text, property.offset, stop);
    return splice(text, start, start === property.offset && text[stop] === " " ? stop + 1 : stop, "");
  }
  const before = siblings[siblings.indexOf(property) - 1];
  const start = startOfLine(text, property.offset, end);
  const separator = before ? commaFrom(text, before.offset + before.length) : null;
  if (separator === null) return splice(text, start, end, "");
  const between = text.slice(separator + 1, start);
  if (between.trim() === "") return splice(text, separator, end, "");
  return text.slice(0, separator) + between + text.slice(end);
}

/** The text with the value put last into `list`, in the list's own style. */
export function insertElement(text: string, list: Node, value: unknown): string {
  const last = list.children?.at(-1);
  const inside = list.offset + 1;
  // Behind a space, which no rendering of ours does otherwise: so removing knows that the list was there.
  if (!last) return splice(text, inside, inside, ` ${render(value, null, text)}`);
  const end = last.offset + last.length;
  const lineBreak = firstLineBreak(text, inside, list.children?.[0]?.offset ?? inside);
  const before = lineBreak === null ? " " : lineEndOf(text) + indentAt(text, last.offset);
  return splice(text, end, end, `,${before}${render(value, null, text)}`);
}

/** The text without an element of a list, and without the comma that parted it from its neighbour. */
export function removeElement(text: string, element: Node): string {
  const siblings = element.parent?.children ?? [];
  const end = element.offset + element.length;
  const before = siblings[siblings.indexOf(element) - 1];
  const comma = before ? commaFrom(text, before.offset + before.length) : null;
  if (comma !== null) {
    const between = text.slice(comma + 1, element.offset);
    return between.trim() === "" ? splice(text, comma, end, "") : splice(text, element.offset, end, "");
  }
  const next = commaFrom(text, end);
  const start = element.offset - (/ $/.test(text.slice(0, element.offset)) ? 1 : 0);
  if (next === null) return splice(text, start, end, "");
  const blank = /^\s*/.exec(text.slice(next + 1))?.[0].length ?? 0;
  return splice(text, element.offset, next + 1 + blank, "");
}

export const splice = (text: string, start: number, stop: number, middle: string): string =>
  text.slice(0, start) + middle + text.slice(stop);

/** The white space before `offset` in its line. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

const indentUnit = (text: string): string => /\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";

/** The line break before `offset`, where nothing but white space lies between and nothing else follows `stop` in its line. */
function startOfLine(text: string, offset: number, stop: number): number {
  const [blank = ""] = /\r?\n[ \t]*$/.exec(text.slice(0, offset)) ?? [];
  const alone = /^[ \t]*(\r?\n|\/\/|$)/.test(text.slice(stop));
  return alone ? offset - blank.length : offset;
}

/** Where a comma is the next thing that counts, its offset. */
function commaFrom(text: string, offset: number): number | null {
  const next = skipTrivia(text, offset, () => false);
  return text[next] === "," ? next : null;
}

/** The first line break between two offsets that is not part of a comment. */
function firstLineBreak(text: string, from: number, to: number): number | null {
  const found = skipTrivia(text, from, (lineBreak) => lineBreak);
  return found < to ? found : null;
}

/** Where the text goes on after white space and comments, or where `stop` says so. */
function skipTrivia(text: string, from: number, stop: (lineBreak: boolean) => boolean): number {
  for (let at = from; ; at = TRIVIUM.lastIndex) {
    TRIVIUM.lastIndex = at;
    const found = TRIVIUM.exec(text);
    if (!found || stop(found[1] !== undefined)) return at;
  }
}
