// Joins policy, commits, runs and the ratchet into what tools and commands need of claims.

import { type ClaimedChange, createContainment, isAncestor, notMerged } from "../../git/containment.ts";
import { baseStamp, refsStamp } from "../../git/place.ts";
import { git } from "../../git/run.ts";
import { subjectTrees } from "../../git/subject.ts";
import { CLONE_REFS } from "../../journal/append.ts";
import type { Journal } from "../../journal/journal.ts";
import { remoteToSync, unfetched } from "../../journal/unfetched.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { compareIds } from "../../shared/ids.ts";
import type { Skin } from "../../skin/skin.ts";
import { bindingLocks, type Containment, locksOf, type RatchetReport } from "../locks/ratchet.ts";
import type { ClaimsPort, GatePort, RatchetOptions } from "../port.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import { verdictsByClaim } from "../records/verdict.ts";
import type { PacketSources } from "./ask-council.ts";
import {
  type CodePlace,
  claimedCommit,
  commitNamed,
  demands,
  fileAt,
  holds,
  pathsSoFar,
  startOf,
  unknownCommit,
  unmergedPaths,
} from "./claimed-commit.ts";
import { createKnownReceipts } from "./known-receipts.ts";
import { type Launch, launchVerdict } from "./launch.ts";
import { createPolicyReader, type PolicyPorts } from "./policy-in-force.ts";
import { runRatchet } from "./run-ratchet.ts";
import { createRuns } from "./runs.ts";
import { settle } from "./settle.ts";
import { watchVerdict } from "./watch-verdict.ts";

export interface Claims extends ClaimsPort, GatePort {
  /** Starts a process for a claim, unless one is at work on it. */
  start(claim: string): Promise<void>;
  /** Starts a process for what killed ones have left. */
  resume(): Promise<void>;
  /** Claims that wait for a verdict. */
  wanted(): Promise<string[]>;
}

export interface ClaimsParts {
  readonly code: CodePlace;
  readonly journal: Journal;
  /** Base of the journal's repository, and what it says. */
  readonly policy: Pick<PolicyPorts, "base" | "settingsAt">;
  readonly launch: Launch;
  /** Tells the runtime process that hosts this session from others. */
  readonly runtimeProcess: string;
  readonly version: string;
  state(): Promise<State>;
  skin(): Promise<Skin>;
  readonly packetSources: PacketSources;
}

