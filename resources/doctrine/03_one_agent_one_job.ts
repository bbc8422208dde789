// Holds factor III as data: why a session takes one job, and what keeps it to that without job tools.
import type { Factor } from "./factor.ts";

export default {
  number: 3,
  numeral: "III",
  name: "One Agent, One Job",
  rule: "Each agent gets a scoped task and fresh context. Never reuse a saturated window.",
  phase: "prepare",
  text: `> Each agent gets a scoped task and fresh context. Never reuse a saturated window.

Fixing a flaky test, then "while you are there" renaming a module, then a question about deployment: by the
third request the window holds two finished jobs, and their details leak into the new one. The diff mixes
concerns, and when something fails nobody knows which request caused it.

\`start_job\` gives a session one scoped job, the next ready one or its own, and refuses a second until the first is
finished or a reason is recorded. The answer is a fresh start: the handoff of whoever was there before, what was
tried and failed, the bounds and the lessons that fit. \`report_progress\` says when to hand off: by the share of
the window where the client tells it, minutes, calls, and failures with one approach. \`finish_job\` takes no end
without goal, done, decisions and next in 3 to 20 lines, and lessons or the reason for none.

What it can't do: see how full a window is that nobody reports, or end a session. Close when the agent rereads
files that it has already read. Who queues the work is yours to decide: \`create_job\`, or \`agentops-mcp jobs add\`.

It holds when a stranger resumes from the handoff alone and asks nobody.`,
} satisfies Factor;
