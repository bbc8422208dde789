// Checks the settings files: what is in force, mistakes in them, and edits that are not in force yet.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseConfig } from "../../config/config.ts";
import type { Repository } from "../../git/repository.ts";
import { GOALS_PATH, parseGoals } from "../../goals/io/file.ts";
import type { Session } from "../../session/session.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { parseSkin, SKIN_PATH } from "../../skin/file.ts";
import { attempt, type Check, ok, warn } from "./check.ts";

export const checkConfig = (session: Session, { worktree }: Repository): Promise<Check[]> =>
  checkFile({
    name: "config",
    file: worktree === null ? null : path.join(worktree, CONFIG_PATH),
    inForce: session.config,
    parse: parseConfig,
    say: ({ phases, sync, commit, review }) =>
      `phases ${phases.join(", ")}; sync ${sync}; commit ${commit}; review ${review}`,
  });

/** Reports nothing where there are no goals. */
export const checkGoals = async (session: Session, { worktree }: Repository): Promise<Check[]> => {
  const checks = await checkFile({
    name: "goals",
    file: worktree === null ? null : path.join(worktree, GOALS_PATH),
    async inForce() {
      const { goals, dormant } = await session.goals();
      return { goals, dormant };
    },
    parse: parseGoals,
    say: ({ goals }) => goals.map(({ id }) => id).join(", "),
  });
  return checks.filter(({ found }) => found !== "");
};

/** Reports nothing where no skin is used. */
export const checkSkin = async (session: Session, { worktree }: Repository): Promise<Check[]> => {
  const checks = await checkFile({
    name: "skin",
    file: worktree === null ? null : path.join(worktree, SKIN_PATH),
    inForce: session.skin,
    parse: parseSkin,
    say: () => "",
  });
  return checks.filter(({ found }) => found !== "");
};

interface SettingsFile<T> {
  readonly name: string;
  /** In the working tree; null where there is none. */
  readonly file: string | null;
  /** What the base commit says. */
  inForce(): Promise<T>;
  parse(file: Buffer, where: string): Promise<T>;
  say(settings: T): string;
}

async function checkFile<T>({ name, file, inForce, parse, say }: SettingsFile<T>): Promise<Check[]> {
  const committed = await attempt(name, async () => [ok(name, say(await inForce()))]);
  const edited = await attempt(name, async () => {
    const text = file === null ? null : await readFile(file).catch(() => null);
    if (text === null) return [];
    const settings = await parse(text, "in the working tree");
    if (committed.some(({ level }) => level === "fail")) return [];
    if (JSON.stringify(settings) === JSON.stringify(await inForce())) return [];
    return [
      warn(
        name,
        "the file in the working tree says something else than the base commit",
        "It is not in force until it is committed on the base branch.",
      ),
    ];
  });
  return [...committed, ...edited];
}
