// Reads playbooks of agents: of cass-memory (`cm playbook export`, its bullets of 2026), of ACE (lines with counters), and lists of rules as ExpeL keeps them.

import { headingIn } from "../../shared/text/heading.ts";
import { type Found, type FoundLearning, type Skipped, tagsFrom, titleOf } from "../found.ts";
import { listOfTexts, type StoreEntry, text } from "./entry.ts";

type Fields = Readonly<Record<string, unknown>>;

const TEXTS = ["content", "rule", "insight", "lesson", "strategy"];
const HELPFUL = ["helpfulCount", "helpful_count", "helpful"];
const HARMFUL = ["harmfulCount", "harmful_count", "harmful"];
/** In how many cases a rule was kept; one at nothing is what such lists throw away. */
const KEPT = ["importance", "count", "score"];

const first = (fields: Fields, names: readonly string[]): unknown =>
  names.map((name) => fields[name]).find((value) => value !== undefined);
const numberIn = (fields: Fields, names: readonly string[]): number | null => {
  const value = first(fields, names);
  return typeof value === "number" ? value : null;
};

export const isPlaybook = (fields: Fields): boolean =>
  text(first(fields, TEXTS)) !== "" &&
  ("isNegative" in fields || numberIn(fields, [...HELPFUL, ...HARMFUL, ...KEPT]) !== null);

/** The reason why it is no lesson, where it is none. Its counters are not taken over: here other sessions' words count. */
export function playbookEntry(fields: Fields): StoreEntry | string {
  const { type, kind, isNegative, tags, category, state, maturity, createdAt, created_at } = fields;
  if (fields.deprecated === true || text(fields.replacedBy) !== "") return "deprecated in its playbook";
  if ([state, maturity].some((word) => ["retired", "deprecated"].includes(text(word))))
    return "deprecated in its playbook";
  const [helpful, harmful, kept] = [HELPFUL, HARMFUL, KEPT].map((names) => numberIn(fields, names));
  if ((harmful ?? 0) > (helpful ?? 0)) return "more often harmful than helpful, by its own count";
  if (typeof kept === "number" && kept <= 0) return "worth nothing any more, by its own count";
  const isTrap = isNegative === true || [type, kind].some((word) => /^anti[-_]pattern$/.test(text(word)));
  return {
    title: text(fields.title),
    body: text(first(fields, TEXTS)),
    ...(isTrap ? { kind: "anti-pattern" } : {}),
    tags: [...listOfTexts(tags), text(category)].filter(Boolean),
    date: text(createdAt) || text(created_at),
  };
}

/** `[str-00012] helpful=4 harmful=1 :: text`, with a list's mark before it or none. */
const LINE = /^\s*(?:[-*]\s+)?\[([\w-]{1,40})\]\s+helpful=(\d{1,6})\s+harmful=(\d{1,6})\s+::\s+(.+)$/;

/** True where most of what is written there is such lines: rules files hold a few beside other things. */
export function isPlaybookLines(notes: string): boolean {
  const lines = notes.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.filter((line) => LINE.test(line)).length > lines.length / 2;
}

export function readPlaybookLines(file: string, notes: string): Found {
  const learnings: FoundLearning[] = [];
  const skipped: Skipped[] = [];
  let section = "";
  for (const [at, line] of notes.split("\n").entries()) {
    const place = { file, line: at + 1 };
    section = headingIn(line)?.text ?? section;
    const [, , helpful, harmful, content = ""] = LINE.exec(line) ?? [];
    if (helpful === undefined) continue;
    const entry = playbookEntry({
      content,
      helpful: Number(helpful),
      harmful: Number(harmful),
      category: section,
    });
    if (typeof entry === "string") skipped.push({ place, reason: entry, text: content });
    else
      learnings.push({
        ...{ place, date: null, title: titleOf(entry.body), body: entry.body, confidence: null },
        kind: /\bmistakes?\b|\bavoid\b/i.test(section) ? "failure" : null,
        ...{ paths: [], tags: tagsFrom(entry.tags ?? []), evidence: [] },
      });
  }
  return { learnings, skipped };
}
