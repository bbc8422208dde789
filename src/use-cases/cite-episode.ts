// Notes what a session says of a raw commit, document or talk that it was given; one that it called right becomes a draft
// of a lesson.
import type { ReadContext } from "../api/context.ts";
import { isDocumentId } from "../history/document.ts";
import { isTalkId } from "../history/episode-notes.ts";
import { nameOf } from "../history/past.ts";

export interface Episode {
  /** The full id, as notes hold it. */
  readonly id: string;
  /** The short name, as answers show it. */
  readonly name: string;
  /** The session that a talk comes from; null for what lies in the repository. */
  readonly session: string | null;
}

const COMMIT = /^[0-9a-f]{7,64}$/;

/** Null for an id of no commit or document of base and of no kept talk. */
export async function episodeOf({ history }: ReadContext, named: string): Promise<Episode | null> {
  const id = named.trim().toLowerCase();
  if (isTalkId(id)) {
    const talk = (await history.talks()).find((each) => each.id === id);
    return talk ? { id, name: id, session: talk.session } : null;
  }
  if (!COMMIT.test(id) && !isDocumentId(id)) return null;
  const past = await history.find(id);
  return past && { id: past.id, name: nameOf(past), session: null };
}

export interface EpisodeWord {
  readonly episode: Episode;
  readonly outcome: string;
}

/** Throws where the disk can't be written. */
export async function citeEpisodes({ history, session, now }: ReadContext, words: readonly EpisodeWord[]) {
  const at = new Date(now).toISOString();
  const own = ({ episode }: EpisodeWord): boolean => episode.session === session.session;
  await history.note(
    words
      .filter((word) => !own(word))
      .map(({ episode: { id }, outcome }) => ({ t: "cited", at, id, session: session.session, outcome })),
  );
  return words.map((word) => ({
    id: word.episode.name,
    outcome: word.outcome,
    counted: !own(word),
    // Raw items have no strength.
    strength: 0,
    note: own(word) ? "not counted: a session's word on its own talk" : whatCameOf(word.outcome),
  }));
}

function whatCameOf(outcome: string): string {
  switch (outcome) {
    case "applied":
    case "still_true":
      return "raw, counted in this clone: extract_learnings has a draft of it now, for record_learning";
    case "wrong":
    case "stale":
      return "raw, counted in this clone: hooks give it no more";
    default:
      return "raw, counted in this clone";
  }
}
