// Serves one verdict with its receipts.

import { defineResource } from "../src/api/define.ts";
import Verdict, { verdictsByClaim } from "../src/claims/records/verdict.ts";
import { objectionToVerdict } from "../src/claims/standing.ts";
import { signatureLines, verdictText } from "../src/claims/text.ts";
import { completeId, findRecord } from "../src/jobs/find-record.ts";
import { AgentOpsError } from "../src/shared/errors.ts";

export default defineResource({
  uri: "agentops://verdicts/{id}",
  title: "Verdict",
  description: "What the re-run checks of a claim returned.",
  async read(context, id) {
    const state = await context.state();
    const verdict = findRecord(state, id);
    if (!Verdict.is(verdict))
      throw new AgentOpsError(
        "NOT_FOUND",
        `${verdict.id} is a ${verdict.record}, not a verdict.`,
        `Read agentops://trace/${verdict.id}.`,
      );
    const facts = await context.claims.policyFacts(state);
    const objection = objectionToVerdict(state, verdict, facts);
    const stale = await context.claims.staleness(state, verdict.claim);
    const notes = [
      ...(objection === null ? [] : [`does not count: ${objection}`]),
      ...(verdict.clone === facts.here ? [] : [`reported by clone ${verdict.clone}, not re-run here`]),
      ...(stale === null ? [] : [`stale: ${stale}`]),
    ];
    const text = verdictText(state, verdict, notes.map((note) => `; ${note}`).join(""));
    return `${[text, "", ...signatureLines(state, verdict, facts.signatures)].join("\n").trimEnd()}\n`;
  },
  complete: async (context, typed) =>
    completeId(
      Array.from((await context.state()).entries(verdictsByClaim), ([, each]) => each)
        .flat()
        .map((verdict) => verdict.id),
      typed,
    ),
});
