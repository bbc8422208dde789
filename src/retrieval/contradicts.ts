// Finds where two lessons say the opposite of each other, or give another number or name in the same place.
import { terms } from "./analyse.ts";
import { isEveryday } from "./everyday-words.ts";
import { stem } from "./stem.ts";

interface Words {
  readonly title: string;
  readonly body: string;
}

/** What each of the two says there, a few words. */
export interface Contradiction {
  readonly left: string;
  readonly right: string;
}

interface Clause {
  /** Equal for clauses that say the same. */
  readonly key: string;
  /** In lower case, without articles. */
  readonly tokens: readonly string[];
  /** Stems of what the clause is about, without words that only affirm or deny. */
  readonly content: ReadonlySet<string>;
  /** For each word that may be a value: a key of the clause without it. */
  readonly masks: ReadonlyMap<string, number>;
  /** False where it forbids, denies or undoes. */
  readonly isYes: boolean;
}

/** A lesson with more clauses is a page, and two pages always share much. */
const MOST_CLAUSES = 60;
const LONGEST_CLAUSE = 40;
/** In words: the shortest clause of which a changed value counts. */
const SHORTEST = 4;
/** The cache of stems is dropped at this size. */
const MOST_STEMS = 20_000;
/** Clauses count as the same from this share of common words on. */
const SAME_SHARE = 0.85;

const NO = new Set(
  "never not no don't doesn't isn't aren't can't cannot won't mustn't shouldn't without".split(" "),
);
/** Pairs of opposites; the second word negates the first. */
const OPPOSITES = [
  ..."use/avoid enable/disable allow/forbid allow/deny include/exclude keep/remove keep/drop add/remove works/fails".split(
    " ",
  ),
  ..."safe/unsafe start/stop increase/decrease increase/reduce before/after required/optional on/off true/false".split(
    " ",
  ),
  ..."accept/reject possible/impossible supported/unsupported succeed/fail upper/lower".split(" "),
].map((pair) => pair.split("/").map((word) => stem(word)));
/** Synonyms of a word above. */
const ALSO: ReadonlyMap<string, string> = new Map([[stem("prefer"), stem("use")]]);
const NOES: ReadonlyMap<string, string> = new Map(OPPOSITES.map(([yes = "", no = ""]) => [no, yes]));
const ARTICLE = /^(?:the|an?)$/;
const FILLER =
  /^(?:always|must|should|shall|do|does|did|please|ever|be|is|are|to|in|of|for|on|with|at|by|it|its|that|this)$/;
/** Words in front of a value, as in `listens on 8080`, `must be 20`, `use pnpm`. */
const BEFORE_VALUE =
  /^(?:is|are|was|be|to|at|on|in|by|of|with|from|via|as|=|use|uses|using|prefer|needs?|requires?|run|call|set|pick|choose|takes?|waits?|after|within|every|over|under|below|above|than|least|most|port|version|returns?|sends?|expects?)$/;
/** Words in front of a name, and not of a place or a subject. */
const BEFORE_NAME =
  /^(?:is|are|be|to|with|via|as|use|uses|using|prefer|needs?|requires?|run|call|set|pick|choose|returns?)$/;
