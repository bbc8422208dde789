// Cuts documents that stand in the repository, such as records of decisions, into sections that answer by themselves.
import { hash64 } from "../shared/hash.ts";
import { headingIn } from "../shared/text/heading.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { saysWhy } from "./rules.ts";

export interface Section {
  /** As it can be cited; the same wherever in its file it stands. */
  readonly id: string;
  readonly path: string;
  /** The headings that lead to it. */
  readonly title: string;
  readonly body: string;
}

/** Folders in which teams write down why, and the two pages that say how to work. */
const DECISIONS =
  /(?:^|\/)(?:(?:adrs?|decisions?|decision[-_]records?|architecture[-_]decisions?|rfcs?|solutions|post[-_]?mortems?|runbooks?)\/(?:[^/]+\/)?[^/]+\.(?:md|mdx|markdown|rst|txt)|(?:CONTRIBUTING|ARCHITECTURE)(?:\.md)?)$/i;
/** Each runtime reads its own, and none of the others'. */
const RULES =
  /(?:^|\/)(?:(?:AGENTS|CLAUDE|GEMINI|QWEN)\.md|\.(?:cursor|windsurf|cline)rules|\.(?:cursor|windsurf|cline)\/rules\/[^/]+\.mdc?|\.clinerules\/[^/]+\.md|\.github\/(?:copilot-instructions\.md|instructions\/[^/]+\.md))$/i;
const CHANGES = /(?:^|\/)(?:CHANGELOG|CHANGES|HISTORY|NEWS)(?:\.(?:md|markdown|rst|txt))?$/i;
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|\.agentops)\//;

export const isRead = (path: string): boolean =>
  (DECISIONS.test(path) || RULES.test(path) || CHANGES.test(path)) && !FOREIGN.test(path);

/** A runtime may have it in its context already. */
export const isRules = (path: string): boolean => RULES.test(path);
/** Its entries repeat what commits say. */
export const isChangelog = (path: string): boolean => CHANGES.test(path);

/** In characters. */
const MOST_BODY = 4_000;
const LEAST_BODY = 40;
const MOST_SECTIONS = 40;

/** A section begins at each heading of the first three levels; one that says next to nothing is left out. */
export function sectionsOf(path: string, text: string): Section[] {
  if (isChangelog(path)) return entriesOf(path, text);
  const above: string[] = [];
  const sections: { title: string; lines: string[] }[] = [{ title: "", lines: [] }];
  let isCode = false;
  for (const line of withoutOurs(withoutFrontmatter(text)).split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? null : headingIn(line);
    if (heading === null || heading.level > 3) sections.at(-1)?.lines.push(line);
    else {
      above.splice(heading.level - 1, above.length, heading.text);
      sections.push({ title: above.filter(Boolean).join(" > "), lines: [] });
    }
  }
  return sections
    .map(({ title, lines }) => ({ title, body: sanitise(lines.join("\n")).trim() }))
    .filter(({ body }) => body.length >= LEAST_BODY)
    .slice(0, MOST_SECTIONS)
    .map(({ title, body }, at, all) => ({
      id: idOf(path, `${title} ${all.slice(0, at).filter((each) => each.title === title).length}`),
      path,
      title: sanitise(title) || path,
      body: body.slice(0, MOST_BODY),
    }));
}

const MOST_ENTRIES = 300;
const TITLE = 120;

/** Of a list of changes the entries that say why, the newest. */
function entriesOf(path: string, text: string): Section[] {
  const entries: { readonly heading: string; body: string }[] = [];
  let heading = "";
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const named = headingIn(line);
    const begun = /^[ \t]{0,3}[-*+][ \t]+(\S.*)$/.exec(line)?.[1];
    const last = entries.at(-1);
    if (named !== null && named.level <= 3) heading = /\d/.test(named.text) ? named.text : heading;
    if (begun !== undefined) entries.push({ heading, body: begun });
    else if (isOpen && last && /^\s+\S/.test(line)) last.body += ` ${line.trim()}`;
    isOpen = begun !== undefined || (isOpen && /^\s+\S/.test(line));
  }
  return entries
    .filter(({ body }) => body.length >= LEAST_BODY && saysWhy(body))
    .slice(0, MOST_ENTRIES)
    .map((entry) => {
      const body = sanitise(entry.body).slice(0, MOST_BODY);
      const title = `${sanitise(entry.heading)}: ${body}`.replace(/^: /, "").slice(0, TITLE);
      return { id: idOf(path, entry.body), path, title, body };
    });
}

/** By what its author calls it, as a place in a file is another one tomorrow. */
const idOf = (path: string, words: string): string =>
  `doc-${hash64(`${path}\n${words}`).toString(16).padStart(16, "0").slice(0, 12)}`;

export const isDocumentId = (id: string): boolean => /^doc-[0-9a-f]{12}$/.test(id);

/** The blocks that `init` and `curate --guidance` write are ours, whatever file they stand in. */
const withoutOurs = (text: string): string =>
  text.replace(
    /^[ \t]*<!-- agentops:(?:start v\d+|guidance [0-9a-f]{12}) -->[\s\S]*?(?:^[ \t]*<!-- agentops:(?:guidance-)?end -->[ \t]*$|(?![\s\S]))/gm,
    "",
  );

const withoutFrontmatter = (text: string): string =>
  text.replace(/^\uFEFF?---\r?\n[\s\S]{0,4000}?\r?\n---\r?\n/, "");
