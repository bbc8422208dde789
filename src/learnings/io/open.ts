// Joins base, branch and working tree into what `.agentops/learnings` adds to the journal at this moment.

import { existsSync } from "node:fs";
import path from "node:path";
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Repository } from "../../git/repository.ts";
import type { Lookup } from "../../records/lay-over.ts";
import type { Quarantined } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { RECORD_ID } from "../../shared/ids.ts";
import { sha256 } from "../../shared/sha256.ts";
import Learning from "../records/learning.ts";
import type { Review } from "../text-source.ts";
import type { DirectoryView } from "../written-texts.ts";
import { type BaseFacts, type CommitFiles, NO_FILES, readBaseFacts, readCommitFiles } from "./base-facts.ts";
import { edits, identify, merged, servedFromBase } from "./edits.ts";
import { DamagedTexts, openKeptTexts } from "./kept-texts.ts";
import { type FilesView, type Ids, openKeptView, sortedIds } from "./kept-view.ts";
import { openTakenBack } from "./laid-files.ts";
import { createWorktreeReader, type WorktreeFiles } from "./worktree-files.ts";

export interface Directory {
  /**
   * The view over `state`, the journal's own; the same object while nothing has changed. Equal texts in `lessons` mean that
   * the state says the same of all lessons; a longer text names at its end, between commas, those that may have changed.
   */
  view(state: State, lessons: string): Promise<DirectoryView>;
}

export interface DirectoryPorts {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  /** The commit that is checked out; null before the first. */
  head(): Promise<string | null>;
  /**
   * The commit that policy is read from, and what a merge there says about a text (null: nothing). Asked each time, as base
   * moves with every fetch and merge.
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
  const back =
    repository.worktree === null ? null : openTakenBack(root, repository.commonDir, repository.worktree);
  // The worktree may be removed while a session still runs in it.
  const dir = repository.commonDir;
  const kept = openKeptView(root, repository.worktree ?? repository.commonDir);
  let facts: BaseFacts = NO_FILES;
  let branch: CommitFiles = NO_FILES;
  let factsSince: string | null = null;
  /** What the state says of lessons, by id. Asking for each again took most of the time of a new lesson. */
  const said = { lessons: "", prints: new Map<string, string | undefined>() };
  let last: { key: string; files: FilesView; back: string; view: DirectoryView } | null = null;

  /** What the commit holds; read again only when base or HEAD moves. */
  async function filesAt(commit: string | null): Promise<CommitFiles> {
    if (commit === null) return NO_FILES;
    const known = [facts, branch].find((each) => each.commit === commit);
    return known ?? readCommitFiles({ reader, dir, idBytes, texts }, commit);
  }

  async function readBase(commit: string | null, since: string | null): Promise<void> {
    if (facts.commit === commit && factsSince === since) return;
    const places = { dir, commonDir: repository.commonDir };
    facts = await readBaseFacts(reader, places, await filesAt(commit), since);
    factsSince = since;
  }

  /** Derives everything, however many files there are. */
  async function derive(state: State, base: string | null, onBranch: string | null): Promise<FilesView> {
    const recorded = (id: string): string | undefined => {
      if (said.prints.has(id)) return said.prints.get(id);
      const print = state.holds(Learning, id)
        ? texts.printOf(state.origin(id)?.blob ?? id, () => state.get(Learning, id))
        : undefined;
      said.prints.set(id, print);
      return print;
    };
    await readBase(base, oldest(state));
    const found = worktree ? await worktree.read() : NO_WORKTREE;
    branch = await filesAt(found.files.length > 0 ? onBranch : null);
    const { files, repeated } = identify(found.files, branch, facts);
    const edited = edits(recorded, facts, branch, files);
    const served = new Set(servedFromBase(facts, edited));
    const present = [...found.files, ...found.broken, ...facts.files.values()].flatMap(({ id }) =>
      id !== null && RECORD_ID.test(id) && !served.has(id) ? [id] : [],
    );
    texts.save();
    return {
      overlays: [...edited, ...merged(recorded, facts)],
      served: sortedIds(served),
      retired: facts.retired,
      broken: withoutRepeats([...found.broken, ...repeated, ...facts.broken]),
      others: sortedIds(present),
    };
  }

  /** A view of few files is derived faster than read. What can change while everything else stays is not kept. */
  const isWorthKeeping = ({ served, others }: FilesView): boolean =>
    served.size + others.size >= MANY &&
    facts.whole &&
    branch.whole &&
    worktree?.isSettled() !== false &&
    !existsSync(path.join(repository.commonDir, "shallow"));

  function follow(lessons: string): void {
    if (!lessons.startsWith(said.lessons) || said.lessons === "") said.prints.clear();
    else
      for (const each of lessons.slice(said.lessons.length).split(","))
        said.prints.delete(each.slice(0, ID_LENGTH));
    said.lessons = lessons;
  }

  async function view(state: State, lessons: string): Promise<DirectoryView> {
    const { commit, review, unprotected } = await base();
    const onBranch = worktree ? await head() : null;
    const lying = worktree?.look() ?? "";
    const key = sha256(JSON.stringify([commit, review, unprotected, onBranch, lessons, lying]));
    let files = last?.key === key ? last.files : kept.read(key);
    if (!files) {
      follow(lessons);
      files = await derive(state, commit, onBranch);
      if (isWorthKeeping(files)) kept.keep(key, files);
    }
    const { served, others, retired } = files;
    const taken = (await back?.of({ has: (id) => served.has(id) || others.has(id) })) ?? NOTHING;
    const takenIds = [...taken.keys()].join();
    if (last?.files === files && last.back === takenIds) return last.view;
    const made = {
      overlays: files.overlays,
      reviews: review === null ? NOTHING : valued(served, review),
      ...(unprotected ? {} : { merged: served }),
      retired: taken.size === 0 ? retired : new Map([...retired, ...taken]),
      broken: files.broken,
    };
    last = { key, files, back: takenIds, view: made };
    return made;
  }

  function forget(): void {
    texts.forget();
    said.lessons = "";
    [facts, branch, last] = [NO_FILES, NO_FILES, null];
    worktree = repository.worktree === null ? null : readerOf(repository.worktree);
  }

  return {
    view: (state, lessons) =>
      view(state, lessons).catch((error: unknown) => {
        if (!(error instanceof DamagedTexts)) throw error;
        forget();
        return view(state, lessons);
      }),
  };
}

const NO_WORKTREE: WorktreeFiles = { files: [], broken: [] };
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const ID_LENGTH = 26;
/** Fewer files are read in milliseconds. */
const MANY = 64;

const valued = <V>(ids: Ids, value: V): Lookup<V> => ({
  get: (id) => (ids.has(id) ? value : undefined),
  keys: () => ids.keys(),
});

function withoutRepeats(broken: readonly Quarantined[]): Quarantined[] {
  return [...new Map(broken.map((entry) => [entry.path, entry])).values()];
}

/** Milliseconds that another machine's clock may differ. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Nothing older than the first learning can have been removed since. */
function oldest(state: State): string | null {
  const first = state.oldest(Learning);
  return first === null ? null : new Date(Date.parse(first) - CLOCKS_DIFFER_MS).toISOString();
}
