// Lays an acknowledged learning down as a file in the working tree, to be committed and reviewed with the work.

import { existsSync, lstatSync } from "node:fs";
import path from "node:path";
import { findRepository, type Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import type { Journal } from "../../journal/journal.ts";
import { codeOf, makeFolders } from "../../shared/files.ts";
import type { LearningRecord } from "../records/learning.ts";
import { commitInline } from "./commit-inline.ts";
import { forgetLaid, noteLaid } from "./laid-files.ts";
import {
  LEARNINGS_FOLDER,
  learningFileName,
  parseLearningFile,
  renderLearningFile,
} from "./learning-file.ts";
import { placeFile, WORK_FOLDER } from "./place-file.ts";
import { replacedNote } from "./replaced-file.ts";

export interface LaidDown {
  /** Relative to the top of the working tree; null where no file was written. */
  readonly file: string | null;
  /** What to do with the file, or why there is none. */
  readonly note: string;
}

export interface LayDownOptions {
  /** `inline`: the file is also committed on the checked-out branch. */
  readonly commit: "off" | "inline";
  /** True where the journal lies in another repository than the code. */
  readonly separate: boolean;
  /** The session's job's own working tree, if it has one, as its worker commits only there. */
  readonly job: string | null;
}

/**
 * Waits until `storing` has stored the learning, then writes its file. Throws only what `storing` throws: the lesson is
 * safe in the journal by then, so any problem with the file is a note.
 */
export async function layDown(
  journal: Journal,
  storing: Promise<LearningRecord>,
  { commit, separate, job }: LayDownOptions,
): Promise<LaidDown> {
  const here = journal.repository.worktree;
  // Starting git takes longer than all else here, so it runs while the journal stores.
  const ignored = here === null ? null : isIgnored(here);
  const learning = await storing;
  const own = await repositoryIn(job).catch(() => null);
  const repository = own ?? journal.repository;
  const { worktree } = repository;
  if (worktree === null) return none("this repository is bare");
  try {
    if (await ignored) return none(`git ignores ${LEARNINGS_FOLDER} here`);
    const laid = await write(journal, worktree, learning);
    if ("problem" in laid) return none(laid.problem);
    const { file } = laid;
    const replaced = learning.supersedes === null ? null : replacedNote(worktree, learning.supersedes);
    const where = separate
      ? "commit it in the knowledge repository"
      : `${own === null ? "" : "it lies in the job's worktree: "}commit it with the work`;
    const note = commit === "inline" ? await commitInline(journal, repository, learning, file) : where;
    return { file, note: replaced === null ? note : `${note}; ${replaced}` };
  } catch (error) {
    return none(reasonOf(error));
  }
}

/** Null where the folder is gone, or was never made. */
const repositoryIn = async (folder: string | null): Promise<Repository | null> =>
  folder !== null && existsSync(path.join(folder, ".git")) ? findRepository(folder) : null;

const none = (problem: string): LaidDown => ({ file: null, note: `stored; no file: ${problem}` });

/** Asked for a typical lesson name and without the index, which is slow to read where it is large. */
async function isIgnored(worktree: Repository["worktree"] & string): Promise<boolean> {
  const args = ["check-ignore", "-q", "--no-index", "--", `${LEARNINGS_FOLDER}/learning.md`];
  return tryGit(worktree, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}

async function write(
  { folder }: Journal,
  worktree: string,
  learning: LearningRecord,
): Promise<{ file: string } | { problem: string }> {
  const bytes = Buffer.from(renderLearningFile(learning));
  const parsed = await parseLearningFile(bytes);
  if (!parsed.ok) return { problem: `as a file it ${parsed.reason}` };
  if (!existsSync(path.join(worktree, LEARNINGS_FOLDER))) forgetLaid(folder, worktree);
  let below = "";
  for (const part of LEARNINGS_FOLDER.split("/")) {
    below = path.posix.join(below, part);
    const place = path.join(worktree, below);
    await makeFolders(place);
    // Behind a link git would not show the file at this path, and the link may lead anywhere.
    if (!lstatSync(place).isDirectory()) return { problem: `${below} is a link or no folder` };
    if (existsSync(path.join(place, ".git"))) return { problem: `${below} is a repository of its own` };
  }
  const name = await placeFile(bytes, learning.id, {
    folder: path.join(worktree, LEARNINGS_FOLDER),
    names: [learningFileName(learning), `${learning.id}.md`],
    workFolder: path.join(folder, WORK_FOLDER),
  });
  if (name === null) return { problem: "its name is taken" };
  noteLaid(folder, learning.id, worktree);
  return { file: `${LEARNINGS_FOLDER}/${name}` };
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "the disk is full";
  if (code === "EROFS" || code === "EACCES" || code === "EPERM")
    return `${LEARNINGS_FOLDER} cannot be written`;
  if (code === "ENOENT" || code === "ENOTDIR") return "the working tree is gone";
  return `${LEARNINGS_FOLDER} could not be written (${code ?? "unexpected fault"})`;
}
