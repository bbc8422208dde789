// Tells the author of a short lesson in one line what a later session would miss.
import type { LearningDraft } from "./learning.ts";

/** A text of fewer words seldom says when, why and what to do instead. */
const SHORT = 30;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_./:-]*/gu;
/** Scripts without spaces, where about two letters make a word. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Thai}]/gu;

const PARTS: readonly (readonly [part: string, shows: RegExp])[] = [
  [
    "when it bites",
    /\b(?:when|if|while|after|before|during|unless|as soon as|once|every time|on|under|wenn|falls|sobald|cuando|si)\b/i,
  ],
  [
    "why",
    /\b(?:because|since|so that|due to|otherwise|therefore|as|weil|da|denn|porque|reads?|needs?|expects?|means?)\b/i,
  ],
  [
    "what to do instead",
    /\b(?:instead|use|run|set|pass|call|add|keep|write|pin|stay|avoid|never|always|must|should|do not|don['’]t|needs?|statt|stattdessen|usa)\b/i,
  ],
];

/** Null for a text that is long enough, or lacks nothing that its words can show. */
export function lackingIn({ body, symptoms }: Pick<LearningDraft, "body" | "symptoms">): string | null {
  const unspaced = body.match(UNSPACED)?.length ?? 0;
  const words = (body.replace(UNSPACED, " ").match(WORD)?.length ?? 0) + Math.floor(unspaced / 2);
  if (words >= SHORT) return null;
  const missing = unspaced > words ? [] : PARTS.flatMap(([part, shows]) => (shows.test(body) ? [] : [part]));
  const lacks = [...missing, ...(symptoms ? [] : ["symptoms (an error line, a question)"])];
  return lacks.length === 0
    ? null
    : `Stored, in ${words} words. What a later session may miss: ${lacks.join(", ")}.`;
}
