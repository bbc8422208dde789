// Recognises the names of definite things in a sentence: files, quantities, technologies.
import { mechanismsIn, PLAIN_ACRONYMS, TECHNOLOGIES, wordsOf } from "./words.ts";

const isShouted = (sentence: string): boolean => !/[a-z]/.test(sentence) && /\s\w+\s/.test(sentence);
const ROOT_FOLDERS =
  "src|lib|libs|tests?|spec|docs|packages|apps?|bin|scripts|cmd|internal|pkg|config|public|tools|refs|node_modules|dist|build|migrations|components|pages|api|server|client";
const EXTENSIONS =
  "[cm]?[jt]sx?|py|rs|go|java|rb|php|cs|cpp|hh?|sh|sql|ya?ml|json[cl5]?|toml|lock|md|mdx|env|css|scss|html|vue|svelte|xml|ini|cfg|conf|tf|proto|gradle|swift|kt|ipynb|db|log|csv";
/** A name with an extension, a dot file, or a path that `and/or` and `client/server` do not resemble. */
export const FILE = new RegExp(
  `(?<![\\w/:.@*-])(?:[\\w@*.-]*/)*[\\w*-][\\w*.-]*\\.(?:${EXTENSIONS})\\b|(?<!\\w)\\.[a-z]{2,}(?:rc|ignore|config|env)\\b` +
    `|(?<![\\w/:.@*-])(?:(?:${ROOT_FOLDERS}|\\.[\\w-]+)/[\\w*.-]+|~?/[\\w.-]+/[\\w.-]+|[\\w@*.-]+/[\\w*.-]+/[\\w*.-]+)`,
  "g",
);
/** False for names such as Node.js and TypeScript, which have the shape of a file or a symbol. */
export const isNotTechnology = (name: string): boolean => !TECHNOLOGIES.has(name.toLowerCase());

const NUMBER =
  "(?:~?\\d[\\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|drei|zwei|trois|tres)";
const UNIT =
  "(?:k|%|ms|µs|us|ns|s|sec(?:ond)?s?|min(?:ute)?s?|h|hours?|days?|weeks?|[KMGT]i?B|[kMG]b|bytes?|characters?|chars?|lines?|rows?|files?|tokens?|px|x|×|times|requests?|threads?|connections?|workers?|processes|retries|items?|records?|bits?|entries|levels?|sekunden|minuten|zeichen|secondes|octets|segundos)";

/** A number with its unit, a port, a bound, a time of day or a long number that is no year. */
export const QUANTITY = new RegExp(
  `(?<![\\w.])${NUMBER}[\\s-]?${UNIT}(?!\\w)|\\bport \\d+|[<>≤≥=]\\s?\\d+|\\b\\d\\d:\\d\\d\\b|(?<![\\w.])(?!20[12]\\d)\\d{3,}(?![\\w.])`,
  "gi",
);

/** Technologies that are also everyday words: only their capitalised form inside a sentence counts. */
const AMBIGUOUS =
  "go|less|make|spring|spark|edge|phoenix|express|passport|cursor|slate|node|next|swift|slack|rust|dart|composer|lambda|vault|bootstrap|babel|apollo|oracle";
const AMBIGUOUS_WORD = new RegExp(`^(?:${AMBIGUOUS})$`);
const CAPITALISED = new RegExp(
  `(?<=[a-z,] )(?:${AMBIGUOUS.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())})\\b`,
  "g",
);

/** Technologies and acronyms that a sentence names, in lower case; capitals of a shouted sentence are no acronyms. */
export function technologiesIn(sentence: string): string[] {
  const acronyms = isShouted(sentence) ? [] : (sentence.match(/\b[A-Z]{2,6}s?\b/g) ?? []);
  return [
    ...wordsOf(sentence).filter((word) => TECHNOLOGIES.has(word) && !AMBIGUOUS_WORD.test(word)),
    ...acronyms.filter((word) => !PLAIN_ACRONYMS.has(word.toUpperCase())).map((word) => word.toLowerCase()),
    ...(sentence.match(CAPITALISED) ?? []).map((word) => word.toLowerCase()),
  ];
}

const FOREIGN_LETTER = /(?!\p{Script=Latin})\p{L}/gu;
/** Judgements and exhortations in other scripts: important, good, better, quality, careful. */
const FOREIGN_VERDICT =
  /важн|хорош|лучш|качеств|вниматель|重要|良い|良く|好的|更好|质量|注意|小心|大切|品質|중요|좋은|품질|주의|مهم|جيد/iu;

/** The Latin words in a sentence of another script, where a writer leaves only technical terms untranslated. */
export function latinTermsIn(sentence: string): string[] {
  const foreign = sentence.match(FOREIGN_LETTER)?.length ?? 0;
  const latin = sentence.match(/[A-Za-z]/g)?.length ?? 0;
  if (foreign < 12 || foreign < latin || FOREIGN_VERDICT.test(sentence)) return [];
  return wordsOf(sentence).filter((word) => TECHNOLOGIES.has(word) || mechanismsIn(word).length > 0);
}
