// `agentops-mcp verdict`: renders verdicts on claims, which anybody may, and signs them, which only base's signers can.
import { findClaim } from "../../claims/find-claim.ts";
import Claim from "../../claims/records/claim.ts";
import { type VerdictRecord, verdictsByClaim } from "../../claims/records/verdict.ts";
import { worthOf } from "../../claims/worth.ts";
import type { State } from "../../records/state.ts";
import type { Session } from "../../session/session.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { line } from "../reading.ts";
import { signVerdicts } from "../sign-verdicts.ts";

const SIGN_OPTIONS = {
  key: {
    type: "string",
    value: "<file>",
    description: "sign: the private ssh key, or the .pub file of one that an ssh agent holds",
  },
  rerun: { type: "boolean", description: "sign: run its checks here first, even if they were run before" },
  yes: { type: "boolean", description: "sign: do not ask" },
} as const;

export default defineCommand({
  summary: "re-run the checks of a claim and record the verdict, or sign it; without an id, of all that wait",
  positionals: "[sign] [claim]",
  options: SIGN_OPTIONS,
  examples: [
    "agentops-mcp verdict",
    "agentops-mcp verdict 01K8ZQ4M3W9T2V5B7C6D8E0F1G",
    "agentops-mcp verdict sign --rerun",
    "agentops-mcp verdict sign E0F1G2 --key ~/.ssh/id_ed25519",
  ],

  /** Exit code 1 when a verdict is not PASSED, or another process works on it. */
  async run(input) {
    const { options, positionals, terminal } = input;
    if (positionals[0] === "sign") return signVerdicts(input, positionals.slice(1));
    if (Object.keys(SIGN_OPTIONS).some((name) => options[name] !== undefined))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "--key, --rerun and --yes belong to verdict sign.",
        "Say agentops-mcp verdict sign.",
      );
    if (positionals.length > 1)
      throw new AgentOpsError("INVALID_ARGUMENT", "verdict takes one id.", "Leave the others out.");
    const session = openSession(options, "judge", createLog("warn", null));
    try {
      const claims = await session.claims();
      const { signal } = new AbortController();
      const [typed] = positionals;
      const wanted = typed === undefined ? await waiting(session) : [await idOf(session, typed)];
      const verdicts: VerdictRecord[] = [];
      for (const claim of wanted) {
        const by = { session: `verdict-${claim}`, runtime: "agentops-mcp", role: "judge" } as const;
        const verdict = await claims
          .settle(claim, by, { signal, onProgress: terminal.note })
          .catch((error) => {
            // A claim that can't be judged must not keep the others waiting.
            if (typed !== undefined || !(error instanceof AgentOpsError)) throw error;
            terminal.note(`${claim}: ${error.message} ${error.fix}`);
            return null;
          });
        if (verdict) verdicts.push(verdict);
      }
      const state = await readState(session);
      const told = verdicts.map((verdict) => {
        const record = state.get(Claim, verdict.claim);
        return {
          claim: verdict.claim,
          verdict: verdict.id,
          result: verdict.statement.predicate.verificationResult,
          worth: record ? worthOf(state, record, verdict) : [],
        };
      });
      const lines = told.flatMap(({ claim, verdict, result, worth }) => [
        `${result} claim ${claim} (verdict ${verdict})`,
        ...worth.map((each) => `  ${line(each)}`),
      ]);
      const none = wanted.length === 0 ? "No claim waits for a verdict." : "no verdict";
      terminal.answer({ verdicts: told }, lines.join("\n") || none);
      return told.length === wanted.length && told.every(({ result }) => result === "PASSED") ? 0 : 1;
    } finally {
      session.close();
    }
  },
});

async function idOf(session: Session, typed: string): Promise<string> {
  return findClaim(await readState(session), typed).id;
}

async function readState(session: Session): Promise<State> {
  const by = { session: "terminal", runtime: "agentops-mcp" };
  const { read } = await session.contexts(by, new AbortController().signal);
  return read.state();
}

/** Claims whose verdict was asked for, and those whose commit is here and whose verdict nobody has asked for. */
async function waiting(session: Session): Promise<string[]> {
  const claims = await session.claims();
  const state = await readState(session);
  const open = state.all(Claim).filter(({ id }) => state.by(verdictsByClaim, id).length === 0);
  const here = await Promise.all(
    open.map(async ({ id, statement }) =>
      (await claims.exists(statement.subject[0].digest.gitCommit)) ? [id] : [],
    ),
  );
  return [...new Set([...(await claims.wanted()), ...here.flat()])].toSorted();
}
