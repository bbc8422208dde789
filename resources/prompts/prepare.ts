// Starts work on a task with what is known about it.
import { definePrompt } from "../../src/api/define.ts";
import { composeBrief } from "../../src/briefing/brief.ts";

export default definePrompt({
  title: "Prepare",
  description: "Start a task with what earlier sessions learned about it.",
  arguments: [{ name: "task", description: "what is to be done", required: true }],
  text: async (context, { task = "" }) => {
    const state = await context.state();
    const [own, skin] = [await context.ownClones(), await context.skin()];
    const options = { own, skin, isShared: await context.isShared() };
    const brief = await composeBrief(context.code, state, context.now, options);
    const { prepare } = skin.words;
    return `${prepare.task}: ${task}

${prepare.before}:
1. Call retrieve_context with this task in two or three English wordings, one a line, and the paths you expect to touch.
2. Name the dead ends and traps it returns that concern your plan, by id, and say how the plan avoids them.
3. If a lesson is marked stale or disputed, call trace_record on it and check it against the code before you rely on it.
4. Then plan. Cite every lesson with cite_learnings once you know whether it held.

${brief}
`;
  },
});
