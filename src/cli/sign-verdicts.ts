// `agentops-mcp verdict sign`: signs what was re-run here and passed, with a key that base names.
import path from "node:path";
import type { WriteContext } from "../api/context.ts";
import type { Claims } from "../claims/io/open.ts";
import { openKey, type SigningKey, signVerdict } from "../claims/signatures/io/sign.ts";
import { keyBytes, outsideValidity, type Signer } from "../claims/signatures/signers.ts";
import { standingOfClaim } from "../claims/standing.ts";
import { findRecord } from "../jobs/find-record.ts";
import { compareIds } from "../records/ids.ts";
import type { ClaimRecord, VerdictRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { createLog } from "../shared/log.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";
import { requireSigner, type SigningActor } from "./person.ts";
import { line } from "./reading.ts";
import { signable, whatIsSigned } from "./signable.ts";

interface Signing {
  readonly context: WriteContext;
  readonly claims: Claims;
  readonly actor: Pick<SigningActor, "session" | "runtime" | "asks">;
  readonly input: CommandInput;
  readonly signers: readonly Signer[];
}

interface Signed {
  readonly claim: string;
  readonly verdict: string;
  /** Null where nothing was to be signed, only shown. */
  readonly signature: string | null;
  readonly principal: string | null;
  readonly state: string;
  readonly level: string | null;
}

/** Exit code 1 when something that was named, or waits, was not signed. Without --key it only shows what would be. */
export async function signVerdicts(input: CommandInput, typed: readonly string[]): Promise<number> {
  const { options, terminal } = input;
  const file = typeof options.key === "string" ? path.resolve(options.key) : null;
  const nobody = { session: "terminal", runtime: "agentops-mcp", asks: false } as const;
  const actor = file === null ? nobody : requireSigner(terminal, process.env);
  const key = file === null ? null : await openKey(file);
  const session = openSession(options, "judge", createLog("warn", null));
  try {
    const claims = await session.claims();
    const { signal } = new AbortController();
    const { write } = await session.contexts({ session: actor.session, runtime: actor.runtime }, signal);
    const signing = {
      ...{ context: write, claims, input },
      ...{ actor: actor as Signing["actor"], signers: (await session.config()).signers },
    };
    const signed: Signed[] = [];
    const refused: { claim: string; problem: string }[] = [];
    for (const claim of await claimsOf(signing, typed)) {
      try {
        signed.push(await signOne(signing, claim, key));
      } catch (error) {
        // One that can't be signed must not keep the others waiting.
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

/** The named ones; without a name those that HEAD contains, need L3 and have no signature that counts. */
async function claimsOf({ context, claims }: Signing, typed: readonly string[]): Promise<ClaimRecord[]> {
  const state = await context.state();
  if (typed.length > 0) return typed.map((id) => claimOf(state, id));
  const { commit } = await claims.verifiable("HEAD");
  // Knows the claims that have a verdict of some clone; the others have nothing that could be signed.
  const facts = await claims.lockFacts(state, commit);
  return [...state.claims.values()]
    .filter((claim) => claim.statement.predicate.level === "L3")
    .filter(({ id }) => (facts.contained.get(id) ?? "elsewhere") !== "elsewhere")
    .filter((claim) => standingOfClaim(state, claim, facts).signedBy.length === 0)
    .toSorted(compareIds);
}

function claimOf(state: State, typed: string): ClaimRecord {
  const record = findRecord(state, typed);
  const id = record.record === "verdict" ? record.claim : record.id;
  const claim = state.claims.get(id);
  if (claim) return claim;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, neither a claim nor a verdict.`,
    "Send the id that submit_claim or request_verdict returned.",
  );
}

async function signOne(signing: Signing, claim: ClaimRecord, key: SigningKey | null): Promise<Signed> {
  const { context, claims, actor, input, signers } = signing;
  const { options, terminal } = input;
  if (options.rerun === true) {
    const by = { session: actor.session, runtime: actor.runtime, role: "judge" } as const;
    await claims.settle(claim.id, by, context.signal, (what) => terminal.note(what), true);
  }
  const state = await context.state();
  const { verdict, judgment } = await signable(claims, actor, state, claim, key);
  const blobOf = ({ id }: { id: string }) => state.origin(id)?.blob ?? "";
  terminal.note(whatIsSigned(state, claim, { verdict, judgment }, key));
  if (key === null) return told(signing, claim, verdict, null, null);
  if (actor.asks && options.yes !== true && !(await terminal.confirm("Sign it?", false)))
    throw new AgentOpsError("SIGNATURE_REFUSED", "Nobody agreed to sign it.", "Answer y, or pass --yes.");
  const now = Date.now();
  const standIn = judgment && { id: judgment.id, gitBlob: blobOf(judgment) };
  const { publicKey, ...draft } = await signVerdict(
    { verdict, blob: blobOf(verdict), judgment: standIn },
    key,
    now,
  );
  const signer = signers.find((each) => keyBytes(each.key) === publicKey);
  const outside = signer ? outsideValidity(signer, draft.signedAt) : null;
  if (!signer || outside !== null)
    throw new AgentOpsError(
      "SIGNATURE_REFUSED",
      signer
        ? `The key of ${signer.principal} is ${outside}.`
        : `Base names no signer with the key ${key.fingerprint}.`,
      "Put the key under signers in .agentops/config.yaml on the base branch; nothing was stored.",
    );
  const [stored] = await context.append([draft]);
  return told(signing, claim, verdict, stored?.record.id ?? null, signer.principal);
}

async function told(
  { context, claims }: Signing,
  claim: ClaimRecord,
  verdict: VerdictRecord,
  signature: string | null,
  principal: string | null,
): Promise<Signed> {
  const after = await context.state();
  const { state, level } = standingOfClaim(after, claim, await claims.policyFacts(after));
  return { claim: claim.id, verdict: verdict.id, signature, principal, state, level };
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
