// Computes a claim's subject: a commit's tree without lessons, so that recording a lesson never makes a claim stale.
import { AgentOpsError } from "../shared/errors.ts";
import { LESSONS } from "./lessons-folder.ts";
import type { ObjectReader } from "./object-reader.ts";
import { decodeTree, encodeTree, frame, isFolder, type TreeEntry } from "./objects.ts";
import type { Repository } from "./repository.ts";
import { git } from "./run.ts";

const FOLDER = ".agentops";
const LEFT_OUT = "learnings";
/** For git commands that take paths: everything but what subjects leave out. */
export const SUBJECT_PATHS = [".", `:(exclude)${LESSONS}`];

export interface SubjectTrees {
  /** The commit's own tree. */
  readonly whole: string;
  /** The tree without `.agentops/learnings`, by the id that it would have, as it is not stored. */
  readonly subject: string;
  /** The trees that must be written before git can lay out the subject; empty where it is a commit's own tree. */
  readonly unwritten: readonly ReturnType<typeof frame>[];
}

/** Null where there is no such commit, or where its tree is not one that git makes. */
export async function subjectTrees(
  reader: ObjectReader,
  format: Repository["objectFormat"],
  commit: string,
): Promise<SubjectTrees | null> {
  const whole = await reader.resolve(`${commit}^{tree}`, "tree");
  if (whole === null) return null;
  return subjectOfTree(reader, format, whole).catch((error: unknown) => {
    if (error instanceof AgentOpsError) return null;
    throw error;
  });
}

/** The same for a tree's id. Throws GIT_FAILED for a tree that git does not make. */
export async function subjectOfTree(
  reader: ObjectReader,
  format: Repository["objectFormat"],
  whole: string,
): Promise<SubjectTrees> {
  const entries = await treeEntries(reader, whole);
  const folder = entries.find((entry) => entry.name === FOLDER && isFolder(entry));
  if (!folder) return { whole, subject: whole, unwritten: [] };
  const inner = await treeEntries(reader, folder.id);
  const kept = inner.filter(({ name }) => name !== LEFT_OUT);
  if (kept.length === inner.length) return { whole, subject: whole, unwritten: [] };
  const treeOf = (each: TreeEntry[]) => frame(format, "tree", encodeTree(each, "latin1"));
  const others = entries.filter((entry) => entry !== folder);
  const rest = treeOf(kept);
  const top = treeOf(kept.length === 0 ? others : [...others, { ...folder, id: rest.id }]);
  return { whole, subject: top.id, unwritten: [rest, top] };
}

async function treeEntries(reader: ObjectReader, id: string): Promise<TreeEntry[]> {
  const tree = await reader.read(id);
  if (tree?.type !== "tree") throw new Error(`tree ${id} is missing`);
  // Names need not be text, and two that decode alike must not become one subject.
  const entries = entriesIn(tree.data, id.length / 2);
  if (entries.some(({ name }) => name.includes("/"))) throw handMadeTree();
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw handMadeTree();
  return entries;
}

function entriesIn(data: Buffer, idBytes: number): TreeEntry[] {
  try {
    return decodeTree(data, idBytes, "latin1");
  } catch {
    throw handMadeTree();
  }
}

/** With a name twice, or a path for a name, git would lay out lessons that were not found here. */
export const handMadeTree = (): AgentOpsError =>
  new AgentOpsError(
    "GIT_FAILED",
    "The commit's tree is none that git makes: it has a name twice, or a path for a name.",
    "Look with git fsck, and make the commit again with git commit.",
  );

/** Paths that are changed, staged or new in the working tree, without lessons and ignored files. */
export async function uncommitted(worktree: string): Promise<string[]> {
  const args = [
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=normal",
    "--ignore-submodules=none",
  ];
  const listed = await git(worktree, [...args, "--", ...SUBJECT_PATHS.map((each) => topOf(each))]);
  return listed
    .split("\0")
    .filter(Boolean)
    .map((entry) => entry.slice(3));
}

/** From the repository's top, wherever git runs. */
const topOf = (path: string): string =>
  path === "." ? ":/" : path.replace(/^:\(exclude\)/, ":(top,exclude)");
