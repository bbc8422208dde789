// Names the folders in which what commands and pages show comes to lie, by the options of the command.
import path from "node:path";
import { knowledgePlace, placeAround, storeAt } from "../git/place.ts";
import { notesFolder } from "../hooks/io/notes-file.ts";
import { LEARNINGS_FOLDER } from "../learnings/io/learning-file.ts";
import type { Watched } from "../ui/io/watch.ts";
import type { CommandInput } from "./define-command.ts";
import { layerIn } from "./named-layer.ts";

export interface Places {
  readonly watched: Watched;
  /** Ours in the common git directory; null where there is no repository. */
  readonly folder: string | null;
  /** What a person calls it. */
  readonly name: string;
}

/** Its `watched` is the store that `openSession` shows by the same options. Throws NOT_FOUND for a layer that there is not. */
export function placesOf(options: CommandInput["options"]): Places {
  const dir = path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
  const place = placeAround(dir);
  const store = layerIn(options)?.folder ?? options.knowledge;
  const kept = typeof store === "string" ? (storeAt(path.resolve(store)) ?? placeAround(store)) : null;
  const journal = kept ?? (place && knowledgePlace(place));
  return {
    watched: {
      commonDir: journal?.commonDir ?? dir,
      lessons: journal?.worktree ? path.join(journal.worktree, LEARNINGS_FOLDER) : null,
      notes: notesFolder(place?.folder ?? dir),
    },
    folder: place?.folder ?? null,
    name: path.basename(place?.worktree ?? dir),
  };
}
