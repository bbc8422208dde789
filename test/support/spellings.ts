// Spells one file in fourteen ways, in a repository with a package, a linked folder and a second working tree.
import { symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRepository, removeFolder, type TestRepository, temporaryFolder } from "./repository.ts";

export const SPELLED = "packages/app/src/café.ts";
export const SPELLINGS = [
  "absolute",
  "from here",
  "from the package",
  "from the top",
  "up and down again",
  "in another working tree",
  "through a linked folder",
  "with a line",
  "with a line and a column",
  "with an anchor",
  "as an address",
  "as a glob",
  "with letters taken apart",
  "with the separators of Windows",
] as const;

export interface SpelledFile {
  readonly repository: TestRepository;
  /** The folder in which the spellings are meant. */
  readonly cwd: string;
  /** In the order of `SPELLINGS`. */
  readonly forms: readonly string[];
  remove(): void;
}

/** `files` are committed beside the one that is spelled. */
export function spelledFile(files: Readonly<Record<string, string>>): SpelledFile {
  const repository = createRepository();
  symlinkSync("packages/app", path.join(repository.dir, "linked"));
  repository.commit({
    [SPELLED]: "export const leeway = 0;\n",
    "packages/app/package.json": "{}\n",
    ...files,
  });
  const other = temporaryFolder();
  repository.git("worktree", "add", "-q", "-b", "other", path.join(other, "tree"));
  const absolute = path.join(repository.dir, SPELLED);
  return {
    repository,
    cwd: path.join(repository.dir, "packages/app/src"),
    forms: [
      absolute,
      "café.ts",
      "src/café.ts",
      SPELLED,
      "../src/./café.ts",
      path.join(other, "tree", SPELLED),
      "linked/src/café.ts",
      `${SPELLED}:42`,
      "src/café.ts:42:7",
      `${SPELLED}#L10-L20`,
      pathToFileURL(absolute).href,
      "packages/app/src/*.ts",
      SPELLED.normalize("NFD"),
      SPELLED.replaceAll("/", "\\"),
    ],
    remove() {
      removeFolder(other);
      repository.remove();
    },
  };
}
