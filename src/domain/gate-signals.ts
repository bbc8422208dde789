// Measures how much one sentence tells about a definite thing, by a short table of named signals.
import { GENERIC, MECHANISMS, PLAIN_ACRONYMS, TECHNOLOGIES, VERDICTS } from "./gate-words.ts";

interface Signal {
  readonly name: string;
  /** Points for each different match, and the most that one sentence can earn or lose by this signal. */
  readonly points: number;
  readonly most: number;
  readonly matches: (sentence: string) => Iterable<string>;
}

const found = (pattern: RegExp) => (sentence: string) => sentence.match(pattern) ?? [];
const wordsOf = (sentence: string): string[] =>
  sentence.toLowerCase().match(/[a-z][a-z0-9./+-]*[a-z0-9+]/g) ?? [];
/** A crude stem, enough to see "mounted" and "limiter" as forms of "mount" and "limit". */
const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ies|y)$/, "i").replace(/(?:ing|ed|ers?|es|s|ions?|e)$/, "") : word;
const MECHANISM_STEMS: ReadonlySet<string> = new Set(Array.from(MECHANISMS, stem));
const mechanismsIn = (sentence: string): string[] =>
  wordsOf(sentence)
    .flatMap((word) => word.split(/[-/]/))
    .map(stem)
    .filter((word) => MECHANISM_STEMS.has(word));

const isShouted = (sentence: string): boolean => !/[a-z]/.test(sentence) && /\s\w+\s/.test(sentence);
const ROOT_FOLDERS =
  "src|lib|libs|tests?|spec|docs|packages|apps?|bin|scripts|cmd|internal|pkg|config|public|tools|refs|node_modules|dist|build|migrations|components|pages|api|server|client";
const EXTENSIONS =
  "[cm]?[jt]sx?|py|rs|go|java|rb|php|cs|cpp|hh?|sh|sql|ya?ml|json[cl5]?|toml|lock|md|mdx|env|css|scss|html|vue|svelte|xml|ini|cfg|conf|tf|proto|gradle|swift|kt|ipynb|db|log|csv";
/** A name with an extension, a dot file, or a path that `and/or` and `client/server` do not resemble. */
const FILE = new RegExp(
  `(?<![\\w/:.@*-])(?:[\\w@*.-]*/)*[\\w*-][\\w*.-]*\\.(?:${EXTENSIONS})\\b|(?<!\\w)\\.[a-z]{2,}(?:rc|ignore|config|env)\\b` +
    `|(?<![\\w/:.@*-])(?:(?:${ROOT_FOLDERS}|\\.[\\w-]+)/[\\w*.-]+|~?/[\\w.-]+/[\\w.-]+|[\\w@*.-]+/[\\w*.-]+/[\\w*.-]+)`,
  "g",
);
const isNotTechnology = (name: string): boolean => !TECHNOLOGIES.has(name.toLowerCase());

const NUMBER =
  "(?:~?\\d[\\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|drei|zwei|trois|tres)";
const UNIT =
  "(?:k|%|ms|µs|us|ns|s|sec(?:ond)?s?|min(?:ute)?s?|h|hours?|days?|weeks?|[KMGT]i?B|[kMG]b|bytes?|characters?|chars?|lines?|rows?|files?|tokens?|px|x|×|times|requests?|threads?|connections?|workers?|processes|retries|items?|records?|bits?|entries|levels?|sekunden|minuten|zeichen|secondes|octets|segundos)";

const ADDRESSED =
  /\b(?:we|i|our|my|your?|us|they|everyone|developers?|teams?|people|should|could|always|make|avoid|don['’]t|try|let['’]s)\b/i;
const isPlainStatement = (sentence: string): boolean =>
  !ADDRESSED.test(sentence) &&
  /\s\S+\s\S+/.test(sentence) &&
  new Set(mechanismsIn(sentence)).size >= 2 &&
  !wordsOf(sentence).some((word) => GENERIC.has(word) || VERDICTS.has(word)) &&
  !isDiary(sentence);

