// Factor XI as data: when a stuck agent stops, and what it hands up.
import type { Factor } from "./factor.ts";

export default {
  number: 11,
  numeral: "XI",
  name: "Supervise Hierarchically",
  rule: "Escalation flows up with evidence, authority flows down; a stuck worker's job goes to a fresh agent, not a retry loop.",
  phase: "govern",
  text: `> Escalation flows up with evidence, authority flows down; a stuck worker's job goes to a fresh agent, not a retry loop.

The fourth attempt rarely differs from the third. By then the window is full of the failing idea, each retry
confirms it, and tokens burn while somebody who could answer in a minute was never asked.

Decide the triggers before you start: three failures with one approach, a time limit, an error no one here has
seen, a decision that is not yours. Then stop and report five things: what was tried, what failed, the evidence,
your best hypothesis, and the one thing you ask for. The person or coordinator replies with a ruling that is
written down, and a new session takes the job.

This server counts no attempts, routes no escalation and stores no ruling, so issue comments and labels must
carry them. It can spare the successor the same dead end: put it in \`record_learning\` as a failure with the
command and its output, and \`retrieve_context\` will list it early when the new agent describes the task.

Supervision works if the replacement begins with another approach, and if nobody has to read a whole transcript
in order to decide.`,
} satisfies Factor;
