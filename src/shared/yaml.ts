// Wraps the YAML library so that it can be loaded late: in the bundle, a late import of a CommonJS package has no names.
import * as yaml from "yaml";

export const { isMap, isNode, LineCounter } = yaml;

/** No settings and no frontmatter come near it. */
const MOST_LEVELS = 100;

interface ParseOptions {
  /** False where the last of two equal keys holds. */
  readonly uniqueKeys?: boolean;
  /** Parts of the text, such as a word, a sign or a line's end; whoever writes more of them than this is refused. */
  readonly most?: number;
}

/** Throws an Error for text that is no YAML. What the library only warns of, such as a tag that it does not know, is passed over. */
export function parse(
  text: string,
  { uniqueKeys = true, most = Number.POSITIVE_INFINITY }: ParseOptions = {},
): unknown {
  refuseCostly(text, most);
  // With each error the library would show its line, and hold each key against all others: both take the square of the text.
  const document = yaml.parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  const [error] = document.errors;
  const wrong = error ?? (uniqueKeys ? keyGivenTwice(document) : null);
  if (wrong) throw new YamlFault(wrong.message, text.slice(0, wrong.pos[0]).split("\n").length);
  return document.toJS();
}

class YamlFault extends Error {
  constructor(
    message: string,
    /** From 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

function keyGivenTwice(document: yaml.Document): { message: string; pos: readonly [number] } | null {
  let found: yaml.Scalar | null = null;
  yaml.visit(document, {
    Map(_, { items }) {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!yaml.isScalar(key)) continue;
        if (known.has(key.value)) {
          found = key;
          return yaml.visit.BREAK;
        }
        known.add(key.value);
      }
      return undefined;
    },
  });
  const at = (found as yaml.Scalar | null)?.range?.[0];
  return at === undefined ? null : { message: "Map keys must be unique", pos: [at] };
}

/** Throws an Error for text that is nested too deep; other errors stand in the document. */
export function parseDocument(text: string, options: yaml.DocumentOptions & yaml.ParseOptions = {}) {
  refuseCostly(text);
  return yaml.parseDocument(text, options);
}

/** From 1; null for an error that has no place in the text. */
export const lineOf = (error: unknown): number | null => (error instanceof YamlFault ? error.line : null);

/**
 * The library descends by recursion, and where the stack ends Node itself can die, past any `catch`.
 * Counts brackets, indentation and the block signs of a line: never fewer than the levels there are.
 */
function refuseCostly(text: string, most = Number.POSITIVE_INFINITY): void {
  let left = most;
  let brackets = 0;
  let inLine = 0;
  let atStart = true;
  for (const token of new yaml.Lexer().lex(text)) {
    left -= 1;
    if (left < 0) throw new Error(`it has more than ${most} parts`);
    if (token === "[" || token === "{") brackets += 1;
    else if (token === "]" || token === "}") brackets = Math.max(0, brackets - 1);
    else if (token.endsWith("\n")) inLine = 0;
    else if (brackets === 0 && /^[-?:]$/.test(token)) inLine += 1;
    else if (atStart && token.trim() === "") inLine += token.length;
    if (brackets + inLine > MOST_LEVELS) throw new Error(`it is nested more than ${MOST_LEVELS} levels deep`);
    atStart = token.endsWith("\n");
  }
}
