// Tells from a few small files whether a hook's knowledge still equals journal, base and working tree.

import { createHash } from "node:crypto";
import path from "node:path";
import { decodeTree, readLoose } from "../../git/objects.ts";
import { baseFacts, headFacts, knowledgePlace, type Place, stampOf } from "../../git/place.ts";
import { namesIn, readTextNow } from "../../shared/files.ts";

/** Of a commit and of the folder of all kinds: another clone's may be anything. */
const MOST_BYTES = 256 * 1024;

/** Changes with every change of the view's layout or of what goes into it. */
const VIEW_VERSION = "7";

/**
 * Equal keys mean equal knowledge: all refs that knowledge is read from, and the files that people write it in. `kinds`
 * names the kinds of records that decide what may be injected; the others only say what was done with it.
 */
export function viewKey(place: Place, kinds: readonly string[]): string {
  // Its own working tree counts too: lessons name files of it.
  const home = knowledgePlace(place);
  const { commonDir, worktree } = home;
  const clones = path.join(commonDir, "refs/agentops/clones");
  const learnings = path.join(worktree, ".agentops/learnings");
  const facts = [
    VIEW_VERSION,
    place.worktree,
    worktree,
    ...headFacts(place),
    ...(home === place ? [] : headFacts(home)),
    ...baseFacts(home),
    ...namesIn(clones).flatMap((name) => [
      name,
      knowledgeOf(commonDir, kinds, (readTextNow(path.join(clones, name)) ?? "").trim()),
    ]),
    ...namesIn(learnings).map((name) => `${name} ${stampOf(path.join(learnings, name))}`),
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/**
 * What tells one state of a journal's knowledge from another: the folders of those kinds in its newest commit, where that
 * is a loose object, as it is after every write; else the commit itself. Chatter, written all the time, changes neither.
 */
function knowledgeOf(commonDir: string, kinds: readonly string[], commit: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return commit;
  const root = /^tree ([0-9a-f]+)/.exec(
    readLoose(commonDir, commit, MOST_BYTES)?.data?.toString("latin1") ?? "",
  )?.[1];
  const tree = root === undefined ? null : readLoose(commonDir, root, MOST_BYTES)?.data;
  if (!tree) return commit;
  try {
    const folders = decodeTree(tree, commit.length / 2).filter(({ name }) => kinds.includes(name));
    return folders.map(({ name, id }) => `${name} ${id}`).join("\n");
  } catch {
    return commit;
  }
}
