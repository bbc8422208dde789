// Shapes what every reader of notes hands over: learnings with their place, and what was left out and why.
import { type Evidence, IMPORT_COMMAND, type LearningKind, LIMITS } from "../records/evidence.ts";
import { plainTitle, withoutCheckbox } from "./clean.ts";

/** `line` counts from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface FoundLearning {
  readonly place: Place;
  /** yyyy-mm-dd as the notes give it. */
  readonly date: string | null;
  readonly title: string;
  readonly body: string;
  /** Null where the notes name none. */
  readonly kind: LearningKind | null;
  readonly paths: readonly string[];
  readonly tags: readonly string[];
  /** None where it is missing. */
  readonly symptoms?: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly confidence: number | null;
  /** What an export of ours says sets it apart from another one. */
  readonly distinctBecause?: string | null;
  /** True for a lesson of an export of ours, of which nothing has to be guessed. */
  readonly asWritten?: boolean;
}

/** A part of the notes that is no learning. */
export interface Skipped {
  readonly place: Place;
  readonly reason: string;
  /** Its beginning; null where there is nothing to quote. */
  readonly text: string | null;
}

export interface Found {
  readonly learnings: readonly FoundLearning[];
  readonly skipped: readonly Skipped[];
}

/** Longest title that is taken from running text, cut at a word. */
const TITLE_CHARACTERS = 120;

/** The first clause of a text, which says what the lesson is about. */
export function titleOf(text: string): string {
  const line = withoutCheckbox(oneLine(text.split(/\n\s*\n/)[0] ?? text));
  const bold = /^\*\*(.{8,}?)\*\*/.exec(line)?.[1];
  const [clause = line] = plainTitle(bold ?? line).split(/(?<=[^.]{20})[:;.](?=\s)|, so /);
  return shorten(clause.replace(/[.:]$/, ""), TITLE_CHARACTERS);
}

/** At most `most` characters, cut at a word and marked. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const space = text.lastIndexOf(" ", most - 2);
  return `${text.slice(0, space > 0 ? space : most - 2)} …`;
}

export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Tags without repetitions, and only as many and as long as a record keeps. */
export function tagsFrom(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => oneLine(tag.replace(/^#/, "")));
  return [...new Set(clean)].filter((tag) => tag !== "" && tag.length <= LIMITS.tag).slice(0, LIMITS.tags);
}

/** Lines that somebody may see or ask, each once; what is longer than a record keeps is no line of an error. */
export function symptomsFrom(lines: readonly string[]): string[] {
  const clean = lines.map(oneLine).filter((line) => line !== "" && line.length <= LIMITS.symptom);
  return [...new Set(clean)].slice(0, LIMITS.symptoms);
}

/** Where an imported learning comes from, in the words of a record: the command that reads it again. */
export function origin({ file, line }: Place, date: string | null): Evidence {
  const name = oneLine(file);
  const quoted = /^[\w./@~+-]+$/.test(name) ? name : JSON.stringify(name);
  const dated = date === null ? "" : `, dated ${date}`;
  return { type: "command", ref: `${IMPORT_COMMAND} ${shorten(quoted, 400)} # line ${line}${dated}` };
}

/** True for evidence that `origin` has written. */
export const isOrigin = ({ type, ref }: Evidence): boolean =>
  type === "command" && ref.startsWith(IMPORT_COMMAND);

/**
 * The date that an imported learning had in its notes; null for all others. Records of every version keep it in the words
 * that `origin` writes and in no field, so these words are read here, and nowhere else.
 */
export function originalDate(evidence: readonly Evidence[]): string | null {
  const [dated] = evidence.filter(isOrigin).map(({ ref }) => /, dated (\d{4}-\d{2}-\d{2})$/.exec(ref)?.[1]);
  return dated ?? null;
}
