// Has past commits and talks told where any are kept, by a program that other sessions need not load.
import { existsSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import { historyFile } from "../../history/io/read.ts";
import { talksFile } from "../../history/io/talks.ts";
import type { Given } from "./give.ts";
import type { Speech } from "./speech.ts";
import type { HookView } from "./view-file.ts";

export interface PastPorts {
  readonly place: Pick<Place, "folder">;
  readonly view: HookView;
  /** The session's notes. */
  readonly notes: string;
  readonly speech: Speech;
  /** The subagent that is spoken to; null for the session's own model. */
  readonly agent: string | null;
  past(): PastProgram;
}

export interface PastProgram {
  namePast(question: string, ports: PastPorts): Given | null;
}

export const pastOn = (question: string, ports: PastPorts): Given | null =>
  ports.view.history && [historyFile, talksFile].some((file) => existsSync(file(ports.place.folder)))
    ? ports.past().namePast(question, ports)
    : null;
