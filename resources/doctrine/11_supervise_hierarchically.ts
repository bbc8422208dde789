// Holds factor XI as data: when a stuck agent stops, and what it hands up.
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

Here \`escalate\` takes these five parts, and equal failures wait as one. From what \`report_progress\` is told,
attempts, minutes and repeated failures escalate by themselves; the third failure with the same approach gives the
job to a fresh session and bars the old one. A supervisor answers with \`rule_on_escalation\`, a person with
\`agentops-mcp rule\`. The worker hears with its next answer, its successor in the brief. What nobody reports
nobody counts.

Supervision works if the replacement begins with another approach, and if nobody has to read a whole transcript
in order to decide.`,
} satisfies Factor;
