// Picks the sentences of a learning that answer the task, for packs without room for the full text.
import { countTokens } from "../shared/text/tokens.ts";
import { eachTerm } from "./analyse.ts";

const GAP = " … ";
/** Added for the opening sentence, which names the problem, so that it wins among equals. */
const OPENING_BONUS = 0.5;

/**
 * The sentences of `body` that share most words with `task`, in their own order, `…` where some are left out.
 * At most `maxTokens` by `countTokens`; a first sentence that is too long is cut at a word. Empty if nothing fits.
 */
export function snippet(body: string, task: string, maxTokens: number): string {
  const wanted = new Set<string>();
  eachTerm(task, (term) => wanted.add(term));
  const sentences = splitSentences(body);
  const ranked = sentences
    .map((text, index) => ({ index, score: sharedTerms(text, wanted) + (index === 0 ? OPENING_BONUS : 0) }))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  const kept: number[] = [];
  for (const { index } of ranked) {
    const attempt = [...kept, index].sort((a, b) => a - b);
    if (countTokens(joinSentences(sentences, attempt)) <= maxTokens) kept.push(index);
  }
  if (kept.length > 0)
    return joinSentences(
      sentences,
      kept.sort((a, b) => a - b),
    );
  return cutAtWord(sentences[ranked[0]?.index ?? 0] ?? "", maxTokens);
}

/** Sentences and lines; a list entry or a line of code stands alone. */
function splitSentences(body: string): string[] {
  return body
    .split(/(?<=[.!?。！？])\s+|(?<!\s)\s*\n\s*/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

function sharedTerms(sentence: string, wanted: ReadonlySet<string>): number {
  const shared = new Set<string>();
  eachTerm(sentence, (term) => {
    if (wanted.has(term)) shared.add(term);
  });
  return shared.size;
}

function joinSentences(sentences: readonly string[], indexes: readonly number[]): string {
  let joined = "";
  let previous = -1;
  for (const index of indexes) {
    const followsOn = index === previous + 1;
    joined += (followsOn ? (joined === "" ? "" : " ") : GAP) + (sentences[index] ?? "");
    previous = index;
  }
  return (joined + (previous < sentences.length - 1 ? GAP : "")).trim();
}

function cutAtWord(sentence: string, maxTokens: number): string {
  const words = sentence.split(" ");
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countTokens(`${words.slice(0, middle).join(" ")}${GAP}`) <= maxTokens) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${words.slice(0, low).join(" ")}${GAP}`.trim();
}
