// Decides which text of a learning counts: a person's edit, what base has, or what stands only on a branch.

import type { Quarantined } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import Learning from "../records/learning.ts";
import type { Review } from "../text-source.ts";
import type { Overlay } from "../written-texts.ts";
import { type CommitFiles, type DirectoryFile, handId, sameId } from "./base-facts.ts";
import type { WorktreeFile } from "./worktree-files.ts";

/**
 * Gives files without an id the one that history knows them by, or one by their path and bytes while they are in
 * none. Of several files with one id the one that HEAD has under that name keeps it; the others are named.
 */
export function identify(
  found: readonly WorktreeFile[],
  branch: CommitFiles,
  base: CommitFiles,
): { files: DirectoryFile[]; repeated: Quarantined[] } {
  const known = new Map([...base.files.values(), ...branch.files.values()].map((file) => [file.path, file]));
  const all = found.map(({ id, path, blob, text, at }): DirectoryFile => {
    const before = known.get(path);
    const byHand = id === null ? (before?.byHand ?? { at, author: "working tree" }) : null;
    return { id: id ?? before?.id ?? handId(path, blob), path, blob, text, byHand };
  });
  const holders = new Map<string, DirectoryFile>();
  for (const file of all) {
    if (!holders.has(file.id) || known.get(file.path)?.id === file.id) holders.set(file.id, file);
  }
  const repeated = all.flatMap((file) => {
    const holder = holders.get(file.id);
    return holder && holder !== file ? [sameId(file, holder.path)] : [];
  });
  return { files: [...holders.values()], repeated };
}

/** Uncommitted text wins; text that stands only on this branch serves where there is no other. */
export function edits(
  state: State,
  base: CommitFiles,
  branch: CommitFiles,
  files: readonly DirectoryFile[],
): Overlay[] {
  return files.flatMap((file) => {
    const { id, path, text, byHand } = file;
    // Not by its bytes: line ends differ between a commit and a working tree.
    const committed = branch.files.get(id)?.text;
    const isCommitted = committed !== undefined && sameText(committed, text);
    const known = base.files.get(id)?.text ?? state.get(Learning, id);
    if (known && (isCommitted || sameText(known, text))) return [];
    return [{ id, source: isCommitted ? "unreviewed" : "uncommitted", path, text, byHand } as const];
  });
}

/** Nobody has reviewed a text that is still being edited. */
export function reviews(
  base: CommitFiles,
  edited: readonly Overlay[],
  review: Review | null,
): ReadonlyMap<string, Review> {
  if (review === null) return new Map();
  const ids = new Set(edited.map(({ id }) => id));
  return new Map([...base.files.keys()].filter((id) => !ids.has(id)).map((id) => [id, review]));
}

/** Base's text, where it says something else than the journal. */
export function merged(state: State, base: CommitFiles): Overlay[] {
  return [...base.files.values()].flatMap(({ id, path, text, byHand }) => {
    const recorded = state.get(Learning, id);
    return recorded && sameText(recorded, text) ? [] : [{ id, source: "base", path, text, byHand } as const];
  });
}

function sameText(a: Overlay["text"], b: Overlay["text"]): boolean {
  const key = ({ title, kind, body, tags, paths, symptoms = [] }: Overlay["text"]) =>
    // As the reader of files does: line ends and spaces are no edit.
    JSON.stringify([
      title.replace(/\s+/g, " "),
      kind,
      body.replace(/\r\n/g, "\n").trim(),
      ...[tags, paths, symptoms.map((each) => each.replace(/\s+/g, " ").trim())],
    ]);
  return key(a) === key(b);
}
