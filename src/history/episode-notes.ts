// Says what this clone's sessions have noted of raw commits, documents and talks: whether one held, and which drafts are dealt with.

import { parseNoteLines } from "../shared/note-lines.ts";

export type EpisodeNote =
  /** A session's word on a commit, document or talk that it was given. */
  | {
      readonly t: "cited";
      readonly at: string;
      readonly id: string;
      readonly session: string;
      readonly outcome: string;
    }
  /** A draft was made a lesson of, or is worth none. */
  | { readonly t: "done"; readonly at: string; readonly id: string };

/** Lines that are torn or unknown are left out. */
export const parseEpisodeNotes = (text: string): EpisodeNote[] => parseNoteLines(text, isNote);

function isNote(note: Record<string, unknown>): boolean {
  const texts = (...names: string[]) => names.every((name) => typeof note[name] === "string");
  return note.t === "done"
    ? texts("at", "id")
    : note.t === "cited" && texts("at", "id", "session", "outcome");
}

export interface EpisodeWords {
  readonly helped: readonly string[];
  readonly doubted: readonly string[];
}

const HELPED = new Set(["applied", "still_true"]);
const DOUBTED = new Set(["wrong", "stale"]);

/** By episode, the sessions that found it right and those that found it wrong or out of date, each by its latest word. */
export function wordsOnEpisodes(notes: readonly EpisodeNote[]): Map<string, EpisodeWords> {
  const latest = new Map<string, Map<string, string>>();
  for (const note of notes) {
    if (note.t !== "cited") continue;
    const of = latest.get(note.id) ?? new Map<string, string>();
    latest.set(note.id, of.set(note.session, note.outcome));
  }
  const those = (of: Map<string, string>, wanted: ReadonlySet<string>): string[] =>
    [...of].flatMap(([session, outcome]) => (wanted.has(outcome) ? [session] : []));
  return new Map(
    [...latest].map(([id, of]) => [id, { helped: those(of, HELPED), doubted: those(of, DOUBTED) }]),
  );
}

export const isDoubted = ({ helped, doubted }: EpisodeWords): boolean => doubted.length > helped.length;

/** Those that no hook gives any more. */
export const doubtedEpisodes = (notes: readonly EpisodeNote[]): Set<string> =>
  new Set([...wordsOnEpisodes(notes)].flatMap(([id, words]) => (isDoubted(words) ? [id] : [])));

export const isTalkId = (id: string): boolean => /^talk-[0-9a-f]{12}$/.test(id);

/** True also for the id of a draft that comes of a talk. */
export const namesTalk = (id: string): boolean => /\btalk-[0-9a-f]{12}\b/.test(id);
