// Takes a lesson through the gate and stores what it admits.

import type { Layer, WriteContext } from "../api/context.ts";
import { layerNamed, layerWith, stackOf, teamIn } from "../api/layers.ts";
import { findRecord } from "../jobs/find-record.ts";
import { standingsOfJobs } from "../jobs/standing.ts";
import { assess, citedFiles, recordOf, shareable } from "../learnings/admission.ts";
import { conflictsOf, nearTo } from "../learnings/conflicts.ts";
import type { GateJudgement } from "../learnings/gate/gate.ts";
import { lackingIn } from "../learnings/lacks.ts";
import type { LearningDraft } from "../learnings/learning.ts";
import Learning from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { isCopied, isUnworded } from "../lessons/own-words.ts";
import { journalOf } from "../records/authority.ts";
import { atCommit } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import type { Similar } from "../retrieval/query.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { extractLearnings } from "./extract-learnings.ts";

/** Remarks of each kind in one answer. */
const MOST_TOLD = 3;
/** Sessions and jobs of which a lesson may be a draft. */
const MOST_WORKS = 8;

export type Lesson = Omit<LearningDraft, "confidence" | "supersedes" | "distinctBecause"> & {
  confidence?: number | undefined;
  /** Id of the learning that this one replaces. */
  supersedes?: string | undefined;
  distinct_because?: string | undefined;
};

/** A lesson, and the name of the layer that is to keep it, where one is named. */
export type PlacedLesson = Lesson & { layer?: string | undefined };

/** Records in the layer that fits; a person may take a draft as it is. Throws as `recordIn`, NOT_FOUND for an unknown layer. */
export async function recordLearning(
  context: WriteContext,
  { layer: asked, ...lesson }: PlacedLesson,
  by: "agent" | "person" = "agent",
) {
  const layer = await layerFor(context, lesson, asked);
  const recorded = await recordIn(layer.context, lesson, by);
  const { nearer, farther } = await context.layers();
  if (nearer.length + farther.length === 0) return recorded;
  return { ...recorded, note: `in the layer ${layer.name}; ${recorded.note}` };
}

/** A lesson that names something of this repository is the team's; any other goes where a person has said. */
async function layerFor(
  context: WriteContext,
  { supersedes, paths, evidence }: Lesson,
  asked: string | undefined,
): Promise<Layer<WriteContext>> {
  if (asked !== undefined) return layerNamed(context, asked);
  if (supersedes !== undefined) return layerWith(context, supersedes);
  const { stack } = await stackOf(context);
  const isOurs = paths.length > 0 || evidence.some(({ type }) => OF_REPOSITORY.has(type));
  return (isOurs ? undefined : stack.find((each) => each.takesGeneral)) ?? teamIn(stack);
}

const OF_REPOSITORY: ReadonlySet<string> = new Set(["commit", "path", "record"]);

/** Throws GATE_REFUSED or DUPLICATE with the gate's reasons, NOT_FOUND where what it replaces is no learning. */
export async function recordIn(context: WriteContext, args: Lesson, by: "agent" | "person" = "agent") {
  const { code } = context;
  const folder = await ownTree(context);
  const head = folder === null ? null : await code.headIn(folder);
  const evidence = await atCommit(args.evidence, async (written) =>
    written === "HEAD" && head !== null ? head : code.commitOf(written),
  );
  const draft = shareable(draftOf({ ...args, evidence }, await context.soon()), context.code);
  const seen = await code.blobs(citedFiles(draft), folder);
  const { process } = context.claims;
  const isDraft = by === "agent" && (await isOnlyDrafted(context, draft));
  let similar: Similar[] = [];
  const { id, file, note } = await context.recordLearning(draft, async () => {
    const state = await context.soon();
    const before = replacedBefore(state, draft.supersedes, context.now);
    const assessed = await assess(draft, {
      ...context.search,
      similar: (text, most, atLeast) =>
        context.search
          .similar(text, most + before.size, atLeast)
          .filter(({ id }) => !before.has(id))
          .slice(0, most),
      problem: (evidence) => code.problem(evidence, state, { folder }),
    });
    similar = assessed.similar;
    // What no answer may repeat comes first.
    if (assessed.judgement.code !== "SECRET_FOUND" && isDraft) throw refusal(UNWORDED, similar);
    if (!assessed.judgement.admitted) throw refusal(assessed.judgement, similar);
    const record = recordOf(draft, assessed.judgement.labels, seen);
    return process === null ? record : { ...record, process };
  });
  const reasons = await remarksOn(context, id, draft, folder);
  return { id, state: "admitted" as const, reasons, similar, file, note };
}

/** Of the past it is known by its form; of records, which such drafts name, by those of the work that they come from. */
async function isOnlyDrafted(context: WriteContext, { body, evidence }: LearningDraft): Promise<boolean> {
  if (isUnworded(body)) return true;
  const named = new Set(evidence.flatMap(({ type, ref }) => (type === "record" ? [ref] : [])));
  if (named.size === 0) return false;
  const state = await context.soon();
  const sessions = new Set([...named].flatMap((id) => state.record(id)?.session ?? []));
  const jobs = standingsOfJobs(state).filter(({ events }) =>
    events.some((each) => sessions.has(each.session)),
  );
  const works = [
    {},
    ...[...sessions].map((session) => ({ session })),
    ...jobs.map(({ job }) => ({ job: job.id })),
  ];
  for (const work of works.slice(0, MOST_WORKS))
    if (isCopied(body, (await extractLearnings(context, work)).drafts)) return true;
  return false;
}

