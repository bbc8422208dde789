// Names past commits, and talks of earlier sessions, that answer what a session is at.
import { existsSync } from "node:fs";
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
  readonly folder: string;
  talks(): Promise<Talks>;
}

/** A program of its own, as few sessions have talks to be told. */
export interface Talks {
  /** What answers among the talks kept in `folder`, but for those that are `known`; within so many tokens. */
  nameTalks(folder: string, question: string, known: ReadonlySet<string>, room: number): NamedTalks | null;
}

export interface NamedTalks {
  readonly ids: readonly string[];
  readonly text: string;
  readonly tokens: number;
}

/** At once. */
const MOST_PAST = 2;

/** In a line each, as `git show` has the rest, and of a talk what decides; once in a window, as far as its budget reaches. */
export async function namePast(question: string, ports: PastPorts): Promise<Given | null> {
  const { view, notes, past, talks, folder, speech, agent } = ports;
  if (!view.history || view.budget === 0) return null;
  const window = speech.window();
  const finder = past();
  const found = finder === null ? [] : pastFor(finder, question, [], MOST_PAST);
  const fresh = found.filter(({ id, commands }) => !commands && !window.past.has(id));
  const room = view.budget - window.tokens;
  const lines = pastLines(fresh);
  const cost = lines === null ? 0 : countTokens(lines);
  const commits = lines !== null && cost <= room ? [{ ids: fresh.map(({ id }) => id), text: lines }] : [];
  const said = existsSync(talksFile(folder))
    ? (await talks()).nameTalks(folder, question, window.past, room - (commits.length > 0 ? cost : 0))
    : null;
  const given = [...commits, ...(said ? [said] : [])];
  if (given.length === 0) return null;
  speech.whenSaid(() =>
    appendNotes(notes, [
      {
        ...{ t: "past", at: new Date().toISOString(), ids: given.flatMap(({ ids }) => ids) },
        ...(said ? { tokens: said.tokens } : {}),
        ...(agent === null ? {} : { agent }),
      },
    ]),
  );
  return { text: given.map(({ text }) => text).join("\n\n"), titles: [] };
}
