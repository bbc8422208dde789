// Tells by one question to the remote that a sync has nothing to do.
import { readRefs } from "../git/refs.ts";
import { askRemote, type Remote } from "../git/remote.ts";
import { CLONE_REFS } from "./append.ts";
import { droppedClones } from "./dropped.ts";
import type { Journal } from "./journal.ts";
import type { RemoteMemory } from "./remote-memory.ts";

/**
 * True where the remote has what it had at the last sync, and just that stands here: to fetch hundreds of refs and put them
 * aside again takes many times as long as to ask for them. False too where it can't be asked, which the fetch then tells.
 */
export async function isSynced(
  { repository, folder }: Journal,
  remote: Remote,
  seen: RemoteMemory["seen"],
  limitMs: number,
): Promise<boolean> {
  const local = await readRefs(repository, CLONE_REFS);
  const known = Object.entries(seen);
  const isHere = ([name, tip]: [string, string]): boolean => local.get(CLONE_REFS + name) === tip;
  // Where something is to be sent or brought back nothing need be asked first.
  if (known.length === 0 || local.size !== known.length || !known.every(isHere)) return false;
  const asked = ["ls-remote", "--quiet", "--", remote.name, `${CLONE_REFS}*`];
  const listed = await askRemote(repository.commonDir, asked, limitMs);
  if (!listed.ok) return false;
  const dropped = await droppedClones(folder);
  const there = refsIn(listed.stdout).filter(([name]) => !dropped.has(name.slice(0, NAME_LENGTH)));
  return there.length === known.length && there.every(([name, tip]) => seen[name] === tip);
}

const NAME_LENGTH = 10;

const refsIn = (text: string): (readonly [name: string, tip: string])[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [tip = "", ref = ""] = line.split("\t");
      return [ref.slice(CLONE_REFS.length), tip];
    });
