// Reduces an English word to its stem, so that "caching" finds "cached" (Porter 1980, "An algorithm for suffix stripping").

/** Common English words that tell nothing, as in the usual stop word lists. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a able about across after all almost also am among an and any are as at be because been but by can cannot
  could dear did do does either else ever every for from get got had has have he her hers him his how however i if
  in into is it its just least let like likely may me might most must my neither no nor not of off often on only or
  other our own rather said say says she should since so some than that the their them then there these they this
  tis to too twas us wants was we were what when where which while who whom why will with would yet you your`.split(
    /\s+/,
  ),
);

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** Longest first, so that the first ending that fits is the right one. */
const ENDINGS_2: Readonly<Record<string, string>> = {
  ational: "ate",
  ization: "ize",
  iveness: "ive",
  fulness: "ful",
  ousness: "ous",
  tional: "tion",
  biliti: "ble",
  entli: "ent",
  ousli: "ous",
  ation: "ate",
  alism: "al",
  aliti: "al",
  iviti: "ive",
  enci: "ence",
  anci: "ance",
  izer: "ize",
  alli: "al",
  ator: "ate",
  logi: "log",
  bli: "ble",
  eli: "e",
};
const ENDINGS_3: Readonly<Record<string, string>> = {
  icate: "ic",
  ative: "",
  alize: "al",
  iciti: "ic",
  ical: "ic",
  ful: "",
  ness: "",
};
const ENDINGS_4 =
  /^(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize|(?<=[st])ion)$/;

const anyOf = (endings: Readonly<Record<string, string>>): RegExp =>
  new RegExp(`^(.+?)(${Object.keys(endings).join("|")})$`);
const STEP_2 = anyOf(ENDINGS_2);
const STEP_3 = anyOf(ENDINGS_3);

const CONSONANT = "[^aeiou]";
const VOWEL = "[aeiouy]";
const CONSONANTS = `${CONSONANT}[^aeiouy]*`;
const VOWELS = `${VOWEL}[aeiou]*`;
/** Porter's measure: how often a vowel is followed by a consonant. */
const MEASURE_1 = new RegExp(`^(?:${CONSONANTS})?${VOWELS}${CONSONANTS}`);
const MEASURE_IS_1 = new RegExp(`^(?:${CONSONANTS})?${VOWELS}${CONSONANTS}(?:${VOWELS})?$`);
const MEASURE_2 = new RegExp(`^(?:${CONSONANTS})?${VOWELS}${CONSONANTS}${VOWELS}${CONSONANTS}`);
const HAS_VOWEL = new RegExp(`^(?:${CONSONANTS})?${VOWEL}`);
const SHORT_END = new RegExp(`^${CONSONANTS}${VOWEL}[^aeiouwxy]$`);

/** The stem of a word in lower-case letters. */
export function stem(word: string): string {
  if (word.length < 3) return word;
  // A y at the start is a consonant.
  const starts = word.startsWith("y");
  let stemmed = starts ? `Y${word.slice(1)}` : word;
  stemmed = pastOrProgressive(plural(stemmed));
  if (/^.+?[^aeiou]y$/.test(stemmed)) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = ending(stemmed, STEP_2, (base, found) => MEASURE_1.test(base) && ENDINGS_2[found]);
  stemmed = ending(stemmed, STEP_3, (base, found) => MEASURE_1.test(base) && ENDINGS_3[found]);
  const last = ENDINGS_4.exec(stemmed)?.[1];
  if (last !== undefined && MEASURE_2.test(last)) stemmed = last;
  stemmed = silentEnd(stemmed);
  return starts ? `y${stemmed.slice(1)}` : stemmed;
}

function ending(
  word: string,
  pattern: RegExp,
  by: (base: string, found: string) => string | false | undefined,
): string {
  const [, base, found] = pattern.exec(word) ?? [];
  if (base === undefined || found === undefined) return word;
  const other = by(base, found);
  return typeof other === "string" ? base + other : word;
}

const plural = (word: string): string =>
  word.replace(/^(.+?)(ss|i)es$/, "$1$2").replace(/^(.+?)([^s])s$/, "$1$2");

function pastOrProgressive(word: string): string {
  const agreed = /^(.+?)eed$/.exec(word)?.[1];
  if (agreed !== undefined) return MEASURE_1.test(agreed) ? word.slice(0, -1) : word;
  const base = /^(.+?)(?:ed|ing)$/.exec(word)?.[1];
  if (base === undefined || !HAS_VOWEL.test(base)) return word;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return SHORT_END.test(base) ? `${base}e` : base;
}

function silentEnd(word: string): string {
  const base = /^(.+?)e$/.exec(word)?.[1];
  let short = word;
  if (base !== undefined && (MEASURE_2.test(base) || (MEASURE_IS_1.test(base) && !SHORT_END.test(base))))
    short = base;
  return /ll$/.test(short) && MEASURE_2.test(short) ? short.slice(0, -1) : short;
}
