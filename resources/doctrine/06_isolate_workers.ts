// Holds factor VI as data: what parallel workers may share, and which part of it this server carries.
import type { Factor } from "./factor.ts";

export default {
  number: 6,
  numeral: "VI",
  name: "Isolate Workers",
  rule: "Concurrent workers share only gated coordination state, never mutable working state.",
  phase: "bound",
  text: `> Concurrent workers share only gated coordination state, never mutable working state.

Two agents in one checkout look productive until one stages the other's half-finished file, a formatter
rewrites both, and a test fails for a reason that belongs to neither. Such damage is hard to trace, because no
single session did anything wrong.

Knowledge may be shared, since it is append-only: any number of these servers run on one repository and its
worktrees, each record becomes immutable through an atomic move of a ref, and no two clones write the same ref.

\`start_job\` with isolate puts a job into its own worktree and branch, and skips jobs whose write scope overlaps
one in work. A lease with a fencing token says who holds it: it runs out without a sign of life, the next session
takes over, and whatever the first still writes is refused, at the call and in every reading of the records.

A worktree is no sandbox: ports, databases and caches need a name per worktree, and a process that ignores its
scope is stopped only by hooks or at its claim. Across clones, leases need a remote that all have agreed to.

A sound setup passes this trial: kill one worker mid-edit, and the others' \`git status\` and test results stay
the same.`,
} satisfies Factor;
