// Joins base, branch and working tree into what `.agentops/learnings` adds to the journal at this moment.

import path from "node:path";
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Repository } from "../../git/repository.ts";
import type { Quarantined } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import Learning from "../records/learning.ts";
import type { Review } from "../text-source.ts";
import type { DirectoryView } from "../written-texts.ts";
import { type BaseFacts, type CommitFiles, NO_FILES, readBaseFacts, readCommitFiles } from "./base-facts.ts";
import { edits, identify, merged, reviews } from "./edits.ts";
import { DamagedTexts, openKeptTexts } from "./kept-texts.ts";
import { openTakenBack } from "./laid-files.ts";
import { createWorktreeReader, type WorktreeFiles } from "./worktree-files.ts";

export interface Directory {
  /** The view over `state`, the journal's own, at its `version`; the same object as before when nothing has changed. */
  view(state: State, version: number): Promise<DirectoryView>;
}

export interface DirectoryPorts {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  /** The commit that is checked out; null before the first. */
  head(): Promise<string | null>;
  /**
   * The commit that policy is read from, and what being merged there says about a text; null where it says nothing.
   * Asked each time, as base moves with every fetch and merge.
   */
  base(): Promise<{
    readonly commit: string | null;
    readonly review: Review | null;
    /** True where the current branch stands in for base, so that a merge into it says nothing. */
    readonly unprotected: boolean;
  }>;
}

export function openDirectory({ repository, reader, head, base }: DirectoryPorts): Directory {
  const root = path.join(repository.commonDir, "agentops");
  const texts = openKeptTexts(root, repository.objectFormat);
  const readerOf = (folder: string) =>
    createWorktreeReader({ worktree: folder, root, format: repository.objectFormat, texts });
  let worktree = repository.worktree === null ? null : readerOf(repository.worktree);
  const idBytes = repository.objectFormat === "sha256" ? 32 : 20;
  const taken =
    repository.worktree === null ? null : openTakenBack(root, repository.commonDir, repository.worktree);
  // The worktree may be removed while a session still runs in it.
  const dir = repository.commonDir;
  let facts: BaseFacts = NO_FILES;
  let branch: CommitFiles = NO_FILES;
  let oldestOf = { state: null as State | null, version: -1, at: null as string | null };
  let last: { state: State; key: string; found: WorktreeFiles; view: DirectoryView } | null = null;
  let factsSince: string | null = null;

  /** What the commit holds; nothing is read again while base and HEAD stay where they are. */
  async function filesAt(commit: string | null): Promise<CommitFiles> {
    if (commit === null) return NO_FILES;
    const known = [facts, branch].find((each) => each.commit === commit);
    return known ?? readCommitFiles({ reader, dir, idBytes, texts }, commit);
  }

  async function readBase(
    state: State,
    version: number,
  ): Promise<{ review: Review | null; unprotected: boolean }> {
    const { commit, review, unprotected } = await base();
    if (oldestOf.state !== state || oldestOf.version !== version)
      oldestOf = { state, version, at: oldest(state) };
    if (facts.commit === commit && factsSince === oldestOf.at) return { review, unprotected };
    facts = await readBaseFacts(
      reader,
      { dir, commonDir: repository.commonDir },
      await filesAt(commit),
      oldestOf.at,
    );
    factsSince = oldestOf.at;
    return { review, unprotected };
  }

  async function view(state: State, version: number): Promise<DirectoryView> {
    const { review, unprotected } = await readBase(state, version);
    const found = worktree ? await worktree.read() : NO_WORKTREE;
    const onBranch = found.files.length > 0 ? await head() : null;
    const present = [...found.files, ...found.broken, ...facts.files.values()].map(({ id }) => id ?? "");
    const back = (await taken?.of(new Set(present))) ?? NOTHING;
    const key = `${facts.commit} ${review} ${unprotected} ${factsSince} ${onBranch} ${version} ${[...back.keys()]}`;
    if (last?.state === state && last.key === key && last.found === found) return last.view;
    branch = await filesAt(onBranch);
    const { files, repeated } = identify(found.files, branch, facts);
    const recorded = (id: string): string | undefined => {
      const record = state.get(Learning, id);
      return record && texts.printOf(state.origin(id)?.blob ?? id, record);
    };
    const edited = edits(recorded, facts, branch, files);
    const made = {
      overlays: [...edited, ...merged(recorded, facts)],
      reviews: reviews(facts, edited, review),
      merged: new Set(reviews(facts, edited, unprotected ? null : "reviewed").keys()),
      retired: back.size === 0 ? facts.retired : new Map([...facts.retired, ...back]),
      broken: withoutRepeats([...found.broken, ...repeated, ...facts.broken]),
    };
    texts.save();
    last = { state, key, found, view: made };
    return made;
  }

  function forget(): void {
    texts.forget();
    [facts, branch, last] = [NO_FILES, NO_FILES, null];
    worktree = repository.worktree === null ? null : readerOf(repository.worktree);
  }

  return {
    view: (state, version) =>
      view(state, version).catch((error: unknown) => {
        if (!(error instanceof DamagedTexts)) throw error;
        forget();
        return view(state, version);
      }),
  };
}

const NO_WORKTREE: WorktreeFiles = { files: [], broken: [] };
const NOTHING: ReadonlyMap<string, string> = new Map();

function withoutRepeats(broken: readonly Quarantined[]): Quarantined[] {
  return [...new Map(broken.map((entry) => [entry.path, entry])).values()];
}

/** A clock of another machine may be late by this much. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Nothing recorded before the first learning can have been removed since. */
function oldest(state: State): string | null {
  let first: string | null = null;
  for (const { at } of state.all(Learning)) if (first === null || at < first) first = at;
  return first === null ? null : new Date(Date.parse(first) - CLOCKS_DIFFER_MS).toISOString();
}
