// Holds factor V as data: what to find out before the first edit, and where the findings go.
import type { Factor } from "./factor.ts";

export default {
  number: 5,
  numeral: "V",
  name: "Research Before You Build",
  rule: "Understand the integration surface before generating code.",
  phase: "bound",
  text: `> Understand the integration surface before generating code.

Code that compiles and does not belong is the usual price of skipping this: a second date helper beside the
one in use, a fix in the wrong layer. Generation is fast, so the wrong shape grows quickly and review becomes
archaeology.

Before the first edit, list who calls what you will change, what it calls, which tests pin it and which
conventions the neighbours follow. Ask \`retrieve_context\` with the task and those paths; failures and gotchas
come first in its answer.

Then \`record_research\`: questions, scope in and out, when it is done, findings that each cite a line, an address
or a record, and what you looked for and did not find. A source that is not there at the commit you start from is
refused. Where base's policy asks for research, by path or by how many existing files a change touches,
\`submit_claim\` refuses without it, and so does the verdict. A change that only adds files is exempt and says so;
any other exemption is recorded with its reason, for the judge to read.

The server can't tell whether you understood what you cited. A finding that matters beyond these paths goes to
\`record_learning\`. Enough was done when review comments stop naming code that you had not seen.`,
} satisfies Factor;
