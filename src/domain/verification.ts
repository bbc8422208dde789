// What `verify` makes of records, verdicts and locks: one answer for CI and pre-push, the same wherever it is asked.
import { compareIds } from "./ids.ts";
import { LEVELS } from "./policy.ts";
import type { LockFacts, RatchetRow } from "./ratchet.ts";
import type { ClaimRecord } from "./record.ts";
import type { State } from "./state.ts";
import { standingOfClaim } from "./verdict-laws.ts";

export interface Verification {
  readonly result: "passed" | "failed" | "undecided";
  readonly commit: string;
  /** Records that nobody can read, and journals that are not whole. */
  readonly broken: readonly { readonly id: string; readonly reason: string }[];
  /** Claims of this branch that do not hold for this commit. */
  readonly claims: readonly { readonly claim: string; readonly problem: string; readonly fatal: boolean }[];
  readonly locks: readonly RatchetRow[];
}

/** Kinds that a gate can't do without; a learning that can't be read takes nothing from anybody. */
const GATE_RECORDS = /^(claim|verdict|judgment|reversal)\//;

/** `subject` is the commit's tree without learnings, `rows` the locks as they were re-run at it. */
export function verificationOf(
  state: State,
  facts: LockFacts,
  commit: string,
  subject: string,
  rows: readonly RatchetRow[],
): Verification {
  const broken = [...state.quarantined.values()]
    .filter(
      ({ id, path }) => !state.redactions.has(id) && (GATE_RECORDS.test(path) || path.startsWith("refs/")),
    )
    .map(({ id, reason }) => ({ id, reason }));
  const claims = problemsOf(state, facts, subject, rows);
  const proven = rows.filter(({ reported_by }) => reported_by === null);
  const failed =
    broken.length > 0 || claims.some(({ fatal }) => fatal) || proven.some(({ result }) => result === "worse");
  const undecided = proven.some(({ result }) => result === "not_run");
  return {
    result: failed ? "failed" : undecided ? "undecided" : "passed",
    commit,
    broken,
    claims,
    locks: rows,
  };
}

/** Looks at the claims that the commit contains and base does not: what has landed is the ratchet's alone. */
function problemsOf(state: State, facts: LockFacts, subject: string, rows: readonly RatchetRow[]) {
  const open = [...state.claims.values()]
    .filter(({ id }) => facts.contained.get(id) === "contained")
    .toSorted(compareIds);
  const standings = open.map((claim) => ({ claim, standing: standingOfClaim(state, claim, facts) }));
  const passed = standings.filter(({ standing }) => standing.state === "passed");
  const covering = passed.find(({ claim }) => treeOf(claim) === subject);
  if (covering) return [];
  const newest = passed.at(-1);
  const refused = standings.filter(
    ({ claim, standing }) =>
      (standing.state === "failed" || standing.state === "refused") &&
      (!newest || claim.id > newest.claim.id),
  );
  return [
    ...(newest ? [staleProblem(newest.claim, rows)] : []),
    ...refused.slice(-1).map(({ claim, standing }) => ({
      claim: claim.id,
      problem: `its verdict is ${standing.state}, and nothing has passed since`,
      fatal: true,
    })),
  ];
}

/** Checks that were just re-run make up for a verdict about earlier contents; a judgement can't be re-run. */
function staleProblem(claim: ClaimRecord, rows: readonly RatchetRow[]) {
  const { checks, level } = claim.statement.predicate;
  const settled = checks.every((check) =>
    rows.some((row) => row.check === check && ["better", "same", "reversed"].includes(row.result)),
  );
  const cured = settled && LEVELS.indexOf(level) < LEVELS.indexOf("L2");
  const problem = cured
    ? "stale: the contents have changed since; its checks were re-run here"
    : "stale: the contents have changed since it passed; claim this commit";
  return { claim: claim.id, problem, fatal: !cured };
}

const treeOf = (claim: ClaimRecord): string => claim.statement.subject[0].digest.gitTree;
