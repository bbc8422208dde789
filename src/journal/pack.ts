// Packs the journal's loose objects, so that many small records never start a garbage collection in the user's repository.

import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { loosePath } from "../git/objects.ts";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import { syncFolder } from "../shared/files.ts";
import { CLONE_REFS } from "./append.ts";
import { inTurn } from "./queue.ts";

/**
 * A record makes about 7 objects and git collects garbage from 6,700 loose ones on (gc.auto), so this packs well before.
 */
export const PACK_AT_OBJECTS = 2_000;

/** Packs when this clone's journal has at least `threshold` loose objects; returns how many it packed. */
export async function packJournal(
  repository: Repository,
  folder: string,
  clone: string,
  threshold = PACK_AT_OBJECTS,
): Promise<number> {
  const { commonDir } = repository;
  const loose = await looseObjects(repository, clone, threshold);
  if (loose.length < threshold) return 0;
  return inTurn(path.join(folder, "packing"), async () => {
    // Another process may have packed during the wait.
    const ids = await looseObjects(repository, clone, threshold);
    if (ids.length < threshold) return 0;
    const packs = path.join(commonDir, "objects", "pack");
    await mkdir(packs, { recursive: true });
    await git(commonDir, ["pack-objects", "-q", path.join(packs, "pack")], `${ids.join("\n")}\n`);
    // pack-objects has synced the pack and its index, and this syncs their names, so the loose copies are not needed any
    // more.
    await syncFolder(packs);
    await Promise.all(ids.map((id) => rm(loosePath(commonDir, id), { force: true })));
    return ids.length;
  });
}

/** The loose objects of this clone's journal; none when the whole repository has fewer than `threshold`. */
async function looseObjects(repository: Repository, clone: string, threshold: number): Promise<string[]> {
  const loose = await looseIds(repository.commonDir);
  // A clone without a record has no ref yet.
  const tip = (await readRefs(repository, CLONE_REFS)).get(CLONE_REFS + clone);
  if (tip === undefined || loose.size < threshold) return [];
  // `--unpacked` skips packed commits, but lists all that the trees of the others hold.
  const args = ["rev-list", "--objects", "--no-object-names", "--unpacked", tip];
  const listed = await git(repository.commonDir, args);
  return [...new Set(listed.split("\n"))].filter((id) => loose.has(id));
}

async function looseIds(commonDir: string): Promise<Set<string>> {
  const objects = path.join(commonDir, "objects");
  const folders = (await readdir(objects).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const ids = folders.map(async (folder) => {
    const names = await readdir(path.join(objects, folder)).catch(() => []);
    return names.map((name) => folder + name);
  });
  return new Set((await Promise.all(ids)).flat());
}
