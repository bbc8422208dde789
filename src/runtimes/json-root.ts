// Parses a JSON file that people keep, as far as an edit of one table in it needs.
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { doesNotParse, lineAt, wrongType } from "./edit-errors.ts";

/** No settings come near it, and what reads them descends by recursion. */
const MOST_LEVELS = 200;

/** The top level, and the object below `key` in it where there is one. Throws CONFIG_INVALID with file, line or key. */
export function parseJsonRoot(
  text: string,
  format: string,
  key: string,
  file: string,
): { root: Node; table: Node | undefined } {
  const deep = tooDeepAt(text);
  if (deep !== null)
    throw doesNotParse(file, lineAt(text, deep), `it is nested more than ${MOST_LEVELS} levels deep`);
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

/** Where it is; null where it is not. */
function tooDeepAt(text: string): number | null {
  const scanner = createScanner(text, true);
  let levels = 0;
  scanner.scan();
  for (let at = scanner.getTokenOffset(); at < text.length; at = scanner.getTokenOffset()) {
    const sign = text[at];
    if (sign === "{" || sign === "[") levels += 1;
    if (sign === "}" || sign === "]") levels -= 1;
    if (levels > MOST_LEVELS) return at;
    scanner.scan();
  }
  return null;
}
