// Factors VI and XI: a sign of life on a job, what was tried, and the advice to hand off in time.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { SAME_APPROACH_LIMIT } from "../../src/jobs/chain.ts";
import { heldJob } from "../../src/jobs/held-job.ts";
import { adviceFor } from "../../src/jobs/saturation.ts";
import { type JobStanding, standingOfJob } from "../../src/jobs/standing.ts";
import { JOB_LIMITS } from "../../src/records/kinds/job.ts";
import { afterwards } from "../../src/shared/or-note.ts";
import { relativise } from "../../src/shared/text/relative-paths.ts";
import { checkText } from "../../src/shared/text/storable-text.ts";
import { automaticEscalation } from "../../src/supervision/escalate-automatically.ts";
import { adviceOn, type Triggered } from "../../src/supervision/triggers.ts";

export default defineTool({
  description:
    "Call after each step of your job and each failed attempt: keeps the job yours, tells a successor what failed, says when to hand off.",
  factors: [6, 11],
  role: "worker",
  effect: "write",
  input: z.strictObject({
    note: z.string().trim().min(1).max(JOB_LIMITS.note).describe("what was done or failed"),
    approach: z.string().trim().min(1).max(JOB_LIMITS.approach).optional().describe("short name of it"),
    failed: z.boolean().default(false).describe("it failed"),
    utilisation: z.number().min(0).max(1).optional().describe("share of context used"),
    job: z.string().min(4).max(26).optional().describe("of several"),
  }),
  output: z.object({ job: z.string(), token: z.int(), advice: z.string().nullable() }),
  examples: [
    {
      title: "Without a job",
      arguments: { note: "the parser handles empty input" },
      expect: "JOB_REFUSED",
    },
    {
      title: "A step",
      given: [
        { as: "job", session: "tuesday", tool: "start_job", arguments: { title: "Update the parser" } },
      ],
      arguments: { note: "the parser handles empty input" },
      expect: { job: "$job.job", token: 1, advice: null },
    },
  ],
  async run(context, { note, approach, failed, utilisation, job: named }) {
    const worker = { session: context.session.session, clone: await context.jobs.clone() };
    const { job, token } = heldJob(await context.state(), worker, named);
    checkText([note, approach], "note");
    await context.jobs.renew(job.id, token);
    const relative = (text: string, most: number) =>
      relativise(text, context.code.root, context.code.home).slice(0, most);
    const event = {
      what: "progress",
      note: relative(note, JOB_LIMITS.note),
      approach: approach === undefined ? null : relative(approach, JOB_LIMITS.approach),
      failed,
      utilisation: utilisation ?? null,
    } as const;
    await context.append([{ record: "job_event", job: job.id, token, event }]);
    const state = await context.state();
    const after = standingOfJob(state, job);
    const minutes = await context.jobs.minutes(job.id);
    const taken = after.chain.ended.has(token) && after.token === token;
    // Read again: who was stopped for long before the last step has been overtaken, and its record counts for nothing.
    if (!taken) heldJob(state, worker, job.id);
    const notes: string[] = [];
    if (taken)
      await afterwards(notes, "Its lease is left to run out", () => context.jobs.drop(job.id, token));
    const asked = await afterwards(notes, "Not escalated", () =>
      escalateIfTriggered(context, after, token, minutes),
    );
    if (taken) notes.unshift(releasedWords(after.name, asked?.escalation ?? null));
    else {
      const strain = { utilisation: utilisation ?? null, minutes, calls: context.jobs.calls(job.id) };
      const saturated = adviceFor(after, strain, await context.jobs.settings());
      if (asked && (failed || asked.fresh)) notes.unshift(adviceOn(asked.triggered, asked.escalation));
      if (saturated !== null) notes.push(saturated);
    }
    return { job: after.name, token, advice: notes.join(" ") || null };
  },
});

const releasedWords = (name: string, escalation: string | null): string =>
  `${name} is released: ${SAME_APPROACH_LIMIT} failures with the same approach. It goes to a fresh session with what you reported; this session and its process can't take it again.${escalation === null ? "" : ` Escalated as ${escalation}.`} Stop working on it, record what you learned, and call start_job for another.`;

/** Writes the report of a trigger that applies, unless one waits for a ruling already; null while none applies. */
export async function escalateIfTriggered(
  context: WriteContext,
  standing: JobStanding,
  token: number,
  minutes: number | null,
): Promise<{ triggered: Triggered; escalation: string; fresh: boolean } | null> {
  const holder = {
    session: context.session.session,
    clone: await context.jobs.clone(),
    process: context.claims.process,
  };
  const settings = await context.jobs.settings();
  const state = await context.state();
  const found = automaticEscalation(state, standing, token, holder, minutes, settings, context.code);
  if (!found) return null;
  const { triggered, known, draft } = found;
  if (known) return { triggered, escalation: known.id, fresh: false };
  const [stored] = await context.append([draft]);
  return { triggered, escalation: stored?.record.id ?? "", fresh: true };
}
