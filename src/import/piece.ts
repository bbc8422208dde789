// Makes a learning of one piece of a text: title, kind, date and tags from its words and from the headings above it.
import { LEARNING_KINDS, type LearningKind, LIMITS } from "../records/evidence.ts";
import { plainTitle, withoutCheckbox } from "./clean.ts";
import { type Extras, extrasIn } from "./extras.ts";
import { type FoundLearning, oneLine, shorten, symptomsFrom, tagsFrom, titleOf } from "./found.ts";
import { kindNamed } from "./kinds.ts";
import type { Heading } from "./lists.ts";
import { isQuestion, symptomsIn } from "./symptoms.ts";
import { isPart, type Unit } from "./units.ts";

/** What a bullet tells, before place and date are added. */
type Told = Pick<FoundLearning, "title" | "body" | "kind" | "tags" | "asWritten"> &
  Partial<Omit<Extras, "body">>;

const DATE = /\d{4}-\d{2}-\d{2}/;
const AREA_DATE = /^(?:(\d{4}-\d{2}-\d{2}) ?[:–—-]? ?(.*)|(.*?) ?[([–—-]? ?(\d{4}-\d{2}-\d{2})[)\]]?)$/;
export const BULLET_DATE = /^[[(]?(\d{4}-\d{2}-\d{2})[\])]?\s*[:–—-]?\s+/;
/** A bullet that names all its parts, as `writeQuickstart` writes those that a plain bullet could not carry. */
const EXPLICIT = new RegExp(`^\\*\\*(.+)\\*\\* \\((${LEARNING_KINDS.join("|")})(?:: (.*))?\\)$`);
const KIND_PREFIX = /^(?:\*\*|\[)?([A-Za-z][\w -]{2,14}?)(?:\]|:\*\*|\*\*:|:)\s/;
const TITLE_CHARACTERS = 120;

/** A piece as a learning: kind and date where it names them, its headings as tags. */
export function learningOf(file: string, { line, text, headings, title, is }: Unit): FoundLearning {
  const areas = headings.filter(({ level, text: words }) => level > 1 || DATE.test(words)).map(areaOf);
  const last = areas.at(-1);
  const own = is === "section" && title !== null;
  const dated = BULLET_DATE.exec(text);
  const under = (own && headings.at(-1)?.text === title ? areas.slice(0, -1) : areas)
    .map(({ area }) => area.toLowerCase())
    .filter((area) => area !== "");
  const words = dated ? text.slice(dated[0].length) : text;
  const called = own ? areaOf({ text: title }).area || null : title;
  const told =
    called === null || (own && isPart({ text: called }))
      ? toldBy(words, under)
      : toldAs(called, words, under);
  const date = dated?.[1] ?? areas.findLast((area) => area.date !== null)?.date ?? last?.date ?? null;
  const nothing = { paths: [], evidence: [], confidence: null };
  const asked = [...headings.map((each) => each.text), title ?? ""].filter(isQuestion);
  const symptoms = symptomsFrom([...asked, ...symptomsIn(text)]);
  return { place: { file, line }, date, ...nothing, symptoms, ...told };
}

function areaOf({ text }: Pick<Heading, "text">): { area: string; date: string | null } {
  // Of many blanks in a row each could end the area, begin the date or stand between them.
  const words = oneLine(text);
  const [, before, after = "", area = words, date] = AREA_DATE.exec(words) ?? [];
  return before ? { area: after, date: before } : { area, date: date ?? null };
}

/** A heading that says something is no tag: what stands below it would lose its context. */
const saysSomething = (area: string): boolean =>
  area.split(/\s+/).length > 4 || area.length > 50 || /`/.test(area);

function underAreas(
  text: string,
  areas: readonly string[],
): Pick<Told, "body" | "tags"> & { kind: LearningKind | null } {
  const said = areas.filter((area) => saysSomething(area) && !text.toLowerCase().includes(area));
  return {
    body: said.length === 0 ? text : `${text}\n\nUnder: ${said.join(" / ")}`,
    tags: tagsFrom(areas.filter((area) => !saysSomething(area)).map(plainTitle)),
    kind: areas.map((area) => kindNamed(area)).findLast((kind) => kind !== null) ?? null,
  };
}

/** A piece that its heading, its row or its question names. */
function toldAs(called: string, text: string, areas: readonly string[]): Told {
  const title = shorten(plainTitle(called), TITLE_CHARACTERS);
  const whole = plainTitle(called) === title ? text : `${called}\n\n${text}`;
  return {
    title,
    ...underAreas(whole, areas),
    ...(kindNamed(KIND_PREFIX.exec(called)?.[1] ?? "") === null
      ? {}
      : { kind: kindNamed(KIND_PREFIX.exec(called)?.[1] ?? "") }),
  };
}

export function toldBy(text: string, areas: readonly string[]): Told {
  const [first = "", ...rest] = text.split("\n");
  const [, title = "", kind = "", tags = ""] = EXPLICIT.exec(first) ?? [];
  if (kind !== "") {
    const { extras, text: body } = extrasIn(rest.join("\n"));
    return {
      title,
      kind: kindNamed(kind),
      tags: splitTags(tags)
        .filter((tag) => tag.length <= LIMITS.tag)
        .slice(0, LIMITS.tags),
      body: body.trim() || title,
      symptoms: [],
      ...extras,
      asWritten: true,
    };
  }
  const plain = withoutCheckbox(text);
  const under = underAreas(plain, areas);
  return {
    title: titleOf(plain),
    ...under,
    kind: kindNamed(KIND_PREFIX.exec(plain)?.[1] ?? "") ?? under.kind,
  };
}

/** `a, "b, c"` */
function splitTags(text: string): string[] {
  return (text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [])
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "")
    .map(unquoted);
}

/** A text of JSON by what it says; one that is none stays as somebody wrote it. */
function unquoted(tag: string): string {
  try {
    return tag.startsWith('"') ? String(JSON.parse(tag)) : tag;
  } catch {
    return tag;
  }
}
