// Finds lessons that belong with the given ones, as a rule may be recorded in parts that the limit of three cuts apart.
import type { SearchEngine } from "../retrieval/engine.ts";
import type { HookItem } from "./injection.ts";

type Known = Pick<HookItem, "id" | "title" | "session">;

export const MOST_SIBLINGS = 5;
const CANDIDATES = 20;
/** Matches what a title names of the code: `next_job`, `useRouter`, `bucket()`, `cat-file --batch` in backticks. */
const SYMBOL =
  /`[^`\n]{2,60}`|\b[\p{L}\d]+(?:_[\p{L}\d]+)+\b|\b\p{Ll}+\p{Lu}[\p{L}\d]*\b|\b\p{L}[\p{L}\d.]*(?=\()/gu;

export const symbolsIn = (title: string): string[] =>
  (title.match(SYMBOL) ?? []).map((symbol) => symbol.replaceAll("`", "").toLowerCase());

/** Those of the same session whose title names the same symbol, nearest first. */
export function siblingsOf<Item extends Known>(
  given: readonly Item[],
  search: SearchEngine["search"],
  item: (id: string) => Item | null,
): Item[] {
  const groups = new Set(
    given.flatMap(({ session, title }) => symbolsIn(title).map((symbol) => `${session} ${symbol}`)),
  );
  if (groups.size === 0) return [];
  const task = given.map(({ title }) => symbolsIn(title).join(" ")).join("\n");
  return search({ task, paths: [], limit: CANDIDATES })
    .flatMap(({ id }) => item(id) ?? [])
    .filter(
      ({ id, session, title }) =>
        session !== undefined &&
        !given.some((each) => each.id === id) &&
        symbolsIn(title).some((symbol) => groups.has(`${session} ${symbol}`)),
    )
    .slice(0, MOST_SIBLINGS);
}
