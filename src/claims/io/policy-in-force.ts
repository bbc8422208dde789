// Reads the rules in force from the base commit at the moment they are asked for, never from the working tree.
import { policyDigest } from "../../checks/run-checks.ts";
import { CONFIG_PATH, type Config, DEFAULT_CONFIG, parseConfig } from "../../config/config.ts";
import { findBase, lostBase } from "../../git/base.ts";
import { readBaseFile } from "../../git/base-file.ts";
import { isAncestor } from "../../git/containment.ts";
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Repository } from "../../git/repository.ts";
import type { ClaimRecord } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { MAX_SETTINGS_BYTES } from "../../shared/settings-file.ts";
import { type RequiredPanel, requiredPanelOf } from "../council/required-panel.ts";
import type { BasePolicy } from "../demands.ts";
import { createSignatureChecker } from "../signatures/io/check.ts";
import type { Signer } from "../signatures/signers.ts";
import { type PolicyFacts, policyId } from "../standing.ts";
import { matches } from "./claimed-commit.ts";

export interface PolicyReader {
  /** Throws CONFIG_INVALID where the file does not parse, CLAIM_REFUSED before the first commit. */
  inForce(): Promise<BasePolicy>;
  /** Which of the policies that stored verdicts name base has, or has had in its own history; and who of its signers signed what. */
  facts(state: State, here: string | null): Promise<PolicyFacts>;
}

/** `repository` is the one that holds base: the journal's. */
export function createPolicyReader(
  repository: Repository,
  reader: ObjectReader,
  option: string | null,
): PolicyReader {
  /** What a commit says never changes; null where it can't be read there. */
  const configs = new Map<string, Promise<(Config & { readonly digest: string }) | null>>();
  /** By digest and claim. */
  const requiredPanels = new Map<string, RequiredPanel>();
  const ancestors = new Map<string, Promise<boolean>>();
  const signatures = createSignatureChecker();
  let signersAt: { commit: string; signers: Promise<readonly Signer[]> } | null = null;

  function configAt(commit: string) {
    const known =
      configs.get(commit) ??
      readAt(reader, commit).then(
        (config) => ({ ...config, digest: policyDigest(config) }),
        () => null,
      );
    configs.set(commit, known);
    return known;
  }

  function sittingFor(config: Config & { readonly digest: string }, claim: ClaimRecord): RequiredPanel {
    const key = `${config.digest} ${claim.id}`;
    const known = requiredPanels.get(key) ?? requiredPanelOf(config, claim, matches);
    requiredPanels.set(key, known);
    return known;
  }

  function isOnBase(commit: string, base: string): Promise<boolean> {
    const key = `${commit} ${base}`;
    const known = ancestors.get(key) ?? isAncestor(repository.commonDir, commit, base);
    ancestors.set(key, known);
    return known;
  }

  const onBase = async (commit: string, base: string) =>
    (await isOnBase(commit, base)) ? configAt(commit) : null;

  /** Of what base says now, so that a stolen key is worth nothing once it is taken out; none where that can't be read. */
  function signersOf(commit: string): Promise<readonly Signer[]> {
    if (signersAt?.commit !== commit) {
      const signers = readAt(reader, commit).then(
        (config) => config.signers,
        () => [],
      );
      signersAt = { commit, signers };
    }
    return signersAt.signers;
  }

  return {
    async inForce() {
      const { commit, name, unprotected, lost } = await findBase(reader, repository, option);
      if (lost !== null) throw lostBase(lost);
      if (commit === null)
        throw new AgentOpsError(
          "CLAIM_REFUSED",
          "This repository has no commit yet, so there is no policy.",
          `Commit ${CONFIG_PATH} with checks first.`,
        );
      const policy = await readAt(reader, commit);
      const { envelope } = policy;
      return { commit, name, isProtected: !unprotected, digest: policyDigest(policy), policy, envelope };
    },
    async facts(state, here) {
      const { commit: base } = await findBase(reader, repository, option);
      const known = new Map<string, Config & { readonly digest: string }>();
      const all = [...state.verdicts.values()].flat();
      const named = new Map(
        all.map(({ statement: { predicate } }) => {
          const { commit, digest } = predicate.policy;
          return [policyId(commit, digest.sha256), { commit, digest: digest.sha256 }] as const;
        }),
      );
      const current = base === null ? null : await configAt(base);
      for (const [key, { commit, digest }] of named) {
        if (base === null) continue;
        // Equal to what is in force now, or to what base said at that commit of its history.
        const there = digest === current?.digest ? current : await onBase(commit, base);
        if (there?.digest === digest) known.set(key, there);
      }
      const sat = all.flatMap(({ id, claim: about, statement: { predicate } }): [string, RequiredPanel][] => {
        const config = known.get(policyId(predicate.policy.commit, predicate.policy.digest.sha256));
        const claim = state.claims.get(about);
        return config && claim ? [[id, sittingFor(config, claim)]] : [];
      });
      const signers = base === null ? [] : await signersOf(base);
      return {
        here,
        policies: new Set(known.keys()),
        requiredPanels: new Map(sat),
        signatures: await signatures.checkAll(state, signers, Date.now()),
      };
    },
  };
}

async function readAt(reader: ObjectReader, commit: string): Promise<Config> {
  const file = await readBaseFile(reader, commit, CONFIG_PATH, MAX_SETTINGS_BYTES);
  return file ? parseConfig(file) : DEFAULT_CONFIG;
}
