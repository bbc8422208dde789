// Asks the remote which records it holds that this clone never had, as a gate without them would pass too much.
import { readRefs } from "../git/refs.ts";
import { askRemote, remoteNames } from "../git/remote.ts";
import { CLONE_REFS } from "./append.ts";
import { cloneNamed, droppedClones } from "./dropped.ts";
import { someContains } from "./incoming.ts";
import type { Journal } from "./journal.ts";
import { agreedRemotes } from "./remote-memory.ts";

export interface Unfetched {
  readonly remote: string;
  /** Names of clones' refs that the remote has and this clone lacks. */
  readonly refs: readonly string[];
  /** How many the remote has in all; null where it did not answer. */
  readonly known: number | null;
  /** Why it did not answer, for people. */
  readonly problem: string | null;
}

/** A clone's own ref, or another history that was found under its name. */
const NAME = /^refs\/agentops\/clones\/[0-9a-z]{10}(?:-[2-9])?$/;

/** Gives up after `limitMs`; never throws because of the remote. */
export async function unfetched(journal: Journal, remote: string, limitMs: number): Promise<Unfetched> {
  const { repository, folder } = journal;
  const asked = ["ls-remote", "--", remote, `${CLONE_REFS}*`];
  const answer = await askRemote(repository.commonDir, asked, limitMs);
  if (!answer.ok) return { remote, refs: [], known: null, problem: answer.reason };
  const there = answer.stdout.split("\n").flatMap((line) => {
    const [tip = "", ref = ""] = line.split("\t");
    return ref === "" ? [] : [{ ref, tip }];
  });
  const here = await readRefs(repository, CLONE_REFS);
  const dropped = await droppedClones(folder);
  const refs: string[] = [];
  for (const { ref, tip } of there) {
    const clone = cloneNamed(ref) ?? "";
    if (!NAME.test(ref) || here.has(ref) || dropped.has(clone)) continue;
    // Each clone numbers conflicting histories in its own way, so all of them are compared.
    const histories = [...here].flatMap(([each, at]) => (cloneNamed(each) === clone ? [at] : []));
    if (!(await someContains(journal, histories, tip))) refs.push(ref);
  }
  return { remote, refs: refs.toSorted(), known: there.length, problem: null };
}

/** The remote that somebody agreed to, else origin; null without either. */
export async function remoteToSync({ repository, folder }: Journal): Promise<string | null> {
  const names = await remoteNames(repository.commonDir);
  const agreed = await agreedRemotes(folder);
  return [...agreed, "origin"].find((name) => names.includes(name)) ?? null;
}

/**
 * For a person, where no sync is wanted. It moves no ref back, as what the remote has under this clone's name may be a
 * stranger's.
 */
export const fetchCommand = (remote: string): string => `git fetch ${remote} '${CLONE_REFS}*:${CLONE_REFS}*'`;
