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

/** For `git log -z --name-only`: a record begins with an empty field, and no name is one. */
export const LOG_FORMAT = "%x00%H%x00%as%x00%aN%x00%s%x00%b";
const FIELDS = 6;

const MOST_PATHS = 30;
/** In characters. */
const MOST_BODY = 4_000;
/** In characters; what a field has beyond them is not held. */
const MOST_FIELD = 200_000;

export interface LoggedCommit extends PastCommit {
  readonly author: string;
}

export interface LogReader {
  /** A piece of what git prints, cut anywhere. */
  push(text: string): void;
  end(): void;
}

/** Calls `visit` for each commit of a log in `LOG_FORMAT` once it is read, with as much of it as is kept. */
export function createLogReader(visit: (commit: LoggedCommit) => void): LogReader {
  let open: string[] = [];
  let rest: string = "";
  const finish = (): void => {
    const [, id = "", day = "", author = "", subject = "", body = "", ...paths] = open;
    open = [];
    if (!/^[0-9a-f]{40,64}$/.test(id)) return;
    visit({
      ...{ id, day, author },
      subject: subject.trim(),
      body: withoutTrailers(body).slice(0, MOST_BODY),
      // A line break stands between message and names.
      paths: paths.map((path) => path.replace(/^\n/, "")).filter((path) => path !== ""),
    });
  };
  const take = (field: string): void => {
    if (open.length >= FIELDS && field === "") finish();
    // Until a record begins there is nothing to take.
    if (open.length > 0 || field === "") open.push(field);
    if (open.length === 2 && !/^[0-9a-f]{40,64}$/.test(field)) open = field === "" ? [""] : [];
  };
  return {
    push(text) {
      const [first = "", ...more] = text.split("\0");
      rest += first.slice(0, Math.max(0, MOST_FIELD - rest.length));
      for (const field of more) {
        take(rest);
        rest = field.slice(0, MOST_FIELD);
      }
    },
    end() {
      take(rest);
      rest = "";
      finish();
    },
  };
}

/** The commits that `git log` printed in `LOG_FORMAT`, without those that only a program can have written. */
export function parseLog(text: string): PastCommit[] {
  const commits: PastCommit[] = [];
  const reader = createLogReader((logged) =>
    commits.push(...[telling(logged)].filter((each) => each !== null)),
  );
  reader.push(text);
  reader.end();
  return commits;
}

/** Null for one that only a program can have written, or that gives no reason. */
export function telling({ author, paths, ...commit }: LoggedCommit): PastCommit | null {
  return isTelling(commit, author, paths.length) ? { ...commit, paths: paths.slice(0, MOST_PATHS) } : null;
}

const BOT = /\[bot\]|\b(?:dependabot|renovate|greenkeeper|snyk-bot|github-actions|semantic-release)\b/i;
/** What a release or an update of packages is called, and nothing that gives a reason. */
const ROUTINE =
  /^(?:(?:chore|build|ci|style)(?:\([^)]*\))?:\s*)?(?:v?\d+(?:\.\d+)+\S*|(?:bump|release|prepare|update)\b.{0,40}\b(?:version|v?\d+\.\d+)\S*.{0,60}|(?:wip|tmp|temp|typos?|lint|format(?:ting)?|prettier|merge)\b.{0,20})$/i;
/** So many files without a word of explanation are a sweep. */
const SWEEP = 100;

function isTelling(
  { subject, body }: Pick<PastCommit, "subject" | "body">,
  author: string,
  files: number,
): boolean {
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

/** Tells of commits, newest first, by which later one each was taken back; one that was taken back itself takes none. */
export function createTakers(): (commit: PastCommit) => string | null {
  const whole = new Map<string, string>();
  const short: { readonly beginning: string; readonly by: string }[] = [];
  const subjects = new Map<string, string>();
  return (commit) => {
    const { id, subject } = commit;
    const found =
      whole.get(id) ??
      short.find(({ beginning }) => id.startsWith(beginning))?.by ??
      subjects.get(subject) ??
      null;
    // A beginning of an id can be one's own by chance.
    const by = found === id ? null : found;
    if (by !== null && subjects.get(subject) === by) subjects.delete(subject);
    const taken = by === null ? reverts(commit) : null;
    if (taken === null) return by;
    if ("subject" in taken) subjects.set(taken.subject, id);
    else if (taken.id.length === id.length) whole.set(taken.id, whole.get(taken.id) ?? id);
    else short.push({ beginning: taken.id, by: id });
    return by;
  };
}

/** Ids of commits -> the one that took each back and was not taken back itself. `commits` come newest first. */
export function revertedBy(commits: readonly PastCommit[]): Map<string, string> {
  const takerOf = createTakers();
  return new Map(
    commits.flatMap((commit) => {
      const by = takerOf(commit);
      return by === null ? [] : [[commit.id, by] as const];
    }),
  );
}
