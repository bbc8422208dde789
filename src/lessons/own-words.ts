// Tells whether a text is a draft of the past as it was drafted: quotes in our frame, and no word of whoever records it.

/** What stands around the quotes in a draft of a commit, a document or a talk. */
const FRAMES = [
  /\bCommit [0-9a-f]{7,64} of \d{4}-\d\d-\d\d\b/g,
  /\bDocument of \d{4}-\d\d-\d\d\b/g,
  /\band in (?:its message|that section)\b/g,
  /\bIt took the first one back\b/g,
  /\bIn talk-[0-9a-f]{12} \([^)]*\)(?: they said, in this order)?:/g,
  /^- (?:user|agent|work):/gm,
] as const;
/** Of an error that a change overcame. */
const OVERCOME = [
  /\bThe command\b/g,
  /\bfailed(?: \d+ times)?(?: with)?\b/g,
  /\band later worked\b/g,
  /\bBetween them: (?:(?:edited|ran)\b|[^\s"]*[./][^\s"]*|, )*/g,
] as const;
const QUOTE = /"[^"]*"/g;
/** Fewer say neither a cause nor a rule. */
const LEAST = 5;

/** True where it is one of these drafts, whatever its blanks. */
export const isCopied = (body: string, drafts: readonly { readonly body: string }[]): boolean =>
  drafts.some((each) => plain(each.body) === plain(body));

const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

/** True where a draft's frame is there, and nothing but quotes in it. */
export function isUnworded(body: string): boolean {
  const bare = body.replace(QUOTE, " ").replace(/[^\S\n]+/g, " ");
  const without = FRAMES.reduce<string>((text, frame) => text.replace(frame, " "), bare);
  if (without === bare) return false;
  const own = OVERCOME.reduce<string>((text, frame) => text.replace(frame, " "), without);
  return (own.match(/\p{L}{2,}/gu) ?? []).length < LEAST;
}
