// Packs what earlier sessions learned about a task, within a token budget.

import type { Layer, ReadContext } from "../api/context.ts";
import { stackOf, teamIn } from "../api/layers.ts";
import { hitsForReading } from "../briefing/hits.ts";
import { type HintedPack, type NearLesson, withOtherWords } from "../briefing/other-words.ts";
import { packLearnings } from "../briefing/pack.ts";
import { EXPECTED_ITEMS, isWeak, type PackCandidate } from "../briefing/reading-order.ts";
import { type RelatedEntry, type RelatedQuery, roomFor, withRelated } from "../briefing/related.ts";
import { pastEntries } from "../briefing/related-past.ts";
import { researchEntry, researchNear } from "../briefing/related-research.ts";
import { talkEntries } from "../briefing/related-talks.ts";
import { claimsTouching, locksNear, workNear } from "../briefing/related-work.ts";
import { bindingLocks, locksOf } from "../claims/locks/ratchet.ts";
import { verdictsByClaim } from "../claims/records/verdict.ts";
import { TEAM } from "../git/layers.ts";
import { doubtedEpisodes } from "../history/episode-notes.ts";
import { namedPath } from "../learnings/admission.ts";
import { isFitForAll, type OwnClones } from "../learnings/backing.ts";
import { conflictsAmong, saysTheSame } from "../learnings/conflicts.ts";
import { isCommanding } from "../learnings/labels.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { usedWith } from "../learnings/used-together.ts";
import type { LearningKind } from "../records/evidence.ts";
import { memoryProblem } from "../records/memory-problem.ts";
import type { State } from "../records/state.ts";
import type { SearchHit } from "../retrieval/query.ts";
import { newestOfAll } from "../shared/ids.ts";
import { candidateOf, fenced, keyOf } from "./lesson-candidate.ts";

/** Past commits that are named, the first with what its message says. */
const MOST_PAST = 3;
const MOST_TALKS = 3;

const NO_LESSON = "No lesson is stored here yet, so other words find none either.";
/** Lessons whose words are suggested where none answers. */
const NEAREST = 5;

/** Hits compared with each other; a contradiction of a good one shares nearly all of its words. */
const MOST_COMPARED = 8;
/** How often a session gets a lesson whole; after that it is named. */
const ENOUGH = 2;

/** Limits of a question; `tokens` are those of the whole answer. */
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
  /** All kinds where it is missing. */
  readonly kinds?: readonly LearningKind[] | undefined;
  /** For an answer that nobody asked for: only lessons that may be put before any model, and none that fits by chance. */
  readonly unasked?: true;
}

