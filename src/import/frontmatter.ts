// Splits a note into its frontmatter and its text, also where the YAML is broken or its marks are missing.
import { parse as parseYaml } from "../shared/yaml.ts";

export interface Note {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The line on which `text` begins, counted from 1. */
  readonly line: number;
}

const FIELD = /^([A-Za-z][\w -]{0,40}):(?:\s+(.*))?$/;
const LIST_ENTRY = /^\s*-\s+(\S.*)$/;

/** Never throws: what can't be read as frontmatter is read line by line, and what is no field is text. */
export function readNote(content: string): Note {
  const lines = content.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const marked = lines[first]?.trim() === "---";
  const start = marked ? first + 1 : Math.max(first, 0);
  const end = endOfFields(lines, start, marked);
  if (end === null) return { fields: {}, text: content, line: 1 };
  const closed = /^(?:---|\.\.\.)\s*$/.test(lines[end] ?? "");
  const textStart = closed ? end + 1 : end;
  return {
    fields: fieldsOf(lines.slice(start, end)),
    text: lines.slice(textStart).join("\n"),
    line: textStart + 1,
  };
}

/** The line after the last field; null where the note has no frontmatter. */
function endOfFields(lines: readonly string[], start: number, marked: boolean): number | null {
  const mark = lines.findIndex((line, index) => index >= start && /^(?:---|\.\.\.)\s*$/.test(line));
  if (marked && mark >= 0) return mark;
  // One of the marks is missing: the fields end with the first line that is neither a field nor part of one.
  const rest = lines.slice(start);
  const length = rest.findIndex(
    (line) => !FIELD.test(line) && !LIST_ENTRY.test(line) && !/^\s+\S/.test(line),
  );
  const end = start + (length < 0 ? rest.length : length);
  const fields = lines.slice(start, end).filter((line) => FIELD.test(line)).length;
  return fields >= (marked ? 1 : 2) && FIELD.test(lines[start] ?? "") ? end : null;
}

function fieldsOf(lines: readonly string[]): Record<string, unknown> {
  try {
    const parsed: unknown = parseYaml(lines.join("\n"), { uniqueKeys: false });
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Read line by line below.
  }
  const fields: Record<string, unknown> = {};
  let key = "";
  for (const line of lines) {
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    const entry = LIST_ENTRY.exec(line)?.[1];
    if (name !== undefined) {
      key = name;
      fields[key] = plainValue(value);
    } else if (entry !== undefined && key !== "") {
      const known = fields[key];
      fields[key] = [...(Array.isArray(known) ? known : []), plainValue(entry)];
    }
  }
  return fields;
}

function plainValue(text: string): string | string[] {
  const value = text.trim();
  const list = /^\[(.*)\]?$/.exec(value)?.[1]?.replace(/\]$/, "");
  return list === undefined ? unquoted(value) : list.split(",").map((each) => unquoted(each.trim()));
}

const unquoted = (value: string): string => value.replace(/^(["'])(.*?)\1?$/, "$2");
