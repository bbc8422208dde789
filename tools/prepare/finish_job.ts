// Factors III and IX: ends a job with what a fresh session can go on from, and with its second output, the lessons.
import * as z from "zod";
import type { WriteContext } from "../../src/context.ts";
import { defineTool } from "../../src/define.ts";
import { gapsIn, verdictNeeded, wholeHandoff } from "../../src/domain/finishing.ts";
import { heldJob } from "../../src/domain/holding.ts";
import { type Handoff, JOB_LIMITS, OUTCOMES } from "../../src/domain/job.ts";
import { isEvent } from "../../src/domain/job-chain.ts";
import { inheritanceOf, type JobStanding, standingOfJob } from "../../src/domain/jobs.ts";
import { findRecord } from "../../src/domain/lookup.ts";
import { CITATION_OUTCOMES } from "../../src/domain/record.ts";
import { relativise } from "../../src/domain/relative-paths.ts";
import type { State } from "../../src/domain/state.ts";
import { checkText } from "../../src/domain/storable-text.ts";
import { standingOfClaim } from "../../src/domain/verdict-laws.ts";
import { AgentOpsError } from "../../src/errors.ts";
import { escalateIfTriggered } from "../bound/report_progress.ts";
import citeLearnings from "../govern/cite_learnings.ts";

const part = (what: string) => z.string().trim().max(JOB_LIMITS.part).optional().describe(what);

export default defineTool({
  description:
    "Call to end your job: done, hand_off or failed. Needs a handoff for a stranger, and lessons or why there are none.",
  factors: [3, 9],
  role: "worker",
  effect: "write",
  input: z.strictObject({
    outcome: z.enum(OUTCOMES).describe("of the job"),
    handoff: z
      .strictObject({
        goal: part("what for"),
        done: part("what holds now"),
        decisions: part("and why"),
        next: part("first step"),
      })
      .describe("in 3 to 20 lines"),
    citations: z
      .array(
        z.strictObject({
          id: z.string().min(6).max(26).describe("id"),
          outcome: z.enum(CITATION_OUTCOMES).exclude(["wrong"]).describe("what came of it"),
        }),
      )
      .max(50)
      .default([])
      .describe("lessons not cited yet"),
    learnings: z.array(z.string().min(6).max(26)).max(50).default([]).describe("ids"),
    none_because: z.string().trim().min(1).max(JOB_LIMITS.reason).optional().describe("why no lessons"),
    keep_worktree: z.boolean().default(false).describe("if clean"),
    job: z.string().min(4).max(26).optional().describe("of several"),
  }),
  output: z.object({
    job: z.string(),
    state: z.string(),
    outcome: z.string(),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "Without lessons and half a handoff",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: { outcome: "done", handoff: { goal: "parse empty input", done: "it parses" } },
      expect: "JOB_REFUSED",
    },
    {
      title: "Handed to a fresh session",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: {
        outcome: "hand_off",
        handoff: {
          goal: "parse empty input without an exception",
          done: "the lexer returns an end token; test/lexer.test.ts passes",
          decisions: "an empty file is a program without statements, as in the grammar",
          next: "parser.ts still asks for a first statement",
        },
        none_because: "nothing that the grammar does not say already",
      },
      expect: { job: "$job.job", state: "open", outcome: "hand_off" },
    },
  ],
  async run(context, args) {
    const worker = { session: context.session.session, clone: await context.jobs.clone() };
    const state = await context.state();
    const standing = heldJob(state, worker, args.job);
    const closing = { ...args, none_because: args.none_because ?? null };
    const gaps = [...gapsIn(closing), ...args.learnings.flatMap((id) => problemWith(context, state, id))];
    if (gaps.length > 0)
      throw new AgentOpsError(
        "JOB_REFUSED",
        `${gaps.join("; ")}.`,
        args.learnings.length === 0 && closing.none_because === null
          ? "Add what is missing and call finish_job again; nothing was recorded. extract_learnings drafts lessons from this job's records."
          : "Add what is missing and call finish_job again; nothing was recorded.",
      );
    checkText([args.handoff, args.none_because], "handoff");
    const { job, token } = standing;
    const claims = args.outcome === "done" ? await passedClaims(context, state, standing) : [];
    await context.jobs.renew(job.id, token);
    if (args.citations.length > 0)
      await citeLearnings.run(context, {
        citations: args.citations.map((each) => ({ ...each, evidence: [] })),
      });
    const event = {
      what: "finished",
      outcome: args.outcome,
      handoff: relativeHandoff(context, args.handoff),
      learnings: args.learnings.map((id) => findRecord(state, id).id),
      none_because: closing.none_because,
      claims,
    } as const;
    await context.append([{ record: "job_event", job: job.id, token, event }]);
    const after = standingOfJob(await context.state(), job);
    if (!after.events.some((each) => each.token === token && isEvent(each, "finished")))
      // Throws: whoever was stopped for long before the last step comes too late.
      heldJob(await context.state(), worker, job.id);
    await context.jobs.drop(job.id, token);
    const asked = args.outcome === "failed" ? await escalateIfTriggered(context, after, token, null) : null;
    return {
      job: after.name,
      state: after.state,
      outcome: args.outcome,
      notes: [
        ...(asked ? [`${asked.triggered.because}: escalated as ${asked.escalation}`] : []),
        ...(await tidied(context, standing, args)),
      ],
    };
  },
});

