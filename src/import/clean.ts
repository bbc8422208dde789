// Takes the markup out of a line that becomes a title; what is code stays as it is.

const CHECKBOX = /^\s*\[[ xX~/-]\]\s+/;
const LINK = /!?\[([^\][]+)\]\((?:[^()\s]|\([^()]*\))+(?:\s+"[^"]*")?\)/g;
const WIKI_LINK = /\[\[(?:[^\][|]+\|)?([^\][|]+)\]\]/g;
const TAG = /<\/?(?:b|i|em|strong|u|s|del|mark|kbd|sub|sup|span|br|a|p|summary|details)(?:\s[^<>]*)?\/?>/gi;
const EMPHASIS: readonly RegExp[] = [
  /(\*\*\*|\*\*)(?=\S)(.+?)(?<=\S)\1/g,
  /(?<![\w\\])(___|__)(?=\S)(.+?)(?<=\S)\1(?!\w)/g,
  /(~~|==)(?=\S)(.+?)(?<=\S)\1/g,
  /(?<![\w*\\])(\*)(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?![\w*])/g,
  /(?<![\w_\\])(_)(?=[^\s_])([^_]+?)(?<=[^\s_])\1(?![\w_])/g,
];

export const withoutCheckbox = (text: string): string => text.replace(CHECKBOX, "");

/** Several times a title; marks of which the other half is missing are looked for up to the end, each by itself. */
const MOST_READ = 1_000;

/** The beginning of one line, without checkbox, emphasis, links, quote marks and numbers before it. */
export function plainTitle(line: string): string {
  const text = withoutCheckbox(line.replace(/^[\s>]+/, "").slice(0, MOST_READ))
    .replace(/^#{1,6}\s+/, "")
    .replace(/^\d{1,3}(?:\.\d{1,3})*[.)]\s+/, "");
  // Code may hold all of these signs.
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") && part.length > 1 ? part : withoutMarkup(part)))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

function withoutMarkup(text: string): string {
  const linked = text.replace(LINK, "$1").replace(WIKI_LINK, "$1").replace(TAG, "");
  const plain = EMPHASIS.reduce((rest, each) => rest.replace(each, "$2"), linked);
  // A mark whose other half stands behind code.
  return plain.replace(/\*\*|~~|(?<!\w)__|__(?!\w)/g, "");
}

/** True for an item that its author has struck out from end to end. */
export const isStruckOut = (text: string): boolean => /^~~[\s\S]+~~[.!]?$/.test(withoutCheckbox(text.trim()));
