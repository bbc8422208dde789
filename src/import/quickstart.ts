// Reads and writes learnings.md in the doctrine's quickstart form: `## Area (date)`, then one bullet a lesson.
import { LEARNING_KINDS, type LearningKind } from "../records/evidence.ts";
import {
  type Found,
  type FoundLearning,
  oneLine,
  originalDate,
  symptomsFrom,
  tagsFrom,
  titleOf,
} from "./found.ts";
import { kindNamed, kindOfText } from "./kinds.ts";
import { type Heading, type ListItem, readLists } from "./lists.ts";
import { isQuestion } from "./symptoms.ts";

/** What a bullet tells, before place and date are added. */
type Told = Pick<FoundLearning, "title" | "body" | "kind" | "tags">;

const DATE = /\d{4}-\d{2}-\d{2}/;
const AREA_DATE = /^(?:(\d{4}-\d{2}-\d{2})\s*[:–—-]?\s*(.*)|(.*?)\s*[([–—-]?\s*(\d{4}-\d{2}-\d{2})[)\]]?)$/;
const BULLET_DATE = /^[[(]?(\d{4}-\d{2}-\d{2})[\])]?\s*[:–—-]?\s+/;
/** A bullet that names all its parts, as `writeQuickstart` writes those that a plain bullet could not carry. */
const EXPLICIT = new RegExp(`^\\*\\*(.+)\\*\\* \\((${LEARNING_KINDS.join("|")})(?:: (.*))?\\)$`);
const KIND_PREFIX = /^(?:\*\*|\[)?([A-Za-z][\w -]{2,14}?)(?:\]|:\*\*|\*\*:|:)\s/;

export function readQuickstart(file: string, text: string): Found {
  const { items, prose } = readLists(text);
  const below = prose.filter(({ headings }) => headings.some(({ level }) => level > 1));
  return {
    learnings: items.map((item) => learningOf(file, item)),
    skipped: below.map(({ line, text: words }) => ({
      place: { file, line },
      reason: "text outside of a list",
      text: oneLine(words),
    })),
  };
}

/** A list item as a learning: kind and date where it names them, its headings as tags. */
export function learningOf(file: string, { line, text, headings }: ListItem): FoundLearning {
  const areas = headings.filter(({ level }) => level > 1).map(areaOf);
  const dated = BULLET_DATE.exec(text);
  const told = toldBy(
    dated ? text.slice(dated[0].length) : text,
    areas.map(({ area }) => area.toLowerCase()),
  );
  const date = dated?.[1] ?? areas.findLast((area) => area.date !== null)?.date ?? null;
  const symptoms = symptomsFrom(
    headings.flatMap(({ text: heading }) => (isQuestion(heading) ? [heading] : [])),
  );
  return { place: { file, line }, date, ...told, symptoms, paths: [], evidence: [], confidence: null };
}

function areaOf({ text }: Heading): { area: string; date: string | null } {
  const [, before, after = "", area = text, date] = AREA_DATE.exec(text) ?? [];
  return before ? { area: after, date: before } : { area, date: date ?? null };
}

function toldBy(text: string, areas: readonly string[]): Told {
  const [first = "", ...rest] = text.split("\n");
  const [, title = "", kind = "", tags = ""] = EXPLICIT.exec(first) ?? [];
  if (kind !== "") {
    return { title, kind: kindNamed(kind), tags: splitTags(tags), body: rest.join("\n").trim() || title };
  }
  return {
    title: titleOf(text),
    body: text,
    kind: kindNamed(KIND_PREFIX.exec(text)?.[1] ?? ""),
    tags: tagsFrom(areas),
  };
}

/** `a, "b, c"` */
function splitTags(text: string): string[] {
  return (text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [])
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "")
    .map((tag) => (tag.startsWith('"') ? String(JSON.parse(tag)) : tag));
}

export interface Written extends Told {
  readonly kind: LearningKind;
  readonly evidence: FoundLearning["evidence"];
  /** ISO 8601. */
  readonly at: string;
}

/** One learnings.md, newest first; reading it again gives the same titles, bodies, kinds and tags. */
export function writeQuickstart(learnings: readonly Written[]): string {
  const sections = new Map<string, string[]>();
  const dated = learnings.map((learning) => ({
    learning,
    date: originalDate(learning.evidence) ?? learning.at.slice(0, 10),
  }));
  for (const { learning, date } of dated.toSorted((a, b) =>
    a.date < b.date ? 1 : a.date > b.date ? -1 : 0,
  )) {
    const area = oneLine(learning.tags[0] ?? "").replace(DATE, "") || "general";
    const heading = `## ${area} (${date})`;
    const bullets = sections.get(heading);
    if (bullets) bullets.push(bullet(learning, area));
    else sections.set(heading, [bullet(learning, area)]);
  }
  const text = [...sections].map(([heading, bullets]) => `${heading}\n${bullets.join("\n")}\n`);
  return ["# Learnings\n", ...text].join("\n");
}

function bullet({ title, body, kind, tags }: Written, area: string): string {
  const plain = `- ${indented(body)}`;
  const [item] = readLists(plain).items;
  const told = item && toldBy(item.text, [area]);
  const same =
    told?.title === title &&
    told.body === body &&
    !BULLET_DATE.test(body) &&
    (told.kind ?? kindOfText(title, body)) === kind &&
    told.tags.join("\n") === tags.join("\n");
  if (same) return plain;
  const listed = tags
    .map((tag) => (/^[^,")\s](?:[^,")]*[^,")\s])?$/.test(tag) ? tag : JSON.stringify(tag)))
    .join(", ");
  return `- **${oneLine(title)}** (${kind}${listed === "" ? "" : `: ${listed}`})\n  ${indented(body)}`;
}

const indented = (text: string): string => text.replace(/\n(?=[^\n])/g, "\n  ");
