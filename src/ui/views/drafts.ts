// Finds drafts of lessons: of sessions of the last days that have recorded none themselves, and of the repository's past.
import type { ReadContext } from "../../api/context.ts";
import Claim from "../../claims/records/claim.ts";
import Attempt from "../../jobs/records/attempt.ts";
import Escalation from "../../jobs/records/escalation.ts";
import Learning from "../../learnings/records/learning.ts";
import type { LessonDraft } from "../../lessons/from-records.ts";
import Handoff from "../../lessons/records/handoff.ts";
import type { JournalRecord } from "../../records/record.ts";
import { hash64 } from "../../shared/hash.ts";
import { newestFirst } from "../../shared/ids.ts";
import { openBatches } from "../../supervision/batches.ts";
import { extractLearnings } from "../../use-cases/extract-learnings.ts";

export interface Drafted {
  /** By which it is dealt with: no list of this clone has it any more. */
  readonly id: string;
  /** Null for one of the past. */
  readonly session: string | null;
  readonly draft: LessonDraft;
}

const SINCE_MS = 7 * 86_400_000;
/** Each is a question to git. */
const MOST_SESSIONS = 5;

export async function draftsWaiting(context: ReadContext): Promise<Drafted[]> {
  const state = await context.state();
  const authors = new Set(state.all(Learning).map(({ session }) => session));
  const since = new Date(context.now - SINCE_MS).toISOString();
  const worked = [Handoff, Attempt, Claim, Escalation]
    .flatMap((kind): JournalRecord[] => state.all<JournalRecord>(kind))
    .filter(({ at, session }) => at >= since && !authors.has(session))
    .toSorted(newestFirst);
  const sessions = [...new Set(worked.map(({ session }) => session))].slice(0, MOST_SESSIONS);
  const titles = new Set(state.all(Learning).map(({ title }) => title));
  const done = new Set(context.history.notes().flatMap((note) => (note.t === "done" ? [note.id] : [])));
  const found: Drafted[] = [];
  for (const session of sessions) {
    const { drafts } = await extractLearnings(context, { session });
    found.push(...drafts.map((draft) => ({ id: idOf(session, draft), session, draft })));
  }
  const asked = new Set(openBatches(state).flatMap(({ escalations }) => escalations.map(({ id }) => id)));
  // What somebody is still to answer waits there already, and is a lesson once it is answered.
  const isOpen = ({ evidence }: LessonDraft): boolean => evidence.some(({ ref }) => asked.has(ref));
  return found.filter(({ id, draft }) => !done.has(id) && !titles.has(draft.title) && !isOpen(draft));
}

/** Raw pieces of old commits and talks that are worth a lesson in somebody's own words, best first. */
export async function episodesWaiting(context: ReadContext): Promise<{ drafts: Drafted[]; left: number }> {
  const { drafts, left = 0 } = await extractLearnings(context, { past: true });
  return { drafts: drafts.map(({ id = "", ...draft }) => ({ id, session: null, draft })), left };
}

const idOf = (session: string, { title, body }: LessonDraft): string =>
  `session-${hash64(`${session}\n${title}\n${body}`).toString(16)}`;
