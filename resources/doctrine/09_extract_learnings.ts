// Holds factor IX as data: the second output of a session, and what the gate asks of it.
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
sentence to change, or the learning to cite. An approach that failed is worth as much as one that worked: say what
was tried and what happened.

\`finish_job\` refuses without lessons, or a reason for none. \`extract_learnings\` drafts candidates from the
records of the job: checks that failed and then passed, approaches that were given up, reverts, rulings, decisions.
Each names the records it comes from. A draft knows what happened and not why: add the cause and the rule, or let it
go. Nothing is stored until you record it. Sessions without a job can still end in silence.

Read five learnings at random after two weeks: each should let you act by itself.`,
} satisfies Factor;
