// Names the folders that a command's or page's data come from, by the command's options.
import path from "node:path";
import { knowledgePlace, placeAround, storeAt } from "../git/place.ts";
import { notesFolder } from "../hooks/io/notes-file.ts";
import { LEARNINGS_FOLDER } from "../learnings/io/learning-file.ts";
import type { Watched } from "../ui/io/watch.ts";
import type { CommandInput } from "./define-command.ts";
import { layerIn } from "./named-layer.ts";

export interface Places {
  readonly watched: Watched;
  /** This program's in the common git directory; null without a repository. */
  readonly folder: string | null;
  /** Its name for a person. */
  readonly name: string;
}

/** `watched` is the store that `openSession` shows with the same options. Throws NOT_FOUND for an unknown layer. */
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
