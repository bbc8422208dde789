// Tells what kind of repository this is, where its rules come from, and if knowledge can be committed.
import { existsSync } from "node:fs";
import type { Base } from "../../git/base.ts";
import { layersBeside } from "../../git/layers.ts";
import { storeAt } from "../../git/place.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import { EPHEMERAL_ADVICE, ephemeralSign } from "../init/ephemeral.ts";
import { attempt, type Check, fail, ok, warn } from "./check.ts";

export async function checkKind({ commonDir, worktree }: Repository): Promise<Check> {
  const ask = async (...args: string[]) => {
    const { code, stdout } = await tryGit(worktree ?? commonDir, ["rev-parse", ...args]);
    return code === 0 ? stdout.trim() : "";
  };
  const [gitDir, superproject, head] = await Promise.all([
    ask("--path-format=absolute", "--git-dir"),
    ask("--show-superproject-working-tree"),
    ask("-q", "--verify", "HEAD"),
  ]);
  const kinds = [
    ...(worktree === null ? ["bare"] : []),
    ...(worktree !== null && gitDir !== commonDir ? ["a linked worktree; it shares the journal"] : []),
    ...(superproject === ""
      ? []
      : [
          `a submodule of ${superproject}; its journal is its own, and that one's is used with --knowledge ${superproject}`,
        ]),
    ...((await isMirror(commonDir))
      ? ["a mirror: records that are made here are lost with git remote update --prune"]
      : []),
    ...(head === "" ? ["no commit yet"] : []),
  ];
  const found = [worktree ?? commonDir, kinds.join("; ")].filter(Boolean).join(": ");
  const sign = ephemeralSign(commonDir, process.env);
  if (sign === null) return ok("repository", found);
  return warn("repository", `${found}: may be short-lived: ${sign}`, EPHEMERAL_ADVICE);
}

/** Compares the knowledge folder noted for hooks with the command line's; null means it is here. */
export function checkKnowledge(noted: string | null, given: string | null): Check[] {
  const again = "Run agentops-mcp init --knowledge <folder>, or without it for knowledge that is kept here.";
  if (noted !== null && !existsSync(noted))
    return [fail("knowledge", `hooks look for it in ${noted}, which is not there`, again)];
  if (given !== null && given !== noted)
    return [
      warn("knowledge", `in ${given}; hooks look for it ${noted === null ? "here" : `in ${noted}`}`, again),
    ];
  return noted === null ? [] : [ok("knowledge", `in ${noted}, for hooks too`)];
}

/** True where git fetches all refs exactly as a remote has them, so that this clone's own would be overwritten. */
async function isMirror(commonDir: string): Promise<boolean> {
  const { stdout } = await tryGit(commonDir, ["config", "--get-regexp", "^remote\\..*\\.mirror$", "true"]);
  return stdout !== "";
}

/** `isGiven`: base comes from the command line. */
export const checkBase = (
  findBase: () => Promise<Base>,
  { configuredBase }: Repository,
  isGiven: boolean,
): Promise<Check[]> =>
  attempt("base", async () => {
    const { commit, name, unprotected } = await findBase();
    if (commit === null) return [ok("base", "none before the first commit")];
    const found = `${name} (${commit.slice(0, 10)})`;
    if (!isGiven && configuredBase !== null && name !== "origin/HEAD" && !isNamed(name, configuredBase))
      return [
        warn(
          "base",
          `${found}: git config agentops.base names ${configuredBase}, which is not here`,
          "Correct it: git config agentops.base <branch>",
        ),
      ];
    if (!unprotected) return [ok("base", found)];
    return [
      warn(
        "base",
        `${found}: unprotected: the current branch, so any branch changes the rules`,
        "Run agentops-mcp init.",
      ),
    ];
  });

const isNamed = (name: string, branch: string): boolean => name === branch || name === `refs/heads/${branch}`;

export async function checkIgnored({ worktree }: Repository): Promise<Check | null> {
  if (worktree === null) return null;
  const file = ".agentops/learnings/new.md";
  const { code, stdout } = await tryGit(worktree, ["check-ignore", "-v", "--no-index", "--", file]);
  if (code !== 0) return ok(".agentops", "can be committed");
  const [source = ""] = stdout.split("\t");
  return warn(
    ".agentops",
    `ignored by ${source.trim()}: learnings are kept in the journal only`,
    "Take the line out of that file to review learnings as files.",
  );
}

/** The stores that are read beside this one; reports nothing where there are none. */
export function checkLayers({ commonDir }: Repository): Check[] {
  const { nearer, farther, unreadable } = layersBeside(commonDir);
  const found = [...nearer, ...farther].map(({ name, folder }) =>
    storeAt(folder) === null
      ? fail(
          "layers",
          `${name}: there is no git repository at ${folder}`,
          `Bring it back, or: agentops-mcp layer drop ${name}`,
        )
      : ok("layers", `${name} in ${folder}`),
  );
  const damaged = unreadable.map((where) =>
    fail(
      "layers",
      `no layer can be read from ${where}`,
      "Take the line out, and add it again: agentops-mcp layer add",
    ),
  );
  return [...found, ...damaged];
}
