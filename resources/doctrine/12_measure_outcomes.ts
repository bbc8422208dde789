// Factor XII as data: which numbers say that agents help, and which of them the records can answer.
import type { Factor } from "./factor.ts";

export default {
  number: 12,
  numeral: "XII",
  name: "Measure Outcomes",
  rule: "Track fitness toward goals, not activity — the feedback that closes the loop back to Prepare.",
  phase: "govern",
  text: `> Track fitness toward goals, not activity — the feedback that closes the loop back to Prepare.

Learnings stored, calls made, lines written: these rise whether or not anything improves, and an agent asked to
raise them will. A store can grow every night while no session uses a word of it.

Choose two or three results that would change what you do. Does a known failure happen again? How much work
passes review the first time? How long from "done" to merged? How often must a person step in? Write each with
a target, a way to measure it and a date to look, in a committed file, and let somebody other than the worker
change it.

This version has no goals and no report, and it draws no conclusions. The raw material is there: retrievals are
logged by record id and outcomes by \`cite_learnings\`, so the share of shown lessons that was applied can be
counted; \`trace_record\` gives it for one record. A number without data should read "no data", never zero.

A measure deserves its place if a bad value leads to an action in Prepare: another lesson, a smaller job, a
better question to \`retrieve_context\`. Drop one that has never changed a decision.`,
} satisfies Factor;
