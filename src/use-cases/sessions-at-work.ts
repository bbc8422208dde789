// Tells which sessions were at work lately and what each was given, from records and from notes of hooks.
import Learning from "../learnings/records/learning.ts";
import { servingsOf } from "../learnings/servings.ts";
import { recordsBySession } from "../records/feeds.ts";
import type { State } from "../records/state.ts";

export interface Noted {
  readonly session: string;
  /** ISO 8601. */
  readonly at: string;
}

interface Item {
  readonly at: string;
  readonly reason: string;
  readonly served: readonly string[];
  readonly tokens: number;
}

/** Notes of hooks in this clone, which the journal may not have yet. */
export interface SeenByHooks {
  /** The latest first. */
  noted(): Promise<readonly Noted[]>;
  injected(state: State, session: string): Promise<readonly Item[]>;
}

export interface Given extends Item {
  readonly session: string;
  readonly runtime: string;
}

export interface SessionRow {
  readonly session: string;
  readonly runtime: string;
  /** When it was last seen. */
  readonly at: string;
  readonly at_work: boolean;
  readonly recorded: number;
  readonly given: number;
  readonly tokens: number;
}

/** A session that is silent for longer is called quiet. */
const AT_WORK_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** What a person does by a command or page is no agent's session. */
const OF_PEOPLE = new Set(["terminal", "agentops-mcp"]);

/** The last day's, both lists with the latest first. */
export async function sessionsAtWork(
  state: State,
  hooks: SeenByHooks,
  now: number,
): Promise<{ readonly sessions: SessionRow[]; readonly given: Given[] }> {
  const since = new Date(now - DAY_MS).toISOString();
  const noted = (await hooks.noted()).filter(({ at }) => at >= since);
  const given = await givenSince(state, hooks, noted, since);
  return { sessions: rowsOf(state, noted, given, now), given };
}

async function givenSince(
  state: State,
  hooks: SeenByHooks,
  noted: readonly Noted[],
  since: string,
): Promise<Given[]> {
  const kept: Given[] = servingsOf(state).map(({ at, session, runtime, injected, served, tokens }) => ({
    at,
    session,
    runtime,
    served,
    tokens,
    reason: injected?.reason ?? "asked",
  }));
  const known = new Set(kept.map(({ session, at, reason }) => `${session} ${at} ${reason}`));
  const fresh = await Promise.all(
    noted.map(async ({ session }) =>
      (await hooks.injected(state, session)).map((item) => ({ ...item, session, runtime: "hook" })),
    ),
  );
  const notes = fresh.flat().filter(({ session, at, reason }) => !known.has(`${session} ${at} ${reason}`));
  return [...kept, ...notes].filter(({ at }) => at >= since).toSorted(latestFirst);
}

const latestFirst = (a: { readonly at: string }, b: { readonly at: string }): number =>
  a.at < b.at ? 1 : a.at > b.at ? -1 : 0;

function rowsOf(state: State, noted: readonly Noted[], given: readonly Given[], now: number): SessionRow[] {
  const since = new Date(now - DAY_MS).toISOString();
  const seen = new Map<string, { -readonly [K in keyof SessionRow]: SessionRow[K] }>();
  const meet = (session: string, runtime: string, at: string) => {
    const known = seen.get(session) ?? {
      ...{ session, runtime, at, at_work: false },
      ...{ recorded: 0, given: 0, tokens: 0 },
    };
    if (known.at < at) known.at = at;
    seen.set(session, known);
    return known;
  };
  for (const [session, records] of state.entries(recordsBySession))
    for (const record of records)
      if (record.at >= since && !OF_PEOPLE.has(record.runtime))
        meet(session, record.runtime, record.at).recorded += Learning.is(record) ? 1 : 0;
  for (const { session, runtime, at, served, tokens } of given) {
    const met = meet(session, runtime, at);
    met.given += served.length;
    met.tokens += tokens;
  }
  for (const { session, at } of noted) meet(session, "hook", at);
  return [...seen.values()]
    .map((row) => ({ ...row, at_work: now - Date.parse(row.at) < AT_WORK_MS }))
    .toSorted(latestFirst);
}
