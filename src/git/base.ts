// Finds the commit that policy is read from. It is never the working tree, so no branch can change the rules that judge it.
import { AgentOpsError } from "../shared/errors.ts";
import { MAX_SETTINGS_BYTES } from "../shared/settings-file.ts";
import { readBaseFile } from "./base-file.ts";
import { exactRef, isSymbolic, namedCommit, refsNamed } from "./named-commit.ts";
import type { ObjectReader } from "./object-reader.ts";
import { baseStamp } from "./place.ts";
import type { Repository } from "./repository.ts";

export interface Base {
  /** Null before the first commit. */
  readonly commit: string | null;
  /** How it was found, such as `origin/HEAD`. */
  readonly name: string;
  /** True where the current branch stands in for a base, so that anybody who commits there changes the rules. */
  readonly unprotected: boolean;
  /** The branch in `git config agentops.base`, where it is missing here and another stands in for it; else null. */
  readonly lost: string | null;
}

/** Rules read from another branch than the one that a person named count for nobody. */
export const lostBase = (branch: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `git config agentops.base names ${branch}, which is not here, so nobody knows the policy.`,
    "A person can fetch or restore it, or name another: git config agentops.base <branch>.",
  );

/** The remote's main branch, where it names one. An id in place of a name is a branch that somebody has called HEAD. */
const REMOTE_HEAD = "refs/remotes/origin/HEAD";

type BasePlace = Pick<Repository, "commonDir" | "gitDir" | "refFormat" | "configuredBase">;

/**
 * The launch option, else the branch that `origin/HEAD` names, else the branch that `git config agentops.base` names, else `main`, else
 * `master`, else the current branch. Branches are found by their whole refs, as a tag of any name can be pushed by anybody.
 * Throws CONFIG_INVALID when the launch option names no commit, and when a name stands for two branches.
 */
export async function findBase(reader: ObjectReader, place: BasePlace, option: string | null): Promise<Base> {
  const { configuredBase } = place;
  if (option !== null) {
    const commit = await namedCommit(reader, place, option, { as: "--base ", code: "CONFIG_INVALID" });
    if (commit !== null) return { commit, name: option, unprotected: /^HEAD\b/.test(option), lost: null };
    throw new AgentOpsError(
      "CONFIG_INVALID",
      `--base ${option} names no commit here.`,
      "Name a branch (best in full: refs/remotes/origin/<branch>) or a commit by its whole id; a tag is never base.",
    );
  }
  const commitAt = async (ref: string) => {
    const id = await exactRef(place, ref);
    return id === null ? null : reader.resolve(`${id}^{commit}`, "commit");
  };
  const ways: { readonly name: string; find(): Promise<string | null> }[] = [
    {
      name: REMOTE_HEAD,
      find: async () => ((await isSymbolic(place, REMOTE_HEAD)) ? commitAt(REMOTE_HEAD) : null),
    },
    ...(configuredBase === null
      ? []
      : [{ name: configuredBase, find: () => configured(reader, place, configuredBase) }]),
    ...["refs/heads/main", "refs/heads/master", "HEAD"].map((name) => ({ name, find: () => commitAt(name) })),
  ];
  for (const [at, { name, find }] of ways.entries()) {
    const commit = await find();
    if (commit === null) continue;
    const isLost = configuredBase !== null && at > 1;
    return {
      commit,
      name: name.replace("refs/remotes/", ""),
      unprotected: /^HEAD\b/.test(name),
      lost: isLost ? configuredBase : null,
    };
  }
  return { commit: null, name: "HEAD", unprotected: true, lost: null };
}

const configured = (reader: ObjectReader, place: BasePlace, name: string) =>
  namedCommit(reader, place, name, { as: "git config agentops.base: ", code: "CONFIG_INVALID" });

/**
 * Base at the moment of the call. Asks git again only where git's files show that base may have moved; `gitDir` holds the
 * HEAD that `reader` sees.
 */
export function createBaseFinder(
  reader: ObjectReader,
  repository: BasePlace,
  option: string | null,
): () => Promise<Base> {
  const { configuredBase } = repository;
  let last: { readonly stamp: string; readonly base: Promise<Base> } | null = null;
  return async () => {
    // The option may go back from a name in steps, and not every file on that way changes with it.
    if (option !== null) return findBase(reader, repository, option);
    const stamp = baseStamp(repository, true, configuredBase === null ? [] : refsNamed(configuredBase));
    if (last?.stamp === stamp && (await last.base).commit !== null) return last.base;
    const base = findBase(reader, repository, null);
    last = { stamp, base };
    base.catch(() => {
      last = null;
    });
    return base;
  };
}

/** What the file says at a commit; throws CONFIG_INVALID at each call where it can't be read. */
export type SettingsReader<T> = (commit: string | null) => Promise<T>;

/** `standard` applies where the commit has no such file. */
export function createSettingsReader<T>(
  reader: ObjectReader,
  path: string,
  parse: (file: Buffer) => Promise<T>,
  standard: T,
): SettingsReader<T> {
  const known = new Map<string | null, Promise<T>>();

  async function read(commit: string | null): Promise<T> {
    const file = await readBaseFile(reader, commit, path, MAX_SETTINGS_BYTES);
    return file ? parse(file) : standard;
  }

  return (commit) => {
    const kept = known.get(commit);
    if (kept) return kept;
    const settings = read(commit);
    known.set(commit, settings);
    // It may be there later, such as an object that is fetched.
    settings.catch(() => known.delete(commit));
    return settings;
  };
}
