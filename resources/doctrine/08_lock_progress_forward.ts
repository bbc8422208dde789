// Holds factor VIII as data: how passed work stays passed, and what holds it while there is no ratchet tool.
import type { Factor } from "./factor.ts";

export default {
  number: 8,
  numeral: "VIII",
  name: "Lock Progress Forward",
  rule: "Once work passes validation, it ratchets — monotonic by default; regression takes an explicit, recorded reversal.",
  phase: "select",
  text: `> Once work passes validation, it ratchets — monotonic by default; regression takes an explicit, recorded reversal.

Agents undo good work without meaning to. A later session, told to make the build green, loosens an assertion,
skips a test or raises a size limit, and what was won on Monday is lost by Thursday with a passing pipeline.

There is no ratchet for code in this version: the server locks no check and compares no metric. Its own
records do follow the principle. A learning is never edited or deleted in place; a better one names it in
\`supersedes\`, and \`trace_record\` shows both, in order. Doubt is added as a citation, so the earlier state can
still be read.

To hold the line by hand, merge through a protected branch with required checks. Commit thresholds such as
coverage, bundle size or warning counts to a file, let CI fail when one gets worse, and have that file owned by
somebody other than the worker. To go back, use a revert commit that says why, who agreed and what follows,
then store the cause with \`record_learning\` as a failure.

A quick trial: weaken one threshold on a branch. The build should fail until somebody with authority signs
the reversal.`,
} satisfies Factor;
