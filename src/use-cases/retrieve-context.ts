// Packs what earlier sessions learned about a task, within a budget of tokens.

import type { ReadContext } from "../api/context.ts";
import { hitsForReading } from "../briefing/hits.ts";
import { type HintedPack, type NearLesson, withOtherWords } from "../briefing/other-words.ts";
import { packLearnings, type WithheldHit } from "../briefing/pack.ts";
import { EXPECTED_ITEMS, type PackCandidate } from "../briefing/reading-order.ts";
import { type RelatedEntry, type RelatedQuery, roomFor, withRelated } from "../briefing/related.ts";
import { pastEntries } from "../briefing/related-past.ts";
import { researchEntry, researchNear } from "../briefing/related-research.ts";
import { talkEntries } from "../briefing/related-talks.ts";
import { claimsTouching, locksNear, workNear } from "../briefing/related-work.ts";
import { bindingLocks, locksOf } from "../claims/locks/ratchet.ts";
import { verdictsByClaim } from "../claims/records/verdict.ts";
import { doubtedEpisodes } from "../history/episode-notes.ts";
import { namedPath } from "../learnings/admission.ts";
import { isFitForAll, type OwnClones, withheldHere } from "../learnings/backing.ts";
import { beyondTitle } from "../learnings/beyond-title.ts";
import { conflictsAmong, saysTheSame } from "../learnings/conflicts.ts";
import { groundsInWords } from "../learnings/grounds.ts";
import { isCommanding } from "../learnings/labels.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { readersOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import { bylineOf } from "../learnings/text-source.ts";
import { usedWith } from "../learnings/used-together.ts";
import type { LearningKind } from "../records/evidence.ts";
import { memoryProblem } from "../records/memory-problem.ts";
import type { State } from "../records/state.ts";
import type { SearchHit } from "../retrieval/query.ts";
import { hash64 } from "../shared/hash.ts";
import { newestFirst } from "../shared/ids.ts";
import { fence } from "../shared/text/safe-text.ts";

/** Past commits that are named, the first of them with what its message says. */
const MOST_PAST = 3;
const MOST_TALKS = 3;

/** Lessons whose words are named where none answers. */
const NEAREST = 5;

/** Hits that are compared with each other: what says the opposite of a good one shares nearly all of its words. */
const MOST_COMPARED = 8;
/** Of what contradicts one lesson. */
const MOST_NAMED = 2;

/** How often a session is given a lesson whole; then it is named. */
const ENOUGH = 2;

/** Bounds of a question; `tokens` are those of the whole answer. */
export const RETRIEVAL_LIMITS = {
  task: 4000,
  paths: 50,
  kinds: 5,
  tokens: { least: 200, most: 8000, usual: 1500 },
} as const;

export interface TaskAtHand {
  readonly task: string;
  readonly paths: readonly string[];
  readonly budget_tokens: number;
  /** All where it is missing. */
  readonly kinds?: readonly LearningKind[] | undefined;
  /** Where nobody has asked for lessons, only those that may be put before any model. */
  readonly unasked?: true;
}

