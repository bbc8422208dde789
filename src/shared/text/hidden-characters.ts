// Lists the characters that a reader can't see, and where ordinary text needs them all the same.

interface HiddenRange {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** True where ordinary text needs the character, judged by the visible character before and the one after. */
  readonly legitimate?: (before: string, after: string) => boolean;
}

const JOINING_SCRIPTS =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const SPACELESS_SCRIPTS = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const EMOJI = /(?![0-9#*])\p{Emoji}/u;
const PICTOGRAPH = /\p{Extended_Pictographic}/u;

const afterEmoji = (before: string, after: string): boolean =>
  EMOJI.test(before) || (/[0-9#*]/.test(before) && after === "\u20e3");
const afterHan = (before: string): boolean => /\p{Script=Han}/u.test(before);

/** Every character that a reader cannot see (Unicode 16, default ignorables and controls), with its fair uses. */
const HIDDEN: readonly HiddenRange[] = [
  { from: 0x00, to: 0x08, name: "control character" },
  { from: 0x0b, to: 0x1a, name: "control character" },
  { from: 0x1b, to: 0x1b, name: "escape (terminal sequence)" },
  { from: 0x1c, to: 0x1f, name: "control character" },
  { from: 0x7f, to: 0x9f, name: "control character" },
  { from: 0xad, to: 0xad, name: "soft hyphen" },
  { from: 0x34f, to: 0x34f, name: "combining grapheme joiner" },
  { from: 0x61c, to: 0x61c, name: "Arabic letter mark" },
  { from: 0x115f, to: 0x1160, name: "Hangul filler" },
  { from: 0x17b4, to: 0x17b5, name: "Khmer inherent vowel" },
  {
    from: 0x180b,
    to: 0x180f,
    name: "Mongolian selector",
    legitimate: (b) => /\p{Script=Mongolian}/u.test(b),
  },
  { from: 0x200b, to: 0x200b, name: "zero width space", legitimate: (b) => SPACELESS_SCRIPTS.test(b) },
  { from: 0x200c, to: 0x200c, name: "zero width non-joiner", legitimate: (b) => JOINING_SCRIPTS.test(b) },
  {
    from: 0x200d,
    to: 0x200d,
    name: "zero width joiner",
    // Before a pictograph it joins an emoji, even where an escape such as \\U0001F46E stands for the first half.
    legitimate: (before, after) => JOINING_SCRIPTS.test(before) || PICTOGRAPH.test(after),
  },
  { from: 0x200e, to: 0x200f, name: "direction mark", legitimate: (b, a) => RIGHT_TO_LEFT.test(b + a) },
  { from: 0x202a, to: 0x202e, name: "bidirectional override" },
  { from: 0x2060, to: 0x2064, name: "invisible operator" },
  { from: 0x2065, to: 0x206f, name: "bidirectional control" },
  { from: 0x2800, to: 0x2800, name: "blank Braille pattern" },
  { from: 0x3164, to: 0x3164, name: "Hangul filler" },
  { from: 0xd800, to: 0xdfff, name: "lone surrogate" },
  { from: 0xfe00, to: 0xfe02, name: "variation selector", legitimate: afterHan },
  { from: 0xfe03, to: 0xfe0d, name: "variation selector" },
  { from: 0xfe0e, to: 0xfe0f, name: "variation selector", legitimate: afterEmoji },
  { from: 0xfeff, to: 0xfeff, name: "zero width no-break space" },
  { from: 0xffa0, to: 0xffa0, name: "Hangul filler" },
  { from: 0xfff0, to: 0xfffb, name: "annotation character" },
  { from: 0x1bca0, to: 0x1bca3, name: "shorthand control" },
  { from: 0x1d173, to: 0x1d17a, name: "musical control" },
  { from: 0xe0000, to: 0xe00ff, name: "tag character" },
  { from: 0xe0100, to: 0xe01ef, name: "variation selector", legitimate: afterHan },
  { from: 0xe01f0, to: 0xe0fff, name: "unassigned ignorable" },
];

const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;
/** The flags of England, Scotland and Wales are the only sequences in which tag characters are ordinary text. */
const TAG_FLAG =
  "\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}";
const HIDDEN_PATTERN = new RegExp(
  `${TAG_FLAG}|[${HIDDEN.map(({ from, to }) => `${escaped(from)}-${escaped(to)}`).join("")}]`,
  "gu",
);

interface Found {
  readonly index: number;
  readonly character: string;
  readonly range: HiddenRange;
}

/**
 * Walks over the hidden characters that ordinary text does not need, in order; one pass, in which each step looks at two
 * neighbours.
 */
export function* hiddenCharacters(text: string): Generator<Found> {
  let end = 0;
  let before = "";
  for (const match of text.matchAll(HIDDEN_PATTERN)) {
    const character = match[0];
    if (match.index > end) before = lastCharacter(text.slice(Math.max(end, match.index - 2), match.index));
    end = match.index + character.length;
    const codePoint = character.codePointAt(0) ?? 0;
    const range = HIDDEN.find(({ from, to }) => codePoint >= from && codePoint <= to);
    if (range === undefined) {
      before = character;
      continue;
    }
    const next = text.codePointAt(end);
    if (range.legitimate?.(before, next === undefined ? "" : String.fromCodePoint(next))) before = character;
    else yield { index: match.index, character, range };
  }
}

function lastCharacter(text: string): string {
  return Array.from(text).at(-1) ?? "";
}
