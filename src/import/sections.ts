// Cuts a note into the lessons that its headings announce: `# Learning: …`, `## Learning 2`, `### L3: …`.

export interface Lesson {
  /** What its heading says, without `Learning 2:`; null where none announces it. */
  readonly title: string | null;
  readonly text: string;
  /** Where it begins in the text that was cut, from 1. */
  readonly line: number;
  /** Where each line of `text` stood. */
  readonly numbers: readonly number[];
}

interface Line {
  readonly text: string;
  readonly number: number;
  /** 1 to 6 for a heading, 0 for all other lines. */
  readonly level: number;
}

interface Section extends Omit<Lesson, "text" | "numbers"> {
  readonly lines: readonly Line[];
}

const ANNOUNCED = /^#{1,3}\s+(?:Learning|Lesson)s?(\s*#?\d+)?\s*(?:[:.–—-]\s*(.*))?$/i;
const NUMBERED = /^#{2,4}\s+L\d+\s*[:.–—-]?\s*(.*)$/;
/** Headings under which no lesson stands of its own. */
const SOURCES = /^#+\s*(?:sources?|references?|cross-references?|see also|links|related)\s*$/i;
/** Headings that only announce what every note has. */
const SAYS_NOTHING =
  /^#{1,6}\s+(?:what we learned|what was learned|learnings?|summary|pattern|lesson|description)\s*$/i;

/** Longer sources are a text of their own, as a copy in each of many lessons would take the square of the note's length. */
const MOST_SOURCES = 2_000;

/** The lessons of a text in their order; a text that announces none is one lesson. */
export function lessonsIn(text: string): Lesson[] {
  return announced(readLines(text))
    .flatMap(numbered)
    .map(({ title, line, lines }) => {
      const own = tidyLines(lines);
      return { title, line, text: textOf(own), numbers: own.map(({ number }) => number) };
    })
    .filter((lesson) => lesson.text !== "" || lesson.title !== null);
}

/** `# Learning: …` and `## Learning 2` begin a lesson; `# Learnings` alone is only a title. */
function announced(lines: readonly Line[]): Section[] {
  const starts = lines.flatMap(({ text, level }, index) => {
    const [, number, title] = (level > 0 && ANNOUNCED.exec(text)) || [];
    return number || title ? [index] : [];
  });
  const above = lines.slice(0, starts[0]);
  const sections = starts.map((start, at) => ({
    title: ANNOUNCED.exec(lines[start]?.text ?? "")?.[2] || null,
    line: lines[start]?.number ?? 1,
    lines: lines.slice(start + 1, starts[at + 1]),
  }));
  const onlyTitle = above.every(({ text, level }) => level === 1 || text.trim() === "");
  const first = above.find(({ text }) => text.trim() !== "")?.number ?? 1;
  return onlyTitle && starts.length > 0
    ? sections
    : [{ title: null, line: first, lines: above }, ...sections];
}

/** Each `### L3: …` as a lesson, and what is left as one more; left-over sources alone go to all of them. */
function numbered(section: Section): Section[] {
  const { lines } = section;
  const own = new Set<Line>();
  const lessons: Section[] = [];
  const nextOfLevel: number[] = Array(7).fill(lines.length);
  const ends = lines.map(() => lines.length);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const level = lines[index]?.level ?? 0;
    ends[index] = nextOfLevel[level] ?? lines.length;
    if (level > 0) nextOfLevel.fill(index, level);
  }
  lines.forEach((line, index) => {
    const title = line.level > 0 ? NUMBERED.exec(line.text)?.[1] : undefined;
    if (title === undefined) return;
    const all = lines.slice(index, ends[index]);
    for (const each of all) own.add(each);
    lessons.push({ title: title || null, line: line.number, lines: all.slice(1) });
  });
  const rest = lines.filter((line) => !own.has(line));
  if (lessons.length === 0) return [section];
  const sources = tidyLines(rest);
  const headings = rest.filter(({ level }) => level > 1);
  const isBeside = headings.every(({ text }) => SOURCES.test(text) || SAYS_NOTHING.test(text));
  if (isBeside && textOf(sources).length <= MOST_SOURCES) {
    return lessons.map((lesson) => {
      const between: Line = { text: "", number: lesson.line, level: 0 };
      return { ...lesson, lines: [...tidyLines(lesson.lines), between, ...sources] };
    });
  }
  return [...lessons, { ...section, lines: rest }];
}

function readLines(text: string): Line[] {
  let fence = "";
  return text.split("\n").map((line, index) => {
    const marker = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? "";
    if (fence === "") fence = marker;
    else if (marker.startsWith(fence)) fence = "";
    const level = fence === "" ? (/^(#{1,6})\s/.exec(line)?.[1]?.length ?? 0) : 0;
    return { text: line, number: index + 1, level };
  });
}

/** Without headings that have nothing below them, and without empty lines or a rule at the ends. */
function tidyLines(lines: readonly Line[]): Line[] {
  let next: Line | null = null;
  const kept = lines.toReversed().filter((line) => {
    const below: Line | null = next;
    if (line.text.trim() !== "") next = line;
    return line.level === 0 || (below !== null && (below.level === 0 || below.level > line.level));
  });
  kept.reverse();
  const holds = ({ text }: Line): boolean => !/^\s*(?:-{3,}\s*)?$/.test(text);
  return kept.slice(Math.max(0, kept.findIndex(holds)), kept.findLastIndex(holds) + 1);
}

const textOf = (lines: readonly Line[]): string =>
  lines
    .map(({ text }) => text)
    .join("\n")
    .trim();

/** A lesson's text without a first heading that says nothing. */
export function withoutOpening(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return SAYS_NOTHING.test(first) ? rest.join("\n").trim() : text;
}
