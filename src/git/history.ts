// Looks up history. simple-git is loaded only here and only when asked: it would double the start-up.
import type { Repository } from "./repository.ts";
import { gitEnvironment } from "./run.ts";

/** The oldest commit of `ref` that holds `file`; null when none does. */
export async function firstCommitWith(
  repository: Repository,
  ref: string,
  file: string,
): Promise<{ commit: string; author: string } | null> {
  const { simpleGit } = await import("simple-git");
  const git = simpleGit({ baseDir: repository.commonDir }).env(gitEnvironment());
  const format = { commit: "%H", author: "%an <%ae>" };
  const log = await git.log({
    format,
    file,
    maxCount: 1,
    "--diff-filter": "A",
    [ref]: null,
    "--first-parent": null,
  });
  return log.latest;
}
