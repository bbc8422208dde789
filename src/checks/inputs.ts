// Computes a digest over the files of a tree that globs fit: equal digests mean that nothing declared has changed.

import { filesOf, isAttributes } from "../git/aliases.ts";
import { isLeftOut } from "../git/lessons-folder.ts";
import type { Repository } from "../git/repository.ts";
import { matcher } from "../shared/glob.ts";
import { sha256 } from "../shared/sha256.ts";

export interface Input {
  /** As git writes it, such as `100644`. */
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

export interface Inputs {
  /** The files that the globs fit; all where there are none. */
  readonly inputs: readonly Input[];
  /** What decides in which bytes they are laid out, whether or not somebody has declared it. */
  readonly attributes: readonly Input[];
}

/** In the tree's order, without what no subject holds. Throws GIT_FAILED where the tree is not there. */
export async function findInputs(
  { commonDir }: Repository,
  tree: string,
  globs: readonly string[],
): Promise<Inputs> {
  const fits = globs.length === 0 ? () => true : matcher(globs);
  const files = (await filesOf(commonDir, tree)).filter(({ path }) => !isLeftOut(path));
  return {
    inputs: files.filter(({ path }) => fits(path)),
    attributes: files.filter(({ path }) => isAttributes(path)),
  };
}

/** sha256 over anything that JSON can say; keys must come in a fixed order. */
export const digestOf = (facts: unknown): string => sha256(JSON.stringify(facts));
