// How often a pack abstains, by the size of the corpus: rightly for foreign questions, wrongly where the answer is stored.
import { isConvincing } from "../../src/briefing/reading-order.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { mean, percent, table } from "./ranking-measures.ts";
import type { Learning, Question, RetrievalData } from "./retrieval-data.ts";

/** Learnings per corpus, and how many corpora of that size are drawn. */
const SIZES: readonly (readonly [size: number, draws: number])[] = [
  [1, 200],
  [3, 100],
  [10, 50],
  [30, 25],
];
const QUESTIONS_OF_OTHERS = 10;
const CANDIDATES = 40;

const repositoryOf = (id: string): string => id.split("/")[0] ?? "";

/**
 * One line per size. Each corpus is drawn from one repository of the data, as a new user's is; of the questions one
 * kind has its answer in the corpus, one comes from other repositories, and one is not about software at all.
 */
export function measureSmallCorpora(data: RetrievalData, foreign: readonly string[]): string[] {
  const random = seeded(42);
  const questions = [...data.questions.values()].flat();
  const names = [...new Set(data.learnings.map(({ id }) => repositoryOf(id)))];
  // A data set whose ids name no repository is taken as one.
  const repositories =
    names.length === data.learnings.length
      ? [data.learnings]
      : names.map((name) => data.learnings.filter(({ id }) => repositoryOf(id) === name));
  const rows = SIZES.flatMap(([size, draws]) => {
    const large = repositories.filter((own) => own.length >= size);
    if (large.length === 0) return [];
    const rates = Array.from({ length: draws }, () => {
      const own = draw(large, 1, random)[0] ?? [];
      const stored = draw(own, size, random);
      const others = questions.filter(({ relevant }) => !own.some(({ id }) => relevant.includes(id)));
      return {
        stored: abstentions(stored, answeredBy(questions, stored)),
        others: abstentions(stored, draw(others, QUESTIONS_OF_OTHERS, random)),
        foreign: abstentions(
          stored,
          foreign.map((text) => ({ text, relevant: [] })),
        ),
      };
    });
    return [rowOf(size, rates)];
  });
  const all = {
    stored: abstentions(data.learnings, questions),
    others: [],
    foreign: abstentions(
      data.learnings,
      foreign.map((text) => ({ text, relevant: [] })),
    ),
  };
  return [
    table([
      ["abstained on", "stored", "of other repositories", "foreign"],
      ...rows,
      rowOf(data.learnings.length, [all]),
    ]),
  ];
}

interface Abstentions {
  readonly stored: readonly boolean[];
  readonly others: readonly boolean[];
  readonly foreign: readonly boolean[];
}

function rowOf(size: number, rates: readonly Abstentions[]): string[] {
  const cells = (["stored", "others", "foreign"] as const).map((kind) => {
    const all = rates.flatMap((rate) => rate[kind]);
    return all.length === 0 ? "" : `${percent(mean(all.map(Number)))} %`;
  });
  return [`${size} ${size === 1 ? "learning" : "learnings"}`, ...cells];
}

function answeredBy(questions: readonly Question[], stored: readonly Learning[]): Question[] {
  const ids = new Set(stored.map(({ id }) => id));
  return questions.filter(({ relevant }) => relevant.some((id) => ids.has(id)));
}

function abstentions(stored: readonly Learning[], questions: readonly Question[]): boolean[] {
  const engine = createSearchEngine();
  engine.add(
    stored.map(({ id, title, text, tags, path }) => ({
      id,
      title,
      body: text,
      tags,
      paths: [path],
      kind: "pattern",
    })),
  );
  return questions.map(
    ({ text }) => !engine.search({ task: text, paths: [], limit: CANDIDATES }).some(isConvincing),
  );
}

/** Numbers from 0 to below 1, the same in every run (the generator of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function draw<Item>(from: readonly Item[], count: number, random: () => number): Item[] {
  const keyed = from.map((item) => ({ item, key: random() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item);
}
