// Serves the twelve factors, one text each.
import { defineResource } from "../src/api/define.ts";
import { AgentOpsError } from "../src/shared/errors.ts";
import { FACTORS } from "./doctrine/factors.ts";

export default defineResource({
  uri: "agentops://factors/{n}",
  title: "Factor",
  description: "One of the twelve factors, 1 to 12: its rule, and what this server does for it.",
  async read(_, n) {
    const factor = FACTORS.find(({ number, numeral }) => String(number) === n || numeral === n.toUpperCase());
    if (!factor)
      throw new AgentOpsError("NOT_FOUND", "There are twelve factors.", "Send a number from 1 to 12.");
    return `# ${factor.numeral}. ${factor.name}\n\nPhase: ${factor.phase}\n\n${factor.text}\n`;
  },
  complete: async (_, typed) =>
    FACTORS.map(({ number }) => String(number)).filter((n) => n.startsWith(typed)),
});
