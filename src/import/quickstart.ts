// Reads and writes learnings.md in the doctrine's quickstart form: `## Area (date)`, then one bullet a lesson.
import type { LearningKind } from "../records/evidence.ts";
import { readCollection } from "./collection.ts";
import { type Extras, writeExtras } from "./extras.ts";
import { type Found, type FoundLearning, oneLine, originalDate } from "./found.ts";
import { kindOfText } from "./kinds.ts";
import { readLists } from "./lists.ts";
import { BULLET_DATE, toldBy } from "./piece.ts";

const DATE = /\d{4}-\d{2}-\d{2}/;
/** Stands in what `writeQuickstart` has written: its lessons are taken as they are, without a guess. */
const WRITTEN = "<!-- agentops export -->";

export function readQuickstart(file: string, text: string): Found {
  const isOurs = text.includes(WRITTEN);
  const { learnings, skipped } = readCollection(file, text, () => null);
  // What stands above the first area introduces the file.
  const [area = 0] = text.split("\n").flatMap((line, at) => (/^#{2,6}\s/.test(line) ? [at + 1] : []));
  return {
    learnings: learnings.map((each) => (isOurs ? exported(each) : each)),
    skipped: skipped.filter(({ place }) => place.line > area),
  };
}

/** A plain bullet of ours has no more to say than its words. */
const exported = (each: FoundLearning): FoundLearning =>
  each.asWritten === true ? each : { ...each, symptoms: [], asWritten: true };

export interface Written extends Extras {
  readonly title: string;
  readonly body: string;
  readonly kind: LearningKind;
  readonly tags: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

/** One learnings.md, newest first; reading it again gives the same lessons. */
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
  return ["# Learnings\n", `${WRITTEN}\n`, ...text].join("\n");
}

function bullet(learning: Written, area: string): string {
  const { title, body, kind, tags, ...rest } = learning;
  const extras = writeExtras(rest);
  const plain = `- ${indented(body)}`;
  if (extras === null && comesBack(plain, learning, area)) return plain;
  const listed = tags
    .map((tag) => (/^[^,")\s](?:[^,")]*[^,")\s])?$/.test(tag) ? tag : JSON.stringify(tag)))
    .join(", ");
  const head = `- **${oneLine(title)}** (${kind}${listed === "" ? "" : `: ${listed}`})`;
  const explicit = `${head}\n  ${indented(body)}${extras === null ? "" : `\n  ${extras}`}`;
  // Where markdown would not give the text back, it stands in the comment.
  return comesBack(explicit, learning, area) ? explicit : `${head}\n  ${writeExtras({ ...rest, body })}`;
}

/** True if reading the bullet gives the lesson, and what follows it is a bullet still. */
function comesBack(bullet: string, { title, body, kind, tags }: Written, area: string): boolean {
  const { items, prose } = readLists(`${bullet}\n- next`);
  const [item, next] = items;
  if (!item || items.length !== 2 || next?.text !== "next" || prose.length > 0) return false;
  if (BULLET_DATE.test(item.text)) return false;
  const told = toldBy(item.text, [area.toLowerCase()]);
  return (
    told.title === title &&
    told.body === body &&
    (told.kind ?? kindOfText(title, body)) === kind &&
    told.tags.join("\n") === tags.join("\n")
  );
}

const indented = (text: string): string => text.replace(/\n(?=[^\n])/g, "\n  ");
