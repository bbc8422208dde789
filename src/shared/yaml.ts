// Wraps the YAML library so that it can be imported dynamically, as in the bundle a CommonJS package then has no names.
import * as yaml from "yaml";

export const isMap = yaml.isMap;
export const isNode = yaml.isNode;
export const LineCounter = yaml.LineCounter;

/** Far more than settings and frontmatter have. */
const MOST_LEVELS = 100;
/** For each alias all of the text before it is searched. */
const MOST_ALIASES = 100;

type Options = yaml.DocumentOptions &
  yaml.ParseOptions & {
    /** The most tokens (words, signs, line ends); a text with more is refused. */
    readonly most?: number;
  };

/** Throws an Error for text that is no YAML. Ignores the library's warnings, such as for an unknown tag. */
export function parse(text: string, options: Options = {}): unknown {
  const document = parseDocument(text, options);
  const [error] = document.errors;
  if (error) throw error;
  return document.toJS();
}

/**
 * Throws an Error for text that is nested too deep, full of aliases or has too many tokens; other errors are in the
 * document.
 */
export function parseDocument(
  text: string,
  { uniqueKeys = true, most = Number.POSITIVE_INFINITY, ...options }: Options = {},
) {
  refuseCostly(text, most);
  const lineCounter = options.lineCounter ?? new LineCounter();
  return withoutTraces(() => {
    const document = yaml.parseDocument(text, {
      ...options,
      lineCounter,
      // Its warnings would go to stderr with text that anybody may have written.
      logLevel: "error",
      prettyErrors: false,
      // The library compares each key with all before it, which is quadratic, so the check is done here.
      uniqueKeys: false,
      resolveKnownTags: false,
      schema: "core",
    });
    if (uniqueKeys !== false)
      for (const at of keysGivenTwice(document))
        document.errors.push(
          new yaml.YAMLParseError([at, at + 1], "DUPLICATE_KEY", "Map keys must be unique"),
        );
    document.errors.sort((a, b) => a.pos[0] - b.pos[0]);
    const [first] = document.errors;
    if (first) first.linePos = [lineCounter.linePos(first.pos[0])];
    return document;
  });
}

/** Without stack traces, which cost the most where a text of signs has an error for each. */
function withoutTraces<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Where they begin. */
function keysGivenTwice(document: yaml.Document.Parsed): number[] {
  const found: number[] = [];
  yaml.visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!yaml.isScalar(key)) continue;
        if (seen.has(key.value)) found.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** From 1; null for an error without a place in the text. */
export const lineOf = (error: unknown): number | null =>
  error instanceof yaml.YAMLError ? (error.linePos?.[0].line ?? null) : null;

function refuseCostly(text: string, most: number): void {
  const tokens = [...firstOf(new yaml.Lexer().lex(text), most)];
  if (tokens.filter((token) => token.startsWith("*")).length > MOST_ALIASES)
    throw new Error(`it has more than ${MOST_ALIASES} aliases`);
  refuseDeep(tokens);
}

function* firstOf(tokens: Iterable<string>, most: number): Generator<string> {
  let left = most;
  for (const token of tokens) {
    if (left === 0) throw new Error(`it has more than ${most} parts`);
    left -= 1;
    yield token;
  }
}

/**
 * The library is recursive, and where the stack ends Node itself can die, past any `catch`. Counts brackets, indentation
 * and block signs, never fewer than there are levels.
 */
function refuseDeep(tokens: readonly string[]): void {
  let brackets = 0;
  let inLine = 0;
  /** Signs in the open entry and in those around it, by bracket. */
  let inEntry = 0;
  const around: number[] = [];
  let atStart = true;
  for (const token of tokens) {
    if (token === "[" || token === "{") {
      brackets += 1 + inEntry;
      around.push(inEntry);
      inEntry = 0;
    } else if ((token === "]" || token === "}") && around.length > 0) {
      inEntry = around.pop() ?? 0;
      brackets -= 1 + inEntry;
    } else if (around.length > 0) inEntry = entrySigns(token, inEntry);
    else if (token.endsWith("\n")) inLine = 0;
    else if (SIGN.test(token)) inLine += 1;
    else if (atStart && token.trim() === "") inLine += token.length;
    if (brackets + inEntry + inLine > MOST_LEVELS)
      throw new Error(`it is nested more than ${MOST_LEVELS} levels deep`);
    atStart = token.endsWith("\n");
  }
}

const SIGN = /^[-?:]$/;

const entrySigns = (token: string, known: number): number =>
  token === "," ? 0 : known + (SIGN.test(token) ? 1 : 0);
