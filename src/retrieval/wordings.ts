// Searches the lines of a task as wordings of one question, so that a bad line does not spoil a good one.
import { searchLog } from "./log-search.ts";
import type { SearchHit, SearchQuery } from "./query.ts";

type Search = (query: SearchQuery) => SearchHit[];

/** With more lines the task is a pasted log or trace, of which only the lines that name an error count as wordings. */
const MOST_WORDINGS = 8;
/** A line is bad where its best hit covers less than this share of what the best line's covers. */
const GOOD_SHARE = 0.6;
/**
 * Choosing the lines that fit raises coverage by chance, and more so among the many lines of a log, so their coverage
 * counts by this share. With these values as many questions and outputs about other things are met with silence as in a
 * search by the whole text: `npm run bench:retrieval`.
 */
const PICKED_SHARE = { wordings: 0.7, log: 0.8 };
/** Enough to see how well a line fits. */
const LINE_HITS = 5;

/**
 * The whole task's hits where it is one line or all its lines are good; else these joined with the hits of its good lines.
 * For a log, the search of its output stands for the whole task.
 */
export function searchWordings(search: Search, query: SearchQuery): SearchHit[] {
  const whole = search(query);
  const picked = pickLines(search, query);
  if (picked === null) return whole;
  const { hits, convinces, isLog } = picked;
  const fused = fuse(
    whole,
    hits.map((hit) => ({ ...hit, coverage: hit.coverage * convinces })),
    { limit: query.limit, weights: [coverageIn(whole), coverageIn(hits)] },
  );
  // Most words of a log are nobody's wording, and the lower share has made up for chance already.
  return isLog ? fused.map((hit) => ({ ...hit, chance: 1 })) : fused;
}

interface Picked {
  readonly hits: readonly SearchHit[];
  /** The share by which a hit of these lines convinces, compared with one of a whole task. */
  readonly convinces: number;
  readonly isLog: boolean;
}

/** The hits of the good lines; null where no line is bad. */
function pickLines(search: Search, query: SearchQuery): Picked | null {
  const lines = linesOf(query.task);
  if (lines.length < 2) return null;
  if (lines.length > MOST_WORDINGS)
    return { hits: searchLog(search, query).hits, convinces: PICKED_SHARE.log, isLog: true };
  const fits = lines.map((task) => coverageIn(search({ ...query, task, limit: LINE_HITS })));
  const best = Math.max(...fits);
  const good = lines.filter((_, at) => (fits[at] ?? 0) >= best * GOOD_SHARE);
  if (best === 0 || good.length === lines.length) return null;
  return {
    hits: search({ ...query, task: good.join("\n") }),
    convinces: PICKED_SHARE.wordings,
    isLog: false,
  };
}

const linesOf = (task: string): string[] => [
  ...new Set(
    task
      .split(/[\r\n\u2028\u2029]+/)
      .map((line) => line.trim())
      .filter((line) => /[\p{L}\p{N}]/u.test(line)),
  ),
];

const coverageIn = (hits: readonly SearchHit[]): number => Math.max(0, ...hits.map((hit) => hit.coverage));

interface Fusing {
  readonly limit: number;
  /** The weight of each of the two searches. */
  readonly weights: readonly [whole: number, picked: number];
}

/** Adds relevances as shares of each search's best. A hit convinces as it does in the better search. */
function fuse(
  whole: readonly SearchHit[],
  picked: readonly SearchHit[],
  { limit, weights }: Fusing,
): SearchHit[] {
  const sum = weights[0] + weights[1];
  const both = [whole, picked].map((hits, at) => ({
    byId: new Map(hits.map((hit) => [hit.id, hit])),
    // Where neither search convinces, as when all was found by links alone, both count alike.
    share: (sum === 0 ? 1 / 2 : (weights[at] ?? 0) / sum) / (hits[0]?.relevance ?? 1),
  }));
  const ids = new Set([...whole, ...picked].map(({ id }) => id));
  const fused = [...ids].flatMap((id) => {
    const found = both.flatMap(({ byId, share }) => {
      const hit = byId.get(id);
      return hit ? [{ hit, relevance: hit.relevance * share }] : [];
    });
    const [surest] = found.map(({ hit }) => hit).toSorted((a, b) => b.coverage - a.coverage);
    if (!surest) return [];
    return [
      {
        ...surest,
        relevance: Math.min(
          1,
          found.reduce((total, each) => total + each.relevance, 0),
        ),
        linked: found.some(({ hit }) => hit.linked),
      },
    ];
  });
  return fused.toSorted((a, b) => b.relevance - a.relevance).slice(0, limit);
}
