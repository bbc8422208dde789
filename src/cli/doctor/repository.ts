// What kind of repository this is, where its rules are read from, and whether knowledge can be committed.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { CONFIG_PATH, parseConfig } from "../../config.ts";
import { AgentOpsError } from "../../errors.ts";
import { findBase } from "../../git/base.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Session } from "../../session.ts";
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
    ...(superproject === "" ? [] : [`a submodule of ${superproject}; its journal is its own`]),
    ...(head === "" ? ["no commit yet"] : []),
  ];
  const found = [worktree ?? commonDir, kinds.join("; ")].filter(Boolean).join(": ");
  const sign = ephemeralSign(commonDir, process.env);
  if (sign === null) return ok("repository", found);
  return warn("repository", `${found}: may be short-lived: ${sign}`, EPHEMERAL_ADVICE);
}

export const checkBase = (journal: Journal, option: string | null): Promise<Check[]> =>
  attempt("base", async () => {
    const { commit, name } = await findBase(journal.reader, journal.repository, option);
    if (commit === null) return [ok("base", "none before the first commit")];
    const found = `${name} (${commit.slice(0, 10)})`;
    if (name !== "HEAD") return [ok("base", found)];
    return [
      warn("base", `${found}: the current branch, so any branch changes the rules`, "Run agentops-mcp init."),
    ];
  });

export const checkConfig = (session: Session, { worktree }: Repository): Promise<Check[]> =>
  attempt("config", async () => {
    const { phases } = await session.config();
    const edited = worktree === null ? null : await problemIn(path.join(worktree, CONFIG_PATH));
    const committed = ok("config", `phases ${phases.join(", ")}`);
    return edited === null ? [committed] : [committed, edited];
  });

/** The file in the working tree, which counts once it is committed on the base branch. */
async function problemIn(file: string): Promise<Check | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    await parseConfig(text);
    return null;
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    const found = error.message.replace(" at the base commit", ", not committed yet");
    return fail("config", found, error.fix);
  }
}

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
