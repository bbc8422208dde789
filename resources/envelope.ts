// Tells a session what it may do, as the base commit and its job say.
import { defineResource } from "../src/api/define.ts";
import { boundsText } from "../src/envelope/text.ts";

export default defineResource({
  uri: "agentops://envelope",
  title: "Envelope",
  description: "What you may read, write, run and reach.",
  read: async (context) => `${boundsText(await context.envelope.bounds())}\n`,
});
