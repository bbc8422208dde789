// Queues a list of jobs, all or none, and shows how they would go.
import type { WriteContext } from "../api/context.ts";
import { hitsForReading } from "../briefing/hits.ts";
import { taskOf } from "../briefing/job-brief.ts";
import { isConvincing } from "../briefing/reading-order.ts";
import type { Bounds } from "../envelope/action.ts";
import type { NewJobDraft } from "../jobs/draft.ts";
import { draftsOf, type JobEntry } from "../jobs/file.ts";
import { jobName } from "../jobs/job-name.ts";
import { overlapsOf, wavesOf } from "../jobs/plan.ts";
import { standingsOfJobs } from "../jobs/standing.ts";
import Learning from "../learnings/records/learning.ts";
import { concernsScope, type Policy } from "../policy/policy.ts";
import { isIncluding, scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { quoted } from "../shared/text/quoting.ts";
import { standingFacts } from "./list-learnings.ts";

/** Lessons shown per job. */
const MOST_LESSONS = 3;
/** Stored jobs in the way that are named. */
const MOST_NAMED = 10;

export interface QueuedJob {
  /** Of a dry run an id that nobody has. */
  readonly id: string;
  readonly record: string;
  readonly title: string;
}

export interface JobPlan {
  /** Waves of entries, each by its key, else by its title. */
  readonly waves: string[][];
  /** Pairs that may change the same file and do not wait for each other. */
  readonly overlaps: string[];
  /** What nobody could decide, or what would be done without a check, with the job's name. */
  readonly gaps: string[];
  /** Lessons about a job's topic in the places where it writes. */
  readonly lessons: string[];
}

/**
 * `isDry`: nothing is stored. Throws DUPLICATE, NOT_FOUND, AMBIGUOUS, INVALID_ARGUMENT for a circle of dependencies, and
 * refuses text that may not be stored; then nothing is stored either.
 */
export function queueJobs(
  context: WriteContext,
  entries: readonly JobEntry[],
  isDry: boolean,
): Promise<{ readonly jobs: QueuedJob[]; readonly plan: JobPlan }> {
  // In turn with starters and other queues of this clone, so that the second of two at once sees the first.
  return context.jobs.inTurn(async () => {
    const state = await context.state();
    const drafts = draftsOf(state, entries, context.ids(entries.length), context.code);
    const plan = await planOf(context, state, { entries, drafts });
    if (!isDry) await context.append(drafts);
    return {
      jobs: drafts.map(({ id, title }) => ({ id: jobName(id), record: id, title })),
      plan,
    };
  });
}

interface Listed {
  readonly entries: readonly JobEntry[];
  readonly drafts: readonly NewJobDraft[];
}

async function planOf(context: WriteContext, state: State, { entries, drafts }: Listed): Promise<JobPlan> {
  const names = new Map(drafts.map(({ id, title }, at) => [id, entries[at]?.key ?? title]));
  const name = (id: string): string => names.get(id) ?? id;
  const { policy } = await context.claims.policy();
  const bounds = await context.envelope.bounds();
  const lessons = drafts.flatMap((draft) =>
    lessonsAbout(context, state, draft).map((each) => `${name(draft.id)}: ${each}`),
  );
  return {
    waves: wavesOf(drafts).map((wave) => wave.map(name)),
    overlaps: [
      ...overlapsOf(drafts).map(([one, other]) => `${name(one)} and ${name(other)}`),
      ...storedInTheWay(state, drafts).map(([id, other]) => `${name(id)} and ${other}, which is queued`),
    ],
    gaps: drafts.flatMap((draft) =>
      [...gapsOf(draft, policy), ...closedTo(draft, bounds)].map((gap) => `${name(draft.id)}: ${gap}`),
    ),
    lessons,
  };
}

function gapsOf({ scope, acceptance }: NewJobDraft, { checks }: Policy): string[] {
  const isSeen = checks.some((check) => concernsScope(check, scope.write));
  return [
    ...(acceptance.length === 0 ? ["no acceptance says when it is done"] : []),
    ...(scope.write.length > 0 && !isSeen ? ["no check of base reads what it writes"] : []),
  ];
}

/** Places of its scope that the envelope lets no worker write to. */
function closedTo({ scope }: NewJobDraft, { envelope, base }: Pick<Bounds, "envelope" | "base">): string[] {
  if (envelope === null) return [];
  const open = envelope.write.filter(isIncluding);
  return scope.write
    .filter((glob) => !scopesOverlap([glob], open))
    .map((glob) => `the envelope on ${base} lets nobody write ${glob}`);
}

function storedInTheWay(state: State, drafts: readonly NewJobDraft[]): [string, string][] {
  const open = standingsOfJobs(state).filter(({ state: now }) => now !== "done" && now !== "stopped");
  return drafts
    .flatMap(({ id, scope, depends_on }) =>
      open
        .filter(({ job }) => !depends_on.includes(job.id) && scopesOverlap(scope.write, job.scope.write))
        .map(({ name }): [string, string] => [id, name]),
    )
    .slice(0, MOST_NAMED);
}

/** The lessons near its places that its brief would hold; a wide scope meets many that have nothing to do with it. */
function lessonsAbout({ search, now }: WriteContext, state: State, draft: NewJobDraft): string[] {
  return hitsForReading(search.search, taskOf(draft), search.linkedWith)
    .filter((hit) => hit.nearPaths.length > 0 && isConvincing(hit))
    .flatMap(({ id }) => state.get(Learning, id) ?? [])
    .filter((each) => standingFacts(state, each, now).state === "served")
    .slice(0, MOST_LESSONS)
    .map(({ id, title }) => `${id} ${quoted(title, 120)}`);
}
