// Factor IX as data: the second output of a session, and what the gate asks of it.
import type { Factor } from "./factor.ts";

export default {
  number: 9,
  numeral: "IX",
  name: "Extract Learnings",
  rule: "Every non-trivial session produces two outputs — the work product and the lessons (including failures).",
  phase: "select",
  text: `> Every non-trivial session produces two outputs — the work product and the lessons (including failures).

Forty minutes went into finding that the test runner ignores the local config when started from a subfolder.
The fix is one line in the diff; the forty minutes are nowhere, and the next agent pays them again.

Record it while you still know the details. \`record_learning\` takes a title, a body, one of five kinds
(decision, failure, pattern, gotcha, mental model), the paths it concerns and evidence. The gate asks whether
the lesson is actionable, specific, validated, unlike what is stored, and safe to keep. A refusal names the
sentence to change; a near-duplicate comes back with the id to cite or supersede. An approach that failed is
worth as much as one that worked: say what was tried, what happened, and under which condition it might work.

Nothing forces this yet. A session can end in silence, and the server drafts no lessons on its own. Use the
\`retro\` prompt before closing, and put "lessons, or why none" into the pull request template.

Read five learnings at random after two weeks. Each should let you act without opening the conversation it
came from.`,
} satisfies Factor;
