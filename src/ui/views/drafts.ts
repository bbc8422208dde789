// Finds drafts of lessons in the sessions of the last days that have recorded none themselves.
import type { ReadContext } from "../../api/context.ts";
import Attempt from "../../jobs/records/attempt.ts";
import Learning from "../../learnings/records/learning.ts";
import type { LessonDraft } from "../../lessons/from-records.ts";
import Handoff from "../../lessons/records/handoff.ts";
import { newestFirst } from "../../shared/ids.ts";
import { extractLearnings } from "../../use-cases/extract-learnings.ts";

export interface Drafted {
  readonly session: string;
  readonly draft: LessonDraft;
}

const SINCE_MS = 7 * 86_400_000;
/** Each is a question to git. */
const MOST_SESSIONS = 5;

export async function draftsWaiting(context: ReadContext): Promise<Drafted[]> {
  const state = await context.state();
  const authors = new Set(state.all(Learning).map(({ session }) => session));
  const since = new Date(context.now - SINCE_MS).toISOString();
  const worked = [...state.all(Handoff), ...state.all(Attempt)]
    .filter(({ at, session }) => at >= since && !authors.has(session))
    .toSorted(newestFirst);
  const sessions = [...new Set(worked.map(({ session }) => session))].slice(0, MOST_SESSIONS);
  const titles = new Set(state.all(Learning).map(({ title }) => title));
  const found: Drafted[] = [];
  for (const session of sessions) {
    const { drafts } = await extractLearnings(context, { session });
    for (const draft of drafts) if (!titles.has(draft.title)) found.push({ session, draft });
  }
  return found;
}
