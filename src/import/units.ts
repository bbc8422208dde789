// Finds in a text without announced lessons the pieces that each may be one: list items, rows of tables, quotes, questions
// with their answers, and headings with their paragraphs.
import { plainTitle } from "./clean.ts";
import { oneLine } from "./found.ts";
import { type Heading, type ListItem, type Prose, readLists } from "./lists.ts";

export interface Unit extends ListItem {
  readonly is: "item" | "row" | "quote" | "answer" | "section" | "prose";
  /** What it is called by its place; null where its own text has to tell. */
  readonly title: string | null;
}

/** A heading of so many words says something itself. */
const SAYS_SOMETHING = 4;

/** In the order of the text. `prose` is what stands beside lists, and belongs to no heading alone. */
export function unitsIn(text: string): Unit[] {
  const { items, prose, bare } = readLists(text);
  const listed = items.map((item): Unit => ({ ...item, is: "item", title: null }));
  const pieces = joined(prose).flatMap(piecesOf);
  const own = folded(
    text,
    [...listed, ...pieces].toSorted((a, b) => a.line - b.line),
  );
  const alone = bare
    .filter((each) => each.text.split(/\s+/).length >= SAYS_SOMETHING)
    .map((each): Unit => ({ ...each, is: "section", title: each.text }));
  return [...[...bySection(own).values()].flatMap(sectioned), ...alone].toSorted((a, b) => a.line - b.line);
}

/** What a note about one thing is divided into: such a heading begins no lesson of its own. */
const PART =
  /^(?:the )?(?:problems?|symptoms?|context|background|(?:root )?causes?|why(?: it (?:matters|happens|happened|works))?|what happened|what (?:we|i) (?:learned|tried|did|saw)|what (?:did ?n['’]t|didn't) work|impact|consequences?|decision|alternatives?(?: considered)?|status|solutions?|fix(?:es)?|the fix|workarounds?|resolution|prevention|how to (?:detect|avoid|fix|reproduce)|detection|reproduction|steps(?: to reproduce)?|investigation|environment|examples?|details?|evidence|verification|lessons?|takeaways?|key insights?|rationale|trade-?offs?|related|references?|see also|sources?|links?|notes?|tl;?dr|summary|when to use|applies when)\s*:?$/i;

export const isPart = ({ text }: Pick<Heading, "text">): boolean => PART.test(plainTitle(text));

/** What stands below the parts of a note is one piece with all of the note. */
function folded(text: string, units: readonly Unit[]): Unit[] {
  const lines = text.split("\n");
  const owners = new Set(
    units.flatMap(({ headings }) => {
      const at = headings.findIndex((each) => each.level > 1 && isPart(each));
      const owner = headings[at - 1];
      return owner && owner.level > 1 ? [owner] : [];
    }),
  );
  const inside = (unit: Unit): Heading | undefined => unit.headings.find((each) => owners.has(each));
  const notes = [...owners].map((owner): Unit => {
    const next = units.find(({ line, headings }) => line > owner.line && !headings.includes(owner));
    const end = next?.headings.find(({ line }) => line > owner.line)?.line ?? next?.line ?? lines.length + 1;
    const own = units.find(({ headings }) => headings.includes(owner));
    const headings = own?.headings.slice(0, own.headings.indexOf(owner) + 1) ?? [owner];
    const body = lines
      .slice(owner.line, end - 1)
      .join("\n")
      .trim();
    return { is: "section", line: owner.line, text: body, headings, title: owner.text };
  });
  return [...units.filter((unit) => inside(unit) === undefined), ...notes].toSorted(
    (a, b) => a.line - b.line,
  );
}

const QUESTION = /^\s*(?:[-*>]\s*)?(?:\*\*|__)?(?:Q|Question|F|Frage)(?:\s*\d+)?\s*[:.)](?:\*\*|__)?\s+/i;
const ANSWER = /^\s*(?:[-*>]\s*)?(?:\*\*|__)?(?:A|Answer|Antwort)(?:\s*\d+)?\s*[:.)](?:\*\*|__)?\s+/i;

/** A question and the answer that follows it in a paragraph of its own. */
function joined(prose: readonly Prose[]): Prose[] {
  const all: Prose[] = [];
  for (const each of prose) {
    const before = all.at(-1);
    if (before && ANSWER.test(each.text) && QUESTION.test(before.text) && before.headings === each.headings)
      all[all.length - 1] = { ...before, text: `${before.text}\n${each.text}` };
    else all.push(each);
  }
  return all;
}

