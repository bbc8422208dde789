// Writes learnings as JSON lines and as a document to read.
import type { LearningRecord } from "../learnings/records/learning.ts";
import { oneLine, originalDate } from "./found.ts";

/** One record a line, with all its fields. */
export function writeJsonl(learnings: readonly LearningRecord[]): string {
  return learnings.map((learning) => `${JSON.stringify(learning)}\n`).join("");
}

/** One section a learning; headings inside a learning go below its own. */
export function writeMarkdown(learnings: readonly LearningRecord[]): string {
  return ["# Learnings\n", ...learnings.map(section)].join("\n");
}

function section({ id, title, kind, tags, symptoms = [], at, evidence, body }: LearningRecord): string {
  const date = originalDate(evidence) ?? at.slice(0, 10);
  const facts = [kind, ...(tags.length > 0 ? [tags.join(", ")] : []), date, id];
  const seenAs = symptoms.length === 0 ? "" : `Seen as: ${symptoms.map(oneLine).join(" | ")}\n\n`;
  return `## ${oneLine(title)}\n\n*${facts.map(oneLine).join(" · ")}*\n\n${seenAs}${lowered(body)}\n`;
}

function lowered(body: string): string {
  let fence = "";
  return body
    .split("\n")
    .map((line) => {
      const marker = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? "";
      if (fence === "") fence = marker;
      else if (marker.startsWith(fence)) fence = "";
      return fence === "" && /^#{1,4}\s/.test(line) ? `##${line}` : line;
    })
    .join("\n");
}
