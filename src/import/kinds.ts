// Sorts a note into one of our five kinds: by its author's word, else by what its text says.
import type { LearningKind } from "../records/evidence.ts";

/** Words that people and tools use for kinds of notes. Broad ones, such as `process`, say nothing and are left out. */
const NAMES: Readonly<Record<LearningKind, readonly string[]>> = {
  decision: ["decision", "decisions", "adr", "choice", "trade-off", "tradeoff"],
  failure: [
    "failure",
    "failures",
    "failed",
    "anti-pattern",
    "antipattern",
    "anti_pattern",
    "dead-end",
    "dead_end",
    "mistake",
    "regression",
  ],
  pattern: [
    "pattern",
    "patterns",
    "practice",
    "best-practice",
    "best_practice",
    "convention",
    "technique",
    "tip",
    "feedback",
  ],
  gotcha: [
    "gotcha",
    "gotchas",
    "pitfall",
    "trap",
    "caveat",
    "bug",
    "bugfix",
    "debugging",
    "warning",
    "quirk",
    "workaround",
  ],
  mental_model: ["mental_model", "mental-model", "model", "principle", "concept", "insight"],
};

const BY_NAME: ReadonlyMap<string, LearningKind> = new Map(
  (Object.keys(NAMES) as LearningKind[]).flatMap((kind) => NAMES[kind].map((name) => [name, kind] as const)),
);

/** The kind that a word stands for; null for any other word. */
export function kindNamed(word: string): LearningKind | null {
  return BY_NAME.get(word.trim().toLowerCase().replaceAll(" ", "-")) ?? null;
}

/** Tried in this order. What none of them describes is a pattern, the kind that claims least. */
const SIGNS: readonly (readonly [LearningKind, RegExp])[] = [
  [
    "failure",
    /\b(?:do(?:n['’]t| not) (?:ever )?(?:try|attempt|retry)\b.{0,60}\bagain|never again|not worth (?:another try|trying))\b|\b(?:dead end|did(?:n['’]t| not) work|gave up|abandoned|anti-?patterns?|tried .{1,80}\b(?:but|failed|broke))\b/i,
  ],
  // Louder than a decision in the same breath.
  [
    "gotcha",
    /\bNEVER\b|\bDO NOT\b|\bDON['’]T\b|\bBEWARE\b|\b(?:[Kk]ills?|[Kk]illed|[Bb]roke|[Ww]ipes?|[Ww]iped|[Bb]ricks?|[Bb]ricked)\b/,
  ],
  [
    "decision",
    /\b(?:we (?:chose|decided|picked|use)|decided to|chosen|trade-?off|stays? on|deliberate(?:ly)?)\b/i,
  ],
  [
    "gotcha",
    /\b(?:silent(?:ly)?|fails?|failed|throws?|threw|breaks?|broke|crash\w*|hangs?|never|cannot|can['’]t|do(?:es)?n['’]t|do(?:es)? not|must not|unless|insufficient|loses?|lost|wrong|leaks?|race|unexpected\w*|invisible|hidden|trap|pitfall|only (?:when|if|after))\b/i,
  ],
  ["mental_model", /\b(?:think of|key insight|principle|boils down to)\b/i],
];

/** A lesson's kind shows in its title and at its beginning; further down, every long text holds every sign. */
const TELLING_CHARACTERS = 200;

/** The kind that a learning reads like. */
export function kindOfText(title: string, body: string): LearningKind {
  const text = `${title}\n${body.slice(0, TELLING_CHARACTERS)}`;
  return SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? "pattern";
}
