// Factor VII: takes what a worker says it has done, with evidence; somebody else grades it.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import type { BasePolicy } from "../../src/claims/demands.ts";
import type { ClaimedCommit } from "../../src/claims/port.ts";
import { NOT_CHECKED } from "../../src/claims/verdict.ts";
import { howToAsk, stops } from "../../src/envelope/decide.ts";
import type { DiffOutside } from "../../src/envelope/port.ts";
import { findRecord } from "../../src/jobs/find-record.ts";
import { leaseInUse } from "../../src/jobs/held-job.ts";
import { type Level, RISKS } from "../../src/policy/checks-and-levels.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import {
  CLAIM_LIMITS,
  CLAIM_PREDICATE,
  type Criterion,
  Name,
  STATEMENT_TYPE,
} from "../../src/records/kinds/claim.ts";
import type { ClaimRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { type ResearchDemand, researchCover } from "../../src/research/laws.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { relativise } from "../../src/shared/text/relative-paths.ts";
import { checkText } from "../../src/shared/text/storable-text.ts";

export default defineTool({
  description:
    "Call when work is done and committed: what you claim, and the check that decides each criterion. Then request_verdict; you can't grade it.",
  factors: [7],
  role: "worker",
  effect: "write",
  input: z.strictObject({
    statement: z.string().trim().min(1).max(CLAIM_LIMITS.statement).describe("what is now true"),
    commit: z.string().trim().min(1).max(200).default("HEAD").describe("commit or branch"),
    criteria: z
      .array(
        z.strictObject({
          id: Name.max(60).describe("short name"),
          text: z.string().trim().min(1).max(CLAIM_LIMITS.criterion).describe("when it is met"),
          check: z.string().max(64).optional().describe("id of the policy's check"),
          run: z
            .array(z.string().min(1).max(2000))
            .min(1)
            .max(CLAIM_LIMITS.argv)
            .optional()
            .describe("own argv: weaker"),
        }),
      )
      .min(1)
      .max(CLAIM_LIMITS.criteria)
      .describe("what has to hold"),
    evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it; useful lessons"),
    risk: z.enum(RISKS).default("low").describe("high asks for a judge too"),
  }),
  output: z.object({
    id: z.string(),
    commit: z.string(),
    tree: z.string(),
    level: z.string(),
    checks: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  examples: [
    {
      title: "Without a policy on base nothing can check a claim",
      arguments: {
        statement: "Files with a newline in their name are refused",
        criteria: [{ id: "newline", text: "the test of names passes", check: "unit" }],
      },
      expect: "CLAIM_REFUSED",
    },
    {
      title: "A commit that is not here",
      arguments: {
        statement: "Files with a newline in their name are refused",
        commit: "0000000000000000000000000000000000000001",
        criteria: [{ id: "newline", text: "the test of names passes", check: "unit" }],
      },
      expect: "NOT_FOUND",
    },
  ],
  async run(context, { statement, commit, criteria, evidence, risk }) {
    const { claims } = context;
    const lease = await leaseInUse(context);
    const job = lease && { id: lease.id, token: lease.token };
    const claimed = await claims.commit(commit);
    const policy = await claims.policy();
    const stated = criteria.map(({ id, text, check, run }) => ({
      ...{ id, text, check: check ?? null },
      run: run ?? null,
    }));
    const named = stated.flatMap(({ check }) => (check === null ? [] : [check]));
    const { checks, level, research } = claims.demands(policy, claimed, named, risk);
    refuseUncheckable(policy, stated, level);
    const noted = [
      ...refuseOutside(await context.envelope.outside(claimed.paths, context.now)),
      await refuseUnresearched(context, policy, research, job, claimed.existing),
    ];
    const relative = (text: string) => relativise(text, context.code.root, context.code.home);
    checkText([statement, stated, evidence], "claim");
    const [stored] = await context.append([
      {
        record: "claim",
        process: claims.process,
        ...(job === null ? {} : { job }),
        statement: {
          _type: STATEMENT_TYPE,
          subject: [{ name: claimed.name, digest: { gitCommit: claimed.commit, gitTree: claimed.subject } }],
          predicateType: CLAIM_PREDICATE,
          predicate: {
            statement: relative(statement),
            criteria: stated.map((each) => ({ ...each, text: relative(each.text) })),
            evidence: await descriptors(context, evidence, relative),
            tree: claimed.whole,
            risk,
            level,
            policy: { commit: policy.commit, name: policy.name, digest: policy.digest },
            checks,
            change: changeOf(claimed),
          },
        },
      },
    ]);
    if (!stored) throw new Error("the journal stored nothing");
    return {
      id: stored.record.id,
      commit: claimed.commit,
      tree: claimed.subject,
      level,
      checks,
      notes: [
        ...noted,
        ...(policy.isProtected ? [] : ["policy comes from the current branch, which protects nothing"]),
        ...(level === "L1" ? [] : [`${level}: another session or a person has to judge it too`]),
      ],
    };
  },
});

/** What the answer notes of it. Throws CLAIM_REFUSED where the policy asks for research and there is none that counts. */
async function refuseUnresearched(
  { session, jobs, state }: WriteContext,
  { policy: { research } }: BasePolicy,
  demand: ResearchDemand,
  job: Pick<ClaimRecord, "job">["job"] | null,
  existing: readonly string[],
): Promise<string> {
  const claimant = {
    session: session.session,
    // A clone that has written nothing has no research either.
    clone: (await jobs.clone()) ?? "",
    ...(job ? { job } : {}),
  };
  const { missing, note } = researchCover(await state(), claimant, demand, research, existing);
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
      "Add checks to .agentops/config.yaml and commit that on the base branch; agentops-mcp init proposes some.",
    );
  for (const [at, { check }] of criteria.entries()) {
    if (check !== null && !ids.includes(check))
      throw new AgentOpsError(
        "CLAIM_REFUSED",
        `criteria.${at}.check: base's policy has no check of this name.`,
        `${known} A check added on a branch counts once it is on base.`,
      );
    if (check === null && level === "L1")
      throw new AgentOpsError(
        "CLAIM_REFUSED",
        `criteria.${at}: nothing can check it.`,
        `Name its check, or claim with risk high, so that somebody judges it. ${known}`,
      );
  }
  if (new Set(criteria.map(({ id }) => id)).size < criteria.length)
    throw new AgentOpsError("CLAIM_REFUSED", "criteria: two have the same id.", "Give each its own id.");
}

/** What the answer notes: also, while the envelope is on trial, what leaves it. Hooks may never have run, so the whole change is looked at. */
function refuseOutside({ bounds, refused }: DiffOutside): string[] {
  if (bounds.envelope === null && bounds.job === null) return [...NOT_CHECKED];
  const stopped = refused.filter(({ decision }) => stops(bounds, decision));
  const [first] = stopped;
  if (!first)
    return refused.length === 0 ? [] : [`outside the envelope, which is on trial: ${listOf(refused)}`];
  const from = first.decision.by === "job" ? "the job's scope" : `the envelope on ${bounds.base}`;
  throw new AgentOpsError(
    "OUTSIDE_ENVELOPE",
    `The change writes what ${from} does not allow: ${listOf(stopped)}.`,
    `Take these files out of the change. ${howToAsk(first.decision, bounds)}`,
  );
}

function listOf(refused: DiffOutside["refused"]): string {
  const shown = refused.slice(0, 10).map(({ path, decision }) => `${path} (${decision.rule})`);
  return shown.join(", ") + (refused.length > 10 ? ` and ${refused.length - 10} more` : "");
}

async function descriptors(
  context: WriteContext,
  evidence: readonly Evidence[],
  relative: (text: string) => string,
) {
  const state = await context.state();
  const found = evidence.map((each) => ({ type: each.type, ref: fullId(state, each) ?? relative(each.ref) }));
  for (const each of found) {
    const problem = await context.code.problem(each, state);
    if (problem)
      throw new AgentOpsError(
        "CLAIM_REFUSED",
        `Evidence ${each.ref}: ${problem}.`,
        "Name evidence that can be found here.",
      );
  }
  return found.map(({ type, ref }) => {
    const blob = type === "record" ? state.origin(ref)?.blob : undefined;
    return { name: type, uri: ref, ...(blob === undefined ? {} : { digest: { gitBlob: blob } }) };
  });
}

const fullId = (state: State, { type, ref }: Evidence): string | null =>
  type === "record" ? findRecord(state, ref).id : null;

const changeOf = ({ from, commits, paths, patch }: ClaimedCommit) => ({
  from,
  commits,
  files: paths.length,
  paths: paths.slice(0, CLAIM_LIMITS.paths),
  patch,
});
