// Stores what a worker says it has done, if a check or a judge can decide each criterion.

import type { WriteContext } from "../api/context.ts";
import { riskOf, sharedChecks } from "../claims/claim-notes.ts";
import type { BasePolicy } from "../claims/demands.ts";
import type { ClaimedCommit } from "../claims/port.ts";
import Claim, {
  CLAIM_LIMITS,
  CLAIM_PREDICATE,
  type ClaimRecord,
  type Criterion,
  STATEMENT_TYPE,
} from "../claims/records/claim.ts";
import { leaseInUse } from "../jobs/held-job.ts";
import type { Level, Risk } from "../policy/checks-and-levels.ts";
import { type Panel, panelFor } from "../policy/judges-and-panels.ts";
import type { Evidence } from "../records/evidence.ts";
import { isAsked, type ResearchDemand, researchCover } from "../research/laws.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { claimEvidence, type Described } from "./claim-evidence.ts";
import { refuseOutside } from "./outside-scope.ts";

const OWN_RUN =
  "a run of the claim's own gets a clean checkout after the policy's setup: what has to be built besides, it builds itself";

export interface ClaimToMake {
  readonly statement: string;
  /** A commit or branch; without it the job's own worktree's, else HEAD. */
  readonly commit?: string | undefined;
  readonly criteria: readonly {
    readonly id: string;
    readonly text: string;
    /** Id of a check of base's policy. */
    readonly check?: string | undefined;
    /** A command of the claim's own. */
    readonly run?: string[] | undefined;
  }[];
  readonly evidence: readonly Evidence[];
  /** Without it the job's risk, else low. */
  readonly risk?: Risk | undefined;
  /** Checks everything and stores nothing. */
  readonly dry_run: boolean;
}

function whoJudges(panel: Panel | null, level: Level): string[] {
  if (panel)
    return [`${level}: the policy's judges judge it too: ${panel.judges.map(({ id }) => id).join(", ")}`];
  return level === "L1" ? [] : [`${level}: another session or a person has to judge it too`];
}

/** Throws CLAIM_REFUSED, OUTSIDE_ENVELOPE, DIRTY_TREE, or NOT_FOUND for a commit that is not here. */
export async function submitClaim(
  context: WriteContext,
  { statement, commit, criteria, evidence, risk: said, dry_run }: ClaimToMake,
) {
  const { claims } = context;
  const lease = await leaseInUse(context);
  const job = lease && { id: lease.id, token: lease.token };
  const { risk, note } = riskOf(said, lease?.risk ?? null);
  const claimed = await claims.commit(commit ?? lease?.branch ?? "HEAD");
  const policy = await claims.policy();
  const stated = criteria.map(({ id, text, check, run }) => ({
    id,
    text,
    check: check ?? null,
    run: run ?? null,
  }));
  const named = stated.flatMap(({ check }) => (check === null ? [] : [check]));
  const { checks, level, research } = claims.demands(policy, claimed, named, risk);
  const described: Described[] = [];
  const noted = await allOf([
    async () => {
      refuseUncheckable(policy, stated, level);
      return [];
    },
    async () =>
      refuseOutside(
        await context.envelope.outside([...claimed.paths, ...claimed.strays], context.now),
        claimed.from,
      ),
    async () =>
      [await refuseUnresearched(context, policy, research, { job, existing: claimed.existing })].filter(
        isAsked,
      ),
    async () => {
      checkText([statement, stated, evidence], "claim");
      return [];
    },
    async () => {
      described.push(...(await claimEvidence(context, evidence, claimed.commit)));
      return [];
    },
  ]);
  const notes = [
    ...(dry_run ? ["dry run: nothing is stored"] : []),
    ...noted,
    ...(note === null ? [] : [note]),
    ...sharedChecks(stated),
    ...(stated.some(({ check, run }) => check === null && run !== null) ? [OWN_RUN] : []),
    ...(policy.isProtected ? [] : ["policy comes from the current branch, which protects nothing"]),
    ...whoJudges(panelFor(policy.policy, claimed.paths, risk, level !== "L1"), level),
  ];
  const told = { commit: claimed.commit, tree: claimed.subject, risk, level, checks, notes };
  if (dry_run) return { id: null, ...told };
  const relative = (text: string) => relativise(text, context.code.root, context.code.home);
  const [stored] = await context.append([
    Claim.draft({
      process: claims.process,
      ...(job === null ? {} : { job }),
      statement: {
        _type: STATEMENT_TYPE,
        subject: [{ name: claimed.name, digest: { gitCommit: claimed.commit, gitTree: claimed.subject } }],
        predicateType: CLAIM_PREDICATE,
        predicate: {
          statement: relative(statement),
          criteria: stated.map((each) => ({ ...each, text: relative(each.text) })),
          evidence: described,
          tree: claimed.whole,
          risk,
          level,
          policy: { commit: policy.commit, name: policy.name, digest: policy.digest },
          checks,
          change: changeOf(claimed),
        },
      },
    }),
  ]);
  if (!stored) throw new Error("the journal stored nothing");
  return { id: stored.record.id, ...told };
}

