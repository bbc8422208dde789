// Reads from the history of `.agentops/learnings` how each file began and which were removed on purpose.
import type { ObjectReader } from "../../git/object-reader.ts";
import { git } from "../../git/run.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";

export interface Origin {
  /** Path and bytes of the first commit of the file. */
  readonly path: string;
  readonly blob: string;
  readonly at: string;
  readonly author: string;
}

export interface Removals {
  /** Learning -> the commit that removed it. */
  readonly retired: Map<string, string>;
  /** False where a removed file can't be read, as in a partial clone. */
  readonly whole: boolean;
}

interface Change {
  readonly commit: string;
  readonly at: string;
  readonly author: string;
  readonly status: string;
  /** Zeros where there was no file. */
  readonly before: string;
  readonly blob: string;
  /** Path before and after; equal unless renamed. */
  readonly from: string;
  readonly to: string;
}

/**
 * How the folder's files at `commit` began, by their path there, with one git process. A file is followed through renames
 * without a change of content; in shallow history it begins with the oldest commit there is.
 */
export async function originsAt(dir: string, commit: string): Promise<Map<string, Origin>> {
  const origins = new Map<string, Origin>();
  /** Path at this point of the walk -> path at `commit`. */
  const names = new Map<string, string>();
  const changes = await log(dir, commit, ["-M100%", "--diff-filter=AR", "--diff-merges=first-parent"]);
  for (const { status, from, to, blob, at, author } of changes) {
    const now = names.get(to) ?? to;
    if (status.startsWith("R")) {
      names.delete(to);
      names.set(from, now);
    }
    // Newest first, so that the oldest remains.
    else origins.set(now, { path: to, blob, at: new Date(at || 0).toISOString(), author });
  }
  return origins;
}

/** The part of history in which removals are looked for. */
export interface Stretch {
  /** Its end. */
  readonly commit: string;
  /** ISO 8601. */
  readonly since: string;
  /** Learnings that are there at its end. */
  readonly present: ReadonlySet<string>;
}

/**
 * Learnings removed in that time and still missing -> the commit of their last removal, if it changed nothing but
 * knowledge. Reverting work does not retire the lessons that came with it.
 */
export async function removalsAt(
  reader: ObjectReader,
  dir: string,
  { commit, since, present }: Stretch,
): Promise<Removals> {
  // All lines of history, as otherwise a merged branch's removal shows only where the merge changed more.
  const removed = await log(dir, commit, [
    "--full-history",
    "--no-renames",
    "--diff-filter=D",
    `--since=${since}`,
  ]);
  const decided = new Set(present);
  const last: { learning: string; commit: string }[] = [];
  let whole = true;
  for (const { commit: by, before } of removed) {
    const file = await reader.read(before);
    if (!file) whole = false;
    const learning = file ? (await parseLearningFile(file.data)).id : null;
    if (learning === null || decided.has(learning)) continue;
    decided.add(learning);
    last.push({ learning, commit: by });
  }
  const pure = await touchingOnlyKnowledge(dir, [...new Set(last.map((each) => each.commit))]);
  const retired = last.filter((each) => pure.has(each.commit));
  return { retired: new Map(retired.map((each) => [each.learning, each.commit])), whole };
}

/** Newest first. */
async function log(dir: string, commit: string, options: readonly string[]): Promise<Change[]> {
  const format = ["-z", "--raw", "--no-abbrev", "--encoding=UTF-8", "--format=%H%x09%aI%x09%an"];
  const printed = await git(dir, ["log", ...format, ...options, commit, "--", LEARNINGS_FOLDER]);
  const words = printed.split("\0");
  const changes: Change[] = [];
  let head: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const raw = /^\n?:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z]\d*)$/.exec(words[at] ?? "");
    if (!raw) {
      head = (words[at] ?? "").split("\t");
      continue;
    }
    // Fields are taken by position, so that no file name can pass for another field.
    const [, before = "", blob = "", status = ""] = raw;
    at += 1;
    const from = words[at] ?? "";
    if (status.startsWith("R")) at += 1;
    const [id = "", when = "", author = ""] = head;
    changes.push({
      commit: id,
      at: when,
      author: author || "unknown",
      status,
      before,
      blob,
      from,
      to: words[at] ?? "",
    });
  }
  return changes;
}

/** Those commits that change nothing outside `.agentops/`. */
async function touchingOnlyKnowledge(dir: string, commits: readonly string[]): Promise<Set<string>> {
  const pure = new Set(commits);
  if (pure.size === 0) return pure;
  const options = ["--stdin", "-r", "--no-renames", "--name-only", "-z"];
  const printed = await git(dir, ["diff-tree", ...options], `${commits.join("\n")}\n`);
  let commit = "";
  for (const word of printed.split("\0").filter(Boolean)) {
    if (/^[0-9a-f]{40,64}$/.test(word)) commit = word;
    else if (!word.startsWith(".agentops/")) pure.delete(commit);
  }
  return pure;
}
