// Factor VII as data: who may say that work is good, and what stands in for a verdict tool.
import type { Factor } from "./factor.ts";

export default {
  number: 7,
  numeral: "VII",
  name: "Validate Externally",
  rule: "The worker emits claims plus evidence; an independent checker writes the binding verdict. No agent grades its own work.",
  phase: "select",
  text: `> The worker emits claims plus evidence; an independent checker writes the binding verdict. No agent grades its own work.

"All tests pass" is a sentence. It may be true, or true of another commit, or true because the failing test
was edited. Whoever spent an hour on a solution reads the result with the hope that it is finished.

For knowledge, this version applies the rule: citations of your own learnings through \`cite_learnings\` do not
count, and calling somebody's learning wrong takes a note and evidence. \`record_learning\` asks for evidence a
reader can open, such as a commit, a path, a command or a URL.

For code it renders no verdict. It runs no checks, appoints no judge and cannot stop a merge. A team does this
with what it has: the worker states what was done, at which commit, and how to see it; CI re-runs the checks
from a clean checkout of that commit; a person, or a fresh session that has not seen the work, reviews the
diff; branch protection demands both. A refusal names the place and the reason.

Look for verdicts that name another actor and the exact commit. Now and then break something on purpose; a
checker that passes it is decoration.`,
} satisfies Factor;
