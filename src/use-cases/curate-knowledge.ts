// Lists what waits for a supervisor among the stored lessons, and stores a decision on one of them.

import type { ReadContext, WriteContext } from "../api/context.ts";
import { flowAlarms } from "../goals/flywheel-alarms.ts";
import {
  type CurationDraft,
  type CurationParts,
  type Curator,
  curationOf,
  refuseLateCuration,
} from "../learnings/curation/decide.ts";
import { LISTS, type List, listed, listPorts } from "../learnings/curation/waiting.ts";
import Curation, { CURATIONS, type CurationAction, type Stage } from "../learnings/records/curation.ts";
import Learning from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import type { Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";

/** Without an action it lists what waits; with one it decides. */
export interface Curating {
  readonly list?: List | undefined;
  readonly action?: CurationAction | undefined;
  readonly id?: string | undefined;
  readonly other?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly reason?: string | undefined;
  readonly evidence: readonly Evidence[];
  readonly authority?: string | undefined;
}

/** Throws INVALID_ARGUMENT where it is neither, and what a decision throws. */
export async function curateKnowledge(context: WriteContext, asked: Curating) {
  const { action, id, reason, list, authority = context.session.session, ...rest } = asked;
  if (action === undefined) {
    refuseHalfDecision(asked);
    const { items, alarms } = await waitingForDecision(context, list === undefined ? LISTS : [list]);
    return { id: null, state: null, stage: null, items, alarms: alarms.map(({ text }) => text) };
  }
  if (id === undefined || reason === undefined || list !== undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${id === undefined ? "id: it is missing" : reason === undefined ? "reason: it is missing" : "list: it is for listing"}.`,
      "Send action, id and reason to decide on a learning, or list alone.",
    );
  const draft = await curationDraft(
    context,
    { ...rest, action, id, reason },
    { authority, attested: "supervisor" },
  );
  const { id: decision, state } = await storeCuration(context, draft);
  const learning = state.get(Learning, draft.learning);
  const standing = learning && standingOf(state, learning, context.now);
  return {
    id: decision,
    state: standing?.withheld ?? (standing?.disputed ? "disputed" : "served"),
    stage: standing?.stage ?? null,
    items: [],
    alarms: [],
  };
}

function refuseHalfDecision({ id, reason, authority, stage, other, evidence }: Curating): void {
  const decides = [id, reason, authority, stage, other].some((each) => each !== undefined);
  if (!decides && evidence.length === 0) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    "action: it is missing, so there is nothing to decide.",
    `Send one of ${CURATIONS.join(", ")}, or only list.`,
  );
}

/** The lessons in these lists. */
export async function waitingForDecision(context: ReadContext, lists: readonly List[]) {
  const state = await context.state();
  const { search, code, now } = context;
  const items = await listed(state, now, listPorts(search, code, now), lists);
  return { items, alarms: flowAlarms(state, now) };
}

/** The decision as it would be stored. Throws NOT_FOUND, AMBIGUOUS, or CURATION_REFUSED with the law that it would break. */
export async function curationDraft(
  context: WriteContext,
  parts: CurationParts,
  by: Pick<Curator, "authority" | "attested">,
): Promise<CurationDraft> {
  const state = await context.state();
  const { session, runtime } = context.session;
  const curator = {
    ...by,
    session,
    runtime,
    clone: await context.jobs.clone(),
    process: context.claims.process,
    place: context.code,
    now: context.now,
  };
  return curationOf(state, parts, curator, (each) => context.code.problem(each, state));
}

/** Takes its turn and reads again, so that the second of two decisions has the later id and is told that it came late. */
export async function storeCuration(
  context: WriteContext,
  draft: CurationDraft,
): Promise<{ readonly id: string; readonly state: State }> {
  return context.jobs.inTurn(async () => {
    const [stored] = await context.append([draft]);
    if (!Curation.is(stored?.record)) throw new Error("the journal stored no decision");
    const state = await context.state();
    refuseLateCuration(state, stored.record);
    return { id: stored.record.id, state };
  });
}
