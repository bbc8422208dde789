// Puts learnings as readable files on a branch for a pull request; HEAD, index and working tree do not change.

import { frame, writeLoose } from "../../git/objects.ts";
import { lockTimeout, swapRef } from "../../git/refs.ts";
import { git, tryGit } from "../../git/run.ts";
import { authorOf, commitBytes } from "../../journal/append.ts";
import type { Journal } from "../../journal/journal.ts";
import { createTreeReader, insertFiles, type JournalFile } from "../../journal/tree.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { compareIds } from "../../shared/ids.ts";
import type { LearningRecord } from "../records/learning.ts";
import { learningEntries } from "./base-facts.ts";
import {
  LEARNINGS_FOLDER,
  learningCommitMessage,
  learningFileName,
  parseLearningFile,
  renderLearningFile,
} from "./learning-file.ts";

export interface Published {
  /** Null when there was nothing new. */
  readonly commit: string | null;
  readonly files: readonly { readonly id: string; readonly title: string; readonly path: string }[];
  /** How many are left for the next time. */
  readonly left: number;
}

/** Files of one commit, as a person has to read it and other clones bring any number. */
const MOST_FILES = 300;

/**
 * Adds those `learnings` that neither `base` nor the branch holds, in one commit; the first ones where they are too many. A
 * branch that was merged into base starts from base again. Throws INVALID_ARGUMENT for an unusable branch, REPO_BUSY,
 * READ_ONLY or DISK_FULL.
 */
export async function publishLearnings(
  { repository, reader }: Journal,
  learnings: Iterable<LearningRecord>,
  branch: string,
  base: string | null,
): Promise<Published> {
  const { commonDir, objectFormat } = repository;
  const ref = `refs/heads/${branch}`;
  await requireUsable(commonDir, branch, ref);
  const tip = await reader.resolve(`${ref}^{commit}`);
  const parent = tip !== null && !(await isMerged(commonDir, tip, base)) ? tip : base;
  const idBytes = objectFormat === "sha256" ? 32 : 20;
  const there = new Set<string>();
  const names = new Set<string>();
  for (const commit of new Set([base, parent])) {
    if (commit === null) continue;
    for (const { name, id: blob } of await learningEntries(reader, commit, idBytes)) {
      names.add(name);
      const object = await reader.read(blob);
      const { id } = object ? await parseLearningFile(object.data) : { id: null };
      if (id !== null) there.add(id);
    }
  }
  const lacking = [...learnings].filter(({ id }) => !there.has(id));
  const fresh = lacking.slice(0, MOST_FILES).toSorted(compareIds);
  if (fresh.length === 0) return { commit: null, files: [], left: 0 };

  const files: JournalFile[] = [];
  for (const learning of fresh) {
    const name = learningFileName(learning);
    const blob = frame(objectFormat, "blob", Buffer.from(renderLearningFile(learning)));
    await writeLoose(commonDir, blob.id, blob.framed);
    // A name that is taken belongs to a file with another id.
    files.push({ path: `${LEARNINGS_FOLDER}/${names.has(name) ? `${learning.id}.md` : name}`, id: blob.id });
  }
  const trees = createTreeReader(reader, objectFormat);
  const { root, objects } = await insertFiles(trees, objectFormat, await trees.treeOf(parent), files);
  const message = learningCommitMessage(fresh.map(({ title }) => title));
  const made = frame(objectFormat, "commit", commitBytes(root, parent, await authorOf(repository), message));
  for (const { id, framed } of [...objects, made]) await writeLoose(commonDir, id, framed);
  if ((await swapRef(repository, ref, tip, made.id)) !== "moved") throw lockTimeout();
  return {
    commit: made.id,
    files: fresh.map(({ id, title }, at) => ({ id, title, path: files[at]?.path ?? "" })),
    left: lacking.length - fresh.length,
  };
}

async function requireUsable(dir: string, branch: string, ref: string): Promise<void> {
  const refused = (message: string) =>
    new AgentOpsError("INVALID_ARGUMENT", message, "Name another one with --branch.");
  const checked = await tryGit(dir, ["check-ref-format", ref]);
  if (checked.code !== 0 || branch.startsWith("-")) throw refused(`${branch} is no name for a branch.`);
  const listed = await git(dir, ["for-each-ref", "--format=%(refname) %(worktreepath)", ref]);
  const [, worktree] =
    listed
      .split("\n")
      .map((line) => line.split(" "))
      .find(([name]) => name === ref) ?? [];
  if (worktree)
    throw refused(`The branch ${branch} is checked out, and its working tree must stay as it is.`);
}

async function isMerged(dir: string, tip: string, base: string | null): Promise<boolean> {
  return base !== null && (await tryGit(dir, ["merge-base", "--is-ancestor", tip, base])).code === 0;
}
