// Gives `verify` its one answer for CI and pre-push from records, verdicts and locks. It is the same wherever it is asked.

import { CLONE_REFS } from "../journal/append.ts";
import { LEVELS, type Level } from "../policy/checks-and-levels.ts";
import type { Quarantined } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import type { LockFacts, RatchetRow } from "./locks/ratchet.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";
import Judgment from "./records/judgment.ts";
import Opinion from "./records/opinion.ts";
import Reversal from "./records/reversal.ts";
import { signaturesByVerdict } from "./records/signature.ts";
import Verdict, { verdictsByClaim } from "./records/verdict.ts";
import { objectionToSignature } from "./signatures/laws.ts";
import { standingOfClaim } from "./standing.ts";
import { dependsOnAuthor } from "./worth.ts";

export interface Verification {
  readonly result: "passed" | "failed" | "undecided";
  readonly commit: string;
  /** Records that nobody can read, and journals that are not whole. */
  readonly broken: readonly { readonly id: string; readonly reason: string }[];
  /** The same in journals of other clones, whose own gate it closes and not this one. */
  readonly aside: readonly { readonly id: string; readonly reason: string }[];
  /** Claims of this branch that do not hold for this commit. */
  readonly claims: readonly ClaimProblem[];
  readonly locks: readonly RatchetRow[];
}

export interface ClaimProblem {
  /** Null where there is none of this commit. */
  readonly claim: string | null;
  readonly kind: "stale" | "failed" | "below_level" | "not_independent" | "signature_withdrawn";
  /** The same for people. */
  readonly problem: string;
  readonly fatal: boolean;
}

/** Kinds that a gate can't do without; a learning that can't be read takes nothing from anybody. */
const GATE_RECORDS: ReadonlySet<string> = new Set(
  [Claim, Verdict, Judgment, Opinion, Reversal].map(({ name }) => name),
);

/** The level that every change of the branch must have reached; `landed` is true of a commit that base holds already. */
export interface Required {
  readonly level: Level;
  /** True if each criterion needs more than what the claim's author says or has written. */
  readonly independent: boolean;
  readonly landed: boolean;
}

export interface ReRun {
  readonly commit: string;
  /** The commit's tree without learnings. */
  readonly subject: string;
  /** The locks as they were re-run at it. */
  readonly rows: readonly RatchetRow[];
  /** Null where the locks are enough. */
  readonly required: Required | null;
  /** Journals that are known to exist and were never read. */
  readonly unread: Verification["broken"];
}

export function verificationOf(state: State, facts: LockFacts, reRun: ReRun): Verification {
  const { commit, subject, rows, required } = reRun;
  // What was redacted is named by its id alone, and so is none of them.
  const unreadable = [...state.quarantined.values()].filter(
    ({ path }) => GATE_RECORDS.has(path.split("/")[0] ?? "") || path.startsWith("refs/"),
  );
  const told = (entries: readonly Quarantined[]) => entries.map(({ id, reason }) => ({ id, reason }));
  const isOthers = (entry: Quarantined): boolean => isOfOthers(entry, facts.here);
  const broken = [...told(unreadable.filter((each) => !isOthers(each))), ...reRun.unread];
  const claims = [
    ...problemsOf(state, facts, subject, rows),
    ...(required === null ? [] : shortfallsOf(state, facts, subject, required)),
    ...withdrawnOf(state, facts),
  ];
  const proven = rows.filter(({ reported_by }) => reported_by === null);
  const failed =
    broken.length > 0 || claims.some(({ fatal }) => fatal) || proven.some(({ result }) => result === "worse");
  const undecided = proven.some(({ result }) => result === "not_run");
  return {
    result: failed ? "failed" : undecided ? "undecided" : "passed",
    commit,
    broken,
    aside: told(unreadable.filter(isOthers)),
    claims,
    locks: rows,
  };
}

/**
 * True of what only other clones' journals hold and nobody here could mend: whoever can push a ref could close every gate
 * with it. A journal of theirs whose objects are missing is another thing: it may hold what this gate has to know.
 */
function isOfOthers({ path, refs = [], aside }: Quarantined, here: string | null): boolean {
  if (refs.length === 0 || refs.includes(`${CLONE_REFS}${here}`)) return false;
  return aside === true || !path.startsWith("refs/");
}

/** The claims that the commit contains and base does not, oldest first: what has landed is the ratchet's alone. */
const openClaims = (state: State, facts: LockFacts) =>
  state
    .all(Claim)
    .filter(({ id }) => facts.contained.get(id) === "contained")
    .toSorted(compareIds)
    .map((claim) => ({ claim, standing: standingOfClaim(state, claim, facts) }));

/**
 * What the commit's own contents lack for the required level. A claim about these very contents makes up for earlier
 * ones of the branch; without any, nobody vouches for what would be merged.
 */
