// Finds the commit that policy is read from. It is never the working tree, so no branch can change the rules that judge it.
import { AgentOpsError } from "../shared/errors.ts";
import { MAX_SETTINGS_BYTES } from "../shared/settings-file.ts";
import { readBaseFile } from "./base-file.ts";
import type { ObjectReader } from "./object-reader.ts";
import { baseStamp } from "./place.ts";
import type { Repository } from "./repository.ts";

export interface Base {
  /** Null before the first commit. */
  readonly commit: string | null;
  /** What it was found by, such as `origin/HEAD`. */
  readonly name: string;
  /** True where the current branch stands in for a base, so that whoever commits there changes the rules. */
  readonly unprotected: boolean;
  /** The branch that `git config agentops.base` names where it is not here, so that another stands in for it; else null. */
  readonly lost: string | null;
}

/** Rules that were read from another branch than the one a person has named are nobody's. */
export const lostBase = (branch: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `git config agentops.base names ${branch}, which is not here, so nobody knows the policy.`,
    "A person can fetch or restore it, or name another: git config agentops.base <branch>.",
  );

/**
 * The launch option, else `origin/HEAD`, else the branch that `git config agentops.base` names, else `main`, else
 * `master`, else the current branch. Throws CONFIG_INVALID when the launch option names no commit.
 */
export async function findBase(
  reader: ObjectReader,
  { configuredBase }: Pick<Repository, "configuredBase">,
  option: string | null,
): Promise<Base> {
  const commitOf = (name: string) => reader.resolve(`${name}^{commit}`);
  if (option !== null) {
    const commit = await commitOf(option);
    if (commit !== null) return { commit, name: option, unprotected: option === "HEAD", lost: null };
    throw new AgentOpsError(
      "CONFIG_INVALID",
      `--base ${option} names no commit here.`,
      "Name a branch, tag or commit of this repository.",
    );
  }
  // In full: a tag of the same name, which anybody can push, comes first in git's own order.
  const named = configuredBase
    ? [`refs/heads/${configuredBase}`, `refs/remotes/${configuredBase}`, configuredBase]
    : [];
  const refs = ["refs/remotes/origin/HEAD", ...named, "refs/heads/main", "refs/heads/master", "HEAD"];
  const commits = await Promise.all(refs.map(commitOf));
  const first = commits.findIndex((commit) => commit !== null);
  const ref = refs[first] ?? "HEAD";
  const name = ref.replace("refs/remotes/", "");
  const lost = commits[first] && first > named.length ? configuredBase : null;
  return { commit: commits[first] ?? null, name, unprotected: ref === "HEAD", lost: lost ?? null };
}

/**
 * Base as it is whenever it is asked for. git is asked again only where its own files show that base may have moved;
 * `gitDir` is where the HEAD lies that `reader` sees.
 */
export function createBaseFinder(
  reader: ObjectReader,
  repository: Pick<Repository, "commonDir" | "gitDir" | "configuredBase">,
  option: string | null,
): () => Promise<Base> {
  const { configuredBase } = repository;
  let last: { readonly stamp: string; readonly base: Promise<Base> } | null = null;
  return async () => {
    // Any expression may be an option, and not all that it leads through leaves a trace in the files.
    if (option !== null) return findBase(reader, repository, option);
    const stamp = baseStamp(repository, true, configuredBase === null ? [] : [configuredBase]);
    if (last?.stamp === stamp) {
      const { commit, name } = await last.base;
      if (commit !== null && name !== configuredBase) return last.base;
    }
    const base = findBase(reader, repository, null);
    last = { stamp, base };
    base.catch(() => {
      last = null;
    });
    return base;
  };
}

/** What the file says at a commit; throws CONFIG_INVALID at each call where it says nothing that can be read. */
export type SettingsReader<T> = (commit: string | null) => Promise<T>;

/** `standard` is what holds where the commit has no such file. */
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
