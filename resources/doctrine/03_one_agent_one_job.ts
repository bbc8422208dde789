// Factor III as data: why a session takes one job, and what keeps it to that without job tools.
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

This server does not assign jobs, refuse a second one or measure how full a window is. What it offers is a
cheap fresh start. \`agentops://brief\` and one call of \`retrieve_context\` give a new session what earlier ones
learned, so there is less reason to keep an old one alive. Records carry their session; \`trace_record\` shows it.

By hand: one issue per session, with its limits written down. Close when the job is done, when the agent
rereads files that it has already read, or after three failures with one approach. Leave a handoff of 3 to 20
lines in the issue: goal, done, decisions, next. Lessons that outlive the job go through \`record_learning\`.

It holds when a stranger resumes from the handoff alone and asks nobody.`,
} satisfies Factor;
