// Finds credentials in a text before it is kept, without ever repeating them.
import { type BrokenToken, brokenTokens, placeIn } from "./broken-tokens.ts";
import { bitsPerCharacter, findByGitleaks } from "./gitleaks.ts";
import { sanitise } from "./safe-text.ts";
import { FORMATS } from "./secret-formats.ts";
import { wordsHeld } from "./words-held.ts";

const KEYWORD = `(?:password|passwd|passphrase|(?<![A-Za-z])pass(?![A-Za-z])|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|credential)(?!i[sz]|ary)`;
/** One of these words, in small letters, is in each text that KEYWORD fits. */
const HELD_BY_KEYWORD = "pass pwd secret token key credential";

/** Each match holds one of the words in `holds`, in lower case. */
type Pattern = readonly [holds: readonly string[], expression: RegExp];
const pattern = (holds: string, expression: RegExp): Pattern => [holds.split(" "), expression];

/** A named secret given a quoted value, and the unquoted form of an environment file. */
const ASSIGNMENTS: readonly Pattern[] = [
  pattern(
    HELD_BY_KEYWORD,
    new RegExp(
      `${KEYWORD}[A-Za-z0-9_-]{0,20}["'\`]?\\s{0,4}(?:=>|:=|[:=])\\s{0,4}(?<quote>["'\`])(?<value>[^"'\`\\s]{8,200})\\k<quote>`,
      "gi",
    ),
  ),
  pattern(
    "pass secret token _key apikey _pwd _pat",
    /(?<![A-Za-z0-9])[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PASSPHRASE|_PASS(?![A-Z])|SECRET|TOKEN|_KEY|APIKEY|_PWD|_PAT(?![A-Z]))[A-Z0-9_]{0,20}=(?<value>[^\s"'`;,)]{12,200})/g,
  ),
];

/** What follows a named secret without quotes: an ending of its name that says no more than which one. */
const WHICH = "(?:[_.-]?(?:prod|production|dev|staging|value|old|new|v?\\d{1,2}))?";
const VALUE = "(?<value>[^\\s\"'`;,)<>]{8,200})";
const OPTION =
  "(?:password|passwd|passphrase|pass|pwd|secret|token|api-?key|access-?key|secret-?key|private-?key|credential)";
/** Unquoted credentials in settings, command lines and files; text around them is prose, so the filter is strict. */
const UNQUOTED: readonly Pattern[] = [
  pattern(
    HELD_BY_KEYWORD,
    new RegExp(`${KEYWORD}${WHICH}["'\`]?\\s{0,4}(?:=>|:=|[:=])[^\\S\\n]{0,4}${VALUE}`, "gi"),
  ),
  pattern("--", new RegExp(`(?<![\\w-])--[a-z-]{0,30}${OPTION}(?:=|[^\\S\\n]{1,3})["']?${VALUE}`, "gi")),
  pattern(
    "-u",
    new RegExp(`(?<![\\w-])(?:-u|--user|--proxy-user)[= ]{0,2}["']?[\\w.@+-]{1,64}:${VALUE}`, "g"),
  ),
  pattern(
    "login sshpass mariadb mysql",
    new RegExp(
      `\\b(?:login|sshpass|mariadb|mysql[a-z]{0,8})\\b[^\\n|;&]{0,120}?[^\\S\\n]-p[^\\S\\n]{0,2}["']?${VALUE}`,
      "g",
    ),
  ),
  pattern("</", new RegExp(`<[\\w:.-]{0,40}${OPTION}>\\s{0,4}${VALUE}\\s{0,4}</`, "gi")),
  pattern("login", new RegExp(`\\blogin\\s{1,4}\\S{1,100}\\s{1,4}password\\s{1,4}${VALUE}`, "g")),
  pattern(
    "cookie",
    /\bcookie["']?:[^\n]{0,200}?(?:sess|sid|auth|token|jwt)[\w.-]{0,20}=(?<value>[\w%.~+/-]{16,400})/gi,
  ),
];
/** The entry of a container registry in a client's settings: user and password in base64. */
const REGISTRY_AUTH = /["']?\b_?auth["']?\s{0,4}[:=]\s{0,4}["']?(?<value>[A-Za-z0-9+/]{12,400}={0,2})/g;

const TOKENS: readonly (readonly [rule: string, pattern: Pattern])[] = FORMATS.map(
  ([rule, holds, source, flags]) => [
    rule,
    pattern(holds, new RegExp(`(?<![A-Za-z0-9])(?:${source})`, `g${flags ?? ""}`)),
  ],
);

/** A value that only refers to another one, or says where it is kept. */
const REFERS =
  /^(?:<[^<>]*>|\$\(.*|\$?\{+[^{}]*\}+|\$[A-Za-z_]\w*|%[A-Z_]{3,}%|\[[^[\]]*\]|\*+|\.+|…+)$|(?:process|import\.meta)\.env|environ\b|getenv|^(?:pass|password|passwd|pw|pwd|secret|token|user|postgres|root|admin|test|guest)$/i;
/** Parts of a value that stand for something else: a substitution, a word that says so, one repeated character. */
const STANDS_FOR =
  /\$?\{\{?[^{}]{0,80}\}?\}|<[a-z][^<>]{0,60}>|\$[A-Z_]{3,40}|(?<![A-Za-z0-9])(?:my|your|our|the|a|an|some|here|goes|insert|put|add|replace|with|own|real|actual|key|api|token|secret|password|passwd|value|string|example|placeholder|change|changeme|me|this|todo|redacted|dummy|sample|fake|mock|test|demo|foo|bar|baz|live|prod|user|name|access|auth|id|client|private|public|in)(?![A-Za-z])|(?:your|my)[-_]?\w{0,8}(?:key|token|secret|password)|example|placeholder|change[-_]?me|redacted|dummy|(.)\1{3,}|\.{3,}|…/gi;

/**
 * True if nothing of the value is left that could be a secret. The AWS documentation key counts as found all the same:
 * keeping it teaches nothing and a reader cannot tell it from a live one.
 */
function isPlaceholder(value: string, least: number): boolean {
  if (REFERS.test(value)) return true;
  // Digits in order say so only beside such a word: in a token of a known format they may well be its own.
  const words = value.replace(STANDS_FOR, " ");
  const left = (
    least < 10 && words !== value ? words.replace(/0?123456(?:7890?)?|12345/g, "") : words
  ).replace(/[^A-Za-z0-9!@#%^&*?~+=]/g, "");
  return left.length < least || left.length < value.length / 4;
}
const KEBAB_OR_PATH = /^[a-z]+(?:[-_./][a-z0-9]+)+$|^[./~]|:\/\//;

/** Measured on harmless assignments: identifiers and words have no digits or less than 2.8 bits per character. */
function looksRandom(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !KEBAB_OR_PATH.test(value) &&
    (!/[([]/.test(value) || hasManySigns(value)) &&
    bitsPerCharacter(value) >= 2.8
  );
}

/** As the keys of frameworks have that are drawn from a keyboard's signs, brackets among them; code of this length has blanks. */
const hasManySigns = (value: string): boolean =>
  value.length >= 32 && new Set(value.match(/[!@#$%^&*+~]/g)).size >= 4;

/** Names with a number in them, which are not the digits of a password. */
const NUMBERED_NAME =
  /(?:sha|md|base|utf|int|float|bytes?|oauth|auth|aes|rsa|ed|ipv|http|hmac|argon|bcrypt|ripemd|python|part|step|page|user|client|version)[-_]?\d{1,4}(?!\d)/gi;
/** A property, constant, path, date or address of a store in place of a value. */
const REFERENCE =
  /^[A-Za-z_]\w*(?:(?:\?|!)?\.[A-Za-z_]\w*)+[.?!]?$|^[A-Z]+\d{0,2}(?:_[A-Z]*\d{0,3})+$|^\d{4}-\d\d-\d\d|^(?:arn|sha\d+|env|file|vault|ref|op|id|ssm|kv|projects)[:/]|^[\\^@&|]|\.(?:pem|key|crt|json|txt|ya?ml|[jt]sx?|py|go|rs|md|env)\b|[=!]=|[&|]{2}|=>/;

/** Stricter than `looksRandom`: digits in two places, or a digit and a sign that no identifier holds. */
function looksTyped(value: string): boolean {
  if (isPlaceholder(value, 6) || REFERENCE.test(value) || !looksRandom(value)) return false;
  const rest = value.replace(NUMBERED_NAME, "");
  return (
    /\d[^\d]*[A-Za-z][^\d]*\d/.test(rest) || (/\d/.test(rest) && /[!@#%^*~?](?!$)|[!@#%^*~]$/.test(rest))
  );
}

function isUserAndPassword(encoded: string): boolean {
  const [, password] =
    /^[\w.@$+-]{1,80}:([!-~]{3,300})$/.exec(Buffer.from(encoded, "base64").toString("latin1")) ?? [];
  return password !== undefined && !isPlaceholder(password, 3);
}

function isToken(rule: string, match: RegExpMatchArray): boolean {
  const value = match.groups?.value ?? match[0];
  if (rule.startsWith("private key")) return true;
  if (rule === "AWS access key id") return !/(.)\1{5,}/.test(value);
  // Hyphenated words such as `sk-learn-pipeline-with-standard-scaler` share a key's prefix but hold no digits.
  if (rule === "OpenAI key" && !(/\d/.test(value) && /[A-Z]|[a-z0-9]{30}/.test(value))) return false;
  return !isPlaceholder(value, match.groups?.value === undefined ? 10 : 3);
}

const VALUES: readonly (readonly [
  rule: string,
  patterns: readonly Pattern[],
  isReal: (value: string) => boolean,
])[] = [
  ["assigned secret", ASSIGNMENTS, (value) => !isPlaceholder(value, 6) && looksRandom(value)],
  ["unquoted secret", UNQUOTED, looksTyped],
  ["user and password in base64", [pattern("auth", REGISTRY_AUTH)], isUserAndPassword],
];

/**
 * The first credential of a known format, or named secret with a random-looking value; `line` counts from 1. A token of a
 * known format is found also where it is broken over lines or strings.
 * Never returns any part of it. Zero-width characters inside a token do not hide it.
 */
export function findSecret(text: string): FoundSecret | null {
  const plain = sanitise(text);
  const found = findPlain(plain);
  if (found !== null || !ESCAPED.test(plain)) return found;
  // A text within a text, as logs and protocols have them: its quotes and line ends are written with backslashes.
  return findPlain(plain.replace(ESCAPES, (_, quote?: string) => quote ?? " "));
}

const ESCAPED = /\\["'`]/;
const ESCAPES = /(?<!\\)\\+(?:(["'`])|[nrt])/g;

function findPlain(plain: string): FoundSecret | null {
  const holds = wordsHeld(plain.toLowerCase());
  const matches = ([words, expression]: Pattern) => (words.some(holds) ? plain.matchAll(expression) : []);
  const at = (index: number): number => plain.slice(0, index).split("\n").length;
  for (const [rule, token] of TOKENS) {
    for (const match of matches(token)) if (isToken(rule, match)) return { rule, line: at(match.index) };
  }
  for (const [rule, patterns, isReal] of VALUES) {
    for (const match of patterns.flatMap((each) => [...matches(each)]))
      if (isReal(match.groups?.value ?? "")) return { rule, line: at(match.index) };
  }
  const found = findByGitleaks(plain, holds, (value) => isPlaceholder(value, 6));
  if (found) return { rule: found.rule, line: at(found.index) };
  for (const broken of brokenTokens(plain, (part) => BEGINS.test(part))) {
    const token = whatIs(broken);
    if (token) return { rule: token.rule, line: at(token.from), lines: at(token.end) - at(token.from) + 1 };
  }
  return null;
}

export interface FoundSecret {
  readonly rule: string;
  readonly line: number;
  /** Over how many lines it goes; 1 where it is left out. */
  readonly lines?: number;
}

/** The beginnings of tokens with a known prefix, anywhere in a part of one. */
const BEGINS = new RegExp(
  [...new Set(FORMATS.flatMap(([, holds]) => holds.split(" ")))]
    .filter((word) => word.length > 2 && /^[\w.-]+$/.test(word))
    .map((word) => word.replaceAll(".", "\\."))
    .join("|"),
  "i",
);

function whatIs(broken: BrokenToken) {
  const holds = wordsHeld(broken.text.toLowerCase());
  for (const [rule, [words, expression]] of TOKENS) {
    if (!words.some(holds)) continue;
    for (const match of broken.text.matchAll(expression)) {
      const place = placeIn(broken, match.index, match.index + match[0].length);
      if (place !== null && isToken(rule, match)) return { rule, ...place };
    }
  }
  return null;
}
