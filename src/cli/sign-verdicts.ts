// `agentops-mcp verdict sign`: signs verdicts that were re-run here and passed, with a key that base names.
import path from "node:path";
import { openKey } from "../claims/signatures/io/sign.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { createLog } from "../shared/log.ts";
import { claimsToSign, type Signed, type Signing, signClaim } from "../use-cases/sign-verdict.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";
import { requireSigner } from "./person.ts";
import { line } from "./reading.ts";
import { whatIsSigned } from "./signing-text.ts";

/** Exit code 1 when a named or waiting verdict was not signed. Without --key it only shows what would be signed. */
export async function signVerdicts(input: CommandInput, typed: readonly string[]): Promise<number> {
  const { options, terminal } = input;
  const file = typeof options.key === "string" ? path.resolve(options.key) : null;
  const nobody = { session: "terminal", runtime: "agentops-mcp", asks: false } as const;
  const actor = file === null ? nobody : requireSigner(terminal, process.env);
  const key = file === null ? null : await openKey(file);
  const session = openSession(options, "judge", createLog("warn", null));
  try {
    const { signal } = new AbortController();
    const { write } = await session.contexts({ session: actor.session, runtime: actor.runtime }, signal);
    const signing: Signing = {
      context: write,
      claims: await session.claims(),
      signers: (await session.config()).signers,
      key,
      isPerson: actor.asks,
      rerun: options.rerun === true,
      onProgress: terminal.note,
      show: (state, claim, what) => terminal.note(whatIsSigned(state, claim, what, key)),
      agrees: async () => !actor.asks || options.yes === true || terminal.confirm("Sign it?", false),
    };
    const signed: Signed[] = [];
    const refused: { claim: string; problem: string }[] = [];
    for (const claim of await claimsToSign(signing, typed)) {
      try {
        signed.push(await signClaim(signing, claim));
      } catch (error) {
        // A verdict that can't be signed must not keep the others waiting.
        if (typed.length > 0 || !(error instanceof AgentOpsError)) throw error;
        refused.push({ claim: claim.id, problem: `${error.message} ${error.fix}` });
      }
    }
    terminal.answer({ signed, refused }, textOf(signed, refused));
    return refused.length === 0 ? 0 : 1;
  } finally {
    session.close();
  }
}

function textOf(signed: readonly Signed[], refused: readonly { claim: string; problem: string }[]): string {
  const lines = [
    ...signed.map(({ claim, verdict, signature, principal, state, level }) => {
      const what = signature === null ? "not signed, as there is no --key" : `signed by ${principal}`;
      return `${what}: verdict ${verdict} of claim ${claim}, which is ${state}${level === null ? "" : ` at ${level}`}`;
    }),
    ...refused.map(({ claim, problem }) => `REFUSED claim ${claim}: ${line(problem)}`),
  ];
  return lines.join("\n") || "nothing here waits for a signature";
}
