// Parses a JSON file that people keep, as far as an edit of one table in it needs.
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { doesNotParse, lineAt, wrongType } from "./edit-errors.ts";

/** The top level, and the object below `key` in it where there is one. Throws CONFIG_INVALID with file, line or key. */
export function parseJsonRoot(
  text: string,
  format: string,
  key: string,
  file: string,
): { root: Node; table: Node | undefined } {
  const errors: ParseError[] = [];
  const lenient = format === "jsonc";
  const root = parseTree(text, errors, { disallowComments: !lenient, allowTrailingComma: lenient });
  const [error] = errors;
  if (error) throw doesNotParse(file, lineAt(text, error.offset), printParseErrorCode(error.error));
  if (root?.type !== "object") throw wrongType(file, "The top level", "an object");
  const named = (root.children ?? []).filter(({ children }) => children?.[0]?.value === key);
  // Parsers disagree on which of two equal keys counts.
  if (named.length > 1) throw wrongType(file, `"${key}", which is there twice,`, "one object");
  const table = named[0]?.children?.[1];
  if (table && table.type !== "object") throw wrongType(file, `"${key}"`, "an object");
  return { root, table };
}
