// Ends a session with its second output: the lessons.

import { definePrompt } from "../../src/api/define.ts";
import { citationsBySession } from "../../src/learnings/records/citation.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { counted } from "../../src/shared/text/count.ts";

export default definePrompt({
  title: "Retro",
  description: "End a session by recording what it learned and citing what it used.",
  arguments: [],
  text: async (context) => {
    const state = await context.state();
    const { retro } = (await context.skin()).words;
    const { session } = context.session;
    const recorded = state.all(Learning).filter((learning) => learning.session === session).length;
    const cited = state.by(citationsBySession, session).length ?? 0;
    return `# ${retro.heading}

This session has recorded ${counted(recorded, "lesson")} and made ${counted(cited, "citation")}.

${retro.steps}:
1. Call extract_learnings where you have it: it drafts from the records. Then go through what happened: what failed before it worked, what surprised you, what took long to find, what was decided and why, what you would warn a colleague of.
2. For each that a later session would pay for again, call record_learning: what happens, where (file, command, error text), what to do instead, with evidence. Failures first. Leave out what is only a report of work done.
3. For each lesson you were given, call cite_learnings: applied, still_true, ignored, stale or wrong.
4. If nothing was learned, say so in a sentence and why.
`;
  },
});
