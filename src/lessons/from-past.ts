// Drafts lessons from past commits: what was taken back, fixed again and again, or forbids something and says why.
import { nameOf, type Past, shortId } from "../history/past.ts";
import { FORBIDS, REASONS, sentencesIn } from "../history/rules.ts";
import { LIMITS } from "../records/evidence.ts";
import { groupBy } from "../shared/group-by.ts";
import { clipQuoting, quoted } from "../shared/text/quoting.ts";
import type { LessonDraft } from "./from-records.ts";

/** A draft with a name by which it can be called done. */
export interface PastDraft extends LessonDraft {
  readonly id: string;
  /** What it is worth to look at, of all. */
  readonly worth: number;
  /** When it happened, as ISO text or a day. */
  readonly at: string;
  /** The commits, documents or talks without which it would not be. */
  readonly of: readonly string[];
}

const MOST_QUOTED = 500;
const MOST_NAMED = 6;

/** Those of commits, newest first. What speaks as a commander gives none. */
export function draftsFromCommits(all: readonly Past[]): PastDraft[] {
  const commits = all.filter(({ kind, commands }) => kind === "commit" && !commands);
  const byId = new Map(commits.map((each) => [each.id, each]));
  const takenBack = commits.flatMap((each) => {
    const by = each.revertedBy === null ? undefined : byId.get(each.revertedBy);
    return by === undefined ? [] : [takenBackBy(each, by)];
  });
  const told = new Set(takenBack.flatMap(({ of }) => of));
  const others = commits.filter(({ id }) => !told.has(id));
  return [...takenBack, ...fixedAgain(others), ...others.flatMap((each) => ruleIn(each) ?? [])];
}

function takenBackBy(commit: Past, by: Past): PastDraft {
  const why = by.body.replace(/\bThis reverts commit [0-9a-f]{7,64}\.?/gi, "").trim();
  return draft({
    id: `reverted-${shortId(commit)}`,
    worth: why === "" ? 5 : 8,
    title: `${quoted(commit.subject, 100)} was taken back`,
    kind: "failure",
    body: [said(commit), `${said({ ...by, body: why })} It took the first one back.`],
    of: [by, commit],
  });
}

/** A row of fixes of one file that lie so close together was one problem that took several tries. */
const NEAR_DAYS = 14;
const MOST_OF_A_ROW = 12;
const LEAST_OF_A_ROW = 3;
/** A commit that changes more at once is about something larger. */
const MOST_PATHS = 3;
const FIXES = /\b(?:bug|hot)?fix(?:es|ed|ing)?\b/i;
const SMALL =
  /\b(?:typos?|doc(?:test|string)?s?|lint\w*|(?:unit)?tests?|format\w*|flake\w*|pep ?8|whitespace|comments?|wording|ci)\b/i;
/** Pages, tests and lists of packages change with everything else. */
const BESIDE =
  /\.(?:md|mdx|rst|txt|lock|snap|json|svg)$|(?:^|\/)(?:tests?|spec|__tests__|__snapshots__|fixtures|docs?)\/|[._-](?:test|spec)\.|(?:^|\/)test_/i;

function fixedAgain(commits: readonly Past[]): PastDraft[] {
  const changes = commits.flatMap((commit) => {
    const isFix = FIXES.test(commit.subject) && !SMALL.test(commit.subject);
    const paths = isFix ? commit.paths.filter((path) => !BESIDE.test(path)) : [];
    return paths.length > MOST_PATHS ? [] : paths.map((path) => ({ path, commit }));
  });
  const rows = [...groupBy(changes, ({ path }) => path)].flatMap(([path, of]) =>
    rowsIn(of.map(({ commit }) => commit)).map((row) => ({ path, row })),
  );
  const drafts = rows.map(({ path, row }) => {
    const first = row.at(-1);
    // Whoever rebases keeps the days of before.
    const days = row.map(({ day }) => day).toSorted();
    return first
      ? draft({
          // By its first commit, as a row may go on.
          id: `fixes-${shortId(first)}`,
          worth: Math.min(row.length, MOST_NAMED) - 1,
          title: `${quoted(path, 80)} was fixed ${row.length} times ${spanOf(days)}`,
          kind: "gotcha",
          body: row.toReversed().slice(0, MOST_NAMED).map(said),
          paths: [path],
          of: row.slice(0, MOST_NAMED),
        })
      : null;
  });
  // Files that were always fixed together are one problem.
  const once = new Map(drafts.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));
  return [...once.values()];
}

