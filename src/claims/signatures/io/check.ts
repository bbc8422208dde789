// Asks ssh-keygen whether signatures are by keys that base names: a fact that is derived and never recorded.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { State } from "../../../records/state.ts";
import Signature, { type SignatureRecord } from "../../records/signature.ts";
import { objectionToEnvelope, type SignatureCheck, type SignatureChecks } from "../laws.ts";
import { preAuthenticationEncoding, SIGNATURE_NAMESPACE } from "../signature.ts";
import { keyBytes, outsideValidity, type Signer } from "../signers.ts";
import { isPlausible } from "./plausible.ts";
import { findKeygen, inPrivateFolder, runKeygen } from "./ssh-keygen.ts";
import { armour, readSshSignature, type SshSignature } from "./ssh-signature.ts";

export interface SignatureChecker {
  /** Of all signatures that can be about their verdict; `now` in milliseconds since 1970. */
  checkAll(state: State, signers: readonly Signer[], now: number): Promise<SignatureChecks>;
}

/** Clocks of two machines differ; a signature from further ahead was dated by hand. */
const CLOCK_SKEW_MS = 600_000;
/** Processes at once. */
const AT_ONCE = 4;

type Sig = SignatureRecord["envelope"]["signatures"][number];

/** A signature with the signer whose key it holds; nothing is checked of it yet. */
interface SignerSig {
  readonly sig: Sig["sig"];
  readonly read: SshSignature;
  readonly signer: Signer;
}

/** Remembers in this process alone: a file of results would lie within the worker's reach. */
export function createSignatureChecker(keygen = findKeygen): SignatureChecker {
  const known = new Map<string, boolean | Promise<boolean>>();

  async function check(
    record: SignatureRecord,
    blob: string,
    signers: readonly Signer[],
    now: number,
  ): Promise<SignatureCheck> {
    const problems: string[] = [];
    for (const sig of record.envelope.signatures) {
      const found = signerOf(sig, signers);
      if ("problem" in found) problems.push(found.problem);
      else {
        const { signer } = found;
        const problem = problemOfTime(signer, record, now) ?? (await problemOfBytes(record, found, blob));
        if (problem === null) return { by: signer.principal };
        problems.push(problem);
      }
    }
    return { problem: [...new Set(problems)].join("; ").slice(0, 500) };
  }

  async function problemOfBytes(record: SignatureRecord, by: SignerSig, blob: string) {
    const { sig, read, signer } = by;
    const program = keygen();
    if (program === null) return "ssh-keygen is not installed here, so it can't be checked";
    const key = `${blob} ${sig} ${allowedSigner(signer)}`;
    const message = messageOf(record);
    const { signedAt } = record;
    const asked =
      known.get(key) ?? (isPlausible(read, message) && isSignedBy(program, message, signedAt, by));
    known.set(key, asked);
    return (await asked) ? null : `not a signature of ${signer.principal} over these bytes`;
  }

  return {
    async checkAll(state, signers, now) {
      const wanted = state.all(Signature).filter((record) => objectionToEnvelope(state, record) === null);
      const checks = new Map<string, SignatureCheck>();
      const work = async () => {
        for (let record = wanted.pop(); record; record = wanted.pop())
          checks.set(record.id, await check(record, state.origin(record.id)?.blob ?? "", signers, now));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return checks;
    },
  };
}

/** By the key in the signature, never by the `keyid` beside it. */
function signerOf({ sig }: Sig, signers: readonly Signer[]): SignerSig | { problem: string } {
  const read = readSshSignature(sig);
  if (!read) return { problem: "not an ssh signature" };
  if (read.namespace !== SIGNATURE_NAMESPACE)
    return { problem: `made in the namespace ${JSON.stringify(read.namespace.slice(0, 40))}` };
  const signer = signers.find(({ key }) => keyBytes(key) === read.key);
  return signer ? { sig, read, signer } : { problem: "by a key that base does not name as a signer's" };
}

function problemOfTime(signer: Signer, { signedAt }: SignatureRecord, now: number): string | null {
  if (Date.parse(signedAt) > now + CLOCK_SKEW_MS) return `dated in the future, at ${signedAt}`;
  const outside = outsideValidity(signer, signedAt);
  return outside === null ? null : `the key of ${signer.principal} is ${outside}`;
}

/** The bytes that have to be signed. */
function messageOf({ envelope: { payloadType, payload } }: SignatureRecord): string {
  return preAuthenticationEncoding(payloadType, Buffer.from(payload, "base64").toString("utf8"));
}

async function isSignedBy(
  program: string,
  input: string,
  signedAt: string,
  { sig, signer }: SignerSig,
): Promise<boolean> {
  return inPrivateFolder(async (folder) => {
    const allowed = path.join(folder, "allowed_signers");
    const file = path.join(folder, "signature");
    await writeFile(allowed, allowedSigner(signer));
    await writeFile(file, armour(sig));
    const options = ["-f", allowed, "-I", signer.principal, "-n", SIGNATURE_NAMESPACE, "-s", file];
    const at = ["-O", `verify-time=${compact(signedAt)}`];
    const { code } = await runKeygen(program, ["-Y", "verify", ...options, ...at], { input });
    return code === 0;
  });
}

/** A line of ssh's own file of allowed signers. */
function allowedSigner({ principal, key, valid_after, valid_before }: Signer): string {
  const options = [
    `namespaces="${SIGNATURE_NAMESPACE}"`,
    ...(valid_after === undefined ? [] : [`valid-after="${compact(valid_after)}"`]),
    ...(valid_before === undefined ? [] : [`valid-before="${compact(valid_before)}"`]),
  ];
  return `${principal} ${options.join(",")} ${key.split(" ").slice(0, 2).join(" ")}\n`;
}

/** As ssh-keygen reads times: YYYYMMDDHHMMSS, here in UTC. */
const compact = (time: string): string => new Date(time).toISOString().slice(0, 19).replace(/[-T:]/g, "");
