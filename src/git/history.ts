// Looks up history. simple-git is loaded only when asked: it would double the start-up.
import type { Repository } from "./repository.ts";
import { gitEnvironment } from "./run.ts";

/** The commit on the first-parent line of `ref` that brought `file` in; null when none did. */
export async function firstCommitWith(
  repository: Repository,
  ref: string,
  file: string,
): Promise<{ commit: string; author: string } | null> {
  const { simpleGit } = await import("simple-git");
  const env = gitEnvironment();
  // simple-git refuses variables of git that are not named here. All of ours are safe: settings among them are a person's
  // own files, and whom git may trust.
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
