// Holds factor X as data: the loop from a recorded lesson to its decay.
import type { Factor } from "./factor.ts";

export default {
  number: 10,
  numeral: "X",
  name: "Compound Knowledge",
  rule: "Learnings — positive and negative — flow back into future sessions automatically.",
  phase: "govern",
  text: `> Learnings — positive and negative — flow back into future sessions automatically.

Storing lessons is the easy half. A folder of two thousand notes that no session opens is a diary, and one
where old and wrong notes rank beside good ones is worse than none.

The loop here has five steps. \`record_learning\` gates a lesson and stores it. \`retrieve_context\` brings it
back when a task matches, dead ends first, and keeps a few slots for lessons nobody has tried. You work.
\`cite_learnings\` says what happened: applied, ignored, wrong, stale, still_true. From those records each
lesson's strength follows, usefulness times retention: confirmed ones rise, unused ones fade towards a floor
and stay findable, disputed ones come last with a warning. Being shown or citing yourself earns nothing,
and citations per session are capped.

So cite before you close, including the lessons that misled you. That call is what tells the next session
which of them to believe. Other sessions' words carry a lesson from observation to learning and pattern, never its
author's. Guidance takes a supervisor or person too (\`curate_knowledge\`, \`agentops-mcp curate\`), who also
retire, merge and restore. Where lessons come in and none goes out, the brief says so.

The loop turns when a session in another runtime avoids a mistake that it never made itself, and
\`agentops://trace/{id}\` shows that citation.`,
} satisfies Factor;
