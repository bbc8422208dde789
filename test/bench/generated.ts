// Learnings and tasks made up from a seed: the same text on every machine, with words as unevenly used as in real text.
import type { LearningKind } from "../../src/records/evidence.ts";

export interface GeneratedLearning {
  readonly title: string;
  readonly body: string;
  readonly kind: LearningKind;
  readonly paths: string[];
  readonly tags: string[];
}

export interface Generator {
  learning(): GeneratedLearning;
  /** A task in a sentence that shares some words with the learning, as a later session would put it. */
  task(about: GeneratedLearning): string;
}

const COMMON =
  "the to a of in is and it that on for with when not as be by this from after before are only at every or which until its no".split(
    " ",
  );
const TECHNICAL =
  "server test file query cache build index request response session token path config module import commit branch worker queue lock timeout retry stream buffer schema field record client socket thread memory version release script hook header cookie route table column migration transaction deploy container".split(
    " ",
  );
const START = "ba ce di fo gra hu ka le mi no pra que ri sto tu va wi xe yo zu".split(" ");
const MIDDLE = "l r n s t m v d st nd rk pl gn".split(" ");
const END = "ing ed tion er able ment ly ist ive al ous or".split(" ");
const KINDS: readonly LearningKind[] = ["gotcha", "failure", "pattern", "decision", "mental_model"];
const VOCABULARY = 12_000;

/** Files that generated learnings are about; a benchmark's repository holds them. */
export const GENERATED_FILES: readonly string[] = Array.from({ length: 200 }, (_, number) => {
  const area = TECHNICAL[number % 20];
  return `src/${area}/${TECHNICAL[(number * 7) % TECHNICAL.length]}-${number}.ts`;
});

/** `seed` is any integer; equal seeds give equal texts. */
export function createGenerator(seed: number): Generator {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const zipf = zipfOver(VOCABULARY, random);
  const word = (): string => wordAt(zipf());
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  const rare = (): string => wordAt(300 + Math.floor(random() * (VOCABULARY - 300)));
  const symbol = (): string => `${rare()}${capital(pick(TECHNICAL))}`;
  const code = (): string => `ERR_${rare()}_${pick(TECHNICAL)}`.toUpperCase();
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));

  return {
    learning() {
      const [file, other, name, fault] = [pick(GENERATED_FILES), pick(GENERATED_FILES), symbol(), code()];
      const filler = Array.from({ length: between(1, 6) }, () => `${capital(words(between(8, 20)))}.`);
      return {
        title: `${name} throws ${fault} when the ${rare()} ${pick(TECHNICAL)} is ${rare()}`,
        body: [
          `\`${name}()\` in ${file} throws ${fault} when ${words(between(6, 14))}.`,
          ...filler,
          `Set \`${symbol()}\` to ${between(2, 9000)} in ${other} instead of ${words(between(3, 8))}.`,
        ].join(" "),
        kind: pick(KINDS),
        paths: [file],
        tags: [pick(TECHNICAL), rare()],
      };
    },
    task(about) {
      const known = `${about.title} ${about.body}`.split(" ");
      const asked = Array.from({ length: between(4, 9) }, () => pick(known).replace(/[`().]/g, ""));
      return `${pick(["fix", "change", "find out why", "add a test for"])} ${asked.join(" ")} ${words(3)}`;
    },
  };
}

/** Mulberry32: a small generator of 32-bit numbers with a known seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ranks from 0, rank r with a probability proportional to 1/(r+1), which is Zipf's law for words. */
function zipfOver(size: number, random: () => number): () => number {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank++) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Function words first, technical ones next, then made-up words with English endings. */
function wordAt(rank: number): string {
  const known = [...COMMON, ...TECHNICAL][rank];
  if (known !== undefined) return known;
  const at = (list: readonly string[], divisor: number) =>
    list[Math.floor(rank / divisor) % list.length] ?? "";
  return `${at(START, 1)}${at(MIDDLE, 20)}${at(START, 260)}${at(MIDDLE, 3)}${at(END, 7)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
