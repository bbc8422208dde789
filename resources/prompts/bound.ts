// Agrees on where a change ends before its first edit.
import { definePrompt } from "../../src/api/define.ts";
import { boundsText } from "../../src/envelope/text.ts";

export default definePrompt({
  title: "Bound",
  description: "Before the first edit: what the change touches, and where it ends.",
  phase: "bound",
  arguments: [{ name: "task", description: "what is to be done", required: true }],
  text: async (context, { task = "" }) => {
    const { research } = await context.jobs.settings();
    return `To be bounded: ${task}

1. List who calls what you will change, what it calls, and which tests pin it. Read them before you write.
2. ${research === null ? "The policy asks for no research here; record_research keeps it for those after you where it was dear. It takes" : "Call record_research:"} the questions, what is in scope and what is not, what will show that it is done, findings that each cite a line, and what you looked for and did not find. Where the change only adds files, say so in exempt_because.
3. Compare the scope with the envelope below. Call check_action for what is near its edge.
4. If the task needs more than it allows, stop and tell the user what and why. Work around a refusal only by staying inside.

${boundsText(await context.envelope.bounds())}
`;
  },
});
