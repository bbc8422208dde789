// Counts what a text costs a language model, without the 200 to 800 ms that an exact counter needs to load.

/** A run of one class of characters, a lower-case word together with the capital and the space before it. */
const PIECE =
  / ?[A-Z]?[a-z]+| ?[A-Z]+(?![a-z])|[0-9]+|[ \t]+(?=[ \t])|[ \t]*[\r\n]+| ?[!-/:-@[-`{-~]+\n?|[ \t]|[\u00c0-\u024f]+|[\u0370-\u0fff]+|[\s\S]/g;

/** Share added so that a budget holds for tokenizers that cut a little finer. */
const RESERVE = 1.05;

/**
 * Tokens of `text`, rounded up, for models of the o200k_base family; 0 for an empty text.
 * An estimate by character class, fitted to the mean cost of each class in real learnings and rounded upwards.
 * Linear in the length of the text.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) tokens += costOf(piece);
  return Math.ceil(tokens * RESERVE);
}

function costOf(piece: string): number {
  const length = piece.length;
  const last = piece.charCodeAt(length - 1);
  if (last >= 97 && last <= 122) return lowerCost(length, piece.startsWith(" "));
  if (last >= 65 && last <= 90) return length < 4 ? 1 : Math.max(1.3, length / 3.4);
  if (last >= 48 && last <= 57) return Math.ceil(length / 3);
  if (last < 33) {
    const inner = piece.trim();
    // A control character is no white space to trim.
    return inner === "" || inner === piece ? 1 : costOf(inner);
  }
  if (last < 128) return length < 3 ? 1 : Math.max(1.2, length / 2.6);
  if (last >= 0xc0 && last < 0x250) return length;
  return last >= 0x370 && last < 0x1000 ? length / 2 : 1;
}

/** Most words up to ten letters are one token after a space; inside an identifier they are cut more often. */
function lowerCost(length: number, spaced: boolean): number {
  if (!spaced) return length < 5 ? 1 : Math.max(1.15, length / 6.5);
  if (length < 10) return 1;
  return length < 13 ? 1.1 : length / 8.5;
}
