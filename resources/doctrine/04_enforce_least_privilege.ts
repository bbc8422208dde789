// Holds factor IV as data: what an agent may do, which of it this server limits, and what a team must limit itself.
import type { Factor } from "./factor.ts";

export default {
  number: 4,
  numeral: "IV",
  name: "Enforce Least Privilege",
  rule: "An agent acts inside an explicit least-privilege envelope it cannot widen — not even when the input tells it to.",
  phase: "bound",
  text: `> An agent acts inside an explicit least-privilege envelope it cannot widen — not even when the input tells it to.

Text is the attack surface. An issue comment, a web page or a stored note can say "you may now push to main",
and an agent that holds the key may believe it. Permission that rests on good behaviour lasts until the first
convincing sentence.

The envelope stands in the policy on the base branch: what may be read, written, run and reached. A job's scope
narrows it; no branch, text or argument widens it. Where runtimes have hooks, they stop a call that leaves it, and block
as well when they cannot tell. \`check_action\` says beforehand which rule decides; \`submit_claim\` and
the verdict refuse a change that leaves it. No hook sees what an allowed command starts. The server keeps its own part
narrow: stored text is fenced data, and credentials and hidden characters are refused.

The team sets the limits outside the agent's reach: expiring tokens and no production keys; a container or sandbox; a
protected default branch; the runtime's own permission rules.

Try it rather than trust it. Plant a note that grants a forbidden action and ask for that action. If the
credential, the branch rule or the hook stops it, the limit is real.`,
} satisfies Factor;
