// Finds credentials by the rules of gitleaks: keyword, expression, entropy and what is allowed, as gitleaks weighs them.
import { GITLEAKS } from "./gitleaks-rules.ts";

type Expression = readonly [source: string, flags: string];
type Allowed = readonly [
  target: "secret" | "match" | "line",
  regexes: readonly Expression[],
  stopwords: readonly string[],
  all: boolean,
];
type Row = readonly [
  id: string,
  source: string,
  flags: string,
  group: number,
  entropy: number,
  keywords: readonly string[],
  allow: readonly Allowed[],
];

/** What stands between a name and its value in most rules. */
const BETWEEN = String.raw`[ \t\w.-]{0,20}[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}`;
/** What ends a value: in prose also a mark behind it. */
const END = String.raw`(?:[\x60'"\s;,.)\]}<>|&]|\\[nr]|$)`;

interface Table {
  readonly allow: Allowed;
  readonly rules: readonly Row[];
}
let table: Table | null = null;
const compiled = new Map<string, RegExp>();

function expression([source, flags]: Expression, all: boolean): RegExp {
  const key = `${all}/${flags}/${source}`;
  const known =
    compiled.get(key) ??
    new RegExp(source.replace("~A", BETWEEN).replaceAll("~Z", END), all ? `g${flags}` : flags);
  compiled.set(key, known);
  return known;
}

/** The rules with their expressions, for a test of each. */
export function gitleaksRules(): readonly {
  readonly id: string;
  readonly pattern: RegExp;
  readonly keywords: readonly string[];
}[] {
  return tableOnce().rules.map(([id, source, flags, , , keywords]) => ({
    id,
    keywords,
    pattern: expression([source, flags], true),
  }));
}

// Read when a text is first looked at, and not by a program that only starts.
function tableOnce(): Table {
  table ??= JSON.parse(GITLEAKS) as Table;
  return table;
}

/**
 * The first match that counts, by the rule's name and its place; `plain` without hidden characters. `holds` says whether a
 * word is in it, all letters taken as small ones. `isPlaceholder`: beside gitleaks' own list.
 */
export function findByGitleaks(
  plain: string,
  holds: (word: string) => boolean,
  isPlaceholder: (secret: string) => boolean,
): { readonly rule: string; readonly index: number } | null {
  const { allow, rules } = tableOnce();
  for (const [id, source, flags, group, entropy, keywords, allowlists] of rules) {
    if (!keywords.some(holds)) continue;
    for (const match of plain.matchAll(expression([source, flags], true))) {
      const secret = (group > 0 ? match[group] : match.slice(1).find(Boolean)) ?? match[0];
      if (bitsPerCharacter(secret) <= entropy || isPlaceholder(secret)) continue;
      const line = plain.slice(plain.lastIndexOf("\n", match.index) + 1, endOfLine(plain, match.index));
      if ([allow, ...allowlists].some((each) => isAllowed(each, { secret, match: match[0], line }))) continue;
      return { rule: id, index: match.index };
    }
  }
  return null;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function isAllowed(
  [target, regexes, stopwords, all]: Allowed,
  texts: Readonly<Record<"secret" | "match" | "line", string>>,
): boolean {
  const small = texts.secret.toLowerCase();
  const byText = regexes.some((each) => expression(each, false).test(texts[target]));
  const byWord = stopwords.some((word) => small.includes(word));
  return all && regexes.length > 0 && stopwords.length > 0 ? byText && byWord : byText || byWord;
}

/** Shannon's, as gitleaks counts it. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
