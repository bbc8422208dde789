// `agentops-mcp reverse`: opens a lock for a person, and records who, why and what follows.

import { reversalOf } from "../../claims/locks/reversal.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { asPerson } from "../as-person.ts";
import { defineCommand } from "../define-command.ts";
import { textIn } from "../option-values.ts";

export default defineCommand({
  summary: "open the locks that a check holds until now; for a person at a terminal",
  positionals: "<check>",
  options: {
    reason: { type: "string", value: "<text>", description: "why it may get worse; kept for ever" },
    authority: { type: "string", value: "<name>", description: "who decided it (default: your user name)" },
    "follow-up": { type: "string", value: "<text>", description: "what will be done about it" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    'agentops-mcp reverse bundle-size --reason "the new parser is worth 40 kB" --follow-up "split it off in May"',
  ],

  /** Exit code 1 when nobody agreed. */
  async run(input) {
    const { options, positionals, terminal } = input;
    return asPerson(input, "reverse", async (write, person) => {
      const [check = "", ...more] = positionals;
      const reason = textIn(options.reason);
      const followUp = textIn(options["follow-up"]);
      if (check === "" || more.length > 0 || reason === "" || followUp === "")
        throw new AgentOpsError(
          "INVALID_ARGUMENT",
          "reverse needs the name of one check, --reason and --follow-up.",
          "agentops-mcp verify lists what is locked.",
        );
      const state = await write.state();
      const head = await write.code.head();
      const facts = await write.claims.lockFacts(state, head ?? "");
      const draft = reversalOf(state, facts, {
        check,
        reason,
        authority: textIn(options.authority) || person.authority,
        follow_up: followUp,
        attested: "terminal",
        session: person.session,
      });
      if (options.yes !== true && !(await terminal.confirm(`Open the locks of ${check}?`, false))) {
        terminal.answer({ reversed: false }, "Nothing was reversed.");
        return 1;
      }
      const [stored] = await write.append([draft]);
      const id = stored?.record.id ?? "";
      terminal.answer({ reversed: true, id, check }, `The locks of ${check} are open (reversal ${id}).`);
      return 0;
    });
  },
});
