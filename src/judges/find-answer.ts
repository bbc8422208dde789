// Finds a judge's answer in its model's output, and finds none where the answer could be only quoted.

/** Characters; several times what the longest answer has. */
const LONGEST = 400_000;
/** Places at which an object may begin, so that a text of braces costs no more than a long one. */
const MOST_STARTS = 500;
/** So often a text is gone over, as each brace that none closes costs the rest of it. */
const MOST_TIMES = 20;

/**
 * The text of the one JSON object with a `decision`. Where there are two, one of them may stand in the code that is
 * judged: which of them is the answer is for the judge to say again, so all of the text comes back, which is none.
 */
export function answerIn(text: string): string {
  const whole = text.trim();
  if (whole.length > LONGEST || parsed(whole) !== null) return whole;
  const found = objectsIn(whole).filter((each) => Object.hasOwn(parsed(each) ?? {}, "decision"));
  return found.length === 1 ? (found[0] ?? whole) : whole;
}

function objectsIn(text: string): string[] {
  const found: string[] = [];
  let end = 0;
  let left = MOST_TIMES * text.length;
  for (const { index } of [...text.matchAll(/\{\s*"/g)].slice(0, MOST_STARTS)) {
    // What lies within an object is a part of it and none of its own.
    if (index < end) continue;
    if (left < 0) break;
    const close = endOf(text, index);
    left -= (close ?? text.length) - index;
    if (close === null || parsed(text.slice(index, close)) === null) continue;
    found.push(text.slice(index, close));
    end = close;
  }
  return found;
}

/** Behind the brace that closes the one at `start`, those in strings left out; null where none does. */
function endOf(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === "\\") at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === "{") depth += 1;
    else if (!quoted && sign === "}" && --depth === 0) return at + 1;
  }
  return null;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
