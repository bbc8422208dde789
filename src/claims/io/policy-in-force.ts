// Reads the rules in force from the base commit at the moment of the call, never from the working tree.

import { policyDigest } from "../../checks/run-checks.ts";
import type { Envelope } from "../../envelope/settings.ts";
import { type Base, lostBase } from "../../git/base.ts";
import { isOnFirstParents } from "../../git/containment.ts";
import type { Repository } from "../../git/repository.ts";
import type { Policy } from "../../policy/policy.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { type RequiredPanel, requiredPanelOf } from "../council/required-panel.ts";
import type { BasePolicy } from "../demands.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import Verdict from "../records/verdict.ts";
import { createSignatureChecker } from "../signatures/io/check.ts";
import type { Signer } from "../signatures/signers.ts";
import { type PolicyFacts, policyId } from "../standing.ts";

export interface PolicyReader {
  /** Throws CONFIG_INVALID where the file does not parse, CLAIM_REFUSED before the first commit. */
  inForce(): Promise<BasePolicy>;
  /**
   * Which policies named by stored verdicts base has or had on its own line of history, not on a merged side branch; and
   * which signer signed what.
   */
  facts(state: State, here: string | null): Promise<PolicyFacts>;
}

/** What the configuration of a commit says about claims. */
export interface ClaimSettings extends Policy {
  readonly envelope: Envelope | null;
  readonly signers: readonly Signer[];
}

export interface PolicyPorts {
  /** The repository that holds base: the journal's. */
  readonly repository: Repository;
  /** Base at this moment. */
  base(): Promise<Base>;
  /** Throws CONFIG_INVALID where the file does not parse. */
  settingsAt(commit: string): Promise<ClaimSettings>;
}

interface Kept {
  readonly settings: ClaimSettings;
  readonly digest: string;
}

export function createPolicyReader({ repository, base: findBase, settingsAt }: PolicyPorts): PolicyReader {
  /** Kept, as the content of a commit never changes. */
  const kept = new Map<string, Promise<Kept | null>>();
  /** By digest and claim. */
  const requiredPanels = new Map<string, RequiredPanel>();
  const history = new Map<string, Promise<boolean>>();
  const signatures = createSignatureChecker();

  function policyAt(commit: string): Promise<Kept | null> {
    const known =
      kept.get(commit) ??
      settingsAt(commit).then(
        (settings) => ({ settings, digest: policyDigest(settings) }),
        () => {
          // It may become readable, as after a fetch.
          kept.delete(commit);
          return null;
        },
      );
    kept.set(commit, known);
    return known;
  }

  function requiredPanelFor({ settings, digest }: Kept, claim: ClaimRecord): RequiredPanel {
    const key = `${digest} ${claim.id}`;
    const known = requiredPanels.get(key) ?? requiredPanelOf(settings, claim);
    requiredPanels.set(key, known);
    return known;
  }

  function isOnBase(commit: string, base: string): Promise<boolean> {
    const key = `${commit} ${base}`;
    const known = history.get(key) ?? isOnFirstParents(repository.commonDir, commit, base);
    history.set(key, known);
    return known;
  }

  const onBase = async (commit: string, base: string) =>
    (await isOnBase(commit, base)) ? policyAt(commit) : null;

  return {
    async inForce() {
      const { commit, name, unprotected, lost } = await findBase();
      if (lost !== null) throw lostBase(lost);
      if (commit === null)
        throw new AgentOpsError(
          "CLAIM_REFUSED",
          "This repository has no commit yet, so there is no policy.",
          `Commit ${CONFIG_PATH} with checks first.`,
        );
      const policy = await settingsAt(commit);
      const { envelope } = policy;
      return { commit, name, isProtected: !unprotected, digest: policyDigest(policy), policy, envelope };
    },
    async facts(state, here) {
      const { commit: base } = await findBase();
      const known = new Map<string, Kept>();
      const all = state.all(Verdict);
      const named = new Map(
        all.map(({ statement: { predicate } }) => {
          const { commit, digest } = predicate.policy;
          return [policyId(commit, digest.sha256), { commit, digest: digest.sha256 }] as const;
        }),
      );
      const current = base === null ? null : await policyAt(base);
      for (const [key, { commit, digest }] of named) {
        if (base === null) continue;
        // It equals what is in force now, or what base said at that commit of its history.
        const there = digest === current?.digest ? current : await onBase(commit, base);
        if (there?.digest === digest) known.set(key, there);
      }
      const sat = all.flatMap(({ id, claim: about, statement: { predicate } }): [string, RequiredPanel][] => {
        const policy = known.get(policyId(predicate.policy.commit, predicate.policy.digest.sha256));
        const claim = state.get(Claim, about);
        return policy && claim ? [[id, requiredPanelFor(policy, claim)]] : [];
      });
      // The signers of now, so that a stolen key is worth nothing once it is removed.
      const signers = current?.settings.signers ?? [];
      return {
        here,
        policies: new Set(known.keys()),
        requiredPanels: new Map(sat),
        signatures: await signatures.checkAll(state, signers, Date.now()),
      };
    },
  };
}