const TABLE_RULE = /^\s*(?:\|\s*)?:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*(?:\|\s*)?$/;

function piecesOf(prose: Prose): Unit[] {
  const lines = prose.text.split("\n");
  if (lines.length > 2 && lines[0]?.includes("|") && TABLE_RULE.test(lines[1] ?? ""))
    return rowsOf(prose, lines);
  if (lines.every((line) => /^\s*>/.test(line))) return [quoteOf(prose, lines)];
  if (QUESTION.test(prose.text)) return answersOf(prose, lines);
  return /^\s*<!--[\s\S]*-->\s*$/.test(prose.text) ? [] : [{ ...prose, is: "prose", title: null }];
}

/** Each row as `Head: cell` lines; its first cells are its title. */
function rowsOf({ line, headings }: Prose, [head = "", , ...rows]: readonly string[]): Unit[] {
  const names = cellsOf(head).map(plainTitle);
  return rows.flatMap((row, at): Unit[] => {
    const cells = cellsOf(row);
    const told = cells.flatMap((cell, column) => {
      const name = names[column] ?? "";
      return cell === "" || /^[-–—]$/.test(cell) ? [] : [name === "" ? cell : `${name}: ${cell}`];
    });
    if (told.length === 0) return [];
    const [first = "", second = ""] = cells.map(plainTitle).filter((cell) => !/^[-–—]?$/.test(cell));
    const title = first.split(/\s+/).length > 4 || second === "" ? first : `${first}: ${second}`;
    return [{ is: "row", line: line + at + 2, text: told.join("\n"), headings, title }];
  });
}

/** A bar inside of code or after a backslash belongs to its cell. */
function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\||(?<!\\)\|$/g, "");
  return (inner.match(/(?:`[^`]*`|\\\||[^|])+|(?<=\|)(?=\|)/g) ?? []).map((cell) =>
    cell.replaceAll("\\|", "|").trim(),
  );
}

function quoteOf({ line, headings }: Prose, lines: readonly string[]): Unit {
  const text = lines
    .map((each) => each.replace(/^\s*>\s?/, ""))
    .join("\n")
    .trim();
  // `[!WARNING]` says what the quote is, as a word before it would.
  const called = /^\[!(\w+)\]\s*/.exec(text);
  const plain = called ? `${called[1]?.toLowerCase()}: ${text.slice(called[0].length)}` : text;
  return { is: "quote", line, text: plain, headings, title: null };
}

function answersOf({ line, headings }: Prose, lines: readonly string[]): Unit[] {
  const starts = lines.flatMap((each, at) => (QUESTION.test(each) ? [at] : []));
  return starts.map((start, at): Unit => {
    const own = lines.slice(start, starts[at + 1]);
    const title = plainTitle((own[0] ?? "").replace(QUESTION, ""));
    const answer = own
      .slice(1)
      .map((each) => each.replace(ANSWER, ""))
      .join("\n")
      .trim();
    return {
      is: "answer",
      line: line + start,
      text: answer === "" ? title : `${title}\n${answer}`,
      headings,
      title,
    };
  });
}

/** All of one heading, which is one and the same list for all of it. */
function bySection(units: readonly Unit[]): Map<readonly Heading[], Unit[]> {
  const sections = new Map<readonly Heading[], Unit[]>();
  for (const unit of units) {
    const known = sections.get(unit.headings);
    if (known) known.push(unit);
    else sections.set(unit.headings, [unit]);
  }
  return sections;
}

/** Paragraphs that a heading has for itself are one piece, called by it; a lead goes to the list that it announces. */
function sectioned(units: readonly Unit[]): Unit[] {
  const [first] = units;
  if (first?.is === "section") return [...units];
  const heading = first?.headings.at(-1);
  const isTopic = heading && (heading.level > 1 || /\d{4}-\d{2}-\d{2}/.test(heading.text));
  if (first && isTopic && units.every(({ is }) => is === "prose")) {
    const text = units.map((each) => each.text).join("\n\n");
    return [{ ...first, is: "section", line: first.line, text, title: heading.text }];
  }
  let lead: string | null = null;
  return units.flatMap((unit): Unit[] => {
    if (unit.is === "prose") {
      lead =
        /:\s*$/.test(unit.text) && unit.text.length < 200 ? oneLine(unit.text).replace(/ ?:$/, "") : null;
      return lead === null ? [unit] : [];
    }
    return lead === null || unit.is !== "item" ? [unit] : [{ ...unit, text: `${unit.text}\n\n${lead}.` }];
  });
}
