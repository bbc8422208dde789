// Undoes what hides words from a scanner but not from a model: look-alikes, markup, encodings, split words and lines.
import { LOOK_ALIKES, sanitise } from "./safe-text.ts";

/** Beside those of a fence's own words. */
const MORE_ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    р: "p",
    у: "y",
    х: "x",
    в: "b",
    ѵ: "v",
    ԛ: "q",
    ԝ: "w",
    ѡ: "w",
    ё: "e",
    ї: "i",
    ӓ: "a",
    ρ: "p",
    ν: "v",
    χ: "x",
    γ: "y",
    κ: "k",
    ω: "w",
    β: "b",
    σ: "o",
    ζ: "z",
    ϱ: "p",
    հ: "h",
    զ: "q",
    ք: "p",
    ʀ: "r",
    ᴘ: "p",
    ᴠ: "v",
    ᴡ: "w",
    ʏ: "y",
    ᴢ: "z",
    ᴋ: "k",
    đ: "d",
    ð: "d",
    ł: "l",
    ø: "o",
    æ: "ae",
    œ: "oe",
    ß: "ss",
    ħ: "h",
    ŋ: "n",
    þ: "th",
    ɪ: "i",
    ᵢ: "i",
    ɛ: "e",
    ɔ: "o",
    ʋ: "v",
    ɩ: "i",
    ꞁ: "l",
    ǀ: "l",
    ƽ: "s",
    ᴨ: "n",
  }),
);
const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  colon: ":",
  period: ".",
  comma: ",",
  lowbar: "_",
  newline: "\n",
  tab: " ",
  lsqb: "[",
  rsqb: "]",
  lbrack: "[",
  rbrack: "]",
  vert: "|",
  sol: "/",
  shy: "",
  zwnj: "",
};

/** Words for which digits in place of letters are undone. */
const ALARM =
  /^(?:ignore|disregard|forget|override|bypass|previous|prior|above|instructions?|prompts?|system|approve|delete|reveal|secrets?|passwords?|tokens?|obey|assistant|without|verdict|claims?|rules|all)$/;
const DIGITS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "!": "i",
};

/**
 * All forms in which a reader may see the text: as it is, and with what hides words undone. Each is linear in the text's
 * length.
 */
export function plainViews(text: string): {
  readonly written: string;
  readonly latin: string;
  readonly any: string;
} {
  const written = sanitise(text).normalize("NFKC");
  const bare = [written, ...decoded(written)].map((each) => withoutMarkup(unescaped(each))).join("\n\n");
  const any = bare
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u064b-\u0652\u0640]/g, "")
    .replace(/\s+/g, " ");
  return { written, latin: inLines(joinedLetters(latinised(bare))), any };
}

/** Letters that look Latin become Latin, without accents. */
function latinised(text: string): string {
  const folded = text.normalize("NFKD").replace(/\p{M}+/gu, "");
  const plain = Array.from(folded, (character) => {
    if (character <= "\u007f") return character;
    const point = character.codePointAt(0) ?? 0;
    // Letters on a sign, which no Unicode normal form undoes.
    for (const first of [0x1f150, 0x1f170, 0x1f1e6])
      if (point >= first && point < first + 26) return String.fromCharCode(97 + point - first);
    const lower = character.toLowerCase();
    const alike = LOOK_ALIKES.get(lower) ?? MORE_ALIKE.get(lower) ?? character;
    return lower === character ? alike : alike.toUpperCase();
  }).join("");
  return plain.replace(/[\w@$!]{3,16}/g, (word) => {
    if (!/[0-9@$!]/.test(word) || !/[a-z]/i.test(word)) return word;
    const letters = word.toLowerCase().replace(/[0-9@$!]/g, (sign) => DIGITS[sign] ?? sign);
    return ALARM.test(letters) || ALARM.test(letters.replace(/i/g, "l")) ? letters : word;
  });
}

/** `i g n o r e` and `i.g.n.o.r.e` become the word; two spaces separate words. */
const joinedLetters = (text: string): string =>
  text.replace(/(?<![\p{L}\d])(?:\p{L}[ .\-_*·]){3,80}\p{L}(?![\p{L}\d])/gu, (run) =>
    run.replace(/[ .\-_*·]/g, ""),
  );

function withoutMarkup(text: string): string {
  return text
    .replace(/<!--|-->/g, " ")
    .replace(/<\/?[A-Za-z][\w:-]{0,30}(?:\s[^<>]{0,200})?>/g, "")
    .replace(/\[([^[\]]{1,200})\]\([^()\s]{1,300}\)/g, "$1")
    .replace(/[*`~]+|(?<![\p{L}\d])_+|_+(?![\p{L}\d])/gu, "")
    .replace(/^[ \t]*(?:>+|#+|\/\/+|--|;+|\||[-+]) ?/gm, "");
}

/** Decodes characters that are written as escapes. */
function unescaped(text: string): string {
  const from = (code: string, base: number): string => {
    const point = Number.parseInt(code, base);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : " ";
  };
  return text
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, code: string) => from(code, 16))
    .replace(/&#(\d{1,7});?/g, (_, code: string) => from(code, 10))
    .replace(/&([a-z]{2,8});/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi, (_, a?: string, b?: string) =>
      from(a ?? b ?? "20", 16),
    )
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => from(code, 16));
}

/** Decodes parts of the text in other encodings, where the result is words. */
function decoded(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,4000}={0,2}/g)) {
    const plain = Buffer.from(run.replace(/-/g, "+").replace(/_/g, "/"), "base64").toString("utf8");
    if (isProse(plain)) found.push(plain);
  }
  for (const [run] of text.matchAll(/(?<![0-9a-f])(?:[0-9a-f]{2} ?){16,2000}/gi)) {
    const plain = Buffer.from(run.replaceAll(" ", ""), "hex").toString("utf8");
    if (isProse(plain)) found.push(plain);
  }
  if (/\b(?:vtaber|qvfertneq|sbetrg|vafgehpgvbaf?|cebzcg|nccebir)\b/i.test(text))
    found.push(
      text.replace(/[a-z]/gi, (letter) => {
        const first = letter <= "Z" ? 65 : 97;
        return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
      }),
    );
  if (/snoitcurtsni|erongi|stpmorp|evorppa/i.test(text)) found.push(Array.from(text).reverse().join(""));
  return found;
}

const isProse = (text: string): boolean =>
  text.length >= 12 &&
  !text.includes("\ufffd") &&
  /^[\p{L}\p{M}\p{N}\p{P}\p{S}\s]+$/u.test(text) &&
  /\p{L}{2,} ?\p{L}{2,}/u.test(text);

/** Each paragraph on one line, with words joined that a line's end splits, and single spaces. */
const inLines = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, " ")
    .replace(/(\p{Ll})- ?\n ?(?=\p{Ll})/gu, "$1")
    .replace(/ ?\n(?! ?\n)/g, " ")
    .replace(/ {2,}/g, " ");
