// Scores a sentence by what is definite in it: patterns with their points.
import { FILE, isNotTechnology, latinTermsIn, QUANTITY, technologiesIn } from "./names.ts";
import { isStatement } from "./sentences.ts";
import { GENERIC, mechanismsIn, VERDICTS, wordsOf } from "./words.ts";

export interface Signal {
  readonly name: string;
  /** Points for each different match, and the most that one sentence can earn or lose by this signal. */
  readonly points: number;
  readonly most: number;
  readonly matches: (sentence: string) => readonly string[];
  /** True where one match alone points at a definite thing. */
  readonly definite?: boolean;
}

const found = (pattern: RegExp) => (sentence: string) => sentence.match(pattern) ?? [];
/** A statement without a word of praise or one that fits any project. */
export const isPlain = (sentence: string): boolean =>
  isStatement(sentence) && !wordsOf(sentence).some((word) => GENERIC.has(word) || VERDICTS.has(word));
const isPlainStatement = (sentence: string): boolean =>
  isPlain(sentence) && /\s\S+\s\S+/.test(sentence) && new Set(mechanismsIn(sentence)).size >= 2;

export const SENTENCE_SIGNALS: readonly Signal[] = [
  {
    name: "a file or a path in the repository",
    definite: true,
    points: 2,
    most: 4,
    matches: (sentence) => [...sentence.matchAll(FILE)].map(([file]) => file).filter(isNotTechnology),
  },
  {
    name: "a symbol of the code",
    definite: true,
    points: 2,
    most: 6,
    matches: (sentence) =>
      (
        sentence.match(
          /\b[a-z]+[A-Z]\w*\b|\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\b|\b\w+_\w+\b|\b[A-Za-z_][\w.]*\(\)?|\b[A-Za-z]\w+(?:\.[a-z]\w{2,})+\b|@[a-z][\w-]+\/[\w-]+|(?<=\s)@[a-z]\w+|::\w+/g,
        ) ?? []
      ).filter((symbol) => isNotTechnology(symbol) && !/^\w+\($/.test(symbol)),
  },
  {
    name: "a command line or an option",
    definite: true,
    points: 2,
    most: 4,
    matches: found(
      /(?<=^|[\s`'"(])--?[a-z][\w-]{2,}|(?<=\s)-[A-Za-z](?=[\s.,`]|$)|\b(?:npm|pnpm|yarn|git|docker|kubectl|pip3?|cargo|bun|uv|poetry|make|brew|apt|gh|go|terraform|helm|next|vite|tsc|gradle|mvn) (?:add|apply|audit|bisect|blame|build|check|checkout|cherry-pick|ci|clean|clone|commit|compose|config|create|delete|describe|dev|diff|exec|fetch|fmt|freeze|gc|generate|get|history|import|init|install|lint|link|log|logs|ls|merge|mod|mv|pack|plan|prune|publish|pull|push|rebase|reflog|remove|reset|restore|revert|rm|rollout|run|start|stash|status|submodule|switch|sync|tag|test|tidy|update|update-ref|upgrade|version|vet|worktree)\b|\bnpx [a-z@][\w/-]+/g,
    ),
  },
  {
    name: "code in backticks",
    definite: true,
    points: 2,
    most: 4,
    matches: (sentence) =>
      (sentence.match(/`[^`]{1,200}`/g) ?? []).filter(
        (span) => /[^A-Za-z\s`'’,!?]/.test(span) || /[a-z][A-Z]/.test(span),
      ),
  },
  {
    name: "one word in backticks",
    points: 0.75,
    most: 1.5,
    matches: (sentence) =>
      (sentence.match(/`[A-Za-z]{2,30}`/g) ?? []).filter(
        (span) => !GENERIC.has(span.slice(1, -1).toLowerCase()) && !/^`(?:code|tests?|app)`$/i.test(span),
      ),
  },
  {
    name: "the text or number of an error",
    definite: true,
    points: 2,
    most: 4,
    matches: found(
      /\b[A-Za-z]+(?:Error|Exception)\b|\bE[A-Z]{4,}\b|\b(?:HTTP|status|code|returns?|error|got|a|an|with) ?[45]\d\d\b|\bexit(?:s|ed)? (?:code |status |with )*\d+|\bSIG[A-Z]{3,}\b|\b[A-Z]{1,4}\d{3,5}\b|["“][^"”]{12,120}["”]/g,
    ),
  },
  {
    name: "a quantity",
    definite: true,
    points: 1,
    most: 2,
    matches: found(QUANTITY),
  },
  {
    name: "a name with a number in it",
    definite: true,
    points: 1.5,
    most: 3,
    matches: found(
      /(?<![\w-])(?:[A-Za-z]{2,}[_-]?\d+[A-Za-z]\w*|[a-z]{3,}\d{1,3}|[a-z]\d{2,}|\d+(?!st|nd|rd|th|k|x|ms|mb|gb|kb|px|am|pm)[a-z]{2,})\b/g,
    ),
  },
  {
    name: "a version",
    definite: true,
    points: 1,
    most: 2,
    matches: found(/\bv?\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?\b|\b[A-Z][\w.]+ \d{1,4}\b(?! (?:and|or|of|to))/g),
  },
  {
    name: "a named technology",
    points: 1,
    most: 1.75,
    matches: technologiesIn,
  },
  {
    name: "a technical term left in Latin script by a text in another",
    points: 1,
    most: 1,
    matches: latinTermsIn,
  },
  {
    name: "a proper name",
    points: 0.75,
    most: 1.5,
    matches: (sentence) =>
      /\b(?:the|a|an|is|are|to|of|and|for|with|only|its?)\b/.test(sentence)
        ? (sentence.match(
            /(?<=[a-z,] )(?!I\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Agile|Scrum)[A-Z][a-z]{2,}(?:-\d)?\b/g,
          ) ?? [])
        : [],
  },
  {
    name: "a part of a mechanism",
    points: 0.5,
    most: 2,
    matches: mechanismsIn,
  },
  {
    name: "what happens to it",
    points: 0.5,
    most: 1,
    matches: found(
      /\b(?:silently|drops?|dropped|throws?|threw|hangs?|hung|crash(?:es|ed)?|reject(?:s|ed)?|overwr(?:ites?|ote)|truncat\w+|swallow(?:s|ed)|deadlocks?|leaks?|times? out|expires?|stale|discard(?:s|ed)?|strips?|stripped|mutat\w+|blocks?|blocked|requires?|ignores?|ignored|skips?|skipped|resets?|evict\w*|duplicat\w+|reorder\w*|rounds?|coerc\w+|shadow\w*|collid\w+|races?|serializ\w+|flush\w*|escap\w+|re-?renders?|returns?|inherits?|resolves?|preserves?|invalidat\w+|fails?|failed|corrupt\w*|exceed\w*|retr(?:y|ies)|fires?|emits?|omits?|defaults?|closes?|closed|loses?|lost|overwritten|reused|resent|restart\w*|redeliver\w*|double|wrongly|stuck|empty|missing|hidden|visible)\b|→|->|=>/gi,
    ),
  },
  {
    name: "its condition or cause",
    points: 0.5,
    most: 1,
    matches: found(
      /\b(?:because|when(?:ever)?|unless|until|if|even though|instead of|rather than|so that|otherwise|without|only|before|after|while|otherwise|which means|root cause|due to|although|, not|never|once|twice|each|any|still|cannot|the same)\b/gi,
    ),
  },
  {
    name: "a plain statement about two parts or more, neither advice nor report",
    points: 1,
    most: 1,
    matches: (sentence) => (isPlainStatement(sentence) ? [sentence] : []),
  },
  {
    name: "advice without an object",
    points: -1.5,
    most: -4,
    matches: found(
      /\b(?:be (?:careful|mindful|aware|sure|proactive|patient|consistent|thoughtful)|make sure|(?:best|good) practices?|keep (?:it|things|in mind|an eye)|pay attention|take (?:care|time|the time)|don['’]t forget|remember to|in general|as needed|as appropriate|where possible|when necessary|it is (?:important|essential|crucial|vital|key|critical|best|good)|(?:is|are) (?:very |really |so |always |absolutely )?(?:important|key|crucial|essential|critical|vital|tricky|hard|complex|complicated|difficult|great|powerful|useful|helpful|king|everything|better)|(?:should|need to|must|could|can|have to) (?:be )?(?:always |also )?(?:improve|better|better|more|strive|focus|consider|ensure|think|prioriti[sz]e|align|communicate|collaborate|invest)|good (?:tests?|code|documentation|names?|communication|logging)|clean code|high.quality|well.(?:tested|documented|written|structured|designed|organized)|technical debt|lessons? learned|moving forward|going forward|at the end of the day|long run|step back|big picture|double.check|properly|carefully|appropriately|thoroughly|correctly|as expected|various|several (?:issues|bugs|problems|improvements|changes)|(?:a few|some|many|several) things|your|in order to|some (?:issues|bugs|problems|debugging|improvements|changes|things|tweaks))\b/gi,
    ),
  },
  {
    name: "praise or blame",
    points: -0.75,
    most: -3,
    matches: (sentence) => wordsOf(sentence).filter((word) => VERDICTS.has(word)),
  },
  {
    name: "a word that fits any project",
    points: -0.25,
    most: -2,
    matches: (sentence) => wordsOf(sentence).filter((word) => GENERIC.has(word)),
  },
];