/** Abstains where nothing is relevant. */
export async function retrieveContext(
  context: ReadContext,
  { task, paths: written, budget_tokens, kinds, unasked }: TaskAtHand,
) {
  const paths = [...new Set(written.map((path) => namedPath(path, context.code)))];
  const state = await context.soon();
  // An answer to who asks is the same in every clone; what nobody asked for is not.
  const own = unasked ? await context.ownClones() : null;
  const isGiven = (learning: LearningRecord): boolean =>
    own === null || isFitForAll(state, learning, standingOf(state, learning, context.now), own);
  const hits = hitsForReading(context.search.search, { task, paths }, (id) => [
    ...context.search.linkedWith(id),
    ...usedWith(state, id),
  ]);
  const found = hits.flatMap((hit) => {
    const learning = state.get(Learning, hit.id);
    if (!learning || (kinds !== undefined && !kinds.includes(learning.kind))) return [];
    return isGiven(learning) ? [{ hit, learning }] : [];
  });
  const compared = hits.slice(0, MOST_COMPARED).flatMap(({ id }) => state.get(Learning, id) ?? []);
  const near = compared.filter(isGiven).map(({ id }) => id);
  const conflicts = conflictsAmong(state, near, context.now);
  const alike = context.search.alike(near.slice(0, EXPECTED_ITEMS), context.search.duplicateAt);
  const candidates = await Promise.all(
    found.map((each) =>
      candidateOf(context, state, {
        ...each,
        own,
        conflicts: conflicts.get(each.hit.id) ?? [],
        twins: (alike.get(each.hit.id) ?? []).filter((id) => saysTheSame(state, each.hit.id, id)),
      }),
    ),
  );
  const doubted = doubtedEpisodes(context.history.notes());
  const related = [
    ...(await relatedTo(context, state, { task, paths })),
    ...talkEntries(unasked ? [] : await context.history.said(task, MOST_TALKS), doubted),
    ...pastEntries(await context.history.near({ task, paths }, MOST_PAST), task, doubted),
  ];
  const isKnown = (candidate: PackCandidate): boolean =>
    unasked === undefined && context.given(keyOf(state, candidate)) >= ENOUGH;
  const learnings = packLearnings(
    candidates.flatMap((candidate) => ("reason" in candidate ? [] : [candidate])),
    {
      budget: budget_tokens - roomFor(related, budget_tokens),
      snippet: (candidate, maxTokens) => context.search.snippet(candidate.body, task, maxTokens),
      fence: (candidate, text) =>
        isKnown(candidate)
          ? `given twice in this session; agentops://learnings/${candidate.id} has it`
          : fenced(state, candidate.id, text),
      withheld: candidates.filter((candidate) => "reason" in candidate),
    },
  );
  const full = withRelated(learnings, related, budget_tokens);
  const pack: HintedPack = full.abstained
    ? withOtherWords(full, task, {
        lessons: nearestTo(
          state,
          found.map(({ learning }) => learning),
          context.now,
        ),
        budget: budget_tokens,
      })
    : full;
  context.noteRetrieval(
    task,
    pack.items.map(({ id }) => id),
    pack.tokens,
    candidates.flatMap((each) =>
      "reason" in each || !pack.items.some(({ id }) => id === each.id) ? [] : [keyOf(state, each)],
    ),
  );
  const memory = memoryProblem(state, state.all(Learning).length === 0 && (await context.isShared()));
  return memory === null ? pack : { ...pack, memory };
}

/** One whose text was edited since is given whole again. */
const keyOf = (state: State, { id, title, body }: PackCandidate): string =>
  `${id} ${hash64(`${title}\n${fenced(state, id, body)}`)}`;

/** Those that came nearest, or where no word was known the newest: of what may be served, and does not command. */
function nearestTo(state: State, found: readonly LearningRecord[], now: number): NearLesson[] {
  const from = found.length > 0 ? found : state.all(Learning).toSorted(newestFirst);
  const near: NearLesson[] = [];
  for (const learning of from) {
    if (near.length === NEAREST) break;
    if (!isCommanding(learning) && standingOf(state, learning, now).withheld === null) near.push(learning);
  }
  return near;
}

/** Research first, then what others do there; all of it only where something is stored about the same paths or words. */
async function relatedTo(context: ReadContext, state: State, query: RelatedQuery): Promise<RelatedEntry[]> {
  const research = await Promise.all(
    researchNear(state, query).map(async (record) =>
      researchEntry(record, query, await context.code.changed(record)),
    ),
  );
  const [first, ...more] = research;
  return [
    ...(first ? [first] : []),
    ...workNear(state, query.paths, context.session.session),
    ...(await locksOn(context, state, query.paths)),
    ...more,
  ];
}

/** Git is asked only where a claim with a verdict has touched these paths. */
async function locksOn(
  { claims, code }: ReadContext,
  state: State,
  paths: readonly string[],
): Promise<RelatedEntry[]> {
  const touching = claimsTouching(state, paths).filter(({ id }) => state.by(verdictsByClaim, id).length > 0);
  const head = touching.length === 0 ? null : await code.head();
  if (head === null) return [];
  return locksNear(bindingLocks(locksOf(state, await claims.lockFacts(state, head))), touching);
}

interface Found {
  readonly hit: SearchHit;
  readonly learning: LearningRecord;
  /** Null where somebody has asked. */
  readonly own: OwnClones | null;
  /** What contradicts it. */
  readonly conflicts: readonly LearningRecord[];
  /** What says nearly the same. */
  readonly twins: readonly string[];
}

/** With a reason for what the records withhold: superseded, found wrong, or a repetition. */
async function candidateOf(
  context: ReadContext,
  state: State,
  { hit, learning, own, conflicts, twins }: Found,
): Promise<PackCandidate | WithheldHit> {
  const standing = standingOf(state, learning, context.now);
  const { title, kind } = learning;
  const body = beyondTitle(title, learning.body);
  const reason = own === null ? standing.withheld : withheldHere(state, learning, standing, own);
  if (reason !== null) return { ...hit, title, reason };
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

function fenced(state: State, id: string, text: string): string {
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
