// Factors III and IX: ends a job with what a fresh session can go on from, and with its second output, the lessons.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { passedClaims } from "../../src/claims/passed-for-job.ts";
import { isEvent } from "../../src/jobs/chain.ts";
import { findRecord } from "../../src/jobs/find-record.ts";
import { refuseGaps, wholeHandoff } from "../../src/jobs/finish.ts";
import { heldJob } from "../../src/jobs/held-job.ts";
import { standingOfJob } from "../../src/jobs/standing.ts";
import { JOB_LIMITS, OUTCOMES } from "../../src/records/kinds/job.ts";
import { CITATION_OUTCOMES } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { afterwards } from "../../src/shared/or-note.ts";
import { checkText } from "../../src/shared/text/storable-text.ts";
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
    const { session } = context.session;
    const worker = { session, clone: await context.jobs.clone() };
    const state = await context.state();
    const standing = heldJob(state, worker, args.job);
    const { job, token } = standing;
    refuseGaps(state, args, session);
    checkText([args.handoff, args.none_because], "handoff");
    const done = args.outcome === "done";
    const event = {
      what: "finished",
      outcome: args.outcome,
      handoff: wholeHandoff(args.handoff, context.code),
      learnings: args.learnings.map((id) => findRecord(state, id).id),
      none_because: args.none_because ?? null,
      claims: done ? passedClaims(state, standing, ...(await policyOf(context, state))) : [],
    } as const;
    await context.jobs.renew(job.id, token);
    if (args.citations.length > 0)
      await citeLearnings.run(context, {
        citations: args.citations.map((each) => ({ ...each, evidence: [] })),
      });
    const { branch } = standing.holder.event;
    const goes = branch !== null && !args.keep_worktree && args.outcome !== "hand_off";
    const close = async () => {
      await context.append([{ record: "job_event", job: job.id, token, event }]);
      const now = await context.state();
      const after = standingOfJob(now, job);
      // Whoever was stopped for long before this step comes too late: this throws.
      if (!after.events.some((each) => each.token === token && isEvent(each, "finished")))
        heldJob(now, worker, job.id);
      // A successor goes on where this session stopped.
      const kept = branch === null ? [] : [`the worktree of ${branch} is kept`];
      return { after, notes: goes ? await removed(context, branch) : kept };
    };
    // In turn with those who start, so that nobody is given the worktree while it goes.
    const { after, notes } = await (goes ? context.jobs.inTurn(close) : close());
    await afterwards(notes, "its lease is left to run out", () => context.jobs.drop(job.id, token));
    if (args.outcome === "failed") {
      const asked = await afterwards(notes, "not escalated", () =>
        escalateIfTriggered(context, after, token, null),
      );
      if (asked) notes.push(`${asked.triggered.because}: escalated as ${asked.escalation}`);
    }
    return { job: after.name, state: after.state, outcome: args.outcome, notes };
  },
});

const policyOf = async ({ claims, jobs }: WriteContext, state: State) =>
  [await claims.policyFacts(state), await jobs.settings()] as const;

/** What became of the worktree. The job is finished by now, so that what hinders it is a note. */
async function removed({ jobs }: WriteContext, branch: string): Promise<string[]> {
  const notes: string[] = [];
  const told = await afterwards(notes, "the worktree is kept", () => jobs.removeWorktree(branch));
  return told === null ? notes : [told];
}
