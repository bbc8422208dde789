// Wraps the YAML library so that it can be loaded late: in the bundle, a late import of a CommonJS package has no names.
import * as yaml from "yaml";

export const { isMap, isNode, LineCounter } = yaml;

/** No settings and no frontmatter come near it. */
const MOST_LEVELS = 100;

/** Throws an Error for text that is no YAML. What the library only warns of, such as a tag that it does not know, is passed over. */
export function parse(text: string, options: yaml.DocumentOptions & yaml.ParseOptions = {}): unknown {
  refuseDeep(text);
  // It would write its warnings to stderr, which belongs to us: the text is anybody's.
  return yaml.parse(text, { ...options, logLevel: "error" });
}

/** Throws an Error for text that is nested too deep; other errors stand in the document. */
export function parseDocument(text: string, options: yaml.DocumentOptions & yaml.ParseOptions = {}) {
  refuseDeep(text);
  return yaml.parseDocument(text, options);
}

/** From 1; null for an error that has no place in the text. */
export const lineOf = (error: unknown): number | null =>
  error instanceof yaml.YAMLError ? (error.linePos?.[0].line ?? null) : null;

/**
 * The library descends by recursion, and where the stack ends Node itself can die, past any `catch`.
 * Counts brackets, indentation and the block signs of a line: never fewer than the levels there are.
 */
function refuseDeep(text: string): void {
  let brackets = 0;
  let inLine = 0;
  let atStart = true;
  for (const token of new yaml.Lexer().lex(text)) {
    if (token === "[" || token === "{") brackets += 1;
    else if (token === "]" || token === "}") brackets = Math.max(0, brackets - 1);
    else if (token.endsWith("\n")) inLine = 0;
    else if (brackets === 0 && /^[-?:]$/.test(token)) inLine += 1;
    else if (atStart && token.trim() === "") inLine += token.length;
    if (brackets + inLine > MOST_LEVELS) throw new Error(`it is nested more than ${MOST_LEVELS} levels deep`);
    atStart = token.endsWith("\n");
  }
}
