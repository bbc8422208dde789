// Tells at once which of several hundred words a text can't hold, so that only few of them are looked for in it.

/** A page of text fills some hundred of them. */
const PLACES = 1 << 13;
const LETTERS = 3;

/** True for each word that `text` holds, as `includes` says it. The text is gone through once, whatever is asked of it. */
export function wordsHeld(text: string): (word: string) => boolean {
  const seen = new Uint8Array(PLACES);
  for (let at = text.length - LETTERS; at >= 0; at -= 1) seen[placeOf(text, at)] = 1;
  return (word) => {
    const last = word.length - LETTERS;
    if (last >= 0 && (seen[placeOf(word, 0)] === 0 || seen[placeOf(word, last)] === 0)) return false;
    return text.includes(word);
  };
}

/** Of the three characters from there on. */
const placeOf = (text: string, at: number): number =>
  ((text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)) & (PLACES - 1);
