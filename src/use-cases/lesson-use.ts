// Tells a person which lessons were used lately, and which could be retired, each with the reason.
import type { ReadContext } from "../api/context.ts";
import { LISTS, type List, listed, listPorts } from "../learnings/curation/waiting.ts";
import Citation from "../learnings/records/citation.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { readersOf, servingsOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import { newestFirst } from "../shared/ids.ts";
import { standingFacts } from "./list-learnings.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Without a reader for so long, a lesson may not be needed. */
const UNREAD_MS = 90 * DAY_MS;

export interface UsedLesson extends ReturnType<typeof rowOf> {
  /** Sessions that were given it in that time. */
  readonly sessions: number;
  /** Sessions that found it helpful in that time. */
  readonly helped: number;
}

const rowOf = (
  context: ReadContext,
  state: Awaited<ReturnType<ReadContext["state"]>>,
  each: LearningRecord,
) => ({
  id: each.id,
  at: each.at,
  kind: each.kind,
  title: each.title,
  ...standingFacts(state, each, context.now),
});

/** Of the last seven days, the most helpful first. */
export async function usedThisWeek(context: ReadContext): Promise<UsedLesson[]> {
  const state = await context.state();
  const since = new Date(context.now - WEEK_MS).toISOString();
  const given = new Map<string, Set<string>>();
  const helped = new Map<string, Set<string>>();
  const note = (of: Map<string, Set<string>>, id: string, session: string): void => {
    const known = of.get(id);
    if (known) known.add(session);
    else of.set(id, new Set([session]));
  };
  for (const { at, session, served } of servingsOf(state))
    if (at >= since) for (const id of served) note(given, id, session);
  for (const { at, session, citations } of state.all(Citation))
    if (at >= since)
      for (const { id, outcome } of citations)
        if (outcome === "applied" || outcome === "still_true") note(helped, id, session);
  return [...new Set([...given.keys(), ...helped.keys()])]
    .flatMap((id) => {
      const learning = state.get(Learning, id);
      return learning === undefined
        ? []
        : {
            ...rowOf(context, state, learning),
            sessions: given.get(id)?.size ?? 0,
            helped: helped.get(id)?.size ?? 0,
          };
    })
    .toSorted((a, b) => b.helped - a.helped || b.sessions - a.sessions || (a.id < b.id ? 1 : -1));
}

export interface CouldGo extends ReturnType<typeof rowOf> {
  readonly why: string;
}

/** Lists that are cheap to make; the others compare each lesson with all, which takes too long here. */
const GOING: readonly List[] = LISTS.filter((list) => ["disputed", "stale", "uncited"].includes(list));

/**
 * Lessons in service, each once with its first reason: disputed, stale, shown to many and helpful to none, or long unread.
 */
export async function couldGo(context: ReadContext): Promise<CouldGo[]> {
  const state = await context.state();
  const { search, code, now } = context;
  const found = await listed(state, now, listPorts(search, code, now), GOING);
  const reasons = new Map(found.toReversed().map(({ id, why }) => [id, why]));
  const before = new Date(now - UNREAD_MS).toISOString();
  const unread = state
    .all(Learning)
    .filter(
      (each) =>
        each.at < before &&
        !reasons.has(each.id) &&
        readersOf(state, each.id).size === 0 &&
        standingOf(state, each, now).withheld === null,
    )
    .toSorted(newestFirst)
    .toReversed();
  const rows = found.flatMap(({ id }) => {
    const why = reasons.get(id);
    const learning = state.get(Learning, id);
    if (why === undefined || learning === undefined) return [];
    reasons.delete(id);
    return { ...rowOf(context, state, learning), why };
  });
  const days = (at: string): number => Math.floor((now - Date.parse(at)) / DAY_MS);
  return [
    ...rows,
    ...unread.map((each) => ({
      ...rowOf(context, state, each),
      why: `given to no session in the ${days(each.at)} days since it was recorded`,
    })),
  ];
}