/** Of fixes of one file, newest first, the rows in which each lies near the one before. */
function rowsIn(fixes: readonly Past[]): Past[][] {
  const rows: Past[][] = [];
  for (const fix of fixes) {
    const row = rows.at(-1);
    const before = row?.at(-1);
    const isNear = before !== undefined && daysBetween(fix.day, before.day) <= NEAR_DAYS;
    if (row && isNear && row.length < MOST_OF_A_ROW) row.push(fix);
    else rows.push([fix]);
  }
  return rows.filter((row) => row.length >= LEAST_OF_A_ROW);
}

/** Of days in order. */
const spanOf = ([first = "", ...more]: readonly string[]): string => {
  const last = more.at(-1) ?? first;
  return last === first ? `on ${first}` : `from ${first} to ${last}`;
};

const daysBetween = (earlier: string, later: string): number =>
  (Date.parse(later) - Date.parse(earlier)) / 86_400_000;

const LEAST_RULE = 80;
const MOST_WORTH = 7;
const MOST_SENTENCES = 4;

/** Null where its body neither forbids anything with a reason, nor gives one. */
function ruleIn(commit: Past): PastDraft | null {
  const sentences = sentencesIn(commit.body);
  const forbidding = sentences.filter((each) => FORBIDS.test(each));
  const reasoned = sentences.filter((each) => REASONS.test(each));
  const both = forbidding.filter((each) => REASONS.test(each));
  const telling = [...new Set([...both, ...forbidding, ...reasoned])].slice(0, MOST_SENTENCES);
  const worth = both.length * 2 + Math.min(forbidding.length, 2) + Math.min(reasoned.length, 2);
  if (worth === 0 || telling.join(" ").length < LEAST_RULE) return null;
  const inOrder = sentences.filter((each) => telling.includes(each));
  return draft({
    id: `rule-${shortId(commit)}`,
    worth: Math.min(worth, MOST_WORTH),
    title: `A commit decides: ${quoted(commit.subject, 120)}`,
    kind: forbidding.length > 0 ? "gotcha" : "decision",
    body: [said({ ...commit, body: inOrder.join(" … ") })],
    of: [commit],
  });
}

const said = (past: Past): string => {
  const of =
    past.kind === "commit" ? `Commit ${shortId(past)}` : `Document ${quoted(past.paths[0] ?? "", 160)}`;
  const where = past.kind === "commit" ? "its message" : "that section";
  const words = past.body === "" ? "." : `, and in ${where}: ${quoted(past.body, MOST_QUOTED)}.`;
  return `${of} of ${past.day}: ${quoted(past.subject, 160)}${words}`;
};

interface Parts extends Pick<PastDraft, "id" | "worth" | "title" | "kind"> {
  readonly body: readonly string[];
  readonly paths?: readonly string[];
  /** Newest first. */
  readonly of: readonly Past[];
}

const draft = ({ body, paths, of, title, ...parts }: Parts): PastDraft => ({
  ...parts,
  title: clipQuoting(title, LIMITS.title),
  body: body.join("\n"),
  symptoms: [],
  paths: [...new Set(paths ?? of.flatMap((each) => each.paths))].slice(0, MOST_NAMED),
  evidence: of.map(({ kind, id, paths: [file = id] }) =>
    kind === "commit" ? { type: "commit", ref: id } : { type: "path", ref: file },
  ),
  at: of[0]?.day ?? "",
  of: of.map(({ id }) => id),
});

/** Of one that sessions have called right, though nobody has made a lesson of it. */
export const draftOfCited = (past: Past, sessions: number): PastDraft =>
  draft({
    id: `cited-${nameOf(past)}`,
    worth: CITED + sessions,
    title: `${sessions === 1 ? "A session" : `${sessions} sessions`} went by a ${past.kind}: ${quoted(past.subject, 110)}`,
    kind: "decision",
    body: [said(past)],
    of: [past],
  });

/** More than anything that nobody has used yet. */
export const CITED = 10;
