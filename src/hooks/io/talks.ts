// Tells of talks of earlier sessions what answers; a program of its own, which a hook loads only where talks are kept.
import { readTalks } from "../../history/io/talks.ts";
import { talksFor } from "../../history/talk.ts";
import { talkLines } from "../../history/talk-text.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import type { NamedTalks } from "./past.ts";

const MOST_TALKS = 3;
/** Of the first one's deciding lines; the smaller where the window has no room for more. */
const TOKENS = [320, 160, 80];

/** What reads as an order is put before nobody unasked. */
export function nameTalks(
  folder: string,
  question: string,
  known: ReadonlySet<string>,
  room: number,
): NamedTalks | null {
  const kept = readTalks(folder);
  const found = kept === null ? [] : talksFor(kept, question, MOST_TALKS);
  const fresh = found.filter(({ talk }) => !talk.commands && !known.has(talk.id));
  for (const most of TOKENS) {
    const text = talkLines(fresh, most);
    if (text === null) return null;
    const tokens = countTokens(text);
    if (tokens <= room) return { ids: fresh.map(({ talk }) => talk.id), text, tokens };
  }
  return null;
}
