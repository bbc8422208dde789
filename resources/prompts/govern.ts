// Closes the circle: what was used is cited, what is stuck goes up with evidence, and a supervisor rules, curates and measures.

import type { ReadContext } from "../../src/api/context.ts";
import { definePrompt } from "../../src/api/define.ts";
import { citationsBySession } from "../../src/learnings/records/citation.ts";
import { openBatches } from "../../src/supervision/batches.ts";

export default definePrompt({
  title: "Govern",
  description:
    "Look back: cite what was used, escalate what is stuck; as a supervisor rule, curate and measure.",
  phase: "govern",
  arguments: [],
  text: async (context) => {
    const { role } = context.session;
    return role === "supervisor" ? supervisor(context) : worker(context);
  },
});

async function worker(context: ReadContext): Promise<string> {
  const state = await context.state();
  const cited = state.by(citationsBySession, context.session.session).length ?? 0;
  return `Citations of this session so far: ${cited}.

1. Call cite_learnings for each lesson that you were given: applied, still_true, ignored, stale or wrong. wrong needs a note, and evidence that somebody else can look at.
2. Where you are stuck, or a decision is not yours, call escalate: what you tried, what failed, the evidence, your best hypothesis, and the one thing you ask for. Then stop; the ruling comes with one of your next calls, or the job goes to a fresh session.
3. You can't promote, retire or measure anything: tell the user what you would, and why.
`;
}

async function supervisor(context: ReadContext): Promise<string> {
  const open = openBatches(await context.state()).length;
  return `${open} ${open === 1 ? "escalation waits" : "escalations wait"} for a ruling, equal failures counted as one.

1. Read agentops://escalations, oldest first. For each call rule_on_escalation: answer where the worker can go on, restart or vary for a fresh session, reframe where the job was the fault, defer or stop. Say why; it is kept with your authority.
2. Call curate_knowledge without an action: what is disputed, contradicted, stale or never used. Decide each on evidence; likeness alone is none. Promote what several sessions have found true.
3. Call measure_outcomes. Look first at goals that got worse, have no data or are dormant, and at the alarms. A number of records is no success.
4. Turn what you found into jobs (create_job), one scope each, and leave the doing to workers.
`;
}
