// Reads one file of notes with frontmatter, however messy: one learning, or several where its headings announce them.
import path from "node:path";
import { LIMITS } from "../records/evidence.ts";
import { headingIn } from "../shared/text/heading.ts";
import { plainTitle } from "./clean.ts";
import { isCollection, readCollection } from "./collection.ts";
import { cutLong } from "./cut.ts";
import {
  type Found,
  type FoundLearning,
  oneLine,
  type Skipped,
  shorten,
  symptomsFrom,
  tagsFrom,
  titleOf,
} from "./found.ts";
import { type Note, readNote } from "./frontmatter.ts";
import { kindNamed } from "./kinds.ts";
import { type Metadata, metadataOf } from "./metadata.ts";
import { type Lesson, lessonsIn, withoutOpening } from "./sections.ts";
import { symptomsIn } from "./symptoms.ts";
import { isPart } from "./units.ts";

const NO_NOTE = /^(?:readme|index|memory|log|template|changelog|contributing|license)\b/i;
/** `**Category**: process`, as some tools write fields into the text. */
const INLINE_FIELD =
  /^\*\*(Date|Category|Kind|Type|Tags|Confidence|Maturity|Status)(?::\*\*|\*\*:)[ \t]*(.+)\n?/gim;

export function readMarkdown(file: string, content: string): Found {
  const note = readNote(content);
  const inline = Object.fromEntries(
    [...note.text.matchAll(INLINE_FIELD)].map(([, key = "", value]) => [key, value]),
  );
  const metadata = metadataOf({ ...inline, ...note.fields });
  const reason = whyNot(file, note, metadata);
  if (reason !== null) return { learnings: [], skipped: [skipped(file, reason, note.text)] };
  const text = note.text.replace(INLINE_FIELD, "");
  const lessons = lessonsIn(text).flatMap(shortEnough);
  const isPlain = Object.keys({ ...inline, ...note.fields }).length === 0;
  if (isPlain && lessonsIn(text).length < 2 && isCollection(file, note.text))
    return readCollection(file, note.text, () => null);
  if (lessons.length === 0) return { learnings: [], skipped: [skipped(file, "no text", "")] };
  return {
    learnings: lessons.map((lesson) => learningOf({ file, note, metadata }, lesson, lessons.length > 1)),
    skipped: [],
  };
}

/** A lesson that is too long becomes one of each of its headings. */
function shortEnough(lesson: Lesson): Lesson[] {
  const pieces = cutLong(lesson.text);
  if (pieces.length === 1) return [lesson];
  const heading = lesson.title ?? /^#\s+(.+)$/m.exec(lesson.text)?.[1] ?? null;
  return pieces.map(({ title, text, line }, at) => ({
    title:
      title === null || heading === title
        ? heading
        : isPart({ text: title }) && heading !== null
          ? `${heading}: ${title}`
          : title,
    text,
    line: at === 0 ? lesson.line : (lesson.numbers[line] ?? lesson.line),
    numbers: [],
  }));
}

function whyNot(file: string, { fields, text }: Note, { retired }: Metadata): string | null {
  const { metadata, type } = fields;
  const inner = typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, "type") : undefined;
  if (retired !== null) return retired;
  if ((type ?? inner) === "user") return "about a person, not about the work";
  if (NO_NOTE.test(path.basename(file)) && Object.keys(fields).length === 0)
    return "an overview, not a lesson";
  return text.trim() === "" ? "no text" : null;
}

const skipped = (file: string, reason: string, text: string): Skipped => ({
  place: { file, line: 1 },
  reason,
  text: oneLine(text).slice(0, 200) || null,
});

interface NoteFile {
  readonly file: string;
  readonly note: Note;
  readonly metadata: Metadata;
}

/** `several`: it is one of many in its file, so the file's own title is not its. */
function learningOf({ file, note, metadata }: NoteFile, lesson: Lesson, several: boolean): FoundLearning {
  // The first heading is the title, unless another one has announced the lesson.
  const [first = "", ...below] = lesson.text.split("\n");
  const heading = lesson.title === null ? headingIn(first) : null;
  const body = withoutOpening((heading === null ? lesson.text : below.join("\n")).trim());
  const named = several ? null : metadata.title;
  const title = named ?? lesson.title ?? heading?.text ?? (several ? titleOf(body) : nameOf(file));
  const { name, dir } = path.parse(file);
  return {
    place: { file, line: note.line + lesson.line - 1 },
    date: metadata.date ?? /^\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? null,
    title: shorten(plainTitle(title) || oneLine(title), LIMITS.title),
    body: [body || title, ...metadata.remarks].join("\n\n"),
    kind: metadata.kind ?? kindIn(title) ?? kindNamed(path.basename(dir)),
    paths: metadata.paths,
    tags: tagsFrom(metadata.tags),
    symptoms: symptomsFrom(
      [...metadata.symptoms, ...symptomsIn(lesson.text)].filter((each) => each !== title),
    ),
    evidence: metadata.evidence,
    confidence: metadata.confidence,
  };
}

/** A title often ends with what it is: `Orchestrator compression anti-pattern`. */
const kindIn = (title: string) => kindNamed(title.split(/[\s:(]+/).at(-1) ?? "");

function nameOf(file: string): string {
  const { name } = path.parse(file);
  const words = oneLine(name.replace(/^\d{4}-\d{2}-\d{2}[-_]?/, "").replace(/[-_]+/g, " "));
  return words.charAt(0).toUpperCase() + words.slice(1) || name;
}
