// Notes what failed in a session without a job, and escalates a failure that repeats.
import type { WriteContext } from "../api/context.ts";
import { JOB_LIMITS } from "../jobs/limits.ts";
import Attempt from "../jobs/records/attempt.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { adviceWithoutJob, stuckWithoutJob } from "../supervision/attempts.ts";
import { escalationDraft } from "../supervision/batches.ts";

const NOTED =
  "Noted for the sessions after this one. Once you know the cause, record it with record_learning: then that takes its place.";

/** The caller has checked the note and the name of the approach. */
export async function noteAttempt(context: WriteContext, note: string, approach: string | null) {
  const { code, claims, jobs } = context;
  const relative = (text: string, most: number) => relativise(text, code.root, code.home).slice(0, most);
  await context.append([
    Attempt.draft({
      note: relative(note, JOB_LIMITS.note),
      approach: approach === null ? null : relative(approach, JOB_LIMITS.approach),
      process: claims.process,
    }),
  ]);
  return { job: null, token: null, advice: await jobs.inTurn(() => adviceFor(context)) };
}

async function adviceFor(context: WriteContext): Promise<string> {
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const stuck = stuckWithoutJob(await context.state(), worker, await context.jobs.settings());
  if (stuck === null) return NOTED;
  const { triggered, known, report } = stuck;
  if (known) return adviceWithoutJob(triggered, known.id);
  const draft = escalationDraft(
    { report, trigger: triggered.trigger, job: null, process: context.claims.process },
    context.code,
  );
  const [stored] = await context.append([draft]);
  return adviceWithoutJob(triggered, stored?.record.id ?? "");
}
