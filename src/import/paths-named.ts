// Finds the files and folders of the repository that a text names.
import { FILE } from "../learnings/gate/names.ts";

export interface FilesHere {
  /** The file or folder as the repository has it; null where it has none, or several that may be meant. */
  find(written: string): string | null;
}

/** `files` from the top of the repository. */
export function filesHere(files: readonly string[]): FilesHere {
  const known = new Set<string>();
  const all = new Set(files);
  // `test` and `src` are words before they are folders.
  const isFile = (name: string): boolean => all.has(name);
  const byName = new Map<string, string | null>();
  for (const file of files) {
    known.add(file);
    const parts = file.split("/");
    const name = parts.at(-1) ?? "";
    byName.set(name, byName.has(name) ? null : file);
    for (let depth = 1; depth < parts.length; depth++) known.add(parts.slice(0, depth).join("/"));
  }
  return {
    find(written) {
      const slashed = written.replaceAll("\\", "/").replace(/^\.\//, "");
      const plain = slashed.replace(/(?<![/.])[/.]+$/, "");
      if (plain === "" || plain.includes("..")) return null;
      if (known.has(plain) && (slashed.includes("/") || isFile(plain))) return plain;
      // A command such as `test` may be the name of one script somewhere.
      return slashed.includes("/") || !/[.A-Z]/.test(plain) ? null : (byName.get(plain) ?? null);
    },
  };
}

/** Names in code and in words; `src/a.ts:12` is the file. */
const CODE = /`([^`\s]{2,200})`/g;
/** What has a slash; the repository tells whether it is a path or two words such as and/or. */
const SLASHED = /(?<![\w/:.@*-])[\w@.-]+(?:\/[\w@.-]+)*\/(?:[\w@.-]*\w)?/g;
/** A lesson that names more is a list, and comes up for each of them only as noise. */
const MOST_PATHS = 8;

export function pathsIn(text: string, here: FilesHere): string[] {
  const names = [FILE, SLASHED, CODE].flatMap((shape) =>
    [...text.matchAll(shape)].map(({ 0: all, 1: inside = all, index }) => ({
      at: index + all.indexOf(inside),
      path: here.find(inside.replace(/[:#]L?\d[\d:,L-]*$/, "")),
    })),
  );
  // Of what begins at the same place the longest is meant: a folder's name also begins the name of what is in it.
  const meant = new Map<number, string>();
  for (const { at, path } of names)
    if (path !== null && path.length > (meant.get(at)?.length ?? 0)) meant.set(at, path);
  const inOrder = [...meant].toSorted(([a], [b]) => a - b).map(([, path]) => path);
  return [...new Set(inOrder)].slice(0, MOST_PATHS);
}
