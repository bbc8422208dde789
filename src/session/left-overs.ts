// Takes out what killed processes of this clone have left: tickets, and files that they were writing.
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Journal } from "../journal/journal.ts";
import { clearTickets } from "../journal/queue.ts";
import { WORK_FOLDER } from "../learnings/io/place-file.ts";
import { removeLeftOvers } from "../shared/left-over.ts";
import { sweepLeftOvers } from "./cache/cache.ts";

/** Folders in which processes wait for their turn. */
const TURNS = /^(?:queue|packing|recording-.)$/;

/** Never throws: what stays costs room, nothing else. */
export async function clearLeftOvers(journal: Journal): Promise<void> {
  const { folder, repository } = journal;
  const names = await readdir(folder).catch(() => []);
  await Promise.all([
    ...names.filter((name) => TURNS.test(name)).map((name) => clearTickets(path.join(folder, name))),
    ...[folder, path.join(folder, WORK_FOLDER), path.join(repository.commonDir, "objects")].map(
      removeLeftOvers,
    ),
    sweepLeftOvers(journal),
  ]);
}
