// Has past commits and talks told where any are kept, through a program that other sessions need not load.
import { existsSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import { historyFile } from "../../history/io/read.ts";
import { talksFile } from "../../history/io/talks.ts";
import type { Given } from "./give.ts";
import type { Speech } from "./speech.ts";
import type { HookView } from "./view-file.ts";

export interface PastPorts {
  readonly place: Pick<Place, "folder" | "commonDir">;
  readonly view: HookView;
  /** The session's notes. */
  readonly notes: string;
  readonly speech: Speech;
  /** The subagent that is spoken to; null for the session's own model. */
  readonly agent: string | null;
  past(): PastProgram;
}

export type Question = "task" | "error";

export interface PastProgram {
  namePast(question: string, ports: PastPorts, about: Question): Promise<Given | null>;
  nameBehind(file: string, ports: PastPorts): Promise<Given | null>;
}

const isKept = ({ view, place }: PastPorts): boolean =>
  view.history && [historyFile, talksFile].some((file) => existsSync(file(place.folder)));

export const pastOn = async (question: string, ports: PastPorts, about: Question): Promise<Given | null> =>
  isKept(ports) ? ports.past().namePast(question, ports, about) : null;

/** For a file that is about to be changed. */
export const pastBehindFile = async (file: string, ports: PastPorts): Promise<Given | null> =>
  isKept(ports) ? ports.past().nameBehind(file, ports) : null;
