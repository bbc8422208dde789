// Tells two lessons apart that share nearly all words but speak of another number, version, address, file or name.

interface Words {
  readonly title: string;
  readonly body: string;
}

/** Kinds of names that say which thing is meant; a word is of the first kind that fits. */
const KINDS: readonly RegExp[] = [
  // Addresses of machines, with their ports, and of pages.
  /\b(?:https?:\/\/[^\s"'`<>)]+|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|local|internal|example|test)(?::\d+)?)/giu,
  // Files and folders.
  /[\w@~.-]*(?:\/[\w@.*-]+)+|\b[\w-]+\.(?!\d)[a-z]\w{0,5}\b/giu,
  // Errors, signals, variables: words in capitals.
  /\b[A-Z][A-Z0-9_]{3,}\b/gu,
  // Numbers, versions, codes of errors and names with a number in them.
  /\bv?\d+(?:[.:]\d+)*\b|\b[A-Z]+[-_]?\d+\b|\b[a-z_-]*[a-z][_-]?\d+\b/giu,
  // Options, identifiers of code, and what stands in backticks.
  /(?<=^|[\s`'"(])--?[a-z][\w-]*|\b[a-z]+[A-Z]\w*|\b[A-Z][a-z0-9]+[A-Z]\w*|\b\w+_\w+\b|`[^`\n]{1,80}`/gu,
  // Names, which stand in the midst of a sentence with a capital letter.
  /(?<=[\p{Ll}\d,] )\p{Lu}\p{Ll}{2,}/gu,
];

/** True where, for one kind, each of the two names something that the other never mentions. */
export function differs(a: Words, b: Words): boolean {
  const one = namedIn(a);
  const other = namedIn(b);
  return KINDS.some(
    (_, kind) => lacks(other.text, one.names[kind] ?? []) && lacks(one.text, other.names[kind] ?? []),
  );
}

interface Named {
  /** In lower case. */
  readonly text: string;
  /** By kind, in lower case. */
  readonly names: readonly (readonly string[])[];
}

/** Cached, as records never change and one is compared with many. */
const known = new WeakMap<Words, Named>();

function namedIn(words: Words): Named {
  const before = known.get(words);
  if (before) return before;
  const text = textOf(words);
  const names = namesIn(text).map((each) => each.map((name) => name.toLowerCase()));
  const named = { text: text.toLowerCase(), names };
  known.set(words, named);
  return named;
}

/** Replaces a name that was found; it is part of no word, and no space. */
const TAKEN = "\uFFFC";

const textOf = ({ title, body }: Words): string => `${title}\n${body}`.normalize("NFKC");

function namesIn(text: string): string[][] {
  let rest = text;
  return KINDS.map((kind) => {
    const found = rest.match(kind) ?? [];
    // Not a space, behind which the rest would look like a word of its own: `node:20-alpine` names no option.
    rest = rest.replace(kind, TAKEN);
    return found
      .flatMap((name) => (name.includes(TAKEN) ? wordsAround(name) : [name]))
      .map((name) => name.replace(/^[`.]+|(?<![`.,;:])[`.,;:]+$/g, "").trim())
      .filter((name) => name !== "");
  });
}

/** The words of a piece of code that are left once its names are taken out, as its signs appear in every text. */
const wordsAround = (name: string): string[] =>
  name.split(TAKEN).filter((part) => /[\p{L}\p{N}]/u.test(part));

/** True if one of the names appears nowhere in the text as a word of its own. */
const lacks = (text: string, names: readonly string[]): boolean =>
  names.some((name) => !standsIn(text, name));

/** Matches the end of a word, or of a number that goes on. */
const JOINED_BEFORE = /(?:[\p{L}\p{N}_]|\d\.)$/u;
const JOINED_AFTER = /^(?:[\p{L}\p{N}_]|\.\d)/u;

function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    // Two UTF-16 units hold any letter, however rare.
    if (
      !JOINED_BEFORE.test(text.slice(Math.max(0, at - 2), at)) &&
      !JOINED_AFTER.test(text.slice(end, end + 2))
    )
      return true;
  }
  return false;
}
