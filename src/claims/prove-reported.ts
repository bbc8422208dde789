// Runs again here what other clones report as passed, where that decides something.

import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { RatchetReport, RatchetRow } from "./locks/ratchet.ts";
import type { GatePort, RatchetOptions, SeenReceipts, SettleOptions } from "./port.ts";
import Claim from "./records/claim.ts";
import { standingOfClaim } from "./standing.ts";

/** Settings for all steps of one gate. */
export interface GateOptions extends Omit<SettleOptions, "again"> {
  /** Runs everything, whatever is known from before the gate began. */
  readonly fresh: boolean;
  readonly seen: SeenReceipts;
}

const quietly = ({ signal, fresh, seen }: GateOptions): RatchetOptions => ({ signal, fresh, seen });

/**
 * The rows, with `reported_by` null where a lock that only another clone knew was found to hold here: by a verdict of this
 * clone on the claimed commit, or, where a squash left none of it, by the check at the commit that replaced it.
 */
export async function proveReported(
  claims: GatePort,
  state: () => Promise<State>,
  report: RatchetReport,
  options: GateOptions,
): Promise<readonly RatchetRow[]> {
  const deciding = report.rows.filter((row) => row.result === "worse" && row.reported_by !== null);
  if (deciding.length === 0) return report.rows;
  const { where } = await claims.lockFacts(await state(), report.commit);
  const held = new Map<RatchetRow, string>();
  const unproven: string[] = [];
  for (const row of deciding) {
    const place = where.get(row.claim);
    const claimed = (await state()).get(Claim, row.claim)?.statement.subject[0].digest.gitCommit;
    if (place === undefined) continue;
    if (place === claimed) unproven.push(...(await settleHere(claims, row.claim, options)));
    else if (await heldAt(claims, place, row, options)) held.set(row, place);
  }
  const again = await claims.ratchet(report.commit, quietly(options));
  return again.rows.map((row) => {
    if (row.result === "worse" && unproven.includes(row.claim))
      return {
        ...row,
        result: "not_run",
        reported_by: null,
        because: "the claim's checks could not be run here",
      };
    const [, place] =
      [...held].find(([known]) => known.check === row.check && known.claim === row.claim) ?? [];
    if (place === undefined) return row;
    return { ...row, reported_by: null, because: `${row.because}; it held at ${place.slice(0, 12)}` };
  });
}

/** Runs claims of the branch that only another clone reports; where a level is required, the result here decides. */
export async function settleReported(
  claims: GatePort,
  state: State,
  commit: string,
  options: GateOptions,
): Promise<void> {
  const facts = await claims.lockFacts(state, commit);
  for (const claim of state.all(Claim)) {
    if (facts.contained.get(claim.id) !== "contained") continue;
    const { verdict, signedBy } = standingOfClaim(state, claim, facts);
    if (verdict !== null && verdict.clone !== facts.here && signedBy.length === 0)
      await settleHere(claims, claim.id, options);
  }
}

/** Returns the claim where its checks could not be run, so that a closed gate is not taken for an open one. */
async function settleHere(claims: GatePort, claim: string, options: GateOptions): Promise<string[]> {
  const by = { session: "verify", runtime: "agentops-mcp", role: "judge" } as const;
  try {
    const { fresh: again, ...rest } = options;
    const verdict = await claims.settle(claim, by, { ...rest, again });
    return verdict === null || verdict.statement.predicate.verificationResult === "NOT_PROVEN" ? [claim] : [];
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    options.onProgress?.(`${claim}: ${error.message}`);
    return [claim];
  }
}

async function heldAt(
  claims: GatePort,
  place: string,
  row: RatchetRow,
  options: GateOptions,
): Promise<boolean> {
  const { rows } = await claims.ratchet(place, quietly(options));
  return rows.some(
    ({ check, claim, result }) =>
      check === row.check && claim === row.claim && (result === "same" || result === "better"),
  );
}
