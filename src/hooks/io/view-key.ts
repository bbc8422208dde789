// Tells from a few small files whether a hook's knowledge still equals journal, base and working tree.

import { createHash } from "node:crypto";
import path from "node:path";
import { decodeTree, readLoose } from "../../git/objects.ts";
import type { Place } from "../../git/place.ts";
import { namesIn, readTextNow } from "../../shared/files.ts";

/** Changes with every change of the view's layout or of what goes into it. */
const VIEW_VERSION = "2";

/** Equal keys mean equal knowledge: all refs that knowledge is read from, and the files that people write it in. */
export function viewKey(place: Place): string {
  const { commonDir, worktree } = place;
  const clones = path.join(commonDir, "refs/agentops/clones");
  const learnings = path.join(worktree, ".agentops/learnings");
  const facts = [
    VIEW_VERSION,
    worktree,
    ...headFacts(place),
    ...baseFacts(place),
    ...namesIn(clones).flatMap((name) => [
      name,
      knowledgeOf(commonDir, (readTextNow(path.join(clones, name)) ?? "").trim()),
    ]),
    ...namesIn(learnings).map((name) => `${name} ${stamp(path.join(learnings, name))}`),
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/**
 * Equal keys mean that base says the same: `byHead` where the branch that is checked out stands in for it, which moves
 * with each commit.
 */
export const policyKey = (place: Pick<Place, "commonDir" | "gitDir">, byHead: boolean): string =>
  createHash("sha256")
    .update(JSON.stringify([POLICY_VERSION, ...baseFacts(place), ...(byHead ? headFacts(place) : [])]))
    .digest("hex");

/** All that can change which commit is base, but for what is checked out. */
function baseFacts({ commonDir }: Pick<Place, "commonDir">): string[] {
  const config = readTextNow(path.join(commonDir, "config")) ?? "";
  // `git config agentops.base` may name another branch, here or at a remote.
  const bases = [...config.matchAll(/^\s*base\s*=\s*(\S+)/gm)].map(([, name = ""]) => name);
  const refs = [
    ...["refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"],
    ...bases.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/${name}`]),
  ];
  const files = ["packed-refs", "config", "reftable/tables.list"];
  return [
    ...bases,
    ...refs.map((name) => refText(commonDir, name)),
    ...files.map((name) => stamp(path.join(commonDir, name))),
  ];
}

function headFacts({ commonDir, gitDir }: Pick<Place, "commonDir" | "gitDir">): string[] {
  const head = readTextNow(path.join(gitDir, "HEAD")) ?? "";
  const current = /^ref: (\S+)/.exec(head)?.[1];
  return [head, current === undefined ? "" : refText(commonDir, current)];
}

function refText(commonDir: string, name: string): string {
  const text = readTextNow(path.join(commonDir, name)) ?? "";
  const target = /^ref: (\S+)/.exec(text)?.[1];
  return target === undefined ? text : `${text}${readTextNow(path.join(commonDir, target)) ?? ""}`;
}

/** The kinds of records that decide what may be injected; the others only say what was done with it. */
const KNOWLEDGE = new Set(["learning", "citation", "redaction", "measurement", "goal_change"]);

/**
 * What tells one state of a journal's knowledge from another: the folders of those kinds in its newest commit, where that
 * is a loose object, as it is after every write; else the commit itself. Chatter, written all the time, changes neither.
 */
function knowledgeOf(commonDir: string, commit: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return commit;
  const root = /^tree ([0-9a-f]+)/.exec(readLoose(commonDir, commit)?.data?.toString("latin1") ?? "")?.[1];
  const tree = root === undefined ? null : readLoose(commonDir, root)?.data;
  if (!tree) return commit;
  const folders = decodeTree(tree, commit.length / 2).filter(({ name }) => KNOWLEDGE.has(name));
  return folders.map(({ name, id }) => `${name} ${id}`).join("\n");
}
