// Decides which replies count: a session hears an answer to its own question by its own client, and nobody else is answered by it.
import type { EscalationRecord } from "../jobs/records/escalation.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { fence } from "../shared/text/safe-text.ts";
import { type ReplyRecord, repliesByEscalation } from "./records/reply.ts";

/** The first that counts; null while there is none. What the server has escalated by itself is no client's to settle. */
export function replyTo(state: State, { id, trigger, session, clone }: EscalationRecord): ReplyRecord | null {
  if (trigger !== "worker") return null;
  return (
    state
      .by(repliesByEscalation, id)
      .filter((each) => each.session === session && each.clone === clone)
      .filter((each) => state.origin(each.id)?.own === true)
      .toSorted(compareIds)
      .at(0) ?? null
  );
}

export const fencedReply = ({ text, runtime, session, at }: ReplyRecord, shown = text): string =>
  fence(shown, {
    what: "message",
    by: `whoever answered in ${runtime}, session ${session} (attested: client)`,
    recorded: at.slice(0, 10),
  });
