// Reads and writes frontmatter that a person can edit as YAML and that this program reads without a YAML parser.

/** `key: value` with a plain word or JSON as the value; both are valid YAML. */
export function renderFrontmatter(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${isPlainWord(value) ? value : JSON.stringify(value)}`)
    .join("\n");
}

/** `line` counts from the file's first; null where the error has no place. */
export class FrontmatterError extends Error {
  override readonly name = "FrontmatterError";

  constructor(
    message: string,
    readonly line: number | null,
  ) {
    super(message);
  }
}

/**
 * Splits a markdown file and reads its frontmatter; throws FrontmatterError where there is none or it is not a mapping.
 * Only YAML that this program would not write is parsed by the library, which takes 50 times as long.
 */
export async function parseMarkdown(
  text: string,
): Promise<{ fields: Record<string, unknown>; body: string }> {
  const match = /^\uFEFF?---[ \t]*\r?\n(?:(.*?)\r?\n)??---[ \t]*(?:\r?\n(.*))?$/s.exec(text);
  if (!match) throw new FrontmatterError("no frontmatter", null);
  const [, head = "", rest = ""] = match;
  return { fields: parseOurLines(head) ?? (await parseYaml(head)), body: rest };
}

/** Words, punctuation and line ends in one head; a lesson written by hand has some hundred. */
const MOST_PARTS = 10_000;

async function parseYaml(head: string): Promise<Record<string, unknown>> {
  const { lineOf, parse } = await import("../shared/yaml.ts");
  let parsed: unknown;
  try {
    parsed = parse(head, { most: MOST_PARTS });
  } catch (error) {
    const line = lineOf(error);
    // The parser counts from the line after the first ---.
    throw new FrontmatterError("frontmatter is no YAML", line === null ? null : line + 1);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new FrontmatterError("frontmatter is no mapping", null);
  return { ...parsed };
}

/** Null where a line is neither as `renderFrontmatter` writes it nor plain text, or where a key appears twice. */
function parseOurLines(head: string): Record<string, unknown> | null {
  const fields = new Map<string, unknown>();
  for (const line of head.split(/\r?\n/)) {
    const [, key, value = ""] = /^(\w+): (.+)$/.exec(line) ?? [];
    if (key === undefined || fields.has(key)) return null;
    try {
      fields.set(key, isPlainText(value) ? value : JSON.parse(value));
    } catch {
      return null;
    }
  }
  return Object.fromEntries(fields);
}

/** Text that YAML too reads as one string on one line: nothing in it looks like a key, a comment or a number. */
const isPlainText = (value: string): boolean =>
  isPlainWord(value) || (/^[A-Za-z][\w ,.()/'-]*[\w.)]$/.test(value) && value.includes(" "));

/** A string that YAML reads as itself: it begins with a letter and is none of YAML's words for true, false and null. */
function isPlainWord(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^[A-Za-z][\w-]*$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
  );
}
