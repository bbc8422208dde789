// Reads exports in JSON, one object a line or one list: our own, those of known tools, and others that use the usual names.
import { LIMITS } from "../records/evidence.ts";
import { parse as parseYaml } from "../shared/yaml.ts";
import { plainTitle } from "./clean.ts";
import { type Found, type FoundLearning, oneLine, shorten, titleOf } from "./found.ts";
import { kindNamed } from "./kinds.ts";
import { metadataOf } from "./metadata.ts";
import { beadsEntry, isBeads } from "./stores/beads.ts";
import { claudeMemEntry, isClaudeMem } from "./stores/claude-mem.ts";
import { isMem0, mem0Entry } from "./stores/mem0.ts";
import { isPlaybook, playbookEntry } from "./stores/playbook.ts";
import { isReview, readReviews } from "./stores/reviews.ts";
import { isServerMemory, readServerMemory } from "./stores/server-memory.ts";

/** Names that tools give to a lesson's text, the most telling first. */
const BODY_NAMES = ["body", "text", "content", "lesson", "insight", "learning", "note", "description"];

export function readJsonl(file: string, text: string): Found {
  const lines = text.split("\n").flatMap((line, at) => {
    const fields = parseObject(line);
    return line.trim() === "" ? [] : [{ line: at + 1, fields }];
  });
  return readObjects(file, lines);
}

/** The same of one JSON text: a list, or an object that holds one. Its places are numbers in that list. */
export function readJson(file: string, text: string): Found {
  const all = listIn(parsed(text));
  if (all === null)
    return {
      learnings: [],
      skipped: [{ place: { file, line: 1 }, reason: "not a list of JSON objects", text: null }],
    };
  return readObjects(
    file,
    all.map((fields, at) => ({ line: at + 1, fields: objectIn(fields) })),
  );
}

/** The same of a playbook in YAML. */
export function readYaml(file: string, text: string): Found {
  try {
    return readJson(file, JSON.stringify(parseYaml(text)));
  } catch {
    return { learnings: [], skipped: [{ place: { file, line: 1 }, reason: "no YAML", text: null }] };
  }
}

/** Review comments, as one list, as one list for each page, or one object a line. */
export function readReviewComments(file: string, text: string): Found {
  const all = listIn(parsed(text)) ?? pagesIn(text) ?? text.split("\n").filter(Boolean).map(parsed);
  const rows = all.map((each, at) => ({ line: at + 1, fields: objectIn(each) ?? {} }));
  const comments = rows.filter(({ fields }) => isReview(fields));
  const others = rows.filter(({ fields }) => !isReview(fields));
  const found = readReviews(file, comments);
  const skipped = others.map(({ line }) => ({
    ...{ place: { file, line }, reason: "no comment on a line of a pull request", text: null },
  }));
  return { learnings: found.learnings, skipped: [...found.skipped, ...skipped] };
}

/** `gh api --paginate` prints one list behind the other. */
function pagesIn(text: string): readonly unknown[] | null {
  const pages: unknown[] = [];
  let depth = 0;
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === "[") depth += 1;
    else if (!isQuoted && character === "]") {
      depth -= 1;
      if (depth > 0) continue;
      const page = parsed(text.slice(start, at + 1));
      if (!Array.isArray(page)) return null;
      pages.push(...page);
      start = at + 1;
    }
  }
  return pages.length > 0 ? pages : null;
}

/** True for one JSON text that is more than a line. */
export const isJson = (text: string): boolean => /^\s*[[{]/.test(text) && listIn(parsed(text)) !== null;

const LISTS = [
  "results",
  "memories",
  "data",
  "items",
  "observations",
  "entries",
  "bullets",
  "rules",
  "insights",
];

/** A list of pages is one of all that they hold. */
function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value.length > 0 && value.every(Array.isArray) ? value.flat() : value;
  const outer = objectIn(value);
  const fields = objectIn(outer?.data) ?? outer;
  const lists = LISTS.map((name) => fields?.[name]).filter(Array.isArray);
  return lists.find((list) => list.every((each) => objectIn(each) !== null)) ?? null;
}

interface Row {
  readonly line: number;
  /** Null for what is no JSON object. */
  readonly fields: Record<string, unknown> | null;
}

function readObjects(file: string, rows: readonly Row[]): Found {
  const graph = rows.flatMap(({ line, fields }) =>
    fields && isServerMemory(fields) ? [{ line, fields }] : [],
  );
  const known = new Set(graph.map(({ line }) => line));
  const reviews = rows.flatMap(({ line, fields }) => (fields && isReview(fields) ? [{ line, fields }] : []));
  for (const { line } of reviews) known.add(line);
  const found = [readServerMemory(file, graph), readReviews(file, reviews)];
  const learnings = found.flatMap((each) => each.learnings);
  const skipped = found.flatMap((each) => each.skipped);
  for (const { line, fields } of rows) {
    if (known.has(line)) continue;
    const place = { file, line };
    const read = fields === null ? "not a JSON object" : learningIn(place, fields);
    if (typeof read === "string") skipped.push({ place, reason: read, text: null });
    else learnings.push(read);
  }
  return { learnings, skipped };
}

const STORES = [
  [isBeads, beadsEntry],
  [isClaudeMem, claudeMemEntry],
  [isMem0, mem0Entry],
  [isPlaybook, playbookEntry],
] as const;

/** The reason why it is none, where it is none. */
function learningIn(place: FoundLearning["place"], fields: Record<string, unknown>): FoundLearning | string {
  const store = STORES.find(([isIts]) => isIts(fields));
  if (store) {
    const entry = store[1](fields);
    if (typeof entry === "string") return entry;
    const { title, body, kind, tags, files, date } = entry;
    return learningOf(
      place,
      { title, type: kind, tags: [...(tags ?? [])], paths: [...(files ?? [])], date },
      body,
    );
  }
  const body = BODY_NAMES.map((name) => fields[name]).find(isText);
  return typeof body === "string" ? learningOf(place, fields, body.trim()) : "an object without a text";
}

const numberOrNull = (value: unknown): number | null =>
  typeof value === "number" && value >= 0 && value <= 1 ? value : null;
const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value.length <= 500 ? value : null;

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

/** The reason why it is put aside, where it is. */
function learningOf(
  place: FoundLearning["place"],
  fields: Record<string, unknown>,
  body: string,
): FoundLearning | string {
  // Of our own records, `commit` is where the code stood, not what the lesson rests on.
  const asWritten = fields.record === "learning";
  const ours = asWritten ? { commit: null } : {};
  const { title, remarks, retired, ...metadata } = metadataOf({ ...fields, ...ours, description: null });
  if (retired !== null) return retired;
  const called = asWritten ? (title ?? "") : plainTitle(title ?? "");
  return {
    place,
    ...metadata,
    ...(asWritten
      ? {
          asWritten,
          kind: kindNamed(typeof fields.kind === "string" ? fields.kind : ""),
          confidence: numberOrNull(fields.confidence),
          distinctBecause: textOrNull(fields.distinct_because),
        }
      : {}),
    title: shorten(oneLine(called || titleOf(body)), LIMITS.title),
    body: [body, ...remarks].join("\n\n"),
  };
}

const parseObject = (line: string): Record<string, unknown> | null => objectIn(parsed(line));

const objectIn = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
