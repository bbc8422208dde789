// Prints rulings, for the worker that waits for one and for whoever takes its job next.

import { jobName } from "../jobs/job-name.ts";
import { type EscalationRecord, escalationsByJob } from "../jobs/records/escalation.ts";
import type { RulingKind, RulingRecord } from "../jobs/records/ruling.ts";
import { rulingOn, rulingsAbout, rulingsOn } from "../jobs/rulings/laws.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { quoted } from "../shared/text/quoting.ts";
import { fence, safeLine } from "../shared/text/safe-text.ts";
import { jobOver } from "./batches.ts";
import { fencedReply, replyTo } from "./replies.ts";

/** What a ruling's text may take of the worker's answer; the trace has the rest. */
const NOTICE_CHARACTERS = 600;
/** How a ruling reaches the worker: with its next answer, once. */
export interface RulingNotice {
  readonly id: string;
  readonly ruling: RulingKind;
  readonly escalation: string;
  readonly job: string | null;
  readonly authority: string;
  /** What it means for the one who reads it; our words. */
  readonly meaning: string;
  /** Fenced. */
  readonly text: string;
}

const MEANINGS: Readonly<Record<RulingKind, string>> = {
  restart: "the job goes to a fresh session; you can't take it again. start_job gives you another.",
  vary: "the job goes to a fresh session with another approach; you can't take it again. start_job gives you another.",
  reassign: "the job goes to somebody else; you can't take it again. start_job gives you another.",
  reframe: "the job is meant as the text says; go on with it in these words if you hold it.",
  defer: "nobody works on it for now. start_job gives you another.",
  stop: "the job has ended; don't go on with it. start_job gives you another.",
  answer: "the answer to what you asked; go on.",
};

/** Escalations that it answers are the session's own, or about the job it holds. */
export function noticeOf(ruling: RulingRecord, escalation: EscalationRecord): RulingNotice {
  return {
    id: ruling.id,
    ruling: ruling.ruling,
    escalation: escalation.id,
    job: escalation.job === null ? null : jobName(escalation.job.id),
    authority: `${quoted(ruling.authority, 80)} (attested: ${ruling.attested})`,
    meaning: MEANINGS[ruling.ruling],
    text: fencedRuling(ruling, cut(ruling.text, NOTICE_CHARACTERS, ruling.id)),
  };
}

/** The same as a paragraph. */
export const noticeText = ({ id, ruling, escalation, job, authority, meaning, text }: RulingNotice): string =>
  `Ruling ${id} (${ruling}) on escalation ${escalation}${job === null ? "" : `, job ${job}`}, by ${authority}: ${meaning}\n${text}`;

const fencedRuling = (ruling: RulingRecord, text: string): string =>
  fence(text, {
    what: "ruling",
    by: `supervisor ${safeLine(ruling.authority)}, session ${ruling.session}`,
    recorded: ruling.at.slice(0, 10),
  });

/** For whoever takes the job next: what was asked and what was decided. */
export function supervisionText(state: State, job: string, clip: (text: string) => string): string[] {
  const rulings = rulingsAbout(state, job).filter(({ inForce }) => inForce);
  const ruled = [...new Map(rulings.map((each) => [each.ruling.id, each.ruling])).values()];
  const asked = state
    .by(escalationsByJob, job)
    .filter((each) => rulingsOn(state, each).every(({ inForce }) => !inForce))
    .toSorted(compareIds);
  const replies = asked.flatMap((each) => replyTo(state, each) ?? []);
  return [
    ...ruled
      .slice(-2)
      .flatMap((ruling) => [
        `Ruling ${ruling.id} (${ruling.ruling}):`,
        fencedRuling(ruling, clip(ruling.text)),
      ]),
    ...replies
      .slice(-1)
      .flatMap((each) => [
        `Escalated as ${each.escalation}, answered in the client's window:`,
        fencedReply(each, clip(each.text)),
      ]),
    ...asked
      .filter((each) => replyTo(state, each) === null)
      .slice(-1)
      .flatMap((each) => [
        `Escalated as ${each.id}, no ruling yet:`,
        fence(clip(`failed: ${each.failed}\nhypothesis: ${each.hypothesis}`), {
          what: "escalation",
          by: each.runtime,
          recorded: each.at.slice(0, 10),
        }),
      ]),
  ];
}

/** The state of an escalation, as its trace tells it. */
export function escalationState(state: State, escalation: EscalationRecord): string {
  const ruling = rulingOn(state, escalation);
  if (ruling !== null) return `ruled: ${ruling.ruling} (${ruling.id})`;
  const over = jobOver(state, escalation);
  if (over !== null) return `closed: ${over}`;
  const reply = replyTo(state, escalation);
  return reply === null ? "waits for a ruling" : `answered by its client (${reply.id}), no ruling`;
}

/** Never within a pair of surrogates. */
export const cut = (text: string, most: number, id: string): string =>
  text.length <= most ? text : `${Array.from(text).slice(0, most).join("")}… (whole in trace ${id})`;
