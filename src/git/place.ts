// Tells from git's own files which repository is around a folder and if base has moved, as starting git takes longer.

import { existsSync, lstatSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { namesIn, readTextNow } from "../shared/files.ts";
import { sha256 } from "../shared/sha256.ts";

export interface Place {
  readonly worktree: string;
  readonly gitDir: string;
  readonly commonDir: string;
  /** This program's folder in the common git directory. */
  readonly folder: string;
}

/** The innermost working tree around `dir` in which this program is in use; null where there is none. */
export function findPlace(dir: string): Place | null {
  const place = placeAround(dir);
  return place && isInitialised(place) ? place : null;
}

/** The innermost working tree around `dir`, whatever it holds. */
export function placeAround(dir: string): Place | null {
  for (let folder = path.resolve(dir); ; folder = path.dirname(folder)) {
    const place = placeAt(folder);
    if (place || folder === path.dirname(folder)) return place;
  }
}

/** The working tree whose top is exactly this folder; null where it is none. */
export function placeAt(worktree: string): Place | null {
  const dotGit = path.join(worktree, ".git");
  const found = statOf(dotGit);
  if (found === null) return null;
  const gitDir = found.isDirectory() ? dotGit : linkedGitDir(worktree, dotGit);
  if (gitDir === null || !existsSync(path.join(gitDir, "HEAD"))) return null;
  const common = readTextNow(path.join(gitDir, "commondir"))?.trim();
  const commonDir = common ? path.resolve(gitDir, common) : gitDir;
  return { worktree, gitDir, commonDir, folder: path.join(commonDir, "agentops") };
}

/** A file in the git folder that names the repository of the knowledge, where that is another one. */
export const KNOWLEDGE_NOTE = "agentops/knowledge";

/** The folder of the repository with the knowledge, as init or the latest server noted it; null for this one. */
export const notedKnowledge = ({ commonDir }: Pick<Place, "commonDir">): string | null =>
  readTextNow(path.join(commonDir, KNOWLEDGE_NOTE))?.trim() || null;

/** The place of the knowledge: another repository, bare or not, or this one. */
export function knowledgePlace(place: Place): Place {
  const noted = notedKnowledge(place);
  return noted === null ? place : (placeAround(noted) ?? bareAt(noted) ?? place);
}

/** The repository, bare or not, whose top is exactly this folder; null where it is none. */
export const storeAt = (folder: string): Place | null => placeAt(folder) ?? bareAt(folder);

const bareAt = (folder: string): Place | null =>
  existsSync(path.join(folder, "HEAD"))
    ? { worktree: folder, gitDir: folder, commonDir: folder, folder: path.join(folder, "agentops") }
    : null;

/** Also null below a file, or in a folder that this user may not enter. */
function statOf(file: string): Stats | null {
  try {
    return statSync(file);
  } catch {
    return null;
  }
}

function linkedGitDir(worktree: string, file: string): string | null {
  const target = /^gitdir: (.+)$/m.exec(readTextNow(file) ?? "")?.[1];
  return target === undefined ? null : path.resolve(worktree, target);
}

/** False without a journal and without `.agentops`, as then nobody has asked this program to work here. */
function isInitialised({ worktree, commonDir, folder }: Place): boolean {
  // Once base was read, deleting files in the working tree does not switch the envelope off.
  if (namesIn(path.join(folder, "cache")).some((name) => name.startsWith("policy-"))) return true;
  if (existsSync(path.join(worktree, ".agentops"))) return true;
  if (existsSync(path.join(commonDir, KNOWLEDGE_NOTE))) return true;
  if (namesIn(path.join(commonDir, "refs/agentops/clones")).length > 0) return true;
  // Records were written here, whatever has become of them.
  if (namesIn(path.join(folder, "begun")).length > 0) return true;
  if (existsSync(path.join(commonDir, "reftable"))) return existsSync(path.join(commonDir, "agentops"));
  return (readTextNow(path.join(commonDir, "packed-refs")) ?? "").includes(" refs/agentops/clones/");
}

/** Raised with every change of what goes into the stamp of base. */
const STAMP_VERSION = "3";

/**
 * Equal stamps mean that base is the same commit. `byHead`: the checked-out branch stands in for base, and moves with each
 * commit.
 */
export const baseStamp = (
  place: Pick<Place, "commonDir" | "gitDir">,
  byHead: boolean,
  named: readonly string[] = [],
): string =>
  sha256(JSON.stringify([STAMP_VERSION, ...baseFacts(place, named), ...(byHead ? headFacts(place) : [])]));

/**
 * All that can change which commit is base, apart from what is checked out; `named` are full refs from outside of the
 * repository's settings.
 */
export function baseFacts({ commonDir }: Pick<Place, "commonDir">, named: readonly string[] = []): string[] {
  const config = readTextNow(path.join(commonDir, "config")) ?? "";
  // `git config agentops.base` may name another branch, here or at a remote.
  const own = [...config.matchAll(/^[^\S\n]*base\s*=\s*"?([^\s"~^]+)/gm)].map(([, name = ""]) => name);
  const bases = [...own, ...named];
  const refs = [
    ...["refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"],
    ...own.flatMap((name) => [name, `refs/heads/${name}`, `refs/remotes/${name}`]),
    ...named,
  ].filter((name) => !name.includes(".."));
  const files = ["packed-refs", "config", "reftable/tables.list"];
  return [
    ...bases,
    ...refs.map((name) => refText(commonDir, name)),
    ...files.map((name) => stampOf(path.join(commonDir, name))),
  ];
}

export function headFacts({ commonDir, gitDir }: Pick<Place, "commonDir" | "gitDir">): string[] {
  const head = readTextNow(path.join(gitDir, "HEAD")) ?? "";
  const current = /^ref: (\S+)/.exec(head)?.[1];
  return [head, current === undefined ? "" : refText(commonDir, current)];
}

function refText(commonDir: string, name: string): string {
  const text = readTextNow(path.join(commonDir, name)) ?? "";
  const target = /^ref: (\S+)/.exec(text)?.[1];
  return target === undefined ? text : `${text}${readTextNow(path.join(commonDir, target)) ?? ""}`;
}

/** Files in which git keeps several refs. */
const REF_FILES = ["packed-refs", "reftable/tables.list"];

/** Equal stamps mean that the refs directly below a folder such as `refs/heads/` have not moved. */
export function refsStamp(commonDir: string, below: string): string {
  const folder = path.join(commonDir, below);
  return [
    ...namesIn(folder).map((name) => `${name} ${readTextNow(path.join(folder, name)) ?? ""}`),
    ...REF_FILES.map((name) => stampOf(path.join(commonDir, name))),
  ].join("\n");
}

/** Changes with the file, without reading it. */
export function stampOf(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : "";
}
