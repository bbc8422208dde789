// Serves the supervisor's queue: what workers have escalated and nobody has ruled on.
import { defineResource } from "../src/api/define.ts";
import { openBatches } from "../src/supervision/batches.ts";
import { queuePage } from "../src/supervision/escalation-text.ts";

export default defineResource({
  uri: "agentops://escalations",
  title: "Open escalations",
  description: "What waits for a ruling, equal failures as one, with ids and the five parts of each report.",
  async read(context) {
    const state = await context.state();
    return queuePage(state, openBatches(state));
  },
});
