// Computes a digest over the files of a tree that globs fit: equal digests mean that nothing declared has changed.
import { createHash } from "node:crypto";
import { isLeftOut } from "../git/lessons-folder.ts";
import type { Repository } from "../git/repository.ts";
import { gitFailure, tryGit } from "../git/run.ts";
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
  const { code, stdout, stderr } = await tryGit(commonDir, ["ls-tree", "-r", "-z", "--full-tree", tree]);
  if (code !== 0) throw gitFailure("ls-tree", stderr);
  const fits = globs.length === 0 ? () => true : matcher(globs);
  return stdout.split("\0").flatMap((line) => {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && id && path && !isLeftOut(path) && fits(path) ? [{ mode, id, path }] : [];
  });
}

/** sha256 over anything that JSON can say; keys must come in a fixed order. */
export const digestOf = (facts: unknown): string =>
  createHash("sha256").update(JSON.stringify(facts)).digest("hex");
