// Finds the files and folders of the repository that a text names.
import { FILE } from "../learnings/gate/names.ts";
import { LIMITS } from "../records/evidence.ts";

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
      const plain = slashed.replace(/[/.]+$/, "");
      if (plain === "" || plain.includes("..")) return null;
      if (known.has(plain) && (slashed.includes("/") || isFile(plain))) return plain;
      return slashed.includes("/") ? null : (byName.get(plain) ?? null);
    },
  };
}

/** Names in code and in words; `src/a.ts:12` is the file. */
const CODE = /`([^`\s]{2,200})`/g;

export function pathsIn(text: string, here: FilesHere): string[] {
  const words = [...text.matchAll(FILE)].map(([file]) => file);
  const code = [...text.matchAll(CODE)].map(([, name = ""]) => name);
  const found = [...words, ...code].flatMap((name) => here.find(name.replace(/[:#]L?\d[\d:,-]*$/, "")) ?? []);
  return [...new Set(found)].slice(0, LIMITS.paths);
}
