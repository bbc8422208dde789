// Finds the repository a session works in, and the few facts about it that everything else needs.

import { statSync } from "node:fs";
import path from "node:path";
import { AgentOpsError } from "../errors.ts";
import { gitFailure, tryGit } from "./run.ts";

export interface Repository {
  /** Shared by all worktrees: objects, refs, our journal's queue and cache. */
  readonly commonDir: string;
  /** Top of the working tree; null in a bare repository. */
  readonly worktree: string | null;
  readonly objectFormat: "sha1" | "sha256";
  /** `files` unless the repository keeps its refs in a format that only git itself can read. */
  readonly refFormat: string;
  /** What `git config agentops.base` says; null where it says nothing. */
  readonly configuredBase: string | null;
}

/** Looks upward from `dir`. Throws NOT_A_REPOSITORY, GIT_MISSING or GIT_FAILED (such as git's ownership check). */
export async function findRepository(dir: string): Promise<Repository> {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw notARepository(dir);
  // Starting a process stops this one for 2 to 4 ms, so all questions go into two of them.
  const facts = ["--git-common-dir", "--show-object-format", "--show-toplevel"];
  const [asked, configured] = await Promise.all([
    tryGit(dir, ["rev-parse", "--path-format=absolute", ...facts]),
    tryGit(dir, ["config", "--get-regexp", "^(extensions\\.refstorage|agentops\\.base)$"]),
  ]);
  // The last fact fails in a bare repository and inside a git directory: neither has a working tree.
  const [commonDir, objectFormat, worktree] = asked.stdout.trimEnd().split("\n");
  if (!commonDir || !objectFormat) throw notARepository(dir, asked.stderr);
  const settings = settingsOf(configured.stdout);
  return {
    commonDir,
    worktree: asked.code === 0 && worktree ? worktree : null,
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    refFormat: settings.get("extensions.refstorage") || "files",
    configuredBase: settings.get("agentops.base") || null,
  };
}

/** Lines of `key value`, keys in lower case; the last of equal keys wins, as in git. */
function settingsOf(lines: string): Map<string, string> {
  return new Map(
    lines.split("\n").map((line): [string, string] => {
      const [key = "", ...value] = line.split(" ");
      return [key, value.join(" ").trim()];
    }),
  );
}

function notARepository(dir: string, stderr = ""): AgentOpsError {
  if (/dubious ownership/.test(stderr)) {
    return new AgentOpsError(
      "GIT_FAILED",
      "git does not trust this repository because another user owns it.",
      `Run: git config --global --add safe.directory ${dir}`,
    );
  }
  // Such as a line of the user's configuration that does not parse.
  if (stderr !== "" && !/not a git repository|not a git repo/i.test(stderr))
    return gitFailure("rev-parse", stderr);
  return new AgentOpsError(
    "NOT_A_REPOSITORY",
    `There is no git repository at ${path.basename(dir) || "/"} or above it.`,
    "Run git init there, or start the server with --dir <repository>.",
  );
}
