// Reads a learnings.md of the doctrine's quickstart form: `## Area (date)`, then one bullet per lesson.

export interface Lesson {
  readonly title: string;
  readonly body: string;
  readonly tags: string[];
}

/** Longest title that fits the tool, cut at a word. */
const TITLE_CHARACTERS = 120;

export function readQuickstart(markdown: string): Lesson[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = "", ...lines] = section.split("\n");
      const area = heading.replace(/\s*\(\d{4}-\d{2}-\d{2}\)\s*$/, "").trim();
      return lines
        .filter((line) => line.startsWith("- "))
        .map((line) => ({ title: titleOf(line.slice(2)), body: line.slice(2), tags: [area.toLowerCase()] }));
    });
}

/** The first clause, which says what the lesson is about. */
function titleOf(bullet: string): string {
  const [clause = bullet] = bullet.split(/(?<=[^.]{20})[:;.](?=\s)|, so /);
  if (clause.length <= TITLE_CHARACTERS) return clause.replace(/\.$/, "");
  return `${clause.slice(0, clause.lastIndexOf(" ", TITLE_CHARACTERS))} …`;
}
