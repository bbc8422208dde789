// Lists the learnings that wait for somebody's decision, and the reasons for each.

import type { State } from "../../records/state.ts";
import type { SearchPort } from "../../retrieval/port.ts";
import type { Similar } from "../../retrieval/query.ts";
import { newestFirst } from "../../shared/ids.ts";
import { counted } from "../../shared/text/count.ts";
import { type Conflict, conflictsOf, nearTo } from "../conflicts.ts";
import { promotableTo } from "../promotion.ts";
import type { Stage } from "../records/curation.ts";
import Learning, { type LearningRecord } from "../records/learning.ts";
import { readersOf, TRIAL_SESSIONS } from "../servings.ts";
import { type Standing, standingOf } from "../standing.ts";
import { curationsOf, outBy } from "./laws.ts";
import { outInWords } from "./text.ts";

/**
 * `promotable`: only a supervisor's decision is missing. `disputed`: a session says it is wrong, or more found it harmful
 * than helpful. `contradicted`: such a session names another learning as evidence, or another one says the opposite.
 * `stale`: a file that it cites has changed. `duplicated`: an older one says nearly the same. `uncited`: shown to many,
 * helpful to none. `out`: taken out of service by a decision that can be undone.
 */
export const LISTS = [
  "promotable",
  "disputed",
  "contradicted",
  "stale",
  "duplicated",
  "uncited",
  "out",
] as const;
export type List = (typeof LISTS)[number];

export interface Listed {
  readonly list: List;
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly why: string;
}

export interface ListPorts {
  /** Cited files that differ now. */
  changed(learning: LearningRecord): Promise<string[]>;
  /** Learnings that say nearly the same, itself included. */
  similar(learning: LearningRecord): readonly Similar[];
  /** Lessons in service that say the opposite. */
  conflicts(state: State, learning: LearningRecord): readonly Conflict[];
  /** Starts a clock, and returns a function that is true while there is time to compare more. */
  clock(): () => boolean;
}

/** As many as the gate compares. */
const NEAREST = 4;

export const listPorts = (
  search: Omit<SearchPort, "snippet">,
  code: Pick<ListPorts, "changed">,
  now: number,
): ListPorts => ({
  changed: code.changed,
  similar: (learning) => search.similar(learning, NEAREST, search.duplicateAt),
  conflicts: (state, learning) => conflictsOf(state, learning, nearTo(search, learning), now),
  clock() {
    const until = performance.now() + COMPARING_MS;
    return () => performance.now() < until;
  },
});

interface Entry {
  readonly learning: LearningRecord;
  readonly standing: Standing;
}

/** Learnings looked at together, as each may ask git for files. */
const AT_ONCE = 100;
/** Comparisons between two looks at the clock. */
const COMPARED_AT_ONCE = 10;
/** Milliseconds per list, as other clones bring any number of lessons. */
const COMPARING_MS = 1_000;
/** The newest learnings that are compared with all others, at about 0.6 ms each where 10,000 are stored. */
const MOST_COMPARED = 10_000;
/** The same for contradictions, which take ten times as long. */
const MOST_CONTRADICTED = 1_000;
const MOST_IN: Partial<Record<List, number>> = { duplicated: MOST_COMPARED, contradicted: MOST_CONTRADICTED };

/** The wanted lists in the order of `LISTS`, the newest first in each. */
export async function listed(
  state: State,
  now: number,
  ports: ListPorts,
  wanted: readonly List[] = LISTS,
): Promise<Listed[]> {
  const entries = state
    .all(Learning)
    .toSorted(newestFirst)
    .map((learning): Entry => ({ learning, standing: standingOf(state, learning, now) }));
  const lists = LISTS.filter((list) => wanted.includes(list));
  const found: Listed[] = [];
  for (const list of lists) {
    const most = Math.min(MOST_IN[list] ?? entries.length, entries.length);
    const [step, hasTime] = list in MOST_IN ? [COMPARED_AT_ONCE, ports.clock()] : [AT_ONCE, () => true];
    for (let from = 0; from < most && hasTime(); from += step) {
      const some = entries.slice(from, Math.min(most, from + step));
      const reasons = await Promise.all(some.map((entry) => reasonFor(list, state, entry, ports)));
      for (const [at, entry] of some.entries()) found.push(...listedAs(list, entry, reasons[at] ?? null));
    }
  }
  return found;
}

function listedAs(list: List, { learning, standing }: Entry, why: string | null): Listed[] {
  return why === null ? [] : [{ list, id: learning.id, title: learning.title, stage: standing.stage, why }];
}

/** Why a learning belongs in a list; null where it does not. One that is not served waits only to be restored. */
async function reasonFor(
  list: List,
  state: State,
  { learning, standing }: Entry,
  ports: ListPorts,
): Promise<string | null> {
  if (list === "out") {
    const out = outBy(curationsOf(state, learning));
    return out === null ? null : outInWords(out);
  }
  if (standing.withheld !== null) return null;
  switch (list) {
    case "promotable": {
      const next = promotableTo(state, learning, standing.stage);
      return next === null ? null : `has what ${next} needs`;
    }
    case "disputed":
      return standing.disputed ? disputeOf(standing) : null;
    case "contradicted":
      return contradictionOf(state, learning, standing) ?? conflictOf(ports.conflicts(state, learning));
    case "stale":
      return staleness(learning, ports);
    case "duplicated":
      return repetition(state, learning, ports);
    case "uncited": {
      const sessions = readersOf(state, learning.id).size;
      return standing.proven || sessions < TRIAL_SESSIONS
        ? null
        : `shown to ${counted(sessions, "session")}, helpful to none`;
    }
  }
}

function disputeOf({ counted }: Standing): string {
  const words = counted.filter(({ outcome }) => outcome === "wrong" || outcome === "stale");
  return words.map(({ outcome, record }) => `${outcome} by session ${record.session}`).join(", ");
}

function contradictionOf(state: State, { id }: LearningRecord, { counted }: Standing): string | null {
  const named = counted
    .filter(({ outcome }) => outcome === "wrong")
    .flatMap(({ evidence }) => evidence)
    .flatMap(({ type, ref }) =>
      type === "record" && ref !== id && state.get(Learning, ref) !== undefined ? [ref] : [],
    );
  return named.length === 0 ? null : `against it is named learning ${[...new Set(named)].join(", ")}`;
}

const conflictOf = ([first]: readonly Conflict[]): string | null =>
  first
    ? `in conflict with ${first.with.id} (${JSON.stringify(first.with.title)}): “${first.left}” against “${first.right}”`
    : null;

async function staleness(learning: LearningRecord, { changed }: ListPorts): Promise<string | null> {
  if (Object.keys(learning.seen).length === 0) return null;
  const files = await changed(learning);
  return files.length === 0 ? null : `changed since: ${files.slice(0, 5).join(", ")}`;
}

/** Of two that say the same the older one stays. */
function repetition(state: State, learning: LearningRecord, { similar }: ListPorts): string | null {
  const [first] = similar(learning).filter(
    ({ id, differs }) => differs !== true && id < learning.id && state.get(Learning, id) !== undefined,
  );
  return first ? `${Math.round(first.similarity * 100)} % like ${first.id}` : null;
}
