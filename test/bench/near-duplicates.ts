// How well similarity tells copies of a learning from other learnings, at the threshold of the gate.
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { DUPLICATE_SIMILARITY } from "../../src/retrieval/similar.ts";
import { percent } from "./ranking-measures.ts";
import type { Learning } from "./retrieval-data.ts";

type Random = () => number;

/** The same numbers in every run (a linear congruential generator), so that runs can be compared. */
function createRandom(): Random {
  let state = 5;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle(parts: readonly string[], random: Random): string[] {
  return parts
    .map((part) => ({ part, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part);
}

/** Ways in which a text is told again; `vocabulary` gives the words that replace others. */
const RETELLINGS: Record<string, (text: string, random: Random, vocabulary: readonly string[]) => string> = {
  "a fifth of the words dropped": (text, random) =>
    text
      .split(" ")
      .filter(() => random() > 0.2)
      .join(" "),
  "sentences reordered": (text, random) => shuffle(text.split(/(?<=[.!?:]) /), random).join(" "),
  "a fifth of the words replaced": (text, random, vocabulary) =>
    text
      .split(" ")
      .map((word) => (random() < 0.2 ? (vocabulary[Math.floor(random() * vocabulary.length)] ?? word) : word))
      .join(" "),
};

/** Lines that say which share of learnings is taken for an earlier one, and which share of retold copies is found. */
export function measureDuplicates(learnings: readonly Learning[]): string[] {
  const random = createRandom();
  const engine = createSearchEngine();
  const vocabulary = learnings.flatMap(({ text }) => text.match(/\b[a-z]{4,}\b/g) ?? []);
  let mistaken = 0;
  for (const { id, title, text, tags } of learnings) {
    const [nearest] = engine.similar({ title, body: text, tags }, 1);
    if ((nearest?.similarity ?? 0) >= DUPLICATE_SIMILARITY) mistaken++;
    engine.add([{ id, title, body: text, tags, paths: [] }]);
  }
  const found = Object.entries(RETELLINGS).map(([name, retell]) => {
    const copies = learnings.filter(({ id, title, text, tags }) => {
      const draft = {
        title: retell(title, random, vocabulary),
        body: retell(text, random, vocabulary),
        tags,
      };
      return engine
        .similar(draft, 3)
        .some((each) => each.id === id && each.similarity >= DUPLICATE_SIMILARITY);
    });
    return `  found again with ${name}: ${percent(copies.length / learnings.length)} %`;
  });
  return [
    `near-duplicates among ${learnings.length} learnings, similarity >= ${DUPLICATE_SIMILARITY}`,
    `  taken for an earlier one: ${percent(mistaken / learnings.length)} %`,
    ...found,
  ];
}
