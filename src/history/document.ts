// Cuts documents that stand in the repository, such as records of decisions, into sections that answer by themselves.
import { sanitise } from "../shared/text/safe-text.ts";

export interface Section {
  /** The path, and from the second section on its number. */
  readonly id: string;
  readonly path: string;
  /** The headings that lead to it. */
  readonly title: string;
  readonly body: string;
}

/** Folders in which teams write down why, and the two pages that say how to work; what a runtime reads by itself is left to it. */
const READ =
  /(?:^|\/)(?:(?:adrs?|decisions?|decision[-_]records?|architecture[-_]decisions?|rfcs?|solutions|post[-_]?mortems?|runbooks?)\/(?:[^/]+\/)?[^/]+\.(?:md|mdx|markdown|rst|txt)|(?:CONTRIBUTING|ARCHITECTURE)(?:\.md)?)$/i;
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|\.agentops)\//;

export const isRead = (path: string): boolean => READ.test(path) && !FOREIGN.test(path);

/** In characters. */
const MOST_BODY = 4_000;
const LEAST_BODY = 40;
const MOST_SECTIONS = 40;

/** A section begins at each heading of the first three levels; one that says next to nothing is left out. */
export function sectionsOf(path: string, text: string): Section[] {
  const above: string[] = [];
  const sections: { title: string; lines: string[] }[] = [{ title: "", lines: [] }];
  let isCode = false;
  for (const line of withoutFrontmatter(text).split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    const [, level, heading = ""] = (isCode ? null : /^(#{1,3})\s+(.+?)\s*#*$/.exec(line)) ?? [];
    if (level === undefined) sections.at(-1)?.lines.push(line);
    else {
      above.splice(level.length - 1, above.length, heading);
      sections.push({ title: above.filter(Boolean).join(" > "), lines: [] });
    }
  }
  return sections
    .map(({ title, lines }) => ({ title, body: sanitise(lines.join("\n")).trim() }))
    .filter(({ body }) => body.length >= LEAST_BODY)
    .slice(0, MOST_SECTIONS)
    .map(({ title, body }, at) => ({
      id: at === 0 ? path : `${path}#${at + 1}`,
      path,
      title: sanitise(title) || path,
      body: body.slice(0, MOST_BODY),
    }));
}

const withoutFrontmatter = (text: string): string =>
  text.replace(/^\uFEFF?---\r?\n[\s\S]{0,4000}?\r?\n---\r?\n/, "");
