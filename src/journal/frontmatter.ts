// Reads and writes frontmatter that a person can edit as YAML and a program reads without a YAML parser.

/** `key: value` with a plain word or JSON as the value, both of which are YAML too. */
export function renderFrontmatter(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${isPlainWord(value) ? value : JSON.stringify(value)}`)
    .join("\n");
}

/** `line` counts from the file's first; null where the fault has no place. */
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
 * Splits a markdown file and reads its frontmatter; throws FrontmatterError when there is none or it is no mapping.
 * YAML as people write it is parsed by the library, which is loaded only then: it takes 50 times as long.
 */
export async function parseMarkdown(
  text: string,
): Promise<{ fields: Record<string, unknown>; body: string }> {
  const match = /^\uFEFF?---[ \t]*\r?\n(?:(.*?)\r?\n)??---[ \t]*(?:\r?\n(.*))?$/s.exec(text);
  if (!match) throw new FrontmatterError("no frontmatter", null);
  const [, head = "", rest = ""] = match;
  return { fields: parseOurLines(head) ?? (await parseYaml(head)), body: rest };
}

/** Words, signs and line ends of one head: a lesson as people write it has some hundred. */
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

/** Null when a line is neither as `renderFrontmatter` writes it nor a plain text, or two have one key. */
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

/** Words that YAML, too, reads as one text on one line: nothing in them could be a key, a comment or a number. */
const isPlainText = (value: string): boolean =>
  isPlainWord(value) || (/^[A-Za-z][\w ,.()/'-]*[\w.)]$/.test(value) && value.includes(" "));

/** A string that YAML reads as itself: begins with a letter and is none of its words for true, false and null. */
function isPlainWord(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^[A-Za-z][\w-]*$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
  );
}
