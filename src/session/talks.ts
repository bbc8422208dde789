// Keeps talks of earlier sessions for the clone whose person has agreed, and reads new ones in the background.

import { statSync } from "node:fs";
import { type Repository, worktreesOf } from "../git/repository.ts";
import { tryGit } from "../git/run.ts";
import { startApart } from "../git/this-program.ts";
import { dropTalkNotes } from "../history/io/episode-notes.ts";
import { talksFile } from "../history/io/talks.ts";
import { readTextNow } from "../shared/files.ts";
import { claimMaking, endMaking } from "../shared/making.ts";
import { type Found, findSessions } from "../transcripts/io/find.ts";
import { dropTalks, type KeptReport, keepTalks } from "../transcripts/io/keep.ts";
import type { House } from "./house.ts";

type Progress = (done: number, all: number) => void;

/** A key of the clone's own git configuration, which nothing committed or fetched can write. */
export const SESSIONS_KEY = "agentops.sessions";

/** Milliseconds between two looks for new sessions. */
const LOOKS_AGAIN_MS = 10 * 60_000;

export async function keepsSessions({ commonDir }: Pick<Repository, "commonDir">): Promise<boolean> {
  // Most clones were never asked; the text of the file shows that without a git process.
  if (!/^[^\S\n]*sessions\s*=/im.test(readTextNow(`${commonDir}/config`) ?? "")) return false;
  const { stdout } = await tryGit(commonDir, ["config", "--local", "--type=bool", "--get", SESSIONS_KEY]);
  return stdout.trim() === "true";
}

/** False where the configuration can't be written. */
export async function keepSessions({ commonDir }: Pick<Repository, "commonDir">): Promise<boolean> {
  return (await tryGit(commonDir, ["config", "--local", SESSIONS_KEY, "true"])).code === 0;
}

/** Deletes all kept talks and the consent; true where there was something to delete. */
export async function forgetSessions({ repository, hooksFolder }: House): Promise<boolean> {
  const { code } = await tryGit(repository.commonDir, ["config", "--local", "--unset-all", SESSIONS_KEY]);
  await dropTalkNotes(hooksFolder);
  return (await dropTalks(hooksFolder)) || code === 0;
}

export async function sessionsHere({ repository }: House, asked: Progress): Promise<Found> {
  const roots = await worktreesOf(repository);
  return findSessions({ commonDir: repository.commonDir, roots }, process.env, asked);
}

/** Throws where the disk can't be written. */
export async function keepFound(house: House, found: Found, progress: Progress): Promise<KeptReport> {
  const { repository, hooksFolder: folder } = house;
  const roots = await worktreesOf(repository);
  return keepTalks({ folder, roots, home: process.env.HOME ?? null }, found.sessions, progress);
}

/** The background work of `refreshTalks`; does nothing without consent. */
export async function readNewSessions(house: House): Promise<void> {
  try {
    if (!(await keepsSessions(house.repository))) return;
    await keepFound(house, await sessionsHere(house, () => {}), () => {});
  } finally {
    endMaking(talksFile(house.hooksFolder));
  }
}

/** Starts at most one background process. Never throws, as talks are an extra. */
export async function refreshTalks({ repository, hooksFolder: folder, dir }: House): Promise<void> {
  try {
    if (!(await keepsSessions(repository))) return;
    // Each look rewrites the file, so its time is that of the last look.
    const looked = statSync(talksFile(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Math.abs(Date.now() - looked) < LOOKS_AGAIN_MS) return;
    if (claimMaking(folder, talksFile(folder))) await startApart(["hook", "--read-sessions"], dir);
  } catch {
    // A full disk or a failing git: the next caller tries again.
  }
}
