// Factors III and VI: gives a session one job, its lease, and all that earlier workers left for it.
import * as z from "zod";
import type { WriteContext } from "../../src/context.ts";
import { defineTool } from "../../src/define.ts";
import { JOB_LIMITS, Title } from "../../src/domain/job.ts";
import { briefOf, globsWithin } from "../../src/domain/job-brief.ts";
import { jobDraft, OWN_JOB, WriteScope } from "../../src/domain/job-draft.ts";
import {
  findJob,
  inheritanceOf,
  type JobStanding,
  jobsOf,
  standingOfJob,
  standingsOfJobs,
} from "../../src/domain/jobs.ts";
import type { JobRecord } from "../../src/domain/record.ts";
import { researchAdvice } from "../../src/domain/research-laws.ts";
import { fixedFolder } from "../../src/domain/scope.ts";
import { type JobFacts, noneReady, obstacleTo, obstacleToNew, readyJobs } from "../../src/domain/starting.ts";
import type { State } from "../../src/domain/state.ts";
import { adviceOn } from "../../src/domain/triggers.ts";
import { AgentOpsError } from "../../src/errors.ts";
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
  run: (context, args) => context.jobs.inTurn(() => start(context, args)),
});

async function start(context: WriteContext, args: Arguments) {
  if (args.job !== undefined && args.title !== undefined)
    throw new AgentOpsError("INVALID_ARGUMENT", "job and title exclude each other.", "Send one of them.");
  const unseen = await context.jobs.look();
  const before = await context.state();
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const held = jobsOf(before, worker).at(-1);
  const named = args.job === undefined ? null : findJob(before, args.job);
  if (held && named?.id === held.job.id) return again(context, held);
  if (held && args.reason === undefined)
    throw new AgentOpsError(
      "JOB_REFUSED",
      `This session works on ${held.name} (${held.job.title}).`,
      `Finish it with finish_job, or say in reason why you take a second one. start_job {job: "${held.name}"} shows its brief again.`,
    );
  const job = args.title === undefined ? named : await own(context, before, args.title, args);
  for (const chosen of await candidates(context, job)) {
    const started = await take(context, chosen, args, unseen);
    if (started) return started;
  }
  throw new AgentOpsError(
    "JOB_REFUSED",
    job ? "Another session was faster." : "Other sessions were faster.",
    "Call start_job again, without job for the next ready one.",
  );
}

/** The same brief again, as after a compaction; a sign of life too. */
async function again(
  context: WriteContext,
  held: JobStanding & { readonly holder: NonNullable<JobStanding["holder"]> },
) {
  await context.jobs.renew(held.job.id, held.token);
  const { branch } = held.holder.event;
  const worktree =
    branch === null ? null : (await context.jobs.addWorktree(held.job.id, held.job.title)).folder;
  const asked = await escalateIfTriggered(context, held, held.token, await context.jobs.minutes(held.job.id));
  const notes = ["you hold it already", ...(asked ? [adviceOn(asked.triggered, asked.escalation)] : [])];
  return answer(context, held, { token: held.token, worktree, branch, notes });
}

async function own(
  context: WriteContext,
  state: State,
  title: string,
  { write, isolate }: Arguments,
): Promise<JobRecord> {
  const draft = jobDraft({ ...OWN_JOB, title, write, isolate }, [], context.code);
  const obstacle = obstacleToNew(state, draft, await factsOf(context, state));
  if (obstacle !== null) throw refused(obstacle);
  const [stored] = await context.append([draft]);
  if (stored?.record.record !== "job") throw new Error("the journal stored no job");
  return stored.record;
}

async function candidates(context: WriteContext, job: JobRecord | null): Promise<JobStanding[]> {
  const state = await context.state();
  const facts = await factsOf(context, state);
  if (job) {
    const standing = standingOfJob(state, job);
    const obstacle = obstacleTo(standing, facts);
    if (obstacle !== null) throw refused(obstacle);
    return [standing];
  }
  const ready = readyJobs(facts);
  if (ready.length > 0) return ready;
  throw noneReady(facts);
}

/** Null where somebody else was faster. Nothing is recorded before lease and worktree are there. */
async function take(context: WriteContext, before: JobStanding, args: Arguments, unseen: string | null) {
  const { job } = before;
  const taken = await context.jobs.take(job.id, before);
  if (!taken) return null;
  const { token, note } = taken;
  try {
    const state = await context.state();
    const standing = standingOfJob(state, job);
    const lost = standing.token >= token || standing.state === "done";
    if (lost) {
      await context.jobs.drop(job.id, token);
      return null;
    }
    const tree = job.isolate || args.isolate ? await context.jobs.addWorktree(job.id, job.title) : null;
    const branch = tree?.branch ?? null;
    const event = {
      what: "started",
      reason: args.reason ?? null,
      branch,
      inherits: inheritanceOf(state, job),
      process: context.claims.process,
    } as const;
    await context.append([{ record: "job_event", job: job.id, token, event }]);
    const asked = await escalateIfTriggered(context, standingOfJob(await context.state(), job), token, null);
    const notes = [
      ...[note ?? unseen ?? []].flat(),
      ...(asked ? [adviceOn(asked.triggered, asked.escalation)] : []),
    ];
    return answer(context, standing, { token, branch, worktree: tree?.folder ?? null, notes });
  } catch (error) {
    await context.jobs.drop(job.id, token).catch(() => {});
    throw error;
  }
}

async function answer(
  context: WriteContext,
  standing: JobStanding,
  lease: { token: number; worktree: string | null; branch: string | null; notes: string[] },
) {
  const { job, name } = standing;
  const paths = job.scope.write.map(fixedFolder).filter((folder) => folder !== "");
  // Files are looked for by place: the words in their names would fit every lesson about tests.
  const words = [job.title, ...job.acceptance].join("\n").replace(/\S+[\\/]\S+/g, "");
  const task = (words.trim() || job.title).slice(0, 4000);
  const pack = await retrieveContext.run(context, { task, paths, budget_tokens: PACK_TOKENS });
  const inWorktree =
    lease.worktree === null ? [] : [`work only in ${lease.worktree}; claim its branch ${lease.branch ?? ""}`];
  return {
    job: name,
    title: job.title,
    token: lease.token,
    write: globsWithin(job.scope.write),
    worktree: lease.worktree,
    branch: lease.branch,
    brief: briefOf(
      await context.state(),
      standing,
      await context.envelope.bounds(),
      pack.items,
      pack.related ?? [],
    ),
    notes: [...lease.notes, ...inWorktree, ...researchAdvice((await context.jobs.settings()).research, job)],
  };
}

async function factsOf(context: WriteContext, state: State): Promise<JobFacts> {
  const [leases, here] = await Promise.all([context.jobs.leases(), context.jobs.clone()]);
  return {
    standings: standingsOfJobs(state),
    leases,
    here,
    session: context.session.session,
    process: context.claims.process,
  };
}

const refused = (obstacle: string): AgentOpsError =>
  new AgentOpsError(
    "JOB_REFUSED",
    `${obstacle}.`,
    "Call start_job without arguments for the next ready one.",
  );
