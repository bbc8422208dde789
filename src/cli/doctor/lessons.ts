// Names lessons whose files are not served as they are, or not at all since somebody deleted them.
import type { Journal } from "../../journal/journal.ts";
import { marksIn } from "../../learnings/io/laid-files.ts";
import { LEARNINGS_FOLDER } from "../../learnings/io/learning-file.ts";
import Learning from "../../learnings/records/learning.ts";
import { DELETED_HERE, retiredBy } from "../../learnings/text-source.ts";
import type { State } from "../../records/state.ts";
import type { Session } from "../../session/session.ts";
import { line } from "../reading.ts";
import { attempt, type Check, warn } from "./check.ts";

const MOST_NAMED = 3;

/** Files of `.agentops/learnings`, in the working tree or on base, that are not served as they are. */
export const checkFiles = (session: Session, { folder }: Journal): Promise<Check[]> =>
  attempt("learnings", async () => {
    const by = { session: "terminal", runtime: "agentops-mcp" };
    const { read } = await session.contexts(by, new AbortController().signal);
    const state = await read.soon();
    const broken = [...state.quarantined.values()].filter(({ path: file }) =>
      file.startsWith(LEARNINGS_FOLDER),
    );
    return [
      ...broken.map(({ path: file, reason }) =>
        warn(
          "learnings",
          `${file} ${reason}`,
          "Mend the file; until then the text before it is served, where there is one.",
        ),
      ),
      ...takenBack(state, folder),
    ];
  });

/** Deleting one file is a decision, while `git clean` or a reset deletes all of them and says nothing about any. */
function takenBack(state: State, folder: string): Check[] {
  const deleted = state.all(Learning).filter(({ id }) => retiredBy(state, id) === DELETED_HERE);
  if (deleted.length === 0) return [];
  const named = deleted.slice(0, MOST_NAMED).map(({ id, title }) => `${id} (${line(title)})`);
  const more = deleted.length > MOST_NAMED ? ` and ${deleted.length - MOST_NAMED} more` : "";
  return [
    warn(
      "taken back",
      `not served in this working tree, as the file was deleted before it was committed: ${named.join(", ")}${more}`,
      `Nothing to do where that was meant. If git clean or a reset took the files along, have all served again: rm -r ${marksIn(folder)}`,
    ),
  ];
}
