// Finds the repository of a session, and the few facts about it that everything else needs.
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { gitFailure, trustLikeTop, tryGit } from "./run.ts";
import { faultIn } from "./words.ts";

export interface Repository {
  /** Shared by all worktrees: objects, refs, and this program's queue and cache. */
  readonly commonDir: string;
  /** This worktree's own, with HEAD and index; differs from `commonDir` in an added worktree. */
  readonly gitDir: string;
  /** Top of the working tree; null in a bare repository. */
  readonly worktree: string | null;
  readonly objectFormat: "sha1" | "sha256";
  /** `files`, unless the repository keeps its refs in a format that only git can read. */
  readonly refFormat: string;
  /** The value of `git config agentops.base`; null without one. */
  readonly configuredBase: string | null;
  readonly hasRemote: boolean;
}

/** Searches from `dir` upward. Throws NOT_A_REPOSITORY, GIT_MISSING or GIT_FAILED (such as git's ownership check). */
export async function findRepository(dir: string): Promise<Repository> {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw noFolder(dir);
  // Starting a process stops this one for 2 to 4 ms, so all questions go into one.
  const facts = ["--git-common-dir", "--git-dir", "--show-object-format", "--show-toplevel"];
  const asked = await tryGit(dir, ["rev-parse", "--path-format=absolute", ...facts]);
  // The last question fails in a bare repository and inside a git directory, which have no working tree.
  const [commonDir, gitDir, objectFormat, worktree] = asked.stdout.trimEnd().split("\n");
  if (!commonDir || !objectFormat) throw notARepository(dir, asked.stderr);
  if (!/^sha(1|256)$/.test(objectFormat)) throw brokenPath();
  for (const folder of [commonDir, gitDir]) if (folder) trustLikeTop(folder);
  return {
    commonDir,
    gitDir: gitDir ?? commonDir,
    worktree: asked.code === 0 && worktree ? worktree : null,
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    // This folder exists where git keeps refs as reftables.
    refFormat: existsSync(path.join(commonDir, "reftable")) ? "reftable" : "files",
    ...(await configuredIn(commonDir)),
  };
}

/** The repository's name for others: from its remote, else its folder. */
export async function nameOf({ commonDir, worktree }: Repository): Promise<string> {
  const { stdout } = await tryGit(commonDir, ["config", "--get", "remote.origin.url"]);
  const place = stdout.trim() || (worktree ?? commonDir);
  const name = /([^/\\:]+?)(?:\/?\.git)?\/*$/.exec(place)?.[1] ?? "";
  return name.replace(/[^\w.-]+/g, "-") || "code";
}

/** Tops of all working trees of the repository. */
export async function worktreesOf({ commonDir }: Repository): Promise<string[]> {
  const { stdout } = await tryGit(commonDir, ["worktree", "list", "--porcelain", "-z"]);
  return stdout.split("\0").flatMap((line) => (line.startsWith("worktree ") ? [line.slice(9)] : []));
}

/** Most repositories set no base, which can be seen without starting git. */
async function configuredIn(commonDir: string): Promise<Pick<Repository, "configuredBase" | "hasRemote">> {
  const config = await readFile(path.join(commonDir, "config"), "utf8").catch(() => "");
  const hasRemote = /^[^\S\n]*\[remote\b/im.test(config);
  if (!/agentops|include/i.test(config)) return { configuredBase: null, hasRemote };
  const { stdout } = await tryGit(commonDir, ["config", "--get", "agentops.base"]);
  return { configuredBase: stdout.trim() || null, hasRemote };
}

const noFolder = (dir: string): AgentOpsError =>
  new AgentOpsError(
    "NOT_A_REPOSITORY",
    `There is no folder ${path.basename(dir) || "/"}, in which the server was told to work.`,
    "Start the server with --dir <a folder of the repository>.",
  );

/** Git ends each path with a line break and does not quote, so a line break inside a path can't be recognised. */
const brokenPath = (): AgentOpsError =>
  new AgentOpsError(
    "NOT_A_REPOSITORY",
    "The path of this repository holds a line break.",
    "Rename that folder, or start the server with --dir <repository>.",
  );

function notARepository(dir: string, stderr = ""): AgentOpsError {
  const fault = faultIn(stderr);
  if (fault === "foreign_owner") {
    // Git's message names the folder that it means, which may be another than it was asked in.
    const meant = /repository at '([^'\n]+)'/.exec(stderr)?.[1] ?? dir;
    return new AgentOpsError(
      "GIT_FAILED",
      "git does not trust this repository because another user owns it.",
      `Run: git config --global --add safe.directory ${meant}`,
    );
  }
  // Such as a line of the user's configuration that does not parse.
  if (stderr !== "" && fault !== "not_a_repository") return gitFailure("rev-parse", stderr);
  const inside = repositoriesIn(dir);
  if (inside.length > 0) {
    const shown = `${inside.slice(0, MOST_NAMED).join(", ")}${inside.length > MOST_NAMED ? ", …" : ""}`;
    return new AgentOpsError(
      "NOT_A_REPOSITORY",
      `${path.basename(dir) || "/"} is no git repository, but holds some: ${shown}.`,
      `Start the session in one of them, or the server with --dir ${inside[0]}.`,
    );
  }
  return new AgentOpsError(
    "NOT_A_REPOSITORY",
    `There is no git repository at ${path.basename(dir) || "/"} or above it.`,
    "Run git init there, or start the server with --dir <repository>.",
  );
}

const MOST_NAMED = 5;
/** A folder with more entries is no place where somebody keeps repositories side by side. */
const MOST_ENTRIES = 500;

/** Names of the folders right below that are working trees. */
function repositoriesIn(dir: string): string[] {
  try {
    const names = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    if (names.length > MOST_ENTRIES) return [];
    return names.map(({ name }) => name).filter((name) => existsSync(path.join(dir, name, ".git")));
  } catch {
    return [];
  }
}
