// Packs the journal's own loose objects, so that many small records never push the user's repository into a garbage collection.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { loosePath, syncFolder } from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import { CLONE_REFS } from "./append.ts";
import { inTurn } from "./queue.ts";

/** A record makes about 7 objects and git's own limit is 6,700 loose ones, so this packs well before. */
export const PACK_AT_OBJECTS = 2_000;

/** Packs when this clone's journal has at least `threshold` loose objects; returns how many it packed. */
export async function packJournal(
  repository: Repository,
  folder: string,
  clone: string,
  threshold = PACK_AT_OBJECTS,
): Promise<number> {
  const { commonDir } = repository;
  const loose = await looseObjects(commonDir, clone);
  if (loose.length < threshold) return 0;
  return inTurn(path.join(folder, "packing"), async () => {
    // Another process may have packed while we waited.
    const ids = await looseObjects(commonDir, clone);
    if (ids.length < threshold) return 0;
    const packs = path.join(commonDir, "objects", "pack");
    await mkdir(packs, { recursive: true });
    await git(commonDir, ["pack-objects", "-q", path.join(packs, "pack")], `${ids.join("\n")}\n`);
    // pack-objects has synced pack and index, and this their names, so the loose copies are spare now.
    await syncFolder(packs);
    await Promise.all(ids.map((id) => rm(loosePath(commonDir, id), { force: true })));
    return ids.length;
  });
}

async function looseObjects(commonDir: string, clone: string): Promise<string[]> {
  // A pattern, because a clone whose first record is still to come has no ref to name.
  const own = `--glob=${CLONE_REFS}${clone}`;
  const listed = await git(commonDir, ["rev-list", "--objects", "--no-object-names", "--unpacked", own]);
  return [...new Set(listed.split("\n").filter(Boolean))];
}
