// Puts drafts from the past in the order of their worth, without those that a lesson rests on or that are dealt with.
import { type EpisodeNote, isDoubted, wordsOnEpisodes } from "../history/episode-notes.ts";
import type { Past } from "../history/past.ts";
import type { Talk } from "../history/talk.ts";
import type { Evidence } from "../records/evidence.ts";
import { readPath } from "../shared/text/written-path.ts";
import { draftOfCited, draftsFromCommits, type PastDraft } from "./from-past.ts";
import { draftOfCitedTalk, draftsFromTalks } from "./from-talks.ts";

export interface Known {
  /** Newest first. */
  readonly past: readonly Past[];
  readonly talks: readonly Talk[];
  readonly notes: readonly EpisodeNote[];
  /** The evidence of stored lessons. */
  readonly told: readonly Pick<Evidence, "type" | "ref">[];
}

/** Best first, and of equal ones the newest. */
export function pastDrafts({ past, talks, notes, told }: Known): PastDraft[] {
  const cited = draftsOfCited({ past, talks, notes });
  const isCited = new Set(cited.flatMap(({ of }) => of));
  const doubted = new Set(
    [...wordsOnEpisodes(notes)].flatMap(([id, words]) => (isDoubted(words) ? [id] : [])),
  );
  const found = [...draftsFromCommits(past), ...draftsFromTalks(talks)].filter(
    ({ of }) => !of.some((id) => doubted.has(id)) && !of.every((id) => isCited.has(id)),
  );
  const done = new Set(notes.flatMap((note) => (note.t === "done" ? [note.id] : [])));
  const isTold = toldBy(told);
  const files = new Set(told.flatMap(({ type, ref }) => (type === "path" ? [readPath(ref).path] : [])));
  const isToldFile = ({ type, ref }: Known["told"][number]): boolean => type === "path" && files.has(ref);
  return [...cited, ...found]
    .filter((each) => !done.has(each.id) && !each.of.some(isTold) && !each.evidence.some(isToldFile))
    .toSorted((a, b) => b.worth - a.worth || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** With `session`, those that it has called right itself. What speaks as a commander is no draft, whoever cites it. */
export function draftsOfCited(
  { past, talks, notes }: Omit<Known, "told">,
  session: string | null = null,
): PastDraft[] {
  const words = [...wordsOnEpisodes(notes)].filter(
    ([, each]) =>
      each.helped.length > 0 && !isDoubted(each) && (session === null || each.helped.includes(session)),
  );
  if (words.length === 0) return [];
  const stands = new Map(past.map((each) => [each.id, each]));
  const said = new Map(talks.map((each) => [each.id, each]));
  return words.flatMap(([id, { helped }]) => {
    const found = stands.get(id);
    const talk = said.get(id);
    if (found && !found.commands) return [draftOfCited(found, helped.length)];
    return talk && !talk.commands ? [draftOfCitedTalk(talk, helped.length)] : [];
  });
}

/** True for a commit or talk that a lesson names, be it in short, or with its repository before it. */
export function toldBy(told: Known["told"]): (id: string) => boolean {
  const commits = told.flatMap(({ type, ref }) =>
    type === "commit" ? [ref.slice(ref.lastIndexOf("@") + 1).toLowerCase()] : [],
  );
  const short = new Set(commits.filter((each) => each.length < WHOLE));
  const whole = new Set(commits);
  const talks = new Set(told.flatMap(({ ref }) => ref.match(/\btalk-[0-9a-f]{12}\b/g) ?? []));
  return (id) =>
    whole.has(id) || talks.has(id) || [...short].some((each) => each !== "" && id.startsWith(each));
}

const WHOLE = 40;
