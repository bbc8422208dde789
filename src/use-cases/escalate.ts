// Escalates for a stuck worker, joins its report to those of the same failure, and asks the person at its client.

import type { Question, WriteContext } from "../api/context.ts";
import { findEscalation } from "../jobs/find-record.ts";
import { jobName } from "../jobs/job-name.ts";
import { ESCALATION_LIMITS, type EscalationRecord } from "../jobs/records/escalation.ts";
import { ruledBefore } from "../jobs/rulings/laws.ts";
import { holdingOf } from "../jobs/standing.ts";
import { orNote } from "../shared/or-note.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { batchOf, escalationDraft, openBatches } from "../supervision/batches.ts";
import Reply from "../supervision/records/reply.ts";
import { fencedReply, replyTo } from "../supervision/replies.ts";

/** Sessions named in the answer; the others are counted. */
const MOST_NAMED = 10;
/** Characters of each part in the form; the stored report is whole. */
const PART_IN_FORM = 400;

type Report = Parameters<typeof escalationDraft>[0]["report"];

/** Stored before anybody is asked, so that an unanswered form changes nothing. Asking twice shows no second form. */
export async function escalate(context: WriteContext, report: Report) {
  const { escalation, isFresh, answer } = await context.jobs.inTurn(() => escalateNow(context, report));
  const { escalation: settings } = await context.jobs.settings();
  const said = await context.ask(isFresh ? questionOf(escalation, settings.form_seconds) : null);
  // The client has sent the same call again with the form's answer, so the session has not escalated twice.
  if (said !== null && !isFresh)
    answer.notes = answer.notes.filter((note) => note !== toldAlready(escalation));
  if (said === null || said.trim() === "") return answer;
  await orNote(answer.notes, "an answer came and was not kept", () => keep(context, escalation, said.trim()));
  const reply = replyTo(await context.state(), escalation);
  if (reply)
    answer.notes.push(
      `reply ${reply.id}, from the window of your client: the answer to what you asked; go on. It settles your question and nothing else.\n${fencedReply(reply)}`,
    );
  return answer;
}

const toldAlready = ({ id }: EscalationRecord): string => `you have escalated this already as ${id}`;

/** In turn with others of this clone, so that the second of two at once is told the first one's id. */
async function escalateNow(context: WriteContext, report: Report) {
  const before = await context.state();
  const { session } = context.session;
  const clone = await context.jobs.clone();
  const job = holdingOf(before, { session, clone });
  const draft = escalationDraft(
    { report, trigger: "worker", job, process: context.claims.process },
    context.code,
  );
  const same = openBatches(before)
    .flatMap(({ escalations }) => escalations)
    .find((each) => each.signature === draft.signature && each.session === session && each.clone === clone);
  const told = same && same.trigger === "worker" && same.job?.id === job?.id ? same : null;
  const [stored] = told ? [] : await context.append([draft]);
  const state = await context.state();
  const escalation = findEscalation(state, told?.id ?? stored?.record.id ?? "");
  const batch = batchOf(state, escalation);
  const earlier = ruledBefore(state, escalation);
  const sessions = [...new Set((batch?.escalations ?? [escalation]).map((each) => each.session))];
  const answer = {
    id: batch?.id ?? escalation.id,
    job: job === null ? null : jobName(job.id),
    reported_by: sessions.slice(0, MOST_NAMED),
    notes: [
      ...(sessions.length > MOST_NAMED ? [`${sessions.length} sessions report the same failure`] : []),
      ...(told ? [toldAlready(told)] : []),
      ...(earlier === null
        ? []
        : [
            `ruling ${earlier.id} (${earlier.ruling}) answered the same failure before: agentops://trace/${earlier.id}`,
          ]),
      "no ruling yet: it comes with a later answer of any tool; do meanwhile what needs none, or finish_job with hand_off",
    ],
  };
  return { escalation, isFresh: told === null, answer };
}

function questionOf({ ask, tried, failed, hypothesis }: EscalationRecord, seconds: number): Question {
  const part = (text: string) =>
    text.length <= PART_IN_FORM ? text : `${Array.from(text).slice(0, PART_IN_FORM).join("")}…`;
  return {
    text: [
      `The agent is stuck and asks: ${ask}`,
      "",
      `Tried: ${part(tried)}`,
      `Failed: ${part(failed)}`,
      `Its guess: ${part(hypothesis)}`,
      "",
      "Leave it, and the question waits for agentops-mcp rule.",
    ].join("\n"),
    seconds,
  };
}

/** Throws SECRET_FOUND or UNSAFE_TEXT for a text that must not be stored. */
async function keep(context: WriteContext, { id }: EscalationRecord, said: string): Promise<void> {
  checkText(said, "answer");
  const text = relativise(said, context.code.root, context.code.home).slice(0, ESCALATION_LIMITS.text);
  await context.append([Reply.draft({ escalation: id, text, attested: "client" })]);
}
