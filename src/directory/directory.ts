// What `.agentops/learnings` adds to the journal at this moment: base, branch and working tree joined.
import type { DirectoryView, Overlay } from "../domain/overlay.ts";
import type { Quarantined } from "../domain/record.ts";
import type { State } from "../domain/state.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import type { Repository } from "../git/repository.ts";
import { type BaseFacts, type DirectoryFile, learningEntries, NO_BASE, readBaseFacts } from "./base-facts.ts";
import { createWorktreeReader } from "./worktree-files.ts";

export interface Directory {
  /** The view over `state`, the journal's own; the same object as before when nothing has changed. */
  view(state: State): Promise<DirectoryView>;
}

export interface DirectoryPorts {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  /** The commit that is checked out; null before the first. */
  head(): Promise<string | null>;
  /** The commit that policy is read from; asked each time, as it moves with every fetch and merge. */
  base(): Promise<string | null>;
}

export function openDirectory({ repository, reader, head, base }: DirectoryPorts): Directory {
  const worktree =
    repository.worktree === null ? null : createWorktreeReader(repository.worktree, repository.objectFormat);
  const idBytes = repository.objectFormat === "sha256" ? 32 : 20;
  const dir = repository.worktree ?? repository.commonDir;
  let facts: BaseFacts = NO_BASE;
  let factsOf = "";
  let oldestKnown = { learnings: -1, at: null as string | null };
  let last: { key: string; view: DirectoryView } | null = null;

  async function baseFacts(state: State): Promise<BaseFacts> {
    const commit = await base();
    if (oldestKnown.learnings !== state.learnings.size) {
      oldestKnown = { learnings: state.learnings.size, at: oldest(state) };
    }
    const since = oldestKnown.at;
    const key = `${commit} ${since}`;
    if (key !== factsOf) {
      facts = commit === null ? NO_BASE : await readBaseFacts(reader, dir, commit, idBytes, since);
      factsOf = key;
    }
    return facts;
  }

  async function committed(): Promise<ReadonlySet<string>> {
    const commit = await head();
    if (commit === null) return new Set();
    const entries = await learningEntries(reader, commit, idBytes);
    return new Set(entries.map(({ name, id }) => `${name} ${id}`));
  }

  return {
    async view(state) {
      const onBase = await baseFacts(state);
      const found = worktree ? await worktree.read() : { files: [], broken: [] };
      const key = [
        factsOf,
        state.learnings.size,
        ...found.files.map(({ path, blob }) => `${path} ${blob}`),
        ...found.broken.map(({ path }) => path),
      ].join("\n");
      if (last?.key === key) return last.view;
      const onBranch = found.files.length > 0 ? await committed() : new Set<string>();
      const view = {
        overlays: [...edits(state, onBase, found.files, onBranch), ...reviewed(state, onBase)],
        retired: onBase.retired,
        broken: withoutRepeats([...found.broken, ...onBase.broken]),
      };
      last = { key, view };
      return view;
    },
  };
}

/** Uncommitted text wins; text that stands only on this branch serves where there is no other. */
function edits(
  state: State,
  base: BaseFacts,
  files: readonly DirectoryFile[],
  onBranch: ReadonlySet<string>,
): Overlay[] {
  return files.flatMap((file) => {
    const { id, path, text, byHand } = file;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const isCommitted = onBranch.has(`${name} ${file.blob}`);
    const known = base.files.get(id)?.text ?? state.learnings.get(id);
    if (known && (isCommitted || sameText(known, text))) return [];
    return [{ id, source: isCommitted ? "unreviewed" : "uncommitted", path, text, byHand } as const];
  });
}

/** Base's text, where it says something else than the journal. */
function reviewed(state: State, base: BaseFacts): Overlay[] {
  return [...base.files.values()].flatMap(({ id, path, text, byHand }) => {
    const recorded = state.learnings.get(id);
    return recorded && sameText(recorded, text) ? [] : [{ id, source: "base", path, text, byHand } as const];
  });
}

function sameText(a: Overlay["text"], b: Overlay["text"]): boolean {
  const key = ({ title, kind, body, tags, paths }: Overlay["text"]) =>
    JSON.stringify([title, kind, body.trim(), tags, paths]);
  return key(a) === key(b);
}

function withoutRepeats(broken: readonly Quarantined[]): Quarantined[] {
  return [...new Map(broken.map((entry) => [entry.path, entry])).values()];
}

/** Nothing recorded before the first learning can have been removed since. */
function oldest(state: State): string | null {
  let first: string | null = null;
  for (const { at } of state.learnings.values()) if (first === null || at < first) first = at;
  return first;
}
