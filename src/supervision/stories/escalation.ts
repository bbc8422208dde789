// Tells who else met the failure of an escalation, the report itself part by part, and the rulings.
import Escalation, { PARTS } from "../../jobs/records/escalation.ts";
import { rulingsOn } from "../../jobs/rulings/laws.ts";
import { tellerOf } from "../../records/story.ts";
import { compareIds } from "../../shared/ids.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { replyTo } from "../replies.ts";
import { escalationState } from "../ruling-text.ts";

export default tellerOf(Escalation, (state, escalation) => {
  const { id, at, session, runtime } = escalation;
  // Each part on one line of its own.
  const parts = PARTS.map((part) => ({
    at,
    session,
    runtime,
    what: `reported: ${part}`,
    note: oneLine(escalation[part]),
  }));
  const others = state
    .all(Escalation)
    .filter((each) => each.id !== id && each.signature === escalation.signature)
    .map((each) => ({ record: each, what: `also seen by ${each.session}: ${each.id}`, note: null }));
  const rulings = rulingsOn(state, escalation).map(({ ruling, because }) => ({
    record: ruling,
    what: `ruling ${ruling.id}: ${ruling.ruling}${because === null ? "" : ` (does not count: ${because})`}`,
    note: oneLine(`authority: ${ruling.authority}; ${ruling.text}`),
  }));
  const reply = replyTo(state, escalation);
  const replies = reply
    ? [
        {
          record: reply,
          what: `reply ${reply.id} by a form in its client's window`,
          note: oneLine(`attested: client; ${reply.text}`),
        },
      ]
    : [];
  return {
    state: escalationState(state, escalation),
    events: [
      ...parts,
      ...[...others, ...replies, ...rulings]
        .toSorted((a, b) => compareIds(a.record, b.record))
        .map(({ record, what, note }) => ({
          at: record.at,
          session: record.session,
          runtime: record.runtime,
          what,
          ...(note === null ? {} : { note }),
        })),
    ],
  };
});
