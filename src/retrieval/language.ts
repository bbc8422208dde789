// Tells in which language a line is asked, by its function words: lessons are mostly written in English, questions are not.

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

/** What a line of English has as well. */
const ENGLISH = new Set(
  `a an the and or but not is are was were be been it its this that these those to of in on at by for with from as if
  when where why how what which does do did has have had can could should would will after before into no all i we you
  they my our there than then only so because`.split(/\s+/),
);
/** Fewer are chance: "die" and "in" are words of several languages. */
const FEWEST = 2;

let sets: ReadonlyMap<ForeignLanguage, ReadonlySet<string>> | undefined;

function words(): ReadonlyMap<ForeignLanguage, ReadonlySet<string>> {
  sets ??= new Map(
    Object.entries(FUNCTION_WORDS).map(([language, list]) => [
      language as ForeignLanguage,
      new Set(list.split(/\s+/)),
    ]),
  );
  return sets;
}

/** Words as people write them: no part of `os.path`, and no abbreviation in capitals. */
const WORDS = /(?<![\p{L}\p{M}\p{N}_.$/])\p{L}[\p{Ll}\p{M}]{0,63}(?![\p{L}\p{M}\p{N}_(/]|[.-]\p{L})/gu;

/** The language of a text in Latin letters where it is none but English; null for English and for what can't be told. */
export function foreignLanguage(text: string): ForeignLanguage | null {
  const said = new Set((text.match(WORDS) ?? []).map((word) => word.toLowerCase().normalize("NFC")));
  const english = [...said].filter((word) => ENGLISH.has(word)).length;
  let best: ForeignLanguage | null = null;
  let most = Math.max(FEWEST - 1, english);
  for (const [language, list] of words()) {
    const count = [...said].filter((word) => list.has(word) && !ENGLISH.has(word)).length;
    if (count > most) [best, most] = [language, count];
  }
  return best;
}

/** True for a word that tells nothing in that language. */
export const isFunctionWord = (word: string, language: ForeignLanguage): boolean =>
  words().get(language)?.has(word.toLowerCase()) ?? false;
