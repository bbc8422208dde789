// Finds the repository a session works in, and the few facts about it that everything else needs.

import { existsSync } from "node:fs";
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
}

/** Looks upward from `dir`. Throws NOT_A_REPOSITORY, GIT_MISSING or GIT_FAILED (such as git's ownership check). */
export async function findRepository(dir: string): Promise<Repository> {
  if (!existsSync(dir)) throw notARepository(dir);
  const [asked, refFormat, worktree] = await Promise.all([
    tryGit(dir, ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-object-format"]),
    tryGit(dir, ["config", "--get", "extensions.refStorage"]),
    tryGit(dir, ["rev-parse", "--path-format=absolute", "--show-toplevel"]),
  ]);
  if (asked.code !== 0) throw notARepository(dir, asked.stderr);
  const [commonDir = "", objectFormat] = asked.stdout.trimEnd().split("\n");
  return {
    commonDir,
    // show-toplevel fails in a bare repository and inside a git directory: neither has a working tree.
    worktree: worktree.code === 0 ? worktree.stdout.trimEnd() : null,
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    refFormat: refFormat.stdout.trim() || "files",
  };
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
