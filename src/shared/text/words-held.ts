// Quickly rules out which of several hundred words a text can't hold, so that only few are searched for.

/** Size of the table; a page of text fills some hundred places. */
const PLACES = 1 << 13;
const LETTERS = 3;

/** Tells of each word if `text` holds it, as `includes` does. The text is read once, however many words are asked for. */
export function wordsHeld(text: string): (word: string) => boolean {
  const seen = new Uint8Array(PLACES);
  for (let at = text.length - LETTERS; at >= 0; at -= 1) seen[placeOf(text, at)] = 1;
  return (word) => {
    const last = word.length - LETTERS;
    if (last >= 0 && (seen[placeOf(word, 0)] === 0 || seen[placeOf(word, last)] === 0)) return false;
    return text.includes(word);
  };
}

/** The place of the three characters from there on. */
const placeOf = (text: string, at: number): number =>
  ((text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)) & (PLACES - 1);
