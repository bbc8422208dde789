// Writes the report on a change as one pull request comment, in markdown from whose frame no stored text can break out.
import type { ChangedLesson } from "../learnings/io/changed-lessons.ts";
import { counted } from "../shared/text/count.ts";
import { clip } from "../shared/text/quoting.ts";
import { safeLine } from "../shared/text/safe-text.ts";
import type { ChangeReport, ReportedClaim, ReportedSession } from "../use-cases/report-change.ts";
import { lessonDiff } from "./lesson-diff.ts";

/** By this the poster finds the earlier comment. */
export const COMMENT_MARK = "<!-- agentops:pull-request -->";

/** GitHub refuses comments of more than 65,536 characters. */
const MOST_CHARACTERS = 60_000;
const MOST_LESSONS = 20;
/** Characters for lessons, so that claims and verdicts find room. */
const LESSONS_CHARACTERS = 36_000;
const MOST_CLAIMS = 20;
const MOST_SESSIONS = 10;
const MOST_NAMED = 10;
const LINE = 200;

export function pullRequestText(report: ChangeReport): string {
  const { from, commit, base } = report;
  const range = `${from === null ? "" : `${from.slice(0, 12)}..`}${commit.slice(0, 12)}`;
  const parts = [
    `${COMMENT_MARK}\n## What this change teaches and proves\n\n${code(range)} on ${code(base)}`,
    lessonsText(report),
    claimsText(report),
    sessionsText(report),
  ];
  return withinBounds(parts.filter((part) => part !== ""));
}

/** Drops parts from the end, which matter least to a reviewer. */
function withinBounds(parts: readonly string[]): string {
  const text = parts.join("\n\n");
  if (text.length <= MOST_CHARACTERS || parts.length === 1) return `${clip(text, MOST_CHARACTERS)}\n`;
  return withinBounds([
    ...parts.slice(0, -2),
    `${parts.at(-2)}\n\n…and more: agentops-mcp report --pull-request`,
  ]);
}

function lessonsText({ lessons, broken, disputed }: ChangeReport): string {
  if (lessons.length + broken.length === 0) return "### Lessons\n\nNone is added, changed or gone.";
  const count = (what: string): string => `${lessons.filter((each) => whatOf(each) === what).length} ${what}`;
  const texts = lessons.slice(0, MOST_LESSONS).map((each) => lessonText(each, disputed.includes(each.id)));
  let room = LESSONS_CHARACTERS;
  const shown = texts.filter((text) => {
    room -= text.length;
    return room >= 0;
  });
  const more = lessons.length - shown.length;
  return [
    `### Lessons: ${["added", "changed", "gone"].map(count).join(", ")}`,
    ...shown,
    ...(more > 0 ? [`and ${more} more.`] : []),
    ...broken
      .slice(0, MOST_NAMED)
      .map(({ path, reason }) => `- **can't be read**: ${code(path)} ${code(reason)}`),
  ].join("\n\n");
}

export const whatOf = ({ before, after }: ChangedLesson): "added" | "changed" | "gone" =>
  before === null ? "added" : after === null ? "gone" : "changed";

function lessonText(lesson: ChangedLesson, isDisputed: boolean): string {
  const { id, path, before, after } = lesson;
  const title = (after ?? before)?.title ?? "";
  const diff = lessonDiff(before, after).join("\n");
  // Longer than any fence in the text, so that none closes it.
  const fence = "`".repeat(Math.max(3, ...(diff.match(/`+/g) ?? []).map((run) => run.length + 1)));
  const words = `<b>${whatOf(lesson)}</b>: ${html(title)}${isDisputed ? " (disputed)" : ""}`;
  return `<details><summary>${words}</summary>\n\n${code(id)} in ${code(path)}\n\n${fence}diff\n${diff}\n${fence}\n\n</details>`;
}

function claimsText({ claims, locks }: ChangeReport): string {
  if (claims.length === 0) return "### Claims\n\nNo claim is about this change.";
  const shown = claims.slice(0, MOST_CLAIMS);
  const more = claims.length - shown.length;
  const locked = [
    ...new Set(locks.map(({ check, proven }) => `${code(check)}${proven ? "" : " (reported)"}`)),
  ];
  return [
    `### Claims: ${claims.filter(({ state }) => state === "passed").length} of ${claims.length} passed`,
    [
      "| claim | stands | says |",
      "|---|---|---|",
      ...shown.map((each) => `| ${code(each.id)} | ${standsText(each)} | ${cell(each.statement)} |`),
    ].join("\n"),
    ...(more > 0 ? [`and ${more} more.`] : []),
    locked.length === 0 ? "Locks nothing." : `Locks from now on: ${locked.slice(0, MOST_CLAIMS).join(", ")}.`,
  ].join("\n\n");
}

const standsText = ({ state, level, needs, missing }: ReportedClaim): string =>
  [
    `**${state.replaceAll("_", " ")}**`,
    level === null ? `needs ${needs}` : `at ${level}, needs ${needs}`,
    ...(missing === null ? [] : [cell(missing)]),
  ].join("; ");

function sessionsText({ sessions }: ChangeReport): string {
  if (sessions.length === 0) return "";
  const more = sessions.length - MOST_SESSIONS;
  return [
    "### The sessions behind it",
    ...sessions.slice(0, MOST_SESSIONS).map(sessionText),
    ...(more > 0 ? [`and ${more} more.`] : []),
  ].join("\n\n");
}

function sessionText({ session, runtime, warned, asked, cited }: ReportedSession): string {
  const list = (entries: readonly string[]): string[] => [
    ...entries.slice(0, MOST_NAMED),
    ...(entries.length > MOST_NAMED ? [`  - and ${entries.length - MOST_NAMED} more`] : []),
  ];
  return [
    `- ${code(session)} in ${code(runtime)}: warned of ${counted(warned.length, "lesson")}, asked for ${asked.length} more, spoke of ${cited.length}`,
    ...list(warned.map(({ title, reason }) => `  - warned (${reason}): ${code(title)}`)),
    ...list(cited.map(({ title, outcome }) => `  - ${outcome.replace("_", " ")}: ${code(title)}`)),
  ].join("\n");
}

const plain = (text: string): string => clip(safeLine(text), LINE);

/** In backticks nothing is markup, a link or a mention. */
const code = (text: string): string => `\`${plain(text).replaceAll("`", "'") || " "}\``;

/** A bar ends a table cell even within code. */
const cell = (text: string): string => code(text.replaceAll("|", "¦"));

/** A summary can't hold markdown; the space keeps text from becoming a mention. */
const html = (text: string): string =>
  plain(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[@#](?=[\w/-])/g, (sign) => `${sign}&#8203;`)
    .replace(/[\\`*_[\]|~:]/g, (sign) => `&#${sign.charCodeAt(0)};`);
