// Puts talks of earlier sessions that answer a task beside its lessons, with their deciding lines; older talks on the same
// matter get one line.
import type { FoundTalk } from "../history/talk.ts";
import { talkLine, talkText } from "../history/talk-text.ts";
import type { RelatedEntry } from "./related.ts";
import { DOUBTED } from "./related-past.ts";

/** Tokens given to a talk; a longer one is cut to the sentences that decide. */
const ALONE = [950, 450, 200];
const FIRST = [600, 350, 200];
const NEXT = [280, 120];

export function talkEntries(found: readonly FoundTalk[], doubted: ReadonlySet<string>): RelatedEntry[] {
  const whole = found.filter(({ amendedBy }) => amendedBy === null);
  return found.map((each) => {
    const mark = doubted.has(each.talk.id) ? DOUBTED : "";
    const line = `${mark}raw talk, ${talkLine(each)}`;
    const sizes = each.amendedBy !== null ? [] : each !== whole[0] ? NEXT : whole.length > 1 ? FIRST : ALONE;
    const [text = line, ...shorter] = sizes.map((most) => mark + talkText(each, most));
    return { id: each.talk.id, text, shorter: [...new Set([...shorter, line])] };
  });
}