/** Code is skipped, as lines of code are alike without saying the same. */
const CODE = /^[ \t]*(```|~~~)[\s\S]*?(?:^[ \t]*\1|(?![\s\S]))/gm;
const NUMBER = /^v?\d+(?:[.:]\d+)*(?:ms|s|m|h|%|kb|mb|gb|k)?$/;
const TOKEN = /`[^`\n]{1,60}`|=|[\p{L}\p{N}_@$][\p{L}\p{N}_@$'’./:#%-]*[\p{L}\p{N}_%]|[\p{L}\p{N}]/gu;

/** Null where both can hold. Swapping the lessons only swaps the sides. */
export function contradiction(a: Words, b: Words): Contradiction | null {
  const left = clausesOf(a);
  const right = clausesOf(b);
  for (const one of left.all) {
    // A clause that the other lesson holds too is not denied there; its opposite names an exception.
    if (right.keys.has(one.key)) continue;
    const isNews = (other: Clause): boolean => !left.keys.has(other.key);
    const against =
      (one.isYes ? right.nos : right.yeses).find((other) => isNews(other) && isOpposite(one, other)) ??
      [...one.masks].flatMap(([mask, place]) =>
        (right.byMask.get(mask) ?? []).filter((other) => isNews(other) && isOtherValue(one, other, place)),
      )[0];
    if (against) return { left: wordsOf(one), right: wordsOf(against) };
  }
  return null;
}

const wordsOf = ({ tokens }: Clause): string => tokens.slice(0, 12).join(" ");

interface Clauses {
  readonly all: readonly Clause[];
  readonly keys: ReadonlySet<string>;
  readonly yeses: readonly Clause[];
  readonly nos: readonly Clause[];
  readonly byMask: ReadonlyMap<string, readonly Clause[]>;
}

/** Cached, as records never change and splitting one takes longer than comparing it. */
const known = new WeakMap<Words, Clauses>();

function clausesOf(words: Words): Clauses {
  const before = known.get(words);
  if (before) return before;
  const all = clausesIn(words);
  const byMask = new Map<string, Clause[]>();
  for (const clause of all) {
    for (const mask of clause.masks.keys()) byMask.set(mask, [...(byMask.get(mask) ?? []), clause]);
  }
  const clauses = {
    all,
    keys: new Set(all.map(({ key }) => key)),
    yeses: all.filter(({ isYes }) => isYes),
    nos: all.filter(({ isYes }) => !isYes),
    byMask,
  };
  known.set(words, clauses);
  return clauses;
}

function clausesIn({ title, body }: Words): Clause[] {
  return `${title}\n${body.replace(CODE, "\n")}`
    .normalize("NFKC")
    .split(/[.!?;:](?=\s|$)|[\n,()—–]|\s(?:but|instead of|rather than|because|since|while|whereas|unless)\s/u)
    .slice(0, MOST_CLAUSES)
    .flatMap((text) => {
      const tokens = (text.match(TOKEN) ?? [])
        .map((token) => token.replace(/`/g, "").replace(/’/g, "'").toLowerCase())
        .filter((token) => !ARTICLE.test(token));
      return tokens.length < 2 || tokens.length > LONGEST_CLAUSE ? [] : [clauseOf(tokens)];
    });
}

function clauseOf(tokens: readonly string[]): Clause {
  let isYes = true;
  const content = new Set<string>();
  for (const token of tokens) {
    if (NO.has(token)) isYes = !isYes;
    else if (!FILLER.test(token)) {
      const word = stemOf(token);
      const yes = NOES.get(word);
      if (yes !== undefined) isYes = !isYes;
      content.add(yes ?? ALSO.get(word) ?? word);
    }
  }
  return { key: `${isYes} ${tokens.join(" ")}`, masks: masksOf(tokens, isYes), tokens, content, isYes };
}

function masksOf(tokens: readonly string[], isYes: boolean): Map<string, number> {
  const masks = new Map<string, number>();
  if (tokens.length < SHORTEST) return masks;
  for (const [at, token] of tokens.entries()) {
    if (at > 0 && isPlace(tokens[at - 1] ?? "", token))
      masks.set(`${isYes} ${[...tokens.slice(0, at), "", ...tokens.slice(at + 1)].join(" ")}`, at);
  }
  return masks;
}

const isPlace = (before: string, token: string): boolean =>
  (NUMBER.test(token) ? BEFORE_VALUE : BEFORE_NAME).test(before);

const stems = new Map<string, string>();

function stemOf(token: string): string {
  const before = stems.get(token);
  if (before !== undefined) return before;
  if (stems.size > MOST_STEMS) stems.clear();
  const word = stem(token);
  stems.set(token, word);
  return word;
}

/** True where one clause affirms what the other denies. */
function isOpposite(a: Clause, b: Clause): boolean {
  const fewer = Math.min(a.content.size, b.content.size);
  const more = Math.max(a.content.size, b.content.size);
  if (a.isYes === b.isYes || fewer < 2 || (2 * fewer) / (fewer + more) < SAME_SHARE) return false;
  const both = [...a.content].filter((word) => b.content.has(word));
  return (
    both.length >= 2 &&
    (2 * both.length) / (a.content.size + b.content.size) >= SAME_SHARE &&
    both.some(tells)
  );
}

/** True where two clauses are equal but for one place, which holds another number or name. */
function isOtherValue(a: Clause, b: Clause, place: number): boolean {
  const [one = "", other = ""] = [a.tokens[place], b.tokens[place]];
  const areValues = NUMBER.test(one) ? NUMBER.test(other) : !NUMBER.test(other) && tells(one) && tells(other);
  return (
    areValues && stemOf(one) !== stemOf(other) && a.tokens.some((token, at) => at !== place && tells(token))
  );
}

/** True for a word that names something, and is neither an everyday word nor a number. */
function tells(token: string): boolean {
  if (token.length < 3 || NUMBER.test(token)) return false;
  const [first] = terms(token);
  return first !== undefined && !isEveryday(first.term);
}
