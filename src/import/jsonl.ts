// Reads exports with one JSON object a line: our own, and those of other tools that use the usual names.
import { LIMITS } from "../records/evidence.ts";
import { plainTitle } from "./clean.ts";
import { type Found, type FoundLearning, oneLine, type Skipped, shorten, titleOf } from "./found.ts";
import { kindNamed } from "./kinds.ts";
import { metadataOf } from "./metadata.ts";

/** Names that tools give to a lesson's text, the most telling first. */
const BODY_NAMES = ["body", "text", "content", "lesson", "insight", "learning", "note", "description"];

export function readJsonl(file: string, text: string): Found {
  const learnings: FoundLearning[] = [];
  const skipped: Skipped[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const place = { file, line: index + 1 };
    const fields = parseObject(line);
    const body = fields && BODY_NAMES.map((name) => fields[name]).find(isText);
    const read = fields && typeof body === "string" ? learningOf(place, fields, body.trim()) : null;
    if (!fields) skipped.push({ place, reason: "not a JSON object", text: null });
    else if (!read) skipped.push({ place, reason: "an object without a text", text: null });
    else if (typeof read === "string") skipped.push({ place, reason: read, text: null });
    else learnings.push(read);
  });
  return { learnings, skipped };
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
          kind: kindNamed(String(fields.kind)),
          confidence: numberOrNull(fields.confidence),
          distinctBecause: textOrNull(fields.distinct_because),
        }
      : {}),
    title: shorten(oneLine(called || titleOf(body)), LIMITS.title),
    body: [body, ...remarks].join("\n\n"),
  };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