/** The working tree of the session's job, where it has one of its own: what its worker cites lies there. */
async function ownTree({ envelope }: WriteContext): Promise<string | null> {
  const bounds = await envelope.bounds().catch(() => null);
  return bounds?.job?.within ?? null;
}

/** What the replaced lesson has itself replaced, and so on, so that an edit of an edit is no repetition. */
function replacedBefore(state: State, replaced: string | null, now: number): ReadonlySet<string> {
  const before = new Set<string>();
  let next = replaced === null ? null : (state.get(Learning, replaced)?.supersedes ?? null);
  while (next !== null && !before.has(next)) {
    const learning = state.get(Learning, next);
    // A lesson that is still served counts on its own.
    if (!learning || standingOf(state, learning, now).supersededBy === null) break;
    before.add(next);
    next = learning.supersedes;
  }
  return before;
}

/** What the author should know of a stored lesson, as things stand now. */
export const remarksOn = async (
  context: WriteContext,
  id: string,
  lesson: Pick<LearningDraft, "supersedes" | "paths" | "body" | "symptoms">,
  folder: string | null = null,
) => [
  ...(await replacement(context, lesson.supersedes)),
  ...(await conflicts(context, id)),
  ...(await unresolved(context, lesson.paths, folder)),
  ...shortness(lesson),
];

function draftOf({ distinct_because, ...args }: Lesson, state: State): LearningDraft {
  return {
    ...args,
    confidence: args.confidence ?? null,
    supersedes: args.supersedes === undefined ? null : predecessor(state, args.supersedes),
    distinctBecause: distinct_because ?? null,
  };
}

function predecessor(state: State, id: string): string {
  const record = findRecord(state, id);
  if (Learning.is(record)) return record.id;
  throw new AgentOpsError(
    "NOT_FOUND",
    `supersedes: ${record.id} is a ${record.record}, not a learning.`,
    "Send the id of the learning that this one replaces.",
  );
}

/** A replacement with less assurance than the lesson it replaces has to wait, and its author should know. */
async function replacement(context: WriteContext, replaced: string | null) {
  const state = replaced === null ? null : await context.soon();
  const learning = replaced === null ? undefined : state?.get(Learning, replaced);
  if (!state || !learning) return [];
  const { withheld, assurance } = standingOf(state, learning, context.now);
  if (withheld !== null) return [];
  const isOurs = (await context.ownClones()).has(journalOf(state, learning));
  const until = isOurs
    ? "another session confirms this one"
    : "it is merged into base or a session of another clone confirms it";
  const made = assurance === "reviewed" ? "this learning is merged into base" : until;
  const fix = `${learning.id} is served on until ${made}: it ${isOurs ? "has more assurance" : "comes from another clone"}.`;
  return [{ check: "unique", sentence: null, fix }];
}

/** Both lessons stay in service until somebody decides between them. */
async function conflicts(context: WriteContext, id: string) {
  const state = await context.soon();
  const learning = state.get(Learning, id);
  if (!learning) return [];
  const found = conflictsOf(state, learning, nearTo(context.search, learning), context.now);
  return found.slice(0, MOST_TOLD).map(({ with: other, left, right }) => ({
    check: "unique",
    sentence: left,
    fix: `In conflict with ${other.id} (“${other.title}”), which says “${right}”: both are served, each with the other. Find out which holds, then cite the other as wrong or replace it with supersedes.`,
  }));
}

/** Names paths that do not exist. Nothing is refused, as a file may be about to be written. */
async function unresolved({ code, soon }: WriteContext, paths: readonly string[], folder: string | null) {
  const known = await soon();
  const problems = await Promise.all(
    paths
      .filter((path) => !/[*?[\]{}]/.test(path))
      .map(async (path) =>
        (await code.problem({ type: "path", ref: path }, known, { folder })) === null ? [] : [path],
      ),
  );
  return problems
    .flat()
    .slice(0, MOST_TOLD)
    .map((path) => ({
      check: "validated",
      sentence: path,
      fix: "paths: there is no such file or folder at HEAD or in the working tree, so nobody who works there is shown this lesson. Correct it with supersedes, unless it is still to be written.",
    }));
}

const UNWORDED: GateJudgement = {
  admitted: false,
  reasons: [
    {
      check: "actionable",
      sentence: null,
      fix: "This is a draft as extract_learnings gave it: quotes, and no word of yours. Look whether it still holds, then say in your own words what the cause is and what to do because of it; keep the draft's evidence.",
    },
  ],
  labels: [],
  code: "GATE_REFUSED",
};

const shortness = (lesson: Pick<LearningDraft, "body" | "symptoms">) => {
  const fix = lackingIn(lesson);
  return fix === null ? [] : [{ check: "specific", sentence: null, fix }];
};

function refusal(judgement: GateJudgement, similar: readonly Similar[]): AgentOpsError {
  const [first] = judgement.reasons;
  const where = first?.sentence ? ` Change: "${first.sentence}"` : "";
  return new AgentOpsError(
    judgement.code ?? "GATE_REFUSED",
    `The gate refused this learning (${judgement.reasons.map(({ check }) => check).join(", ")}); nothing was stored.${where}`,
    first?.fix ?? "Say what happened, where, and what to do instead.",
    { id: null, state: "refused", reasons: judgement.reasons, similar, file: null, note: null },
  );
}
