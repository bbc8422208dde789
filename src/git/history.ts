// Looks up history with simple-git, which is loaded only when needed, as it would double the start-up time.
import type { Repository } from "./repository.ts";
import { gitEnvironment } from "./run.ts";

/** The commit on the first-parent line of `ref` that added `file`; null where none did. */
export async function firstCommitWith(
  repository: Repository,
  ref: string,
  file: string,
): Promise<{ commit: string; author: string } | null> {
  const { simpleGit } = await import("simple-git");
  const env = gitEnvironment();
  // simple-git refuses variables of git that are not listed here. These are safe: a person's own settings, and whom git may
  // trust.
  const git = simpleGit({
    baseDir: repository.commonDir,
    allowEnvironment: Object.keys(env),
    unsafe: { allowUnsafeConfigEnvCount: true, allowUnsafeConfigPaths: true },
  }).env(env);
  const format = "--format=%H%n%an <%ae>";
  const log = await git.raw(["log", "-1", "--first-parent", "--diff-filter=A", format, ref, "--", file]);
  const [commit, author] = log.trimEnd().split("\n");
  return commit && author ? { commit, author } : null;
}
