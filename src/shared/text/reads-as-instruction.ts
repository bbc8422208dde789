// Finds the sentence of a stored text that gives orders to the agent reading it, as opposed to advice about the work.
import { COMMANDS } from "./commands-in-english.ts";
import { ORDERS_AS_WRITTEN, ORDERS_IN_LATIN, type OrderPattern } from "./orders-in-languages.ts";
import { plainViews } from "./plain-views.ts";

/** Patterns for a text's letters joined into one word, against separation by signs, spaces or lines. */
const IN_ONE_WORD =
  /(?:ignore|disregard|forget)(?:all|any|the|your|of|my){0,3}(?:previous|prior|above|earlier|preceding|foregoing)(?:instructions?|prompts?|rules|directives?|commands|messages?)/i;
/** Characters scanned in one go, and the overlap of two such pieces: no order is longer. */
const PIECE = 480;
const OVERLAP = 160;

/**
 * The first sentence that gives an agent orders, null for ordinary text; advice to engineers ("Never call X inside a
 * transaction") is ordinary. It is a label and no proof, as rewording can evade it. Linear in the text's length.
 */
export function readsAsInstruction(text: string): string | null {
  const { written, latin, any } = plainViews(text);
  const seen = new Set(sentencesIn(written));
  const others = sentencesIn(latin).filter((sentence) => !seen.has(sentence));
  const commands = COMMANDS.map(({ pattern }) => pattern);
  const small = latin.toLowerCase();
  const found =
    firstOf([...seen, ...others], commands) ??
    orderIn(small, sentencesIn(small), ORDERS_IN_LATIN) ??
    (/[^\u0000-\u024f\u2000-\u2bff]/.test(any) ? orderIn(any, pieces(any), ORDERS_AS_WRITTEN) : null);
  if (found !== null) return found.trim().slice(0, 300);
  const letters = latin.replace(/[^A-Za-z]+/g, "");
  return pieces(letters).some((piece) => IN_ONE_WORD.test(piece)) ? latin.trim().slice(0, 300) : null;
}

/** All patterns as a text; where it differs, earlier results are out of date. */
export const instructionRules = (): string =>
  [
    ...COMMANDS.map(({ pattern }) => pattern),
    ...[...ORDERS_IN_LATIN, ...ORDERS_AS_WRITTEN].flatMap(({ needs, pattern }) => [...needs, pattern]),
    IN_ONE_WORD,
  ].join("\n");

const firstOf = (parts: readonly string[], patterns: readonly RegExp[]): string | null =>
  parts.find((part) => patterns.some((pattern) => pattern.test(part))) ?? null;

function orderIn(whole: string, parts: readonly string[], orders: readonly OrderPattern[]): string | null {
  const possible = orders.filter(({ needs }) => needs.every((each) => each.test(whole)));
  return firstOf(
    possible.length === 0 ? [] : parts,
    possible.map(({ pattern }) => pattern),
  );
}

const sentencesIn = (text: string): string[] =>
  text
    .replace(/[^\S\n]+/g, " ")
    .split(/\n|(?<=[.!?;。！？]) |(?<=[。！？।۔])| (?:—|–|-) /)
    .flatMap(pieces);

function pieces(text: string): string[] {
  if (text.length <= PIECE) return [text];
  const found: string[] = [];
  for (let at = 0; at < text.length; at += PIECE - OVERLAP) found.push(text.slice(at, at + PIECE));
  return found;
}
