// Factor VI as data: what parallel workers may share, and which part of it this server carries.
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

Knowledge may be shared, since it is append-only. Any number of these servers can run on one repository and
its worktrees: each \`record_learning\` becomes an immutable record through an atomic move of a ref, and the
journal is untouched by branch switches. No two clones write the same ref. What one worker has recorded, the
next \`retrieve_context\` can return in another worktree of the repository.

Working files are not covered. This version creates no worktrees, hands out no leases and does not notice two
workers editing the same folder. Until a team has tools for that: \`git worktree add\` per worker, one branch
each, one named owner per job on the board, and folders divided before the start. Give ports, databases and
caches a name per worktree.

A sound setup passes this trial: kill one worker mid-edit, and the others' \`git status\` and test results stay
the same.`,
} satisfies Factor;
