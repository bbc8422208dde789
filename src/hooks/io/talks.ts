// Tells of talks of earlier sessions what answers; a program of its own, which a hook loads only where talks are kept.
import { readTalks } from "../../history/io/talks.ts";
import { talksFor } from "../../history/talk.ts";
import { talkLines } from "../../history/talk-text.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import type { Given } from "./give.ts";
import { appendNotes } from "./notes-file.ts";
import type { PastPorts } from "./past.ts";

const MOST_TALKS = 3;
/** Of the first one's deciding lines; the smaller where the window has no room for more. */
const TOKENS = [320, 160, 80];

/** Once in a window, as far as its budget reaches; what reads as an order is put before nobody unasked. */
export function nameTalks(question: string, { place, view, notes, speech, agent }: PastPorts): Given | null {
  const kept = readTalks(place.folder);
  if (kept === null || !view.history) return null;
  const window = speech.window();
  const fresh = talksFor(kept, question, MOST_TALKS).filter(
    ({ talk }) => !talk.commands && !window.past.has(talk.id),
  );
  const text = TOKENS.map((most) => talkLines(fresh, most)).find(
    (each) => each === null || window.tokens + countTokens(each) <= view.budget,
  );
  if (!text) return null;
  const said = {
    ids: fresh.map(({ talk }) => talk.id),
    tokens: countTokens(text),
    ...(agent === null ? {} : { agent }),
  };
  speech.whenSaid(() => appendNotes(notes, [{ t: "past", at: new Date().toISOString(), ...said }]));
  return { text, titles: [] };
}
