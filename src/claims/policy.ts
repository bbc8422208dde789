// The rules in force: read from the base commit at the moment they are asked for, never from the working tree.
import { policyDigest } from "../checks/run-checks.ts";
import { CONFIG_PATH, type Config, DEFAULT_CONFIG, parseConfig } from "../config.ts";
import type { BasePolicy } from "../domain/deciding.ts";
import type { Signer } from "../domain/signers.ts";
import type { State } from "../domain/state.ts";
import { type PolicyFacts, policyKey } from "../domain/verdict-laws.ts";
import { AgentOpsError } from "../errors.ts";
import { findBase } from "../git/base.ts";
import { readBaseFile } from "../git/base-file.ts";
import { isAncestor } from "../git/containment.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import type { Repository } from "../git/repository.ts";
import { MAX_SETTINGS_BYTES } from "../settings.ts";
import { createSignatureChecker } from "../signing/check.ts";

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
  const digests = new Map<string, Promise<string | null>>();
  const ancestors = new Map<string, Promise<boolean>>();
  const signatures = createSignatureChecker();
  let signersAt: { commit: string; signers: Promise<readonly Signer[]> } | null = null;

  function digestAt(commit: string): Promise<string | null> {
    const known = digests.get(commit) ?? readAt(reader, commit).then(policyDigest, () => null);
    digests.set(commit, known);
    return known;
  }

  function isOnBase(commit: string, base: string): Promise<boolean> {
    const key = `${commit} ${base}`;
    const known = ancestors.get(key) ?? isAncestor(repository.commonDir, commit, base);
    ancestors.set(key, known);
    return known;
  }

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
      const { commit, name, unprotected } = await findBase(reader, repository, option);
      if (commit === null)
        throw new AgentOpsError(
          "CLAIM_REFUSED",
          "This repository has no commit yet, so there is no policy.",
          `Commit ${CONFIG_PATH} with checks first.`,
        );
      const policy = await readAt(reader, commit);
      return { commit, name, isProtected: !unprotected, digest: policyDigest(policy), policy };
    },
    async facts(state, here) {
      const { commit: base } = await findBase(reader, repository, option);
      const policies = new Set<string>();
      const named = new Map(
        [...state.verdicts.values()].flat().map(({ statement: { predicate } }) => {
          const { commit, digest } = predicate.policy;
          return [policyKey(commit, digest.sha256), { commit, digest: digest.sha256 }] as const;
        }),
      );
      const current = base === null ? null : await digestAt(base);
      for (const [key, { commit, digest }] of named) {
        if (base === null) continue;
        // Equal to what is in force now, or to what base said at that commit of its history.
        if (digest === current) policies.add(key);
        else if ((await isOnBase(commit, base)) && (await digestAt(commit)) === digest) policies.add(key);
      }
      const signers = base === null ? [] : await signersOf(base);
      return { here, policies, signatures: await signatures.checkAll(state, signers, Date.now()) };
    },
  };
}

async function readAt(reader: ObjectReader, commit: string): Promise<Config> {
  const file = await readBaseFile(reader, commit, CONFIG_PATH, MAX_SETTINGS_BYTES);
  return file ? parseConfig(file) : DEFAULT_CONFIG;
}
