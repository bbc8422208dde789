// `agentops-mcp review`: shows a claim to a person, who passes or refuses it.

import { findClaim } from "../../claims/find-claim.ts";
import { standingOfClaim } from "../../claims/standing.ts";
import { claimPacket } from "../../claims/text.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { draftJudgment } from "../../use-cases/judge-claim.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { requirePerson } from "../person.ts";

export default defineCommand({
  summary: "judge a claim; for a person at a terminal",
  positionals: "<claim>",
  options: {
    pass: { type: "boolean", description: "pass it" },
    refuse: { type: "boolean", description: "refuse it; needs --reason and --location" },
    reason: { type: "string", value: "<text>", description: "what decided it; kept for ever" },
    location: { type: "string", value: "<path[:line]>", description: "where the fault lies" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    "agentops-mcp review 01K8ZQ4M3W9T2V5B7C6D8E0F1G",
    "agentops-mcp review E0F1G2 --pass",
    'agentops-mcp review E0F1G2 --refuse --reason "drops the header" --location src/send.ts:41',
  ],

  /** Without a decision it shows the claim. Exit code 1 when nobody agreed. */
  async run({ options, positionals, terminal }) {
    const person = requirePerson(terminal, process.env, "review");
    const [typed = "", ...more] = positionals;
    if (typed.length < 6 || more.length > 0 || (options.pass === true && options.refuse === true))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "review needs one claim, and --pass or --refuse but not both.",
        "agentops-mcp review <claim> shows it.",
      );
    const session = openSession(options, "supervisor", createLog("warn", null));
    try {
      const by = { session: person.session, runtime: person.runtime };
      const { write } = await session.contexts(by, new AbortController().signal);
      const state = await write.state();
      const claim = findClaim(state, typed);
      const facts = await write.claims.policyFacts(state);
      const packet = claimPacket(state, claim, facts, await write.claims.staleness(state, claim.id));
      if (options.pass !== true && options.refuse !== true) {
        terminal.answer({ claim: claim.id, packet }, packet);
        return 0;
      }
      const decision = options.pass === true ? "pass" : "refuse";
      const draft = await draftJudgment(write, state, claim, {
        decision,
        reason: typeof options.reason === "string" ? options.reason.trim() : "",
        location: typeof options.location === "string" ? options.location.trim() : null,
        attested: "terminal",
        process: null,
        session: person.session,
      });
      terminal.note(packet);
      if (
        options.yes !== true &&
        !(await terminal.confirm(`Record: ${decision} claim ${claim.id}?`, false))
      ) {
        terminal.answer({ claim: claim.id, recorded: false }, "Nothing was recorded.");
        return 1;
      }
      const [stored] = await write.append([draft]);
      const after = await write.state();
      const standing = standingOfClaim(after, claim, facts);
      const told = { claim: claim.id, recorded: true, id: stored?.record.id, state: standing.state };
      const lacks = standing.missing === null ? "" : `; ${standing.missing}`;
      terminal.answer(told, `${decision}: claim ${claim.id} is now ${standing.state}${lacks}.`);
      return 0;
    } finally {
      session.close();
    }
  },
});