/** Abstains where nothing is relevant. */
export async function retrieveContext(
  context: ReadContext,
  { task, paths: written, budget_tokens, kinds, unasked }: TaskAtHand,
) {
  const paths = [...new Set(written.map((path) => namedPath(path, context.code)))];
  const state = await context.soon();
  const { stack, problems } = await stackOf(context);
  const layerOf = new Map<string, Layer<ReadContext>>();
  const layer = (id: string): Layer<ReadContext> => layerOf.get(id) ?? teamIn(stack);
  // The answer to a question is the same in every clone; what is given unasked is not.
  const own = unasked ? await ownOf(stack) : null;
  const search = context.search.over(stack.map((each) => each.context.search.engine()));
  const lessonOf = (id: string): LearningRecord | undefined => {
    const holder = layerOf.get(id) ?? stack.find((each) => each.state.get(Learning, id));
    if (holder) layerOf.set(id, holder);
    return holder?.state.get(Learning, id);
  };
  const isGiven = (learning: LearningRecord): boolean => {
    const { state: its, name } = layer(learning.id);
    return (
      own === null ||
      isFitForAll(its, learning, standingOf(its, learning, context.now), own.get(name) ?? NOBODY)
    );
  };
  const hits = hitsForReading(search.search, { task, paths }, (id) => [
    ...search.linkedWith(id),
    ...(lessonOf(id) ? usedWith(layer(id).state, id) : []),
  ]);
  const found = hits.flatMap((hit) => {
    const learning = lessonOf(hit.id);
    if (!learning || (kinds !== undefined && !kinds.includes(learning.kind))) return [];
    return isGiven(learning) ? [{ hit: hereIn(layer(hit.id), hit, learning), learning }] : [];
  });
  const compared = hits.slice(0, MOST_COMPARED).flatMap(({ id }) => lessonOf(id) ?? []);
  const near = compared.filter(isGiven).map(({ id }) => id);
  const conflicts = conflictsAmong((id) => layer(id).state, near, context.now);
  const alike = search.alike(near.slice(0, EXPECTED_ITEMS), context.search.duplicateAt);
  const candidates = await Promise.all(
    found.map(({ hit, learning }) =>
      candidateOf(layer(hit.id), {
        hit,
        learning,
        own: own === null ? null : (own.get(layer(hit.id).name) ?? NOBODY),
        conflicts: conflicts.get(hit.id) ?? [],
        twins: (alike.get(hit.id) ?? []).filter((id) => {
          const twin = lessonOf(id);
          return twin !== undefined && saysTheSame(learning, twin);
        }),
        ...(stack.length > 1 ? { layer: layer(hit.id).name, nearness: stack.indexOf(layer(hit.id)) } : {}),
      }),
    ),
  );
  const doubted = doubtedEpisodes(context.history.notes());
  const related = [
    ...(await relatedTo(context, state, { task, paths })),
    ...talkEntries(unasked ? [] : await context.history.said(task, MOST_TALKS), doubted),
    ...pastEntries(await context.history.near({ task, paths }, MOST_PAST), { task, paths }, doubted),
  ];
  const isKnown = (candidate: PackCandidate): boolean =>
    unasked === undefined && context.given(keyOf(layer(candidate.id).state, candidate)) >= ENOUGH;
  const learnings = packLearnings(
    candidates.flatMap((candidate) =>
      "reason" in candidate || (unasked && isWeak(candidate)) ? [] : [candidate],
    ),
    {
      unlisted: unasked === true,
      budget: budget_tokens - roomFor(related, budget_tokens),
      snippet: (candidate, maxTokens) => context.search.snippet(candidate.body, task, maxTokens),
      fence: (candidate, text) =>
        isKnown(candidate)
          ? `given twice in this session; agentops://learnings/${candidate.id} has it`
          : fenced(layer(candidate.id).state, candidate.id, text),
      withheld: candidates.filter((candidate) => "reason" in candidate),
    },
  );
  const full = withRelated(learnings, related, budget_tokens);
  const pack: HintedPack = full.abstained
    ? withOtherWords(full, task, {
        lessons: nearestTo(
          stack,
          found.map(({ learning }) => learning),
          (id) => layer(id).state,
          context.now,
        ),
        budget: budget_tokens,
      })
    : full;
  const texts = candidates.flatMap((each) =>
    "reason" in each || !pack.items.some(({ id }) => id === each.id)
      ? []
      : [keyOf(layer(each.id).state, each)],
  );
  for (const each of stack) {
    const served = pack.items.filter(({ id }) => layer(id) === each);
    const isTeam = each.context === context;
    if (served.length === 0 && !isTeam) continue;
    // Each store records only what it has served itself.
    const apart = pack.items.filter(({ id }) => layer(id) !== each);
    const tokens = pack.tokens - apart.reduce((sum, item) => sum + item.tokens, 0);
    each.context.noteRetrieval(task, idsOf(served), tokens, isTeam ? texts : []);
  }
  const isEmpty = stack.every((each) => each.state.count(Learning) === 0);
  const lacking = memoryProblem(state, state.count(Learning) === 0 && (await context.isShared()));
  const memory = [lacking ?? (isEmpty && pack.abstained ? NO_LESSON : null), ...problems]
    .filter((each) => each !== null)
    .join(" ");
  return memory === "" ? pack : { ...pack, memory };
}

/** A path of another repository means another file, even under the same name. */
function hereIn(
  { name, context }: Layer<ReadContext>,
  hit: SearchHit,
  { commit }: LearningRecord,
): SearchHit {
  const isOurs = name === TEAM || commit?.startsWith(context.code.cite("")) === true;
  return isOurs ? hit : { ...hit, nearPaths: [], samePlace: false };
}

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

const NOBODY: OwnClones = new Set();

const ownOf = async (stack: readonly Layer<ReadContext>[]): Promise<ReadonlyMap<string, OwnClones>> =>
  new Map(await Promise.all(stack.map(async (each) => [each.name, await each.context.ownClones()] as const)));

/**
 * The nearest lessons, or the newest where no word is known; only those that may be served and are not worded as orders.
 */
function nearestTo(
  stack: readonly Layer<ReadContext>[],
  found: readonly LearningRecord[],
  stateOf: (id: string) => State,
  now: number,
): NearLesson[] {
  const from = found.length > 0 ? found : newestOfAll(stack.map(({ state }) => state.newestFirst(Learning)));
  const near: NearLesson[] = [];
  for (const learning of from) {
    if (near.length === NEAREST) break;
    if (!isCommanding(learning) && standingOf(stateOf(learning.id), learning, now).withheld === null)
      near.push(learning);
  }
  return near;
}

/** Research first, then others' work; only where something is stored about the same paths or words. */
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

/** Asks git only where a claim with a verdict has changed these paths. */
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
