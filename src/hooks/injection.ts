// Chooses which learnings a model gets unasked, and words them.
import { shownOnce } from "../learnings/beyond-title.ts";
import type { InjectionReason } from "../learnings/records/injection.ts";
import { terms } from "../retrieval/analyse.ts";
import type { SearchHit } from "../retrieval/query.ts";
import { newestFirst } from "../shared/ids.ts";
import { fence, sanitise } from "../shared/text/safe-text.ts";
import { countTokens } from "../shared/text/tokens.ts";
import { isToolWord } from "../shared/text/tool-words.ts";
import { readPath } from "../shared/text/written-path.ts";

/** A learning as hooks keep it; all of these may be put before any model. */
export interface HookItem {
  readonly id: string;
  readonly title: string;
  /** Its kind's display name. */
  readonly kind: string;
  readonly body: string;
  readonly by: string;
  /** The date, YYYY-MM-DD. */
  readonly recorded: string;
  /** The session that recorded it; missing in views of older versions. */
  readonly session?: string;
  /** The folder of the layer that has it; missing for the session's own store. */
  readonly store?: string;
}

export interface InjectionText {
  /** The words around the items, and their cost. */
  readonly head: string;
  readonly frame: number;
  readonly items: readonly { readonly id: string; readonly text: string; readonly tokens: number }[];
}

/** Tokens of one item's text. A longer text is cut to the sentences that answer best. */
export const ITEM_TOKENS = 220;
export const MOST_FOR_TASK = 3;
export const MOST_FOR_ERROR = 3;
const MOST_TRAPS = 2;

/**
 * Share of the weight of a prompt's words that a hit has to match before it is worth an interruption; `npm run bench:hooks`
 * measures what comes of it.
 */
const TASK_COVERAGE = 0.18;
/** Lower where the prompt names an identifier that the lesson has, as that alone says much. */
const NAMED_COVERAGE = 0.16;
const IDENTIFIER = /\p{L}_\p{L}|\p{Ll}\p{Lu}/u;
const COMMAND_COVERAGE = 0.3;
/** Chosen on one half of 745 symptom lines and of 100 ordinary outputs, checked on the other: `npm run bench:hooks`. */
const ERROR_COVERAGE = 0.165;
const NEARLY = 0.8;

export const hitsForTask = (hits: readonly SearchHit[]): SearchHit[] =>
  hits
    .filter(({ coverage, matched }) => {
      const isNamed = matched.some((word) => IDENTIFIER.test(word));
      return coverage >= (isNamed ? NAMED_COVERAGE : TASK_COVERAGE);
    })
    .slice(0, MOST_FOR_TASK);

/** Only dead ends and traps, and only those that match more than one word of the command. */
export const hitsForCommand = (hits: readonly SearchHit[], isTrap: (id: string) => boolean): SearchHit[] =>
  hits
    .filter(({ id, coverage, matched }) => coverage >= COMMAND_COVERAGE && matched.length > 1 && isTrap(id))
    .slice(0, MOST_TRAPS);

/**
 * The learnings that answer an error, of the hits for its few telling lines. None, unless one of them covers enough and
 * shares a word that is not common to all tools; then also those that cover nearly as much.
 */
export function hitsForError(hits: readonly SearchHit[]): SearchHit[] {
  const isAnswer = ({ coverage, matched }: SearchHit): boolean =>
    coverage >= ERROR_COVERAGE && matched.some((word) => !isToolWord(word));
  return hits.some(isAnswer) ? hits.filter(({ coverage }) => coverage >= ERROR_COVERAGE * NEARLY) : [];
}

/** The dead ends and traps that name one of these files, or a folder or pattern that holds it; nearest first. */
export function trapsNear(
  traps: readonly (readonly [id: string, paths: readonly string[]])[],
  files: readonly string[],
): string[] {
  const near = traps.flatMap(([id, paths]) => {
    const nearness = Math.max(0, ...paths.flatMap((path) => files.map((file) => nearnessOf(path, file))));
    return nearness === 0 ? [] : [{ id, nearness }];
  });
  return near
    .toSorted((a, b) => b.nearness - a.nearness || newestFirst(a, b))
    .slice(0, MOST_TRAPS)
    .map(({ id }) => id);
}

