// This module reads back all that a conversation has stored: the records of all clones and the files of a folder.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { World } from "./world.ts";

const REFS = "refs/agentops/clones";

export interface StoredText {
  readonly clone: string;
  readonly file: string;
  readonly text: string;
}

/** Clones in the order of their first record, as their names are drawn by lot. */
export function recordsIn({ git, dir, env }: Pick<World, "git" | "dir" | "env">): StoredText[] {
  const clones = git("for-each-ref", "--format=%(refname)", REFS)
    .split("\n")
    .filter(Boolean)
    .map((ref) => ({ ref, files: git("ls-tree", "-r", "--name-only", ref).split("\n").filter(Boolean) }));
  const first = (files: readonly string[]) => files.map((file) => path.parse(file).name).toSorted()[0] ?? "";
  return clones
    .toSorted((a, b) => (first(a.files) < first(b.files) ? -1 : 1))
    .flatMap(({ ref, files }) => {
      const names = files.map((file) => `${ref}:${file}`);
      const texts = blobs(names, dir, env);
      return files.map((file, at) => ({ clone: ref.slice(REFS.length + 1), file, text: texts[at] ?? "" }));
    });
}

/** Differs as soon as something has been stored. */
export const journalTip = ({ git }: Pick<World, "git">): string => git("for-each-ref", REFS);

/** One process for all of them. */
function blobs(names: readonly string[], cwd: string, env: World["env"]): string[] {
  const input = names.map((name) => `${name}\n`).join("");
  let rest = execFileSync("git", ["cat-file", "--batch"], { cwd, env, input, maxBuffer: 2 ** 26 });
  return names.map(() => {
    const line = rest.indexOf(10);
    const end = line + 1 + Number(rest.toString("latin1", 0, line).split(" ")[2]);
    const text = rest.toString("utf8", line + 1, end);
    rest = rest.subarray(end + 1);
    return text;
  });
}

/** Paths below `folder` and their texts, without git's own. */
export const filesIn = (folder: string): { file: string; text: string }[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => !/^\.git(\/|$)/.test(file) && statSync(path.join(folder, file)).isFile())
    .toSorted()
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }));
