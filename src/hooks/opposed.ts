// Finds lessons that contradict the given ones, so that nobody follows one of two that can't both hold.
import { contradiction } from "../retrieval/contradicts.ts";
import type { SearchEngine } from "../retrieval/engine.ts";
import type { HookItem } from "./injection.ts";

type Known = Pick<HookItem, "id" | "title" | "body">;

export interface Opposed<Item> {
  readonly given: Item;
  readonly other: Item;
  /** A few words of what the other one says there. */
  readonly says: string;
}

export const MOST_OPPOSED = 3;
/** A contradiction shares nearly all of a sentence, so it is among the nearest. */
const CANDIDATES = 12;

/** Each pair once, those of the first lesson first. */
export function opposedTo<Item extends Known>(
  given: readonly Item[],
  search: SearchEngine["search"],
  item: (id: string) => Item | null,
): Opposed<Item>[] {
  const seen = new Set<string>();
  return given
    .flatMap((each) => {
      seen.add(each.id);
      const near = search({ task: each.title, paths: [], limit: CANDIDATES }).flatMap(
        ({ id }) => item(id) ?? [],
      );
      return near.flatMap((other) => {
        if (seen.has(other.id)) return [];
        const found = contradiction(each, other);
        return found === null ? [] : [{ given: each, other, says: found.right }];
      });
    })
    .slice(0, MOST_OPPOSED);
}
