// Tells by its function words in which language a line is written, because lessons are mostly in English and questions are
// not.

const FUNCTION_WORDS = {
  de: `der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist sind war wird werden wurde
    wenn weil dass daß als auch auf aus bei beim mit nach von vom zu zum zur für über unter ohne durch gegen bis noch nur
    schon sich wir ihr sie er es ich man wie was wo warum welche welcher dann doch hat haben kann können muss soll im ins
    am an in so sehr mehr nach beim immer trotzdem obwohl sondern jedes jeder alle alles hier da dort mir mich uns`,
  es: `el la los las un una unos unas y o pero no es son era fue está están ser si porque que como cuando donde aunque
    también con sin de del al en por para sobre entre hasta desde se su sus lo le les me mi nos te tu ya más muy solo
    sólo este esta esto ese esa eso hay ha han puede pueden debe qué cómo cada todo toda todos tras según aún así`,
  fr: `le la les un une des du de et ou mais ne pas plus est sont était sera si parce que qui quoi comment quand où dans
    avec sans sur sous entre par pour vers chez se son sa ses leur leurs ce cet cette ces il elle ils elles on nous vous je
    tu en au aux même aussi très déjà toujours peut doit fait être avoir tout tous toute alors après avant lors`,
  it: `il lo la gli le un uno una e o ma è sono era sarà se perché che chi come quando dove nel nella nei con senza
    su sul sulla di del della dei delle da dal dalla in tra fra si suo sua suoi loro questo questa questi quello ci vi
    anche più molto già sempre può deve fatto essere avere tutto tutti dopo prima ogni`,
  pt: `o a as um uma os uns umas e ou mas não é são era foi está estão ser se porque que como quando onde no na nos nas
    com sem de do da dos das em por para pelo pela sobre entre até desde seu sua seus isto isso este esta esse essa há tem
    pode deve mais muito já só também cada todo toda todos depois antes ainda`,
  nl: `de het een en of maar niet geen is zijn was wordt werd als omdat dat die dit deze hoe wat waar wanneer welke met
    zonder op onder in uit bij van voor naar door over tot aan te om er ze hij wij je jij ik ook nog al alleen kan moet
    heeft hebben worden meer zeer altijd elke alle dan toch`,
} as const;
export type ForeignLanguage = keyof typeof FUNCTION_WORDS;

/** Function words that English has too. */
const ENGLISH = new Set(
  `a an the and or but not is are was were be been it its this that these those to of in on at by for with from as if
  when where why how what which does do did has have had can could should would will after before into no all i we you
  they my our there than then only so because`.split(/\s+/),
);
/** Fewer are chance, as several languages have "die" and "in". */
const FEWEST = 2;
const LONGEST_FUNCTION_WORD = 10;

const LANGUAGES = Object.keys(FUNCTION_WORDS) as ForeignLanguage[];
let wordMasks: ReadonlyMap<string, number> | undefined;

/** For each function word one bit per language that has it. Built at the first call, not at start-up. */
function masks(): ReadonlyMap<string, number> {
  if (wordMasks) return wordMasks;
  const found = new Map<string, number>();
  LANGUAGES.forEach((language, at) => {
    for (const word of FUNCTION_WORDS[language].split(/\s+/))
      found.set(word, (found.get(word) ?? 0) | (1 << at));
  });
  wordMasks = found;
  return found;
}

const LETTERS = /[A-Za-z\u00c0-\u024f]+/g;
/** Next to one of these characters a word belongs to a path, a number, a call or an identifier. */
const JOINS = /[\w$./(-]/;

/** The language of a text in Latin letters; null for English and where it can't be told. */
export function foreignLanguage(text: string): ForeignLanguage | null {
  const seen = new Set<string>();
  const counts = LANGUAGES.map(() => 0);
  let english = 0;
  const plain = text.normalize("NFC");
  for (const { 0: written, index } of plain.matchAll(LETTERS)) {
    if (written.length > LONGEST_FUNCTION_WORD) continue;
    const word = written.toLowerCase();
    const isEnglish = ENGLISH.has(word);
    const mask = isEnglish ? 0 : (masks().get(word) ?? 0);
    if ((mask === 0 && !isEnglish) || seen.has(word) || !isWritten(plain, index, written)) continue;
    seen.add(word);
    if (isEnglish) english += 1;
    LANGUAGES.forEach((_, at) => {
      if (mask & (1 << at)) counts[at] = (counts[at] ?? 0) + 1;
    });
  }
  const most = Math.max(...counts);
  return most > Math.max(FEWEST - 1, english) ? (LANGUAGES[counts.indexOf(most)] ?? null) : null;
}

/** True for a word of prose: no part of `os.path`, and no abbreviation in capitals. */
function isWritten(text: string, at: number, word: string): boolean {
  const after = text.slice(at + word.length, at + word.length + 2);
  return (
    word.slice(1) === word.slice(1).toLowerCase() &&
    (at === 0 || !JOINS.test(text.charAt(at - 1))) &&
    !/^(?:[\w$/(]|[.-]\p{L})/u.test(after)
  );
}

/** True for a word that tells nothing in that language. */
export const isFunctionWord = (word: string, language: ForeignLanguage): boolean =>
  ((masks().get(word.toLowerCase()) ?? 0) & (1 << LANGUAGES.indexOf(language))) !== 0;
