// Finds the stored lesson that has all of a piece of notes already, under whatever title somebody gave it.
import { withoutMarks } from "../learnings/beyond-title.ts";
import Learning from "../learnings/records/learning.ts";
import type { Words } from "../learnings/twins.ts";
import type { State } from "../records/state.ts";
import { newestFirst } from "../shared/ids.ts";

/** A shorter text, such as "see above", is said under many titles. */
const FEWEST_CHARACTERS = 30;

/** Gives the id of the oldest lesson with that text, where the piece's title is only the beginning of its text. */
export function knownTexts(state: State): (piece: Words) => string | undefined {
  let ids: Map<string, string> | null = null;
  return ({ title, body }) => {
    const text = withoutMarks(body);
    if (text.length < FEWEST_CHARACTERS || !text.startsWith(withoutMarks(title))) return undefined;
    if (ids === null) {
      ids = new Map();
      for (const each of state.all(Learning).toSorted(newestFirst)) ids.set(withoutMarks(each.body), each.id);
    }
    return ids.get(text);
  };
}
