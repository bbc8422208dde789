// Finds lessons that sessions used together: a session's applied lessons belong together, and with those that it recorded
// afterwards.
import type { State } from "../records/state.ts";
import { citationsByLearning, citationsBySession } from "./records/citation.ts";
import Learning from "./records/learning.ts";

/** Of the sessions that applied a popular lesson the last ones are enough. */
const MOST_SESSIONS = 20;

/** Ids of lessons applied by the session that recorded this one, then of those applied beside it. */
export function usedWith(state: State, id: string): string[] {
  const recorded = state.get(Learning, id)?.session;
  const applying = state
    .by(citationsByLearning, id)
    .filter(({ outcome }) => outcome === "applied")
    .slice(-MOST_SESSIONS)
    .map(({ record }) => record.session);
  const sessions = [...new Set([...(recorded === undefined ? [] : [recorded]), ...applying])];
  const applied = sessions.flatMap((session) =>
    state.by(citationsBySession, session).flatMap((cited) => (cited.outcome === "applied" ? [cited.id] : [])),
  );
  return [...new Set(applied)].filter((other) => other !== id);
}
