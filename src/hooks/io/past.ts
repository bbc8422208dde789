// Names past commits that answer what a session is at.
import { existsSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import { talksFile } from "../../history/io/talks.ts";
import { type PastFinder, pastFor, pastLines } from "../../history/past.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import type { Given } from "./give.ts";
import { appendNotes } from "./notes-file.ts";
import type { Speech } from "./speech.ts";
import type { HookView } from "./view-file.ts";

export interface PastPorts {
  readonly view: HookView;
  /** The session's notes. */
  readonly notes: string;
  readonly speech: Speech;
  /** The subagent that is spoken to; null for the session's own model. */
  readonly agent: string | null;
  /** What is known of base's past commits at this moment; null for nothing. */
  past(): PastFinder | null;
  /** Ours in the common git directory. */
  readonly place: Pick<Place, "folder">;
  talks(): Talks;
}

/** A program of its own, as few clones keep talks. */
export interface Talks {
  nameTalks(question: string, ports: PastPorts): Given | null;
}

/** At once. */
const MOST_PAST = 2;

/** In a line each, as `git show` has the rest; once in a window, as far as its budget reaches. */
export function namePast(question: string, { view, notes, past, speech, agent }: PastPorts): Given | null {
  const finder = view.history && view.budget > 0 ? past() : null;
  if (finder === null) return null;
  const window = speech.window();
  const fresh = pastFor(finder, question, [], MOST_PAST).filter(
    ({ id, commands }) => !commands && !window.past.has(id),
  );
  const text = pastLines(fresh);
  if (text === null || window.tokens + countTokens(text) > view.budget) return null;
  const ids = fresh.map(({ id }) => id);
  speech.whenSaid(() =>
    appendNotes(notes, [
      { t: "past", at: new Date().toISOString(), ids, ...(agent === null ? {} : { agent }) },
    ]),
  );
  return { text, titles: [] };
}

/** Talks of earlier sessions that answer it, where this clone keeps any. */
export const talksOn = (question: string, ports: PastPorts): Given | null =>
  existsSync(talksFile(ports.place.folder)) ? ports.talks().nameTalks(question, ports) : null;
