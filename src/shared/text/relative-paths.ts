// Removes machine and user names from paths before a text is kept, so that knowledge can be tracked and shared.

/** The code's folder and the user's home, which no stored text names; null where unknown. */
export interface CodePlace {
  readonly root: string | null;
  readonly home: string | null;
}

const END_OF_NAME = String.raw`(?![\w@-]|\.\w)`;
/** What may follow a directory inside a path; stops at quotes, brackets and sentence punctuation. */
const REST = String.raw`(?:[\\/][^\s"'\`<>|?*:;,()\[\]{}]*)?`;
const FILE_URL = String.raw`(?:file:\/{2,3}(?:localhost(?=\/))?)?`;
/** A path starts here only if nothing of a longer path or URL stands before it. */
const START = String.raw`(?<![\w./\\~:@-])`;
/** The prefix by which Windows takes a path as it stands, plain or with doubled backslashes. */
const VERBATIM = String.raw`(?:\\{2,4}[?.]\\{1,2}(?=[A-Za-z]:))?`;

const HOMES: readonly RegExp[] = [
  // POSIX, macOS, WSL and Git Bash spellings of one user's directory.
  new RegExp(
    `${START}${FILE_URL}(?:\\/(?:var|usr|export|private|System\\/Volumes\\/Data)(?=\\/(?:home|Users)\\/))?` +
      `(?:(?:\\/mnt)?\\/[a-z](?=\\/Users\\/))?\\/(?:home|Users)\\/(?!Shared\\b)[\\w@-]+(?:\\.[\\w@-]+)*${END_OF_NAME}(${REST})`,
    "g",
  ),
  new RegExp(`${START}${FILE_URL}\\/root(?=\\/)(${REST})`, "g"),
  // Windows, with single, doubled or forward slashes; a name may hold spaces when a separator follows it.
  new RegExp(
    `${START}${VERBATIM}${FILE_URL}[A-Za-z]:[\\\\/]{1,2}Users[\\\\/]{1,2}(?!Public\\b)` +
      `(?:[^\\\\/:*?"<>|\\s]{1,64}(?: [^\\\\/:*?"<>|\\s]{1,64}){0,3}(?=[\\\\/])|[\\w@-]+(?:\\.[\\w@-]+)*${END_OF_NAME})(${REST})`,
    "gi",
  ),
  // A share of WSL: \\wsl$\Ubuntu\home\ann
  new RegExp(
    `${START}\\\\\\\\wsl(?:\\$|\\.localhost)[\\\\/][\\w.-]+[\\\\/]home[\\\\/][\\w@-]+(?:\\.[\\w@-]+)*(${REST})`,
    "gi",
  ),
];

/** Folders in which runtimes put a worktree of the same repository, below its root. */
const NESTED_WORKTREE = /^(?:\.claude\/|\.cursor\/|\.agentops\/)?\.?worktrees\/[\w.@-]+\//;

function forwardSlashes(path: string): string {
  return path.replace(/[\\/]+/g, "/");
}

function literal(directory: string): string {
  const parts = directory.split(/[\\/]+/).filter((part) => part !== "");
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&"));
  const drive = /^[A-Za-z]:/.test(directory);
  return `${drive ? "" : "\\/"}${escaped.join("[\\\\/]{1,2}")}`;
}

function replaceDirectory(text: string, directory: string, replace: (rest: string) => string): string {
  // "/" or "C:\" as a root would swallow every absolute path.
  if (directory.split(/[\\/]+/).filter((part) => part !== "").length < 2 && directory !== "/root")
    return text;
  const drive = /^[A-Za-z]:/.test(directory);
  const pattern = new RegExp(
    `${START}${VERBATIM}${FILE_URL}${literal(directory)}${END_OF_NAME}(${REST})`,
    drive ? "gi" : "g",
  );
  return text.replace(pattern, (_match, rest: string) => replace(forwardSlashes(rest).replace(/^\//, "")));
}

/**
 * Makes absolute paths inside `root` repo-relative and takes the user's name out of paths in any home directory
 * (`~/...`). System paths, routes and URLs stay as they are.
 * @param root absolute path of the repository or worktree, null when unknown
 * @param home absolute path of the user's home, null when unknown
 */
export function relativise(text: string, root: string | null, home: string | null): string {
  let result = text;
  if (root !== null) {
    result = replaceDirectory(result, root, (rest) => {
      const inside = rest.replace(NESTED_WORKTREE, "");
      return inside === "" ? "." : inside;
    });
  }
  const inHome = (rest: string): string => (rest === "" ? "~" : `~/${rest}`);
  if (home !== null) result = replaceDirectory(result, home, inHome);
  for (const pattern of HOMES) {
    result = result.replace(pattern, (_match, rest: string) =>
      inHome(forwardSlashes(rest).replace(/^\//, "")),
    );
  }
  return result;
}
