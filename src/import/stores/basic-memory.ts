// Reads notes of basic-memory (by its note format): each observation, `- [category] text #tag (context)`, is one lesson.
import { plainTitle } from "../clean.ts";
import { type Found, type FoundLearning, oneLine, type Skipped, tagsFrom, titleOf } from "../found.ts";
import type { Note } from "../frontmatter.ts";
import { kindNamed } from "../kinds.ts";
import { readLists } from "../lists.ts";
import { metadataOf } from "../metadata.ts";

const OBSERVATION = /^\[([^\][()]{2,40})\]\s+(?=\S)/;
const RELATION = /^(?:"[^"]+"\s*|[\w\s-]*)\[\[[^\]]+\]\]/;
const TAG = /(?<=^|\s)#([\p{L}\p{N}_/-]+)/gu;

/** basic-memory gives each note a permalink. */
export const isBasicMemory = ({ fields, text }: Note): boolean =>
  "permalink" in fields && readLists(text).items.some((item) => OBSERVATION.test(item.text));

export function readBasicMemory(file: string, note: Note): Found {
  const metadata = metadataOf(note.fields);
  const { items, prose } = readLists(note.text);
  const about = metadata.title === null ? [] : [`About: ${metadata.title}.`];
  const learnings: FoundLearning[] = [];
  const skipped: Skipped[] = [];
  for (const item of items) {
    const place = { file, line: note.line + item.line - 1 };
    const [mark, category = ""] = OBSERVATION.exec(item.text) ?? [];
    if (mark === undefined) {
      const reason = RELATION.test(item.text) ? "a relation to another note" : "no observation";
      skipped.push({ place, reason, text: oneLine(item.text) });
      continue;
    }
    const said = item.text.slice(mark.length);
    const own = [...said.matchAll(TAG)].map(([, tag = ""]) => tag);
    learnings.push({
      place,
      date: metadata.date,
      evidence: metadata.evidence,
      confidence: metadata.confidence,
      title: titleOf(plainTitle(said.replace(TAG, ""))),
      body: [said, ...about].join("\n\n"),
      kind: kindNamed(category),
      paths: metadata.paths,
      tags: tagsFrom([...own, category, ...metadata.tags]),
    });
  }
  const left = prose.map(({ line, text }) => ({
    place: { file, line: note.line + line - 1 },
    reason: "text beside the observations",
    text: oneLine(text),
  }));
  return { learnings, skipped: [...skipped, ...left] };
}
