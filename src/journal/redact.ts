// Removes one record's text from every ref and object of this clone, in a history that otherwise only grows.
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { loosePath } from "../git/objects.ts";
import { readRefs } from "../git/refs.ts";
import { askRemote, remoteNames } from "../git/remote.ts";
import type { Repository } from "../git/repository.ts";
import { git, tryGit } from "../git/run.ts";
import type { Provenance } from "../records/record.ts";
import Redaction from "../records/redaction.ts";
import { CLONE_REFS } from "./append.ts";
import { idInPath } from "./codec.ts";
import type { Journal } from "./journal.ts";
import { inTurn } from "./queue.ts";
import { recall, remember } from "./remote-memory.ts";
import { type RewrittenRef, rewriteRefs } from "./rewrite.ts";

export interface Redacted {
  readonly refs: readonly RewrittenRef[];
  /** How many loose objects were deleted, including the record's own. */
  readonly deleted: number;
  /** Pack files that still hold the text, though no ref leads to it. */
  readonly packs: readonly string[];
  /** Files below `.agentops/learnings` that some commit of a branch holds. */
  readonly committed: readonly string[];
}

/** Deletes the text in those packs together with everything else that no ref leads to, so a person has to run it. */
export const EMPTY_PACKS = "git reflog expire --expire-unreachable=now --all && git repack -a -d";

/** What a person wants removed, and why. */
export interface RedactionOrder {
  /** Of the record. */
  readonly id: string;
  readonly reason: string;
  /** True where an earlier attempt has recorded the redaction. */
  readonly isRecorded: boolean;
}

/** Records the redaction unless that is done, then rewrites all clones' refs. Can be repeated after any failure. */
export async function redactRecord(
  journal: Journal,
  { id, reason, isRecorded }: RedactionOrder,
  by: Provenance,
): Promise<Redacted> {
  const { repository, folder } = journal;
  // First what withholds the record everywhere, then what takes time.
  if (!isRecorded) await journal.append([Redaction.draft({ redacted: id, reason })], by, null);
  const refs = await inTurn(path.join(folder, "queue"), async () =>
    rewriteRefs(journal, await readRefs(repository, CLONE_REFS), new Set([id])),
  );
  const { blobs, deleted } = await deleteObjects(repository, refs, id);
  return {
    refs,
    deleted,
    packs: await packsWith(repository, blobs),
    committed: await committedFiles(repository, id),
  };
}

/**
 * Deletes what only the old histories led to: their commits and trees name the record, and its blobs are the text. Asks git
 * itself what nothing leads to, as `rev-list --not` does not exclude every tree that is still in use.
 */
async function deleteObjects({ commonDir }: Repository, refs: readonly RewrittenRef[], id: string) {
  if (refs.length === 0) return { blobs: [], deleted: 0 };
  const listed = await git(commonDir, ["rev-list", "--objects", ...refs.map(({ from }) => from)]);
  const before = new Map(
    listed
      .trimEnd()
      .split("\n")
      .map((line) => [line.split(" ")[0] ?? "", idInPath(line)]),
  );
  const unreachable = (await git(commonDir, ["prune", "-n", "--expire=now"])).trimEnd().split("\n");
  const spare = unreachable.map((line) => line.split(" ")[0] ?? "").filter((object) => before.has(object));
  for (const object of spare) await rm(loosePath(commonDir, object), { force: true });
  const blobs = [...before].flatMap(([object, named]) => (named === id ? [object] : []));
  return { blobs, deleted: spare.length };
}

/** A pack's index holds the ids of its objects as bytes. */
async function packsWith({ commonDir }: Repository, blobs: readonly string[]): Promise<string[]> {
  const folder = path.join(commonDir, "objects", "pack");
  const found: string[] = [];
  for (const name of blobs.length === 0 ? [] : await readdir(folder).catch(() => [])) {
    if (!name.endsWith(".idx")) continue;
    const index = await readFile(path.join(folder, name)).catch(() => Buffer.alloc(0));
    if (blobs.some((blob) => index.includes(Buffer.from(blob, "hex"))))
      found.push(name.replace(/idx$/, "pack"));
  }
  return found;
}

/** Files laid down for people lie in their own history, which this program does not rewrite. */
async function committedFiles({ commonDir }: Repository, id: string): Promise<string[]> {
  const pattern = `:(glob).agentops/learnings/*${id.slice(-6).toLowerCase()}.md`;
  const args = ["log", "--branches", "--remotes", "--tags", "--format=", "--name-only", "--diff-filter=A"];
  const listed = await git(commonDir, [...args, "--", pattern]);
  return [...new Set(listed.split("\n").filter(Boolean))];
}

export interface RemoteToPurge {
  readonly name: string;
  /** The refs that are known to hold the old history there; empty where that is unknown. */
  readonly refs: readonly string[];
  /** The command that replaces them there. */
  readonly command: string;
}

/**
 * Every remote, as records may have been pushed by hand and a remote keeps replaced objects until it collects garbage.
 * `rewritten` are the refs rewritten just now; refs of an earlier redaction that were not pushed since count too. Empty
 * where all remotes have what is here.
 */
export async function remotesToPurge(
  journal: Journal,
  rewritten: readonly string[],
): Promise<RemoteToPurge[]> {
  const { repository, folder } = journal;
  const [names, refs] = await Promise.all([
    remoteNames(repository.commonDir),
    readRefs(repository, CLONE_REFS),
  ]);
  const found = await Promise.all(
    names.map(async (name) => {
      const { seen } = await recall(folder, name);
      const isHeld = async (ref: string, at: string) => {
        const there = seen[ref.slice(CLONE_REFS.length)];
        if (there === undefined) return false;
        return rewritten.includes(ref) || !(await isAncestor(repository, there, at));
      };
      const judged = await Promise.all(
        [...refs].map(async ([ref, at]) => ((await isHeld(ref, at)) ? [ref] : [])),
      );
      const held = judged.flat();
      const pushed = held.length > 0 ? held : rewritten;
      return {
        name,
        refs: held,
        command: `git push --force ${name} ${pushed.map((ref) => `${ref}:${ref}`).join(" ")}`,
      };
    }),
  );
  return found.filter(({ refs: held }) => held.length > 0 || rewritten.length > 0);
}

/** Also false for a commit that is gone here, as those from before a redaction are. */
const isAncestor = async ({ commonDir }: Repository, older: string, newer: string): Promise<boolean> =>
  older === newer || (await tryGit(commonDir, ["merge-base", "--is-ancestor", older, newer])).code === 0;

/** Replaces the refs on one remote, unless they have moved there since the last sync. Null when done, else why not. */
export async function purgeRemote(
  journal: Journal,
  remote: RemoteToPurge,
  limitMs: number,
): Promise<string | null> {
  const { commonDir } = journal.repository;
  const memory = await recall(journal.folder, remote.name);
  const nameOf = (ref: string) => ref.slice(CLONE_REFS.length);
  const leases = remote.refs.map((ref) => `--force-with-lease=${ref}:${memory.seen[nameOf(ref)]}`);
  const specs = remote.refs.map((ref) => `${ref}:${ref}`);
  const pushed = await askRemote(
    commonDir,
    ["push", "--quiet", "--no-verify", ...leases, "--", remote.name, ...specs],
    limitMs,
  );
  if (!pushed.ok) return pushed.reason;
  const now = await readRefs(journal.repository, CLONE_REFS);
  const seen = {
    ...memory.seen,
    ...Object.fromEntries(remote.refs.map((ref) => [nameOf(ref), now.get(ref) ?? ""])),
  };
  await remember(journal.folder, remote.name, { ...memory, seen });
  return null;
}