export function openClaims(parts: ClaimsParts): Claims {
  const { code, journal } = parts;
  const { repository, reader } = code;
  const dir = repository.commonDir;
  const policies = createPolicyReader({ repository: journal.repository, ...parts.policy });
  const runs = createRuns(journal.folder);
  const known = createKnownReceipts(journal.folder, dir);
  const exists = async (commit: string) => (await reader.resolve(`${commit}^{commit}`, "commit")) !== null;
  const containment = createContainment(dir, { subjectOf, exists });

  async function subjectOf(commit: string): Promise<string | null> {
    return (await subjectTrees(reader, repository.objectFormat, commit))?.subject ?? null;
  }

  async function contains(claim: ClaimRecord, tip: string): Promise<boolean> {
    return (await containment.within([changeIn(claim)], tip))[0] !== null;
  }

  const policyFacts = async (state: State) => policies.facts(state, await journal.clone());

  async function lockFacts(state: State, commit: string) {
    const base = await code.base();
    // Only a claim with a verdict can lock anything.
    const claims = state
      .all(Claim)
      .filter(({ id }) => state.by(verdictsByClaim, id).length > 0)
      .toSorted(compareIds);
    const changes = claims.map(changeIn);
    const here = await containment.within(changes, commit);
    const onBase = base === null ? [] : await containment.within(changes, base);
    const contained = new Map(
      claims.map(({ id }, at): [string, Containment] => [
        id,
        here[at] ? (onBase[at] ? "landed" : "contained") : "elsewhere",
      ]),
    );
    const where = new Map(
      claims.flatMap(({ id }, at): [string, string][] => (here[at] ? [[id, here[at]]] : [])),
    );
    return { ...(await policyFacts(state)), contained, where };
  }

  return {
    process: parts.runtimeProcess,
    policy: policies.inForce,
    commit: (expression) => claimedCommit(code, expression),
    pathsSoFar: (expression) => pathsSoFar(code, expression),
    async notMerged(branches) {
      const tip = await code.base();
      return tip === null ? [] : notMerged(dir, branches, tip);
    },
    unmergedPaths: (branch) => unmergedPaths(code, branch),
    demands,
    policyFacts,
    lockFacts,
    async staleness(state, id, branch = null) {
      const claim = state.get(Claim, id);
      if (!claim) return null;
      const own = branch === null ? null : await reader.resolve(`refs/heads/${branch}^{commit}`, "commit");
      const head = own ?? (await reader.resolve("HEAD^{commit}", "commit"));
      const where = own === null ? "HEAD" : branch;
      const { gitCommit, gitTree } = claim.statement.subject[0].digest;
      if ((await reader.resolve(`${gitCommit}^{commit}`, "commit")) === null)
        return `its commit ${gitCommit.slice(0, 12)} is not here any more`;
      const base = await code.base();
      if (base !== null && (await contains(claim, base))) return null;
      if (head === null || (await subjectOf(head)) === gitTree) return null;
      return (await contains(claim, head))
        ? `${where} has moved on to other contents since`
        : `${where} does not contain its commit`;
    },
    exists,
    holds: (commit, location) => holds(code, commit, location),
    startOf: (branch) => startOf(code, branch),
    fileAt: (commit, file) => fileAt(code, commit, file),
    async progress(claim) {
      const told = await runs.progress(claim);
      return told ?? ((await runs.isAtWork(claim)) ? { state: "working", step: "starting" } : null);
    },
    watch: (claim) =>
      watchVerdict(() =>
        [
          runs.stamp(claim),
          refsStamp(journal.repository.commonDir, CLONE_REFS),
          // A new policy makes the verdict under the old one count for nothing.
          baseStamp(journal.repository, true),
        ].join("\n"),
      ),
    async ratchet(commit: string, options: RatchetOptions): Promise<RatchetReport> {
      const state = await parts.state();
      const locks = bindingLocks(locksOf(state, await lockFacts(state, commit)));
      const ports = { repository, known };
      return runRatchet(ports, { commit, policy: await policies.inForce(), locks }, options);
    },
    async start(claim) {
      await runs.want(claim);
      if (!(await runs.isAtWork(claim))) launchVerdict(parts.launch, claim);
    },
    async resume() {
      for (const claim of await runs.wanted()) {
        if (!(await runs.isAtWork(claim))) return launchVerdict(parts.launch, null);
      }
    },
    async verifiable(expression) {
      // Half a history would show too few claims, and so an open gate.
      if ((await git(dir, ["rev-parse", "--is-shallow-repository"])).trim() === "true") throw shallow();
      const commit = await commitNamed(code, expression);
      const subject = commit === null ? null : await subjectOf(commit);
      if (commit === null || subject === null) throw unknownCommit();
      return { commit, subject };
    },
    async unfetched() {
      const remote = await remoteToSync(journal);
      return remote === null ? null : unfetched(journal, remote, REMOTE_LIMIT_MS);
    },
    async landed(commit) {
      const base = await code.base();
      return base !== null && (await isAncestor(dir, commit, base));
    },
    wanted: runs.wanted,
    settle: (claim, by, { signal, onProgress, again = false, seen }) =>
      settle(
        {
          ...parts,
          policies,
          runs,
          again,
          anew: seen !== undefined,
          known: async (commit, { policy }, check) =>
            (await known.find(commit, policy, check, { seen }))?.receipt ?? null,
          remember: (commit, { policy }, { receipts }) => known.keep(commit, policy, receipts, seen),
        },
        claim,
        by,
        { signal, onProgress: (what) => onProgress?.(what) },
      ),
  };
}

/** Milliseconds; people switch off a gate that waits longer for a remote. */
const REMOTE_LIMIT_MS = 10_000;

function changeIn({ statement: { subject, predicate } }: ClaimRecord): ClaimedChange {
  const { gitCommit, gitTree } = subject[0].digest;
  return { ...predicate.change, commit: gitCommit, subject: gitTree };
}

const shallow = (): AgentOpsError =>
  new AgentOpsError(
    "GIT_FAILED",
    "This clone is shallow, so which claims a commit contains can't be told.",
    "Fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in GitHub's checkout.",
  );
