// Factors III and VI: gives a session one job, its lease, and all that earlier workers left for it.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { briefOf, globsWithin, taskOf } from "../../src/briefing/job-brief.ts";
import type { Start } from "../../src/jobs/chain.ts";
import { jobDraft, type NewJobDraft, OWN_JOB, refuseSameJob, WriteScope } from "../../src/jobs/draft.ts";
import type { JobWorktree } from "../../src/jobs/port.ts";
import { inheritanceOf, type JobStanding, standingOfJob, standingsOfJobs } from "../../src/jobs/standing.ts";
import { heldAlready, isIsolated, isOvertaken, jobsToStart, newJob } from "../../src/jobs/startable.ts";
import { JOB_LIMITS, Title } from "../../src/records/kinds/job.ts";
import type { JobRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { researchAdvice } from "../../src/research/laws.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { afterwards } from "../../src/shared/or-note.ts";
import { adviceOn } from "../../src/supervision/triggers.ts";
import { escalateIfTriggered } from "../bound/report_progress.ts";
import retrieveContext from "./retrieve_context.ts";

/** Of the brief, for lessons. */
const PACK_TOKENS = 1200;

interface Arguments {
  job?: string | undefined;
  title?: string | undefined;
  write: string[];
  isolate: boolean;
  reason?: string | undefined;
}

export default defineTool({
  description:
    "Call before work: takes a queued job (job), the next ready one (nothing) or your own (title, write). One at a time; the brief has predecessors' handoff, failures, lessons.",
  factors: [3, 6],
  role: "worker",
  effect: "write",
  input: z.strictObject({
    job: z.string().min(4).max(26).optional().describe("id"),
    title: Title.optional().describe("your own job"),
    write: WriteScope.default([]).describe("globs it may write to"),
    isolate: z.boolean().default(false).describe("own worktree and branch"),
    reason: z.string().trim().min(1).max(JOB_LIMITS.reason).optional().describe("why a second job at once"),
  }),
  output: z.object({
    job: z.string(),
    title: z.string(),
    token: z.int(),
    write: z.array(z.string()),
    worktree: z.string().nullable(),
    branch: z.string().nullable(),
    brief: z.string(),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "A job of one's own",
      arguments: { title: "Find out why the nightly build is slow", write: ["ci/**"] },
      expect: { token: 1, write: ["ci/**"], worktree: null },
    },
    {
      title: "One agent, one job",
      given: [
        {
          as: "first",
          session: "tuesday",
          tool: "start_job",
          arguments: { title: "Update the parser", write: ["src/parser/**"] },
        },
      ],
      arguments: { title: "Update the printer", write: ["src/printer/**"] },
      expect: "JOB_REFUSED",
    },
    { title: "Nothing is queued", arguments: {}, expect: "NOT_FOUND" },
  ],
  async run(context, args) {
    if (args.job !== undefined && args.title !== undefined)
      throw new AgentOpsError("INVALID_ARGUMENT", "job and title exclude each other.", "Send one of them.");
    // Before its turn: nobody else has to wait while a remote does not answer.
    const unseen = await context.jobs.look();
    return context.jobs.inTurn(() => start(context, args, unseen));
  },
});

async function start(context: WriteContext, args: Arguments, unseen: string | null) {
  const state = await context.state();
  const [leases, here] = await Promise.all([context.jobs.leases(), context.jobs.clone()]);
  const { session } = context.session;
  const held = heldAlready(state, { session, clone: here }, args);
  if (held) return again(context, held);
  const { process } = context.claims;
  const facts = { standings: standingsOfJobs(state), leases, here, session, process };
  const draft = args.title === undefined ? null : ownJob(context, state, args.title, args);
  const chosen = draft ? [newJob(state, draft, facts)] : jobsToStart(state, facts, args.job);
  for (const each of chosen) {
    const started = await take(context, each, draft, args, unseen);
    if (started) return started;
  }
  throw new AgentOpsError(
    "JOB_REFUSED",
    chosen.length === 1 ? "Another session was faster." : "Other sessions were faster.",
    "Call start_job again, without job for the next ready one.",
  );
}

/** The same brief again, as after a compaction; a sign of life too. */
async function again(context: WriteContext, held: JobStanding & { readonly holder: Start }) {
  const { job, token, holder } = held;
  await context.jobs.renew(job.id, token);
  const tree = holder.event.branch === null ? null : await context.jobs.addWorktree(job.id, job.title);
  return answer(context, held, tree, ["you hold it already"], await context.jobs.minutes(job.id));
}

function ownJob(
  { ids, code }: WriteContext,
  state: State,
  title: string,
  { write, isolate }: Arguments,
): NewJobDraft {
  const [id = ""] = ids(1);
  const draft = jobDraft({ ...OWN_JOB, title, write, isolate }, [], code);
  refuseSameJob(state, draft.title);
  return { ...draft, id };
}

/**
 * Null where somebody else was faster. Nothing is recorded before lease and worktree are there, and a job of one's
 * own only together with its start, so that who fails or is killed on the way leaves no job behind.
 */
async function take(
  context: WriteContext,
  { job, ...before }: JobStanding,
  draft: NewJobDraft | null,
  args: Arguments,
  unseen: string | null,
) {
  const taken = await context.jobs.take(job.id, before);
  if (!taken) return null;
  const { token } = taken;
  const tree = await begin(context, job, token, draft, args).catch(async (error: unknown) => {
    await context.jobs.drop(job.id, token).catch(() => {});
    throw error;
  });
  if (tree === "overtaken") return null;
  const notes = [taken.note ?? unseen ?? []].flat();
  return answer(context, standingOfJob(await context.state(), job), tree, notes, null);
}

/** Its worktree, where it has one. */
async function begin(
  context: WriteContext,
  job: JobRecord,
  token: number,
  draft: NewJobDraft | null,
  { isolate, reason }: Arguments,
): Promise<JobWorktree | null | "overtaken"> {
  const state = await context.state();
  const standing = standingOfJob(state, job);
  if (isOvertaken(standing, token)) {
    await context.jobs.drop(job.id, token);
    return "overtaken";
  }
  const tree = isolate || isIsolated(standing) ? await context.jobs.addWorktree(job.id, job.title) : null;
  const event = {
    what: "started",
    reason: reason ?? null,
    branch: tree?.branch ?? null,
    inherits: inheritanceOf(state, job),
    process: context.claims.process,
  } as const;
  await context.append([...(draft ? [draft] : []), { record: "job_event", job: job.id, token, event }]);
  return tree;
}

/** `minutes` since the start, null where no clock can tell. */
async function answer(
  context: WriteContext,
  standing: JobStanding,
  tree: JobWorktree | null,
  notes: string[],
  minutes: number | null,
) {
  const { job, name, token } = standing;
  const asked = await afterwards(notes, "not escalated", () =>
    escalateIfTriggered(context, standing, token, minutes),
  );
  if (asked) notes.push(adviceOn(asked.triggered, asked.escalation));
  if (tree) notes.push(`work only in ${tree.folder}; claim its branch ${tree.branch}`);
  if (tree?.note) notes.push(tree.note);
  const pack = await retrieveContext.run(context, { ...taskOf(job), budget_tokens: PACK_TOKENS });
  const [state, bounds] = [await context.state(), await context.envelope.bounds()];
  return {
    job: name,
    title: job.title,
    token,
    write: globsWithin(job.scope.write),
    worktree: tree?.folder ?? null,
    branch: tree?.branch ?? null,
    brief: briefOf(state, standing, bounds, pack.items, pack.related ?? []),
    notes: [...notes, ...researchAdvice((await context.jobs.settings()).research, job)],
  };
}
