// Reads the graph of the reference memory server (`memory.jsonl`, as `src/memory` writes it at 0103dfb4): one lesson of each observation.
import { type Found, type FoundLearning, type Skipped, tagsFrom, titleOf } from "../found.ts";
import { kindNamed } from "../kinds.ts";
import { listOfTexts, text } from "./entry.ts";

interface Line {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly line: number;
}

export const isServerMemory = ({ type, name, entityType, from, to, relationType }: Line["fields"]): boolean =>
  (type === "entity" && typeof name === "string" && typeof entityType === "string") ||
  (type === "relation" && [from, to, relationType].every((field) => typeof field === "string"));

export function readServerMemory(file: string, lines: readonly Line[]): Found {
  const relations = lines.filter(({ fields }) => fields.type === "relation").map(({ fields }) => fields);
  const learnings: FoundLearning[] = [];
  const skipped: Skipped[] = [];
  for (const { fields, line } of lines) {
    if (fields.type !== "entity") continue;
    const name = text(fields.name);
    const kind = text(fields.entityType);
    const observations = listOfTexts(fields.observations);
    const place = { file, line };
    if (/^(?:person|people|user|human)$/i.test(kind))
      skipped.push({ place, reason: "about a person, not about the work", text: name });
    else if (observations.length === 0)
      skipped.push({ place, reason: "an entity without observations", text: name });
    else {
      const related = relations
        .filter(({ from }) => from === fields.name)
        .map(({ relationType, to }) => `${name} ${text(relationType).replaceAll("_", " ")} ${text(to)}.`);
      const about = [`About: ${name} (${kind}).`, ...related].join(" ");
      for (const each of observations)
        learnings.push({
          place,
          date: null,
          title: titleOf(each),
          body: `${each}\n\n${about}`,
          kind: kindNamed(kind),
          paths: [],
          tags: tagsFrom([name, kind]),
          evidence: [],
          confidence: null,
        });
    }
  }
  return { learnings, skipped };
}
