// Tells which sentences of a message forbid something, and which say why.

/** Words in which a message forbids. */
export const FORBIDS =
  /\b(?:do not|don't|must not|mustn't|must never|never|not allowed|cannot|can't|only ever|has to|have to|must)\b/i;
/** Words in which it says why. */
export const REASONS =
  /\b(?:because|otherwise|turned out|instead of|rather than|so that|root cause|in fact|by design|on purpose|deliberately|deadlock|race condition|backs? out|roll(?:s|ed)? back|workaround|silently|the reason)\b/i;

/** Messages break their lines where they are full. */
export const sentencesIn = (body: string): string[] =>
  body
    .replace(/([^\n])\n(?![^\S\n]*(?:\n|[-*\d]))/g, "$1 ")
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((each) => each.trim())
    .filter((each) => /\p{L}{2}/u.test(each));

/** True where one sentence both forbids and says why. */
export const forbidsWithReason = (body: string): boolean =>
  sentencesIn(body).some((each) => FORBIDS.test(each) && REASONS.test(each));

/** Words of a reason in a line that stands alone, such as a subject or an entry in a list of changes. */
const WHY =
  /\b(?:because|since|so that|otherwise|instead of|in place of|rather than|due to|to avoid|in favou?r of)\b|, (?:so|as)\b/i;
export const saysWhy = (line: string): boolean => WHY.test(line);
