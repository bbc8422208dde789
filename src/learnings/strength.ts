// Computes how much a learning deserves to be shown: usefulness x retention, from citations only.
import type { CitationOutcome } from "./records/citation.ts";

/** One counted citation by another session. `at` is in milliseconds since 1970. */
export interface Vote {
  readonly at: number;
  readonly outcome: "applied" | "still_true" | "wrong" | "stale";
  /** As how many sessions it counts; 1 where it is left out. */
  readonly weight?: number;
  /** The journal that it comes from, if not the lesson's own clone's; else null or left out. */
  readonly other?: string | null;
}

const DAY = 86_400_000;
/** Half-life of a vote in days. */
const VOTE_HALF_LIFE = 90;
/**
 * A learning without a vote starts at 7 / (7 + 3.5). With this prior the votes of one clone, which weigh at most one and a
 * half sessions, move it by at most a twentieth, in either direction and whatever others have said.
 */
const PRIOR_HELPFUL = 7;
const PRIOR_HARMFUL = 3.5;
/** At two thirds a harmful vote takes away twice what a helpful one adds; this leaves it slightly ahead. */
const HARMFUL_WEIGHT = 0.56;
/** Retention never falls below it, so that rare and still valid learnings can be found. */
const RETENTION_FLOOR = 0.3;
/** Days after which an uncited learning has lost 1 - 1/e of what lies above the floor; each citation adds as many. */
const RETENTION_DAYS = 14;

/** A review counts as one helpful vote, and does not fade while the text stays on base. */
const REVIEW_WEIGHT = 1;

/**
 * Usefulness, 0 to 1: the mean of a Beta distribution over decaying votes, q = a / (a + b) with a = 7 + sum w 2^(-age/90 d)
 * over helpful votes, plus 1 for a review, and b = 3.5 + 0.56 sum w 2^(-age/90 d) over harmful ones, where w is the weight
 * of a vote.
 */
export function usefulness(votes: readonly Vote[], now: number, reviewed = false): number {
  let helpful = PRIOR_HELPFUL + (reviewed ? REVIEW_WEIGHT : 0);
  let harmful = PRIOR_HARMFUL;
  for (const { at, outcome, weight = 1 } of votes) {
    const counted = weight * 2 ** (-ageInDays(at, now) / VOTE_HALF_LIFE);
    if (isHelpful(outcome)) helpful += counted;
    else harmful += HARMFUL_WEIGHT * counted;
  }
  return helpful / (helpful + harmful);
}

/**
 * Retention, 0.3 to 1: the Ebbinghaus form 0.3 + 0.7 exp(-d / (14 (1 + n))), where d is the days since the last helpful
 * citation (or since it was recorded) and n the weight of helpful citations. It is the smallest value with any one other
 * clone left out, so no single clone keeps a lesson fresh.
 */
export function retention(votes: readonly Vote[], recordedAt: number, now: number): number {
  const helpful = votes.filter(({ outcome }) => isHelpful(outcome));
  const said = new Map<string | null, Words>();
  for (const { at, weight = 1, other = null } of helpful) {
    const { many, last } = said.get(other) ?? { many: 0, last: recordedAt };
    said.set(other, { many: many + weight, last: Math.max(last, at) });
  }
  const all = [...said.values()];
  const many = all.reduce((sum, words) => sum + words.many, 0);
  const [latest = recordedAt, second = recordedAt] = all.map(({ last }) => last).sort((a, b) => b - a);
  let least = retentionBy(many, latest, now);
  for (const [other, words] of said) {
    if (other === null) continue;
    const rest = retentionBy(many - words.many, words.last === latest ? second : latest, now);
    least = Math.min(least, rest);
  }
  return least;
}

/** The helpful votes of one clone: their total weight and the time of the last. */
interface Words {
  readonly many: number;
  readonly last: number;
}

function retentionBy(many: number, last: number, now: number): number {
  const days = ageInDays(last, now);
  return RETENTION_FLOOR + (1 - RETENTION_FLOOR) * Math.exp(-days / (RETENTION_DAYS * (1 + many)));
}

/**
 * When a learning has faded, in milliseconds since 1970: after it was helpful to nobody for as long as it takes to lose 1 -
 * 1/e of what lies above the floor. `last` is when it was recorded or last found helpful, `words` how often it was.
 */
export const fadesAt = (last: number, words: number): number => last + RETENTION_DAYS * (1 + words) * DAY;

/** `usefulness x retention`, 0 to 1. */
export function strength(votes: readonly Vote[], recordedAt: number, now: number, reviewed = false): number {
  return usefulness(votes, now, reviewed) * retention(votes, recordedAt, now);
}

export const isHelpful = (outcome: CitationOutcome): boolean =>
  outcome === "applied" || outcome === "still_true";

/** A record with a time in the future counts as new, and never as stronger than new. */
const ageInDays = (at: number, now: number): number => Math.max(0, now - at) / DAY;
