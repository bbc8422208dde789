// `agentops-mcp verdict`: renders verdicts on claims; what request_verdict starts, and anybody may.
import { findClaim } from "../../domain/lookup.ts";
import type { VerdictRecord } from "../../domain/record.ts";
import { AgentOpsError } from "../../errors.ts";
import { createLog } from "../../log.ts";
import type { Session } from "../../session.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";

export default defineCommand({
  summary: "re-run the checks of a claim and record the verdict; without an id, of all that wait",
  positionals: "[claim]",
  options: {},
  examples: ["agentops-mcp verdict", "agentops-mcp verdict 01K8ZQ4M3W9T2V5B7C6D8E0F1G"],

  /** Exit code 1 when a verdict is not PASSED, or another process is at work on it. */
  async run({ options, positionals, terminal }) {
    if (positionals.length > 1)
      throw new AgentOpsError("INVALID_ARGUMENT", "verdict takes one id.", "Leave the others out.");
    const session = openSession(options, "judge", createLog("warn", null));
    try {
      const claims = await session.claims();
      const [typed] = positionals;
      const wanted = typed === undefined ? await claims.wanted() : [await idOf(session, typed)];
      const verdicts: VerdictRecord[] = [];
      for (const claim of wanted) {
        const by = { session: `verdict-${claim}`, runtime: "agentops-mcp", role: "judge" } as const;
        const verdict = await claims
          .settle(claim, by, new AbortController().signal, (what) => terminal.note(what))
          .catch((error) => {
            // One that can't be judged must not keep the others waiting.
            if (typed !== undefined || !(error instanceof AgentOpsError)) throw error;
            terminal.note(`${claim}: ${error.message} ${error.fix}`);
            return null;
          });
        if (verdict) verdicts.push(verdict);
      }
      const told = verdicts.map(({ id, claim, statement }) => ({
        claim,
        verdict: id,
        result: statement.predicate.verificationResult,
      }));
      const lines = told.map(({ claim, verdict, result }) => `${result} claim ${claim} (verdict ${verdict})`);
      terminal.answer({ verdicts: told }, lines.join("\n") || "no verdict");
      return told.length === wanted.length && told.every(({ result }) => result === "PASSED") ? 0 : 1;
    } finally {
      session.close();
    }
  },
});

async function idOf(session: Session, typed: string): Promise<string> {
  const by = { session: "terminal", runtime: "agentops-mcp" };
  const { read } = await session.contexts(by, new AbortController().signal);
  return findClaim(await read.state(), typed).id;
}
