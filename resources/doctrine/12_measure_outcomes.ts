// Holds factor XII as data: which numbers say that agents help, and which of them the records can answer.
import type { Factor } from "./factor.ts";

export default {
  number: 12,
  numeral: "XII",
  name: "Measure Outcomes",
  rule: "Track fitness toward goals, not activity — the feedback that closes the loop back to Prepare.",
  phase: "govern",
  text: `> Track fitness toward goals, not activity — the feedback that closes the loop back to Prepare.

Learnings stored, calls made, lines written: these rise whether or not anything improves, and an agent asked to
raise them will.

Choose two or three results that would change what you do. Does a known failure happen again? How much work
passes at once? How often must a person step in? Write each into \`.agentops/goals.yaml\` on base: why, a command
that prints the value or a built-in metric, target, direction, weight, deadline. Let somebody other than the worker
set it.

\`measure_outcomes\` (supervisor) and \`agentops-mcp measure\` run the commands in a clean checkout of base, record each
value and name regressions, missed deadlines and dormant goals. A command that hangs or prints no number has failed; a
metric without events reads "no data", never zero. A changed goal needs a record of who decided it, and nothing is
compared across the change.

This server does not choose your goals, nor can it tell whether a command measures what you mean. A measure
deserves its place if a bad value leads to an action in Prepare: another lesson, a smaller job, a better question
to \`retrieve_context\`. Drop one that has never changed a decision.`,
} satisfies Factor;
