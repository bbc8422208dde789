// What the base commit says about learnings: reviewed texts, files written by hand, removals. Derived when read, never recorded.
import { createHash } from "node:crypto";
import type { LearningText } from "../domain/learning.ts";
import type { Quarantined } from "../domain/record.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import { decodeTree, type TreeEntry } from "../git/objects.ts";
import { git } from "../git/run.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";

export interface DirectoryFile {
  readonly id: string;
  readonly path: string;
  readonly blob: string;
  readonly text: LearningText;
  /** Who wrote it when, for a file without an id, which no session recorded. */
  readonly byHand: { readonly at: string; readonly author: string } | null;
}

export interface BaseFacts {
  readonly commit: string | null;
  /** By id. */
  readonly files: ReadonlyMap<string, DirectoryFile>;
  /** Id -> the commit that removed the file and touched nothing but knowledge. */
  readonly retired: ReadonlyMap<string, string>;
  readonly broken: readonly Quarantined[];
}

export const NO_BASE: BaseFacts = { commit: null, files: new Map(), retired: new Map(), broken: [] };

/** `dir` is a folder inside the repository; `since` bounds the search for removals (ISO 8601, the oldest learning's time). */
export async function readBaseFacts(
  reader: ObjectReader,
  dir: string,
  commit: string,
  idBytes: number,
  since: string | null,
): Promise<BaseFacts> {
  const entries = await learningEntries(reader, commit, idBytes);
  const files = new Map<string, DirectoryFile>();
  const broken: Quarantined[] = [];
  for (const { name, id: blob } of entries) {
    const path = `${LEARNINGS_FOLDER}/${name}`;
    const read = await readEntry(reader, dir, commit, path, blob);
    if ("reason" in read) broken.push(read);
    else if (files.has(read.id))
      broken.push({ id: read.id, path, reason: `has the same id as ${files.get(read.id)?.path}` });
    else files.set(read.id, read);
  }
  const retired =
    since === null ? new Map<string, string>() : await removals(reader, dir, commit, since, files);
  return { commit, files, retired, broken };
}

/** Markdown files of the folder in a commit's tree; links and folders are no learnings. */
export async function learningEntries(
  reader: ObjectReader,
  commit: string,
  idBytes: number,
): Promise<TreeEntry[]> {
  const tree = await reader.read(`${commit}:${LEARNINGS_FOLDER}`);
  if (tree?.type !== "tree") return [];
  return decodeTree(tree.data, idBytes).filter(
    ({ name, mode }) => name.endsWith(".md") && mode.startsWith("100"),
  );
}

async function readEntry(
  reader: ObjectReader,
  dir: string,
  commit: string,
  path: string,
  blob: string,
): Promise<DirectoryFile | Quarantined> {
  const object = await reader.read(blob);
  if (!object) return { id: path, path, reason: "its object is missing" };
  const parsed = await parseLearningFile(object.data);
  if (!parsed.ok) return { id: parsed.id ?? path, path, reason: parsed.reason };
  if (parsed.id !== null) return { id: parsed.id, path, blob, text: parsed.text, byHand: null };
  const origin = await originOf(dir, commit, path);
  return {
    id: handId(path, origin.blob || blob),
    path,
    blob,
    text: parsed.text,
    byHand: { at: origin.at, author: origin.author },
  };
}

/** The identity of a file that a person wrote: its path and the bytes it began with, in the form of the other ids. */
export function handId(path: string, firstBlob: string): string {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const digest = createHash("sha256").update(`${path}\n${firstBlob}`).digest();
  // Ten zeros where other ids have their time: such a file is older than any session.
  return "0".repeat(10) + [...digest.subarray(0, 16)].map((byte) => letters[byte % 32]).join("");
}

/** The commit that added the file; in shallow history the oldest that is there. */
async function originOf(
  dir: string,
  commit: string,
  path: string,
): Promise<{ blob: string; at: string; author: string }> {
  const args = [
    "log",
    "--no-renames",
    "--diff-filter=A",
    "--raw",
    "--no-abbrev",
    "--format=%aI%x09%an",
    commit,
    "--",
    path,
  ];
  const lines = (await git(dir, args)).trim().split("\n").filter(Boolean);
  const raw = lines.at(-1) ?? "";
  const [at = "", author = ""] = (lines.at(-2) ?? lines.at(-1) ?? "").split("\t");
  const blob = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) A/.exec(raw)?.[1] ?? "";
  return { blob, at: new Date(at || 0).toISOString(), author: author || "unknown" };
}

/** A removal retires a learning only when its commit touches nothing but knowledge; a revert of work does not. */
async function removals(
  reader: ObjectReader,
  dir: string,
  commit: string,
  since: string,
  present: ReadonlyMap<string, unknown>,
): Promise<Map<string, string>> {
  const args = [
    "log",
    "--no-renames",
    "--diff-filter=D",
    "--name-only",
    "-z",
    `--since=${since}`,
    "--format=%x01%H",
    commit,
  ];
  const listed = await git(dir, [...args, "--", LEARNINGS_FOLDER]);
  const retired = new Map<string, string>();
  const decided = new Set(present.keys());
  // Newest first: the last removal of a file decides, unless it has come back.
  for (const entry of listed.split("\x01").filter(Boolean)) {
    const [id = "", ...paths] = entry.split(/[\0\n]/).filter(Boolean);
    const pure = await touchesOnlyKnowledge(dir, id);
    for (const path of paths) {
      const before = await reader.read(`${id}^:${path}`);
      const learning = before ? (await parseLearningFile(before.data)).id : null;
      if (learning === null || decided.has(learning)) continue;
      decided.add(learning);
      if (pure) retired.set(learning, id);
    }
  }
  return retired;
}

async function touchesOnlyKnowledge(dir: string, commit: string): Promise<boolean> {
  const names = await git(dir, ["show", "--no-renames", "--name-only", "-z", "--format=", commit]);
  return names
    .split("\0")
    .filter(Boolean)
    .every((name) => name.trim().startsWith(".agentops/"));
}
