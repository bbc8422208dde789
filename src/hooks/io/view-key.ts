// Tells from a few small files whether a hook's knowledge still matches journal, base and working tree.

import path from "node:path";
import { decodeTree, readLoose } from "../../git/objects.ts";
import { baseFacts, headFacts, knowledgePlace, type Place, stampOf } from "../../git/place.ts";
import { namesIn, namesUpTo, readTextNow } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";

/** Most bytes that are read of a commit or of its top folder, as another clone may have stored anything. */
const MOST_BYTES = 256 * 1024;

/** Raised with every change of the view's layout or content. */
const VIEW_VERSION = "9";

/** With more files than this only their folder is looked at; an edit in place then takes effect within the hour. */
const LOOKED_AT_EACH_TIME = 1_000;

export interface ViewKeys {
  /** Equal keys mean equal knowledge. It covers all refs that knowledge is read from, and the files that people write. */
  readonly key: string;
  /**
   * The same for the records that take lessons out of service: while it is equal, knowledge may have grown but is not
   * wrong.
   */
  readonly firm: string;
}

/** Names of the record kinds that decide what may be injected; the others only say what was done with it. */
export interface ViewKinds {
  readonly kinds: readonly string[];
  /** Those that take lessons out of service. */
  readonly firmKinds: readonly string[];
}

export function viewKeys(place: Place, { kinds, firmKinds }: ViewKinds): ViewKeys {
  // The session's own working tree counts too, as lessons name files of it.
  const home = knowledgePlace(place);
  const { commonDir, worktree } = home;
  const clones = path.join(commonDir, "refs/agentops/clones");
  const learnings = path.join(worktree, ".agentops/learnings");
  const about = [VIEW_VERSION, place.worktree, worktree];
  const journals = namesIn(clones).map((name) => ({
    name,
    folders: foldersAt(commonDir, (readTextNow(path.join(clones, name)) ?? "").trim()),
  }));
  const files = namesUpTo(learnings, LOOKED_AT_EACH_TIME);
  const knowledgeOf = (of: readonly string[]) => journals.flatMap(({ name, folders }) => [name, folders(of)]);
  return {
    key: digest([
      ...about,
      ...headFacts(place),
      ...(home === place ? [] : headFacts(home)),
      ...baseFacts(home),
      ...knowledgeOf(kinds),
      ...(files === null
        ? [stampOf(learnings)]
        : files.map((name) => `${name} ${stampOf(path.join(learnings, name))}`)),
    ]),
    firm: digest([...about, ...knowledgeOf(firmKinds)]),
  };
}

const digest = (facts: readonly string[]): string => sha256(JSON.stringify(facts));

/**
 * Identifies the state of a journal's knowledge: the folders of those kinds in its newest commit, where that is a loose
 * object, as it is after every write; else the commit itself. Retrievals and other chatter, written all the time, change
 * neither.
 */
function foldersAt(commonDir: string, commit: string): (kinds: readonly string[]) => string {
  const unknown = () => commit;
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return unknown;
  const root = /^tree ([0-9a-f]+)/.exec(
    readLoose(commonDir, commit, MOST_BYTES)?.data?.toString("latin1") ?? "",
  )?.[1];
  const tree = root === undefined ? null : readLoose(commonDir, root, MOST_BYTES)?.data;
  if (!tree) return unknown;
  try {
    const folders = decodeTree(tree, commit.length / 2);
    return (kinds) =>
      folders
        .filter(({ name }) => kinds.includes(name))
        .map(({ name, id }) => `${name} ${id}`)
        .join("\n");
  } catch {
    return unknown;
  }
}
