// Finds in a note what somebody would see or ask: headings that are questions, and what stands below a heading "Symptoms".

import { headingIn } from "../shared/text/heading.ts";

const SYMPTOMS =
  /^(?:\d+[.)]\s*)?(?:observed )?(?:symptoms?|error(?: messages?| output)?|what you(?:'ll)? see)\s*:?$/i;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])[ \t]+(\S.*)$/;
const FENCE = /^\s*(?:```|~~~)/;
/** Lines below such a heading that are looked at: what comes later tells the story. */
const MOST_LINES = 12;

/** A question of at least three words, or of a script without spaces. */
export const isQuestion = (heading: string): boolean =>
  /[^?!\uff1f][?\uff1f]$/.test(heading.trim()) &&
  (/\S\s+\S+\s+\S/.test(heading) || /\p{Lo}{4}/u.test(heading));

/** In their order, as they stand there. */
export function symptomsIn(text: string): string[] {
  const found: string[] = [];
  let left = 0;
  let isCode = false;
  for (const line of text.split("\n")) {
    const isFence = FENCE.test(line);
    if (isFence) isCode = !isCode;
    const heading = isCode ? null : (headingIn(line)?.text ?? null);
    if (heading !== null) {
      left = SYMPTOMS.test(heading) ? MOST_LINES : 0;
      if (isQuestion(heading)) found.push(heading);
    } else if (left > 0 && !isFence) {
      left -= 1;
      found.push(isCode ? line.trim() : itemIn(line));
    }
  }
  return found.filter((each) => each !== "");
}

/** Without the marks in which a whole line is set; nothing of a line that is no item of a list. */
const itemIn = (line: string): string =>
  (ITEM.exec(line)?.[1] ?? "").trim().replace(/^(\*\*|`)(.+)\1$/, "$2");
