// Chooses which talks of earlier sessions say something about a question: of several about one matter the newest first.
import type { SearchHit } from "../retrieval/query.ts";
import { searchWordings } from "../retrieval/wordings.ts";
import { answers, type Finder } from "./answers.ts";

/** What was said, or in `work` what a command's failure came to. */
export interface Turn {
  readonly by: "user" | "agent" | "work";
  readonly text: string;
}

/** One topic of a session. */
export interface Talk {
  readonly id: string;
  /** Names the session file that it comes from. */
  readonly source: string;
  readonly runtime: string;
  readonly session: string;
  /** When it ended, as ISO text. */
  readonly at: string;
  readonly title: string;
  readonly turns: readonly Turn[];
  readonly paths: readonly string[];
  /** True where it says that it changes what was settled before. */
  readonly amends: boolean;
  /** True where it speaks to its reader as a commander. */
  readonly commands: boolean;
}

export interface FoundTalk {
  readonly talk: Talk;
  /** A newer one about the same matter. */
  readonly amendedBy: Talk | null;
}

/**
 * Of 16 talks that decide something, among 140 others, a bug report finds all; of 100 questions about other software
 * less than one in 20 finds any: `npm run bench:starts-full`.
 */
const ENOUGH = [
  { coverage: 0.3, words: 2 },
  { coverage: 0.26, words: 3 },
] as const;
/**
 * A report in other words than the talk's covers less, and yet the talk stands out from all others. Chosen on half of 12
 * reports about other software than that of the benchmark, of which nine were named then and five before; of the other
 * half four of six. Of 280 questions about other software still one in 50 finds any.
 */
const STANDS_OUT = { coverage: 0.14, words: 3 };
/** Of what the third best covers: the second may be about the same matter. */
const LEAD = 1.8;
/** Beside one that answers, what a later one has to share that says that it amends something. */
const AMENDING = { coverage: 0.1, similarity: 0.2 };
const SAME_MATTER = 0.35;
const CANDIDATES = 12;
const MOST_KIN = 6;

export const wordsOf = ({ turns }: Pick<Talk, "turns">): string => turns.map(({ text }) => text).join("\n");

/** What answers, best first; those that are about the matter of the best one come with it, newest first. */
export function talksFor(finder: Finder<Talk>, task: string, most: number): FoundTalk[] {
  const hits = searchWordings(finder.engine.search, { task, paths: [], limit: CANDIDATES });
  const leader = standingOut(hits);
  const sure = hits
    .filter((hit) => answers(hit, ENOUGH) || hit === leader)
    .flatMap(({ id }) => finder.item(id) ?? []);
  const [best] = sure;
  if (best === undefined) return [];
  const matter = [best, ...kinOf(best, finder, hits)].toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const ids = new Set(matter.map(({ id }) => id));
  const [newest = best] = matter;
  return [
    ...matter.map((talk) => ({ talk, amendedBy: talk.id === newest.id ? null : newest })),
    ...sure.filter(({ id }) => !ids.has(id)).map((talk) => ({ talk, amendedBy: null })),
  ].slice(0, most);
}

/** Null where the best is one of many alike, or there are too few to tell. */
function standingOut(hits: readonly SearchHit[]): SearchHit | null {
  const [first, , third] = hits.toSorted((a, b) => b.coverage - a.coverage);
  if (!first || !third || first.coverage < LEAD * third.coverage) return null;
  return answers(first, [STANDS_OUT]) ? first : null;
}

function kinOf(best: Talk, { engine, item }: Finder<Talk>, hits: readonly SearchHit[]): Talk[] {
  const byId = new Map(hits.map((hit) => [hit.id, hit]));
  const draft = { title: best.title, body: wordsOf(best), tags: [] };
  return engine.similar(draft, MOST_KIN, AMENDING.similarity).flatMap(({ id, similarity }) => {
    const hit = byId.get(id);
    const talk = hit && id !== best.id ? item(id) : null;
    if (!hit || !talk) return [];
    const later = talk.at > best.at ? talk : best;
    const isKin =
      (similarity >= SAME_MATTER && answers(hit, ENOUGH)) ||
      (later.amends && hit.coverage >= AMENDING.coverage);
    return isKin ? [talk] : [];
  });
}
