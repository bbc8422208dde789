// Reads what git tells of past commits, and which of them can have a reason to tell.

export interface PastCommit {
  /** The whole object id. */
  readonly id: string;
  /** The day it was written, YYYY-MM-DD. */
  readonly day: string;
  readonly subject: string;
  readonly body: string;
  readonly paths: readonly string[];
}

/** For `git log -z --name-only`: a record begins with an empty field, and neither names nor fields of git can be one. */
export const LOG_FORMAT = "%x00%H%x00%as%x00%aN%x00%s%x00%b";
const FIELDS = 5;

const MOST_PATHS = 30;
/** In characters. */
const MOST_BODY = 4_000;

/** The commits that `git log` printed in `LOG_FORMAT`, without those that only a program can have written. */
export function parseLog(text: string): PastCommit[] {
  const fields = text.split("\0");
  const commits: PastCommit[] = [];
  for (let at = 0; at < fields.length; ) {
    if (fields[at] !== "" || !/^[0-9a-f]{40,64}$/.test(fields[at + 1] ?? "")) {
      at += 1;
      continue;
    }
    const [id = "", day = "", author = "", subject = "", body = ""] = fields.slice(at + 1, at + 1 + FIELDS);
    at += 1 + FIELDS;
    const paths: string[] = [];
    // A line break stands between message and names.
    for (; at < fields.length && fields[at] !== ""; at += 1)
      paths.push((fields[at] ?? "").replace(/^\n/, ""));
    const commit = {
      id,
      day,
      subject: subject.trim(),
      body: withoutTrailers(body).slice(0, MOST_BODY),
      paths: paths.slice(0, MOST_PATHS),
    };
    if (isTelling(commit, author, paths.length)) commits.push(commit);
  }
  return commits;
}

const BOT = /\[bot\]|\b(?:dependabot|renovate|greenkeeper|snyk-bot|github-actions|semantic-release)\b/i;
/** What a release or an update of packages is called, and nothing that gives a reason. */
const ROUTINE =
  /^(?:(?:chore|build|ci|style)(?:\([^)]*\))?:\s*)?(?:v?\d+(?:\.\d+)+\S*|(?:bump|release|prepare|update)\b.{0,40}\b(?:version|v?\d+\.\d+)\S*.{0,60}|(?:wip|tmp|temp|typos?|lint|format(?:ting)?|prettier|merge)\b.{0,20})$/i;
/** So many files without a word of explanation are a sweep. */
const SWEEP = 100;

function isTelling({ subject, body }: PastCommit, author: string, files: number): boolean {
  if (BOT.test(author)) return false;
  if (body !== "") return true;
  return subject.length > 3 && !ROUTINE.test(subject) && files < SWEEP;
}

/** Without the lines that say who signed, reviewed or helped. */
const withoutTrailers = (body: string): string =>
  body
    .replace(/^(?:Signed-off-by|Co-authored-by|Reviewed-by|Acked-by|Change-Id|Tested-by): .*$/gim, "")
    .trim();

/** What a commit takes back: the beginning of an id, or a subject; null for one that takes back nothing. */
export function reverts({
  subject,
  body,
}: PastCommit): { readonly id: string } | { readonly subject: string } | null {
  const id = /\bThis reverts commit ([0-9a-f]{7,64})\b/i.exec(body)?.[1];
  if (id !== undefined) return { id: id.toLowerCase() };
  const named = /^Revert "(.+)"$/.exec(subject)?.[1];
  return named === undefined ? null : { subject: named };
}

/** Ids of commits -> the one that took each back and was not taken back itself. `commits` come newest first. */
export function revertedBy(commits: readonly PastCommit[]): Map<string, string> {
  const found = new Map<string, string>();
  const ids = commits.map(({ id }) => id).toSorted();
  commits.forEach((commit, at) => {
    const taken = reverts(commit);
    if (taken === null || found.has(commit.id)) return;
    const id =
      "id" in taken
        ? startingWith(ids, taken.id)
        : commits.slice(at + 1).find(({ subject }) => subject === taken.subject)?.id;
    // A beginning of an id can be one's own by chance.
    if (id !== undefined && id !== commit.id) found.set(id, commit.id);
  });
  return found;
}

/** Of sorted ids the first that begins so. */
function startingWith(ids: readonly string[], beginning: string): string | undefined {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? "") < beginning) low = middle + 1;
    else high = middle;
  }
  return ids[low]?.startsWith(beginning) ? ids[low] : undefined;
}