function shortfallsOf(
  state: State,
  facts: LockFacts,
  subject: string,
  { level, independent, landed }: Required,
): ClaimProblem[] {
  const open = openClaims(state, facts);
  const reaches = ({ standing }: (typeof open)[number]) =>
    standing.state === "passed" && LEVELS.indexOf(standing.level ?? "L1") >= LEVELS.indexOf(level);
  const current = open.filter(({ claim }) => treeOf(claim) === subject);
  if (open.length === 0 && landed) return [];
  if (current.some(reaches)) return independent ? dependentOf(state, current.filter(reaches)) : [];
  const below = open.filter((each) => !reaches(each));
  const named = below.map(({ claim, standing }) => {
    const reached = standing.level === null ? standing.state : `${standing.state} at ${standing.level}`;
    const missing = standing.missing === null ? "" : `; ${standing.missing}`;
    return {
      claim: claim.id,
      kind: "below_level" as const,
      problem: `below ${higher(level, levelOf(claim))}: ${reached}${missing}`,
      fatal: true,
    };
  });
  const nobody = {
    claim: null,
    kind: "below_level" as const,
    problem: `below ${level}: no claim is about these contents`,
    fatal: true,
  };
  return current.length === 0 ? [...named, nobody] : named;
}

/** None where one of the claims that reach the level rests on more than its author's word. */
function dependentOf(state: State, reached: ReturnType<typeof openClaims>): ClaimProblem[] {
  const problems = reached.flatMap(({ claim, standing: { verdict } }): ClaimProblem[] => {
    const because = verdict === null ? "no verdict" : dependsOnAuthor(state, claim, verdict);
    const kind = "not_independent" as const;
    const problem = `rests on its author's word: ${because}`;
    return because === null ? [] : [{ claim: claim.id, kind, problem, fatal: true }];
  });
  return problems.length < reached.length ? [] : problems;
}

const levelOf = ({ statement }: ClaimRecord): Level => statement.predicate.level;

/** A claim that needs more than is required has not passed before it has that. */
const higher = (a: Level, b: Level): Level => (LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b);

/** A key that base has taken out takes its signatures along, and the locks that need them: never without a word. */
function withdrawnOf(state: State, facts: LockFacts): ClaimProblem[] {
  return state
    .all(Claim)
    .filter(
      ({ id, statement }) =>
        statement.predicate.level === "L3" && (facts.contained.get(id) ?? "elsewhere") !== "elsewhere",
    )
    .toSorted(compareIds)
    .flatMap((claim) => {
      const standing = standingOfClaim(state, claim, facts);
      if (standing.state !== "awaits_judgement" || standing.signedBy.length > 0) return [];
      return state
        .by(verdictsByClaim, claim.id)
        .flatMap(({ id }) => state.by(signaturesByVerdict, id))
        .flatMap((signature) => {
          const objection = objectionToSignature(state, signature, facts.signatures);
          const problem = `locks nothing: signature ${signature.id} does not count: ${objection}`;
          return objection === null
            ? []
            : [{ claim: claim.id, kind: "signature_withdrawn" as const, problem, fatal: false }];
        })
        .slice(-1);
    });
}

function problemsOf(
  state: State,
  facts: LockFacts,
  subject: string,
  rows: readonly RatchetRow[],
): ClaimProblem[] {
  const standings = openClaims(state, facts);
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
      kind: "failed" as const,
      problem: `its verdict is ${standing.state}, and nothing has passed since`,
      fatal: true,
    })),
  ];
}

/** Checks that were just re-run make up for a verdict about earlier contents; a judgement can't be re-run. */
function staleProblem(claim: ClaimRecord, rows: readonly RatchetRow[]): ClaimProblem {
  const { checks, level } = claim.statement.predicate;
  const settled = checks.every((check) =>
    rows.some((row) => row.check === check && ["better", "same", "reversed"].includes(row.result)),
  );
  const cured = settled && LEVELS.indexOf(level) < LEVELS.indexOf("L2");
  const problem = cured
    ? `stale: the contents have changed since; ${heldBy(checks, rows)}`
    : "stale: the contents have changed since it passed; claim this commit";
  return { claim: claim.id, kind: "stale", problem, fatal: !cured };
}

/** What was run says so, and what was not says what stands in for it. */
function heldBy(checks: readonly string[], rows: readonly RatchetRow[]): string {
  const named = (isMeant: (row: RatchetRow) => boolean): string =>
    checks.filter((check) => rows.some((row) => row.check === check && isMeant(row))).join(", ");
  const isRun = ({ known, result }: RatchetRow): boolean => !known && result !== "reversed";
  const groups = [
    { these: named(isRun), how: "re-run here" },
    { these: named(({ known, result }) => known && result !== "reversed"), how: "known from equal contents" },
    { these: named(({ result }) => result === "reversed"), how: "reversed" },
  ].filter(({ these }) => these !== "");
  return groups.length === 1 && groups[0]?.how === "re-run here"
    ? "its checks were re-run here"
    : `of its checks, ${groups.map(({ these, how }) => `${these} ${how}`).join("; ")}`;
}

const treeOf = (claim: ClaimRecord): string => claim.statement.subject[0].digest.gitTree;
