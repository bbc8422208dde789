// Searches the output of a failed command: by the lines that name an error, and by the single line that fits best with
// those before it.
import { type LogLine, logLines, symptomLines } from "../shared/text/symptoms.ts";
import { terms } from "./analyse.ts";
import type { SearchHit, SearchQuery } from "./query.ts";

type Search = (query: SearchQuery) => SearchHit[];

export interface LogSearch {
  readonly hits: readonly SearchHit[];
  /** The lines that they were found by. */
  readonly task: string;
}

/** The cause mostly stands a few lines before the line that fits best. */
const LINES_BEFORE = 3;
/** Lines tried on their own: those that name an error, then the last of the others. */
const MOST_TRIED = 24;
/** A line that names no error has to be a sentence, as paths, branches and numbers are in any output. */
const FEWEST_TERMS = 5;
const ADDRESS = /(?<!\w)\w+:\/\/\S+/g;
/** Words that only say that something was thrown; an unknown one of them would count against the rest of the line. */
const ANY_ERROR =
  /^(?:(?:uncaught|unhandled|caused by:?|exception in thread "[^"]*")\s+)?(?:[\w.]+\.)?(?:error|exception|(?:runtime|assertion|standard)(?:error|exception))(?: \[[^\]]*\])?:\s+(?=\S)/i;
/** Enough to see how well a line fits. */
const LINE_HITS = 1;
/**
 * The best of many lines may fit by chance, so it convinces by this share of a whole output's, and by less where it names
 * no error.
 */
const PICKED_SHARE = { named: 0.8, plain: 0.75 } as const;

/** `task` of the query is the output. */
export function searchLog(search: Search, query: SearchQuery): LogSearch {
  const symptoms = symptomLines(query.task).map(withoutThrower).join("\n");
  const all = symptoms === "" ? [] : search({ ...query, task: symptoms });
  const lines = logLines(query.task).map(({ text, score }) => ({ text: withoutThrower(text), score }));
  const best = lines.length < 2 ? null : bestLine(search, query, lines);
  if (best === null) return { hits: all, task: symptoms };
  const upTo = (first: number): string =>
    lines
      .slice(Math.max(0, first), best.at + 1)
      .map(({ text }) => text)
      .join("\n");
  const share = shareOf(lines[best.at]);
  const found = [...new Set([best.at, best.at - LINES_BEFORE].map(upTo))].map((task) => ({
    task,
    hits: search({ ...query, task }).map((hit) => ({ ...hit, coverage: hit.coverage * share })),
  }));
  return [{ hits: all, task: symptoms }, ...found].reduce((most, next) =>
    coverageOf(next.hits) > coverageOf(most.hits) ? next : most,
  );
}

function bestLine(search: Search, query: SearchQuery, lines: readonly LogLine[]): { at: number } | null {
  const tried = lines
    .map(({ text, score }, at) => ({ text, score, at }))
    .filter(({ text, score }) => score > 0 || terms(text.replace(ADDRESS, " ")).length >= FEWEST_TERMS)
    .toSorted((a, b) => Math.sign(b.score) - Math.sign(a.score) || b.at - a.at)
    .slice(0, MOST_TRIED);
  let best: { at: number } | null = null;
  let most = 0;
  for (const { text, score, at } of tried) {
    const fits = coverageOf(search({ ...query, task: text, limit: LINE_HITS })) * shareOf({ score });
    if (fits > most) [best, most] = [{ at }, fits];
  }
  return best;
}

const withoutThrower = (line: string): string => line.replace(ANY_ERROR, "");

const shareOf = (line: Pick<LogLine, "score"> | undefined): number =>
  line !== undefined && line.score > 0 ? PICKED_SHARE.named : PICKED_SHARE.plain;

const coverageOf = (hits: readonly SearchHit[]): number =>
  Math.max(0, ...hits.map(({ coverage }) => coverage));