/** 0 for elsewhere; higher for the same file than for a folder, and for a nearer folder. */
function nearnessOf(named: string, file: string): number {
  const plain = readPath(named).path;
  if (plain === file) return 1000;
  const glob = plain.search(/[*?[{]/);
  const folder = glob < 0 ? `${plain.replace(/\/$/, "")}/` : plain.slice(0, plain.lastIndexOf("/", glob) + 1);
  // `src/**.sql` is about one kind of file in that folder.
  const ending = glob < 0 ? "" : (/\.\w+$/.exec(plain)?.[0] ?? "");
  return folder.length > 1 && file.startsWith(folder) && file.endsWith(ending) ? folder.split("/").length : 0;
}

const INTRODUCTIONS: Record<Exclude<InjectionReason, "brief">, string> = {
  task: "Lessons of earlier sessions that fit this task",
  path: "Known dead ends and traps of these files",
  command: "Known dead ends and traps of this command",
  error: "What earlier sessions learned about this error",
};

/** `snippet` cuts a body to the sentences that say most about what the items were found by. */
export function injectionText(
  reason: Exclude<InjectionReason, "brief">,
  items: readonly HookItem[],
  snippet: (body: string, most: number) => string,
): InjectionText {
  const head = `${INTRODUCTIONS[reason]} (agentops). When one helps or fails, call cite_learnings with its id and what came of it.`;
  const texts = items.map((item) => {
    const text = `${item.id}\n${framed(item, snippet)}`;
    return { id: item.id, text, tokens: countTokens(text) + 1 };
  });
  return { head, frame: countTokens(head) + 1, items: texts };
}

function framed(item: HookItem, snippet: (body: string, most: number) => string): string {
  const { kind, by, recorded } = item;
  const { title, body } = shownOnce(item.title, item.body);
  const shown = countTokens(body) <= ITEM_TOKENS ? body : snippet(body, ITEM_TOKENS);
  return fence(`${kind}: ${title}${shown === "" ? "" : `\n${shown}`}`, { what: "learning", by, recorded });
}

/** A shorter prompt is mostly talk, such as "yes, go on". */
const FEWEST_TERMS = 4;

/** Tells how to ask for lessons, where a prompt asks something and no lesson fits it; null for other prompts. */
export function howToAsk(prompt: string, lessons: number): string | null {
  if (lessons === 0 || terms(prompt).length < FEWEST_TERMS) return null;
  const stored =
    lessons === 1 ? "1 lesson of an earlier session is" : `${lessons} lessons of earlier sessions are`;
  return `${stored} stored here; none fits this prompt by its words (agentops). Ask before you conclude that nothing is known: retrieve_context, in English, two or three wordings, one a line, with identifiers, error texts and terms that a lesson would use.`;
}

/** One line for a lesson that the brief gave, when its error or file comes up. */
export const pointerText = ({ id, title }: HookItem, about: "error" | "file"): string =>
  `"${oneLine(title)}" (${id}), from the brief, is about this ${about}.`;

/** One line for each related lesson beside those given in full. */
export const siblingsText = (siblings: readonly Pick<HookItem, "id" | "title">[]): string =>
  siblings.length === 0
    ? ""
    : [
        "Of the same session on the same subject:",
        ...siblings.map(({ id, title }) => `- "${oneLine(title)}" (${id})`),
      ].join("\n");

/** One line for each pair of lessons that contradict each other. */
export const opposedText = (
  pairs: readonly {
    readonly given: Pick<HookItem, "id">;
    readonly other: Pick<HookItem, "id" | "title">;
    readonly says: string;
  }[],
): string =>
  pairs.length === 0
    ? ""
    : [
        "In conflict with another lesson; find out which one holds, and cite the other as wrong:",
        ...pairs.map(
          ({ given, other, says }) =>
            `- ${given.id} with "${oneLine(other.title)}" (${other.id}), which says "${oneLine(says)}"`,
        ),
      ].join("\n");

const MOST_TITLES = 3;

/** What the person sees of it in the runtime's window. */
export function tellText(titles: readonly string[]): string | null {
  if (titles.length === 0) return null;
  const named = titles.slice(0, MOST_TITLES).map(oneLine).join("; ");
  const more = titles.length > MOST_TITLES ? ` and ${titles.length - MOST_TITLES} more` : "";
  return `agentops: ${titles.length} ${titles.length === 1 ? "lesson" : "lessons"} given: ${named}${more}`;
}

const TITLE_CHARACTERS = 80;

/** Makes a title safe within a quoted line: nothing in it ends the line or the quotes. */
function oneLine(title: string): string {
  const characters = [...sanitise(title).replace(/\s+/g, " ").replaceAll('"', "'").trim()];
  if (characters.length <= TITLE_CHARACTERS) return characters.join("");
  return `${characters.slice(0, TITLE_CHARACTERS - 1).join("")}…`;
}