/** Runs all and returns all notes. Throws one refusal with all problems, so that no second call finds the next one. */
async function allOf(asked: readonly (() => Promise<readonly string[]>)[]): Promise<string[]> {
  const refusals: AgentOpsError[] = [];
  const notes: string[] = [];
  for (const each of asked) {
    try {
      notes.push(...(await each()));
    } catch (error) {
      if (!(error instanceof AgentOpsError)) throw error;
      refusals.push(error);
    }
  }
  const [first, ...more] = refusals;
  if (!first) return notes;
  if (more.length === 0) throw first;
  const messages = refusals.map(({ code, message }, at) => (at === 0 ? message : `${code}: ${message}`));
  throw new AgentOpsError(
    first.code,
    messages.join(" "),
    refusals.map(({ fix }) => fix).join(" "),
    first.facts,
  );
}

/** A note for the answer. Throws CLAIM_REFUSED where the policy asks for research and none counts. */
async function refuseUnresearched(
  { session, jobs, state }: WriteContext,
  { policy: { research } }: BasePolicy,
  demand: ResearchDemand,
  { job, existing }: Pick<ClaimedCommit, "existing"> & { readonly job: ClaimRecord["job"] | null },
): Promise<string> {
  const claimant = {
    session: session.session,
    // A clone that has written nothing has no research either.
    clone: (await jobs.clone()) ?? "",
    ...(job ? { job } : {}),
  };
  const asked = { demand, policy: research, existing };
  const { missing, note } = researchCover(await state(), claimant, asked);
  if (missing === null) return note;
  throw new AgentOpsError(
    "CLAIM_REFUSED",
    `${missing.charAt(0).toUpperCase()}${missing.slice(1)}.`,
    research?.exemptions === "accept"
      ? "Call record_research with findings that cite the existing code, or with exempt_because; then claim again."
      : "Call record_research with findings that cite the existing code; then claim again.",
  );
}

function refuseUncheckable({ policy }: BasePolicy, criteria: readonly Criterion[], level: Level): void {
  const ids = policy.checks.map(({ id }) => id);
  const known = ids.length === 0 ? "" : `Base knows: ${ids.slice(0, 20).join(", ")}.`;
  if (ids.length === 0)
    throw new AgentOpsError(
      "CLAIM_REFUSED",
      "Nothing can check this claim: the policy at the base commit has no checks.",
      "Add checks to .agentops/config.yaml and commit that on the base branch; agentops-mcp init --with checks proposes some.",
    );
  const unknown = criteria.flatMap(({ id, check }, at) =>
    check === null || ids.includes(check)
      ? []
      : [`criteria.${at}.check (${id}): base's policy has no check of this name`],
  );
  const open = criteria.flatMap(({ id, check, run }, at) => {
    const own = run === null ? "" : ", and a run of the claim's own is shown and decides nothing";
    return check === null && level === "L1"
      ? [`criteria.${at} (${id}): no check of base decides it${own}`]
      : [];
  });
  if (unknown.length + open.length > 0)
    throw new AgentOpsError(
      "CLAIM_REFUSED",
      `${[...unknown, ...open].join("; ")}.`,
      [
        ...(open.length > 0 ? ["Name its check, or claim with risk high, so that somebody judges it."] : []),
        known,
        ...(unknown.length > 0 ? ["A check added on a branch counts once it is on base."] : []),
      ].join(" "),
    );
  if (new Set(criteria.map(({ id }) => id)).size < criteria.length)
    throw new AgentOpsError("CLAIM_REFUSED", "criteria: two have the same id.", "Give each its own id.");
}

const changeOf = ({ from, commits, paths, patch }: ClaimedCommit) => ({
  from,
  commits,
  files: paths.length,
  paths: paths.slice(0, CLAIM_LIMITS.paths),
  patch,
});
