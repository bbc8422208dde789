// The supervisor's queue: what workers have escalated and nobody has ruled on.
import { defineResource } from "../src/define.ts";
import { queuePage } from "../src/domain/escalation-text.ts";
import { openBatches } from "../src/domain/supervision.ts";

export default defineResource({
  uri: "agentops://escalations",
  title: "Open escalations",
  description: "What waits for a ruling, equal failures as one, with ids and the five parts of each report.",
  async read(context) {
    const state = await context.state();
    return queuePage(state, openBatches(state));
  },
});
