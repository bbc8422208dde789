// Decides which text of a learning counts: a person's edit, the one on base, or one that is only on a branch.

import type { Quarantined } from "../../records/record.ts";
import type { Overlay } from "../written-texts.ts";
import { type CommitFiles, type DirectoryFile, handId, sameId } from "./base-facts.ts";
import type { WorktreeFile } from "./worktree-files.ts";

/**
 * Gives a file without an id the one that history knows for it, or one made from path and bytes where no history has it. Of
 * several files with one id the one that HEAD has under that name keeps it; the others are reported.
 */
export function identify(
  found: readonly WorktreeFile[],
  branch: CommitFiles,
  base: CommitFiles,
): { files: DirectoryFile[]; repeated: Quarantined[] } {
  const known = new Map([...base.files.values(), ...branch.files.values()].map((file) => [file.path, file]));
  const all = found.map(({ id, path, blob, said, at }): DirectoryFile => {
    const before = id === null ? known.get(path) : undefined;
    const here = { at: new Date(at).toISOString(), author: "working tree" };
    const byHand = id === null ? (before?.byHand ?? here) : null;
    return { id: id ?? before?.id ?? handId(path, blob), path, blob, said, byHand };
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

/** The print of the journal's text; undefined where the journal lacks the lesson. */
export type RecordedPrint = (id: string) => string | undefined;

/** Uncommitted text wins; text that is only on this branch counts where there is no other. */
export function edits(
  recorded: RecordedPrint,
  base: CommitFiles,
  branch: CommitFiles,
  files: readonly DirectoryFile[],
): Overlay[] {
  return files.flatMap(({ id, path, said, byHand }) => {
    const { print } = said;
    // Not compared by bytes, as line ends differ between a commit and a working tree.
    const isCommitted = branch.files.get(id)?.said.print === print;
    const known = base.files.get(id)?.said.print ?? recorded(id);
    if (known !== undefined && (isCommitted || known === print)) return [];
    return [
      { id, source: isCommitted ? "unreviewed" : "uncommitted", path, text: said.text, byHand } as const,
    ];
  });
}

/** Learnings served with base's text; a text that is being edited was reviewed by nobody. */
export function servedFromBase(base: CommitFiles, edited: readonly Overlay[]): string[] {
  const ids = new Set(edited.map(({ id }) => id));
  return [...base.files.keys()].filter((id) => !ids.has(id));
}

/** Base's text, where it differs from the journal's. */
export function merged(recorded: RecordedPrint, base: CommitFiles): Overlay[] {
  return [...base.files.values()].flatMap(({ id, path, said, byHand }) =>
    recorded(id) === said.print ? [] : [{ id, source: "base", path, text: said.text, byHand } as const],
  );
}
