// Measures how much each sentence says about a definite thing.
import { FILE, isNotTechnology } from "./names.ts";
import { isAdvice } from "./sentences.ts";
import { isPlain, SENTENCE_SIGNALS, type Signal } from "./signal-table.ts";
import { GENERIC, VERDICTS, wordsOf } from "./words.ts";

const SIGNALS: readonly Signal[] = [
  ...SENTENCE_SIGNALS,
  {
    name: "advice that names nothing definite",
    points: -1.5,
    most: -1.5,
    matches: (sentence) => (isAdvice(sentence) && !isDefinite(sentence) ? [sentence] : []),
  },
];

const TELLS_MORE = SIGNALS.filter(({ name }) =>
  ["what happens to it", "its condition or cause", "a proper name"].includes(name),
);

function isDefinite(sentence: string): boolean {
  return SIGNALS.some(({ definite, matches }) => definite === true && matches(sentence).length > 0);
}

/** Topics of general advice, which fit any project. */
const EVERYDAY_WORD =
  /^(?:.{1,3}|always|should|must|need(?:s|ed)?|want|please|ensure|more|most|some|also|with|from|into|them|this|that|these|those|there|have|well|when|what|every|proper|tests?|tested|testing|unit|coverage|cases?|edge|code|coding|docs?|document(?:s|ed|ation)?|comments?|commented|names?|naming|errors?|bugs?|types?|logs?|logging|files?|functions?|checks?|changes?|work|follow|write|wrote|written|writing|keep|make|update[sd]?|review(?:s|ed)?|clean|refactor(?:s|ed|ing)?|improve|consider|handle|handling|look|read|think|spend|time|before|after|learned|save[sd]?|style|structure|project)$/;

/** True if the sentence holds a path but no condition, cause, error or number, and names no object. */
function onlyPathIsDefinite(sentence: string): boolean {
  const rest = sentence.replace(FILE, (file) => (isNotTechnology(file) ? "" : file)).replace(/`\s*`/g, "");
  if (rest === sentence || isDefinite(rest) || TELLS_MORE.some(({ matches }) => matches(rest).length > 0))
    return false;
  return wordsOf(rest).every((word) => EVERYDAY_WORD.test(word) || GENERIC.has(word) || VERDICTS.has(word));
}

/** The points of a sentence: for each signal its different matches, capped and summed. */
function points(sentence: string): number {
  let sum = 0;
  for (const { points: each, most, matches } of SIGNALS) {
    const earned = each * new Set(matches(sentence)).size;
    sum += each > 0 ? Math.min(earned, most) : Math.max(earned, most);
  }
  return sum;
}

/**
 * Points from which one sentence, or the best two together, say enough; a text without advice, praise or report needs
 * fewer. Set on the tuning rows: the best sentence of real learnings has 2.5 to 5 points, that of vague ones -1 to 1.
 */
const CARRIES = { one: 2, two: 2.5, plain: 1.5 } as const;

/** The sentences that make a text specific, best first; empty where the text names nothing. */
export function tellingSentences(sentences: readonly string[]): string[] {
  const rated = sentences
    .filter((sentence) => !(isAdvice(sentence) && onlyPathIsDefinite(sentence)))
    .map((sentence) => ({ sentence, points: points(sentence) }))
    .sort((a, b) => b.points - a.points);
  const [first, second] = rated;
  if (first === undefined) return [];
  if (first.points >= CARRIES.one)
    return rated.filter((each) => each.points >= CARRIES.one).map(({ sentence }) => sentence);
  const needed = sentences.every(isPlain) ? CARRIES.plain : CARRIES.two;
  return second !== undefined && points(`${first.sentence} ${second.sentence}`) >= needed
    ? [first.sentence, second.sentence]
    : [];
}

/** The sentence that says least. */
export function vaguestSentence(sentences: readonly string[]): string {
  return sentences.reduce((worst, sentence) => (points(sentence) < points(worst) ? sentence : worst));
}
