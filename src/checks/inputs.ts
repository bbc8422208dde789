// Computes a digest over the files of a tree that globs fit: equal digests mean that nothing declared has changed.
import { createHash } from "node:crypto";
import { filesOf, isAttributes } from "../git/aliases.ts";
import { isLeftOut } from "../git/lessons-folder.ts";
import type { Repository } from "../git/repository.ts";
import { matcher } from "../shared/glob.ts";

export interface Input {
  /** As git writes it, such as `100644`. */
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

/** In the tree's order, without what no subject holds. No globs means all files. Throws GIT_FAILED where the tree is not there. */
export async function findInputs(
  { commonDir }: Repository,
  tree: string,
  globs: readonly string[],
): Promise<Input[]> {
  const fits = globs.length === 0 ? () => true : matcher(globs);
  return (await filesOf(commonDir, tree)).filter(({ path }) => !isLeftOut(path) && fits(path));
}

/** What decides in which bytes the inputs are laid out, whether or not somebody has declared it. */
export async function findAttributes({ commonDir }: Repository, tree: string): Promise<Input[]> {
  return (await filesOf(commonDir, tree)).filter(({ path }) => !isLeftOut(path) && isAttributes(path));
}

/** sha256 over anything that JSON can say; keys must come in a fixed order. */
export const digestOf = (facts: unknown): string =>
  createHash("sha256").update(JSON.stringify(facts)).digest("hex");
