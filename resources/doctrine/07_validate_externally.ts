// Holds factor VII as data: who may say that work is good, and how this server keeps its author from saying it.
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

For code, \`submit_claim\` takes a statement about a commit, with criteria and no field for a verdict.
\`request_verdict\` has a process of its own run base's checks again in a clean checkout. The judges that the policy
names are asked in fresh processes: a refusal needs a reason and a place, one outweighs any number of
passes, and vendors that disagree go to a person. Without any, another session or a person
judges. L3 needs a signature by a key that base names. Guarding base stays with the team.

Look for verdicts that name another actor and the exact commit. Now and then break something on purpose; a
checker that passes it is decoration.`,
} satisfies Factor;