function relativeHandoff(
  { code }: WriteContext,
  handoff: Partial<Record<keyof Handoff, string | undefined>>,
): Handoff {
  const relative = (text = "") => relativise(text, code.root, code.home);
  const { goal, done, decisions, next } = handoff;
  return wholeHandoff({
    goal: relative(goal),
    done: relative(done),
    decisions: relative(decisions),
    next: relative(next),
  });
}

function problemWith({ session }: WriteContext, state: State, id: string): string[] {
  const record = findRecord(state, id);
  if (record.record !== "learning") return [`learnings: ${record.id} is a ${record.record}`];
  return record.session === session.session
    ? []
    : [`learnings: ${record.id} is another session's; cite it instead`];
}

/** Ids of the claims for this job that have passed. Throws JOB_REFUSED where the policy asks for one and there is none. */
async function passedClaims(
  { claims, jobs }: WriteContext,
  state: State,
  { job, name }: JobStanding,
): Promise<string[]> {
  const counted = new Set(inheritanceOf(state, job));
  const facts = await claims.policyFacts(state);
  const own = (state.jobClaims.get(job.id) ?? []).filter(({ id }) => counted.has(id));
  const standings = own.map((claim) => ({ claim, ...standingOfClaim(state, claim, facts) }));
  const passed = standings.filter((each) => each.state === "passed").map(({ claim }) => claim.id);
  const because = verdictNeeded(job, await jobs.settings());
  if (because === null || passed.length > 0) return passed;
  const last = standings.at(-1);
  throw new AgentOpsError(
    "JOB_REFUSED",
    `${name} is done only with a passed claim, because ${because}${last ? `; claim ${last.claim.id} is ${last.state}` : "; none was made"}.`,
    last
      ? "Call request_verdict, or mend what failed and claim again."
      : "Commit, submit_claim, request_verdict; then finish.",
  );
}

async function tidied(
  { jobs }: WriteContext,
  { holder }: JobStanding,
  { outcome, keep_worktree }: { outcome: string; keep_worktree: boolean },
): Promise<string[]> {
  const branch = holder?.event.branch ?? null;
  if (branch === null) return [];
  if (keep_worktree) return [`the worktree of ${branch} is kept`];
  // A successor goes on where this one stopped.
  return outcome === "hand_off"
    ? [`the worktree of ${branch} is kept for the next session`]
    : [await jobs.removeWorktree(branch)];
}
