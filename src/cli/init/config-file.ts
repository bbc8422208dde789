// Notes in the git folder what init wrote into .agentops/config.yaml, so that uninstall removes only that.

import { existsSync } from "node:fs";
import path from "node:path";
import { tryGit } from "../../git/run.ts";
import { readText } from "../../shared/files.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { Draft } from "./draft.ts";
import type { Where } from "./options.ts";

/** In the repository's git folder: the digest of the configuration as init wrote it. */
const NOTED_CONFIG = "agentops/config-of-init";

/** Not noted where the file holds a person's own text. */
export async function noteConfig(draft: Draft, { repository, place }: Where): Promise<void> {
  if (repository === null || place.top === null) return;
  const file = path.join(place.top, CONFIG_PATH);
  const written = draft.changes().find((change) => change.target.endsWith(path.normalize(CONFIG_PATH)));
  if (!written || written.after === null || (await isTracked(place.top, file))) return;
  const note = path.join(repository.commonDir, NOTED_CONFIG);
  const { before, after } = written;
  if (before !== null && !(await isNoted(note, before))) return;
  await draft.edit(note, () => `${sha256(after)}\n`);
}

/**
 * Removes the file if it is as init wrote it; else says in one line why it stays and how to remove it, or null where it is
 * missing.
 */
export async function removeConfig(draft: Draft, { repository, place }: Where): Promise<string | null> {
  if (repository === null || place.top === null) return null;
  const file = path.join(place.top, CONFIG_PATH);
  const note = path.join(repository.commonDir, NOTED_CONFIG);
  const text = await readText(file);
  const tracked = await isTracked(place.top, file);
  const isOurs = text !== null && !tracked && (await isNoted(note, text));
  if (isOurs) await draft.edit(file, () => null);
  if (existsSync(note)) await draft.edit(note, () => null);
  if (text === null || isOurs) return null;
  return tracked
    ? `${CONFIG_PATH} stays, as git tracks it: git rm ${CONFIG_PATH} removes it.`
    : `${CONFIG_PATH} stays, as it is not what init wrote: rm ${CONFIG_PATH} removes it.`;
}

export async function isTracked(top: string, file: string): Promise<boolean> {
  const { stdout } = await tryGit(top, ["ls-files", "-z", "--", path.relative(top, file)]);
  return stdout !== "";
}

const isNoted = async (note: string, text: string): Promise<boolean> =>
  (await readText(note))?.trim() === sha256(text);
