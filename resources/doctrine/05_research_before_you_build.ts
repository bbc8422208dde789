// Factor V as data: what to find out before the first edit, and where the findings go.
import type { Factor } from "./factor.ts";

export default {
  number: 5,
  numeral: "V",
  name: "Research Before You Build",
  rule: "Understand the integration surface before generating code.",
  phase: "bound",
  text: `> Understand the integration surface before generating code.

Code that compiles and does not belong is the usual price of skipping this: a second date helper beside the
one in use, a call to an endpoint that was retired, a fix in the wrong layer. Generation is fast, so the wrong
shape grows quickly and review becomes archaeology.

Before the first edit, list who calls what you will change, what it calls, which tests pin it and which
conventions the neighbours follow. Ask \`retrieve_context\` with the task and those paths; failures and gotchas
come first in its answer, so a path that somebody already tried costs you one read.

This version keeps no research record and accepts work that had none. By hand, write into the issue: the
questions, what is in and out of scope, when it is done, findings with the file each rests on, and what you
looked for and did not find. Greenfield work says that it is greenfield. A finding that will matter again goes
to \`record_learning\` as a decision or a gotcha, with path evidence.

Enough was done when every cited path exists at the commit you start from, and when review comments stop
naming code that you had not seen.`,
} satisfies Factor;
