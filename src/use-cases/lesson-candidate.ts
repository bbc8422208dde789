// Joins what the search found of a lesson with what its store's records say about it.
import type { Layer, ReadContext } from "../api/context.ts";
import type { WithheldHit } from "../briefing/pack.ts";
import type { PackCandidate } from "../briefing/reading-order.ts";
import { type OwnClones, withheldHere } from "../learnings/backing.ts";
import { beyondTitle } from "../learnings/beyond-title.ts";
import { groundsInWords } from "../learnings/grounds.ts";
import { isCommanding } from "../learnings/labels.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { readersOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import { bylineOf } from "../learnings/text-source.ts";
import type { State } from "../records/state.ts";
import type { SearchHit } from "../retrieval/query.ts";
import { hash64 } from "../shared/hash.ts";
import { fence } from "../shared/text/safe-text.ts";

/** Contradicting lessons named beside one. */
const MOST_NAMED = 2;

/** Changes with the text, so that an edited lesson is given whole again. */
export const keyOf = (state: State, { id, title, body }: PackCandidate): string =>
  `${id} ${hash64(`${title}\n${fenced(state, id, body)}`)}`;

export interface Found {
  readonly hit: SearchHit;
  readonly learning: LearningRecord;
  /** Null where somebody has asked for lessons. */
  readonly own: OwnClones | null;
  /** Lessons that contradict it. */
  readonly conflicts: readonly LearningRecord[];
  /** Ids of lessons that say nearly the same. */
  readonly twins: readonly string[];
  /** Where several stores are read: the name of its layer, and its rank among them, 0 for the nearest. */
  readonly layer?: string;
  readonly nearness?: number;
}

/** With a reason where the records withhold it: superseded, found wrong, or a repetition. */
export async function candidateOf(
  { context, state }: Pick<Layer<ReadContext>, "context" | "state">,
  { hit, learning, own, conflicts, twins, layer, nearness }: Found,
): Promise<PackCandidate | WithheldHit> {
  const standing = standingOf(state, learning, context.now);
  const { title, kind } = learning;
  const body = beyondTitle(title, learning.body);
  const named = layer === undefined ? {} : { layer };
  const reason = own === null ? standing.withheld : withheldHere(state, learning, standing, own);
  if (reason !== null) return { ...hit, title, reason, ...named };
  const { code } = context;
  const [changed, elsewhere] = await Promise.all([code.changed(learning), code.elsewhere(learning)]);
  const grounds = groundsInWords(state, learning, standing.assurance);
  return {
    ...hit,
    title,
    kind,
    body,
    strength: standing.strength,
    assurance: standing.assurance,
    stage: standing.stage,
    shownTo: readersOf(state, learning.id).size,
    proven: standing.proven,
    disputed: standing.disputed,
    own: learning.session === context.session.session,
    twins,
    ...named,
    ...(nearness === undefined ? {} : { nearness }),
    ...(grounds === null ? {} : { grounds }),
    ...(conflicts.length > 0
      ? { conflicts: conflicts.slice(0, MOST_NAMED).map((other) => ({ id: other.id, title: other.title })) }
      : {}),
    ...(changed.length > 0
      ? { stale: `changed since it was recorded: ${changed.slice(0, 3).join(", ")}` }
      : {}),
    ...(changed.length === 0 && elsewhere.length > 0
      ? { elsewhere: `not on this branch as it saw them: ${elsewhere.slice(0, 3).join(", ")}` }
      : {}),
  };
}

export function fenced(state: State, id: string, text: string): string {
  const learning = state.get(Learning, id);
  if (!learning) return "";
  const { at } = learning;
  const by = bylineOf(state, learning);
  return fence(text, {
    what: "learning",
    by,
    recorded: at.slice(0, 10),
    readsAsInstruction: isCommanding(learning),
  });
}