const SIGNALS: readonly Signal[] = [
  {
    name: "a file or a path in the repository",
    points: 2,
    most: 4,
    matches: (sentence) => [...sentence.matchAll(FILE)].map(([file]) => file).filter(isNotTechnology),
  },
  {
    name: "a symbol of the code",
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
    points: 2,
    most: 4,
    matches: found(
      /(?<=^|[\s`'"(])--?[a-z][\w-]{2,}|\b(?:npm|pnpm|yarn|git|docker|kubectl|pip3?|cargo|bun|uv|poetry|make|brew|apt|gh|go|terraform|helm|next|vite|tsc|gradle|mvn) (?:add|apply|audit|bisect|blame|build|check|checkout|cherry-pick|ci|clean|clone|commit|compose|config|create|delete|describe|dev|diff|exec|fetch|fmt|freeze|gc|generate|get|history|import|init|install|lint|link|log|logs|ls|merge|mod|mv|pack|plan|prune|publish|pull|push|rebase|reflog|remove|reset|restore|revert|rm|rollout|run|start|stash|status|submodule|switch|sync|tag|test|tidy|update|update-ref|upgrade|version|vet|worktree)\b|\bnpx [a-z@][\w/-]+/g,
    ),
  },
  {
    name: "code in backticks",
    points: 2,
    most: 4,
    matches: (sentence) =>
      (sentence.match(/`[^`]{1,200}`/g) ?? []).filter(
        (span) => /[^A-Za-z\s`'’,!?]/.test(span) || /[a-z][A-Z]/.test(span),
      ),
  },
  {
    name: "one word in backticks",
    points: 1,
    most: 2,
    matches: (sentence) =>
      (sentence.match(/`[A-Za-z]{2,30}`/g) ?? []).filter(
        (span) => !GENERIC.has(span.slice(1, -1).toLowerCase()) && !/^`(?:code|tests?|app)`$/i.test(span),
      ),
  },
  {
    name: "the text or number of an error",
    points: 2,
    most: 4,
    matches: found(
      /\b[A-Za-z]+(?:Error|Exception)\b|\bE[A-Z]{4,}\b|\b(?:HTTP|status|code|returns?|error|got|a|an|with) ?[45]\d\d\b|\bexit(?:s|ed)? (?:code |status |with )*\d+|\bSIG[A-Z]{3,}\b|\b[A-Z]{1,4}\d{3,5}\b|["“][^"”]{12,120}["”]/g,
    ),
  },
  {
    name: "a quantity",
    points: 1,
    most: 2,
    matches: found(
      new RegExp(
        `(?<![\\w.])${NUMBER}[\\s-]?${UNIT}(?!\\w)|\\bport \\d+|[<>≤≥=]\\s?\\d+|\\b\\d\\d:\\d\\d\\b|(?<![\\w.])(?!20[12]\\d)\\d{3,}(?![\\w.])`,
        "gi",
      ),
    ),
  },
  {
    name: "a name with a number in it",
    points: 1.5,
    most: 3,
    matches: found(
      /(?<![\w-])(?:[A-Za-z]{2,}[_-]?\d+[A-Za-z]\w*|[a-z]{3,}\d{1,3}|\d+(?!st|nd|rd|th|k|x|ms|mb|gb|kb|px|am|pm)[a-z]{2,})\b/g,
    ),
  },
  {
    name: "a version",
    points: 1,
    most: 2,
    matches: found(/\bv?\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?\b|\b[A-Z][\w.]+ \d{1,4}\b(?! (?:and|or|of|to))/g),
  },
  {
    name: "a named technology",
    points: 1,
    most: 1.75,
    matches: (sentence) => [
      ...wordsOf(sentence).filter(
        (word) =>
          TECHNOLOGIES.has(word) &&
          !/^(?:go|less|make|spring|spark|edge|phoenix|express|passport|cursor|slate|node|next|swift|slack|rust|dart|composer|lambda|vault|bootstrap|babel|apollo|oracle)$/.test(
            word,
          ),
      ),
      ...(isShouted(sentence) ? [] : (sentence.match(/\b[A-Z]{2,6}s?\b/g) ?? []))
        .filter((word) => !PLAIN_ACRONYMS.has(word.toUpperCase()))
        .map((word) => word.toLowerCase()),
      ...(sentence.match(
        /(?<=[a-z,] )(?:Go|Less|Make|Spring|Spark|Edge|Express|Cursor|Slate|Node|Next|Swift|Slack|Rust|Lambda|Vault|Apollo|Oracle)\b/g,
      ) ?? []),
    ],
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
      /\b(?:be (?:careful|mindful|aware|sure|proactive|patient|consistent|thoughtful)|make sure|(?:best|good) practices?|keep (?:it|things|in mind|an eye)|pay attention|take (?:care|time|the time)|don['’]t forget|remember to|in general|as needed|as appropriate|where possible|when necessary|it is (?:important|essential|crucial|vital|key|critical|best|good)|(?:is|are) (?:very |really |so |always |absolutely )?(?:important|key|crucial|essential|critical|vital|tricky|hard|complex|complicated|difficult|great|powerful|useful|helpful|king|everything|better)|(?:should|need to|must|could|can|have to) (?:be )?(?:always |also )?(?:improve|better|better|more|strive|focus|consider|ensure|think|prioriti[sz]e|align|communicate|collaborate|invest)|good (?:tests?|code|documentation|names?|communication|logging)|clean code|high.quality|well.(?:tested|documented|written|structured|designed|organized)|technical debt|lessons? learned|moving forward|going forward|at the end of the day|long run|step back|big picture|double.check|properly|carefully|appropriately|thoroughly|correctly|as expected|various|several (?:issues|bugs|problems|improvements|changes)|(?:a few|some|many|several) things|your|some (?:issues|bugs|problems|debugging|improvements|changes|things|tweaks))\b/gi,
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

/** Points of one sentence: for each signal its different matches, capped, summed. */
function points(sentence: string): number {
  let sum = 0;
  for (const { points: each, most, matches } of SIGNALS) {
    const earned = each * new Set(matches(sentence)).size;
    sum += each > 0 ? Math.min(earned, most) : Math.max(earned, most);
  }
  return sum;
}

/**
 * Points at which one sentence, or the best two of a text together, tell enough. Set on the tune rows:
 * the best sentence of real learnings has 2.5 to 5 points, that of vague ones -1 to 1.
 */
const CARRIES = { one: 2, two: 2.5 } as const;

/** The sentences that make a text specific, most telling first; empty for a text that names nothing. */
export function tellingSentences(sentences: readonly string[]): string[] {
  const rated = sentences
    .map((sentence) => ({ sentence, points: points(sentence) }))
    .sort((a, b) => b.points - a.points);
  const [first, second] = rated;
  if (first === undefined) return [];
  if (first.points >= CARRIES.one)
    return rated.filter((each) => each.points >= CARRIES.one).map(({ sentence }) => sentence);
  return second !== undefined && points(`${first.sentence} ${second.sentence}`) >= CARRIES.two
    ? [first.sentence, second.sentence]
    : [];
}

/** The sentence that tells least. */
export function vaguestSentence(sentences: readonly string[]): string {
  return sentences.reduce((worst, sentence) => (points(sentence) < points(worst) ? sentence : worst));
}

/** Sentences, list items, table cells and headings of a markdown text, without their markers. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?;。！？])["'”)*]?\s+(?=\S)|(?<=[。！？])|\s#{1,6}\s|\s(?=[-*] \S)|\s(?=\d\. )/)
    .map((sentence) => sentence.replace(/^[\s#>*-]+|[\s*]+$/g, ""))
    .filter((sentence) => /\p{L}{2}/u.test(sentence));
}

const REASONED =
  /\b(?:because|since|so that|otherwise|instead of|due to|root cause|turned out|must|never|always|which (?:means|caused|made|broke)|when(?:ever)?|if|unless|requires?|needs? to be|rather than|not .{1,40} but|cannot|can['’]t|doesn['’]t|does not)\b|→|=>/i;
const REPORT =
  /^(?:(?:also|then|next|finally|first|today|yesterday|this (?:week|morning|session|sprint)|in this (?:session|pr|commit|sprint)|and|after that|afterwards|later|eventually|just|successfully)[,:]?\s+)*(?:(?:i|we|he|she|they|the team|this (?:pr|commit|change)|claude|the agent)\s+(?:have |has |had |also |then |finally |just |successfully |had to )*)?(?:fix(?:ed|es)|updat(?:ed|es)|add(?:ed|s)|refactored|implement(?:ed|s)|remov(?:ed|es)|chang(?:ed|es)|improv(?:ed|es)|creat(?:ed|es)|complet(?:ed|es)|clean(?:ed|s) up|renamed|moved|merged|wrote|worked on|working on|bumped|upgraded|migrated|resolved|finished|shipped|deployed|tweaked|investigated|looked (?:at|into)|started|spent|tested|reviewed|committed|pushed|discussed|met|got|made|did|ran|tried|debugged|converted|introduced|extracted|reworked|polished|continued|opened|closed|went|decided to (?:take|stop|continue)|learned a lot)\b|\b(?:i|we) (?:finally |then )?(?:found it|fixed|solved|managed to|got it)\b|^all (?:\d+ |the )*tests (?:pass|are)|^everything (?:passes|works|is)/i;
const PLAN =
  /^(?:todo|to-do|next steps?|follow.?up|plan|we should|i should|should|need to|needs|let['’]?s|maybe we|consider|investigate|look into|figure out|think about|plan to|we (?:need|want|plan|have) to|i(?:'ll| will| want to| plan to| need to)|we(?:'ll| will)|remember to|would be nice|it would be)\b|\?$/i;

/** True for a sentence that only says what was done or is to be done, with no rule, cause or condition in it. */
export function isDiary(sentence: string): boolean {
  return (REPORT.test(sentence) || PLAN.test(sentence)) && !REASONED.test(sentence);
}
