// Signs a verdict with an ssh key, or with one that an agent holds.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DraftOf } from "../../../records/record.ts";
import { AgentOpsError } from "../../../shared/errors.ts";
import Signature, { type SignatureRecord } from "../../records/signature.ts";
import type { VerdictRecord } from "../../records/verdict.ts";
import {
  PAYLOAD_TYPE,
  preAuthenticationEncoding,
  SIGNATURE_NAMESPACE,
  signedStatement,
  toBase64,
} from "../signature.ts";
import { findKeygen, inPrivateFolder, runKeygen } from "./ssh-keygen.ts";
import { readSshSignature, withoutArmour } from "./ssh-signature.ts";

export interface SigningKey {
  /** The private key, or the public one of a key that an ssh agent holds. */
  readonly file: string;
  /** As `ssh-keygen -l` names it. */
  readonly fingerprint: string;
}

/** Throws SIGNATURE_REFUSED where the file holds no key or ssh-keygen is not here. */
export async function openKey(file: string): Promise<SigningKey> {
  const { code, stdout } = await runKeygen(keygen(), ["-l", "-E", "sha256", "-f", file]);
  const fingerprint = /SHA256:[A-Za-z0-9+/]+/.exec(stdout)?.[0];
  if (code !== 0 || fingerprint === undefined)
    throw new AgentOpsError(
      "SIGNATURE_REFUSED",
      "--key: ssh-keygen finds no key in that file.",
      "Name a private ssh key, or the .pub file of one that ssh-add has loaded.",
    );
  return { file, fingerprint };
}

export interface ToSign {
  readonly verdict: VerdictRecord;
  /** Object id of the verdict's record. */
  readonly blob: string;
  /** The person's pass on which a verdict rests that its judges did not settle. */
  readonly judgment: { readonly id: string; readonly gitBlob: string } | null;
}

/** `now` in milliseconds since 1970. Throws SIGNATURE_REFUSED. */
export async function signVerdict(
  { verdict, blob, judgment }: ToSign,
  key: SigningKey,
  now: number,
): Promise<DraftOf<SignatureRecord> & { readonly publicKey: string }> {
  const signedAt = new Date(now).toISOString();
  const payload = signedStatement(verdict, blob, signedAt, judgment ?? undefined);
  const armoured = await inPrivateFolder(async (folder) => {
    const file = path.join(folder, "verdict");
    await writeFile(file, preAuthenticationEncoding(PAYLOAD_TYPE, payload));
    const args = ["-Y", "sign", "-f", key.file, "-n", SIGNATURE_NAMESPACE, file];
    const { code, stderr } = await runKeygen(keygen(), args, { signing: true });
    if (code !== 0) throw failed(stderr);
    return readFile(`${file}.sig`, "utf8");
  });
  const sig = withoutArmour(armoured);
  const read = sig === null ? null : readSshSignature(sig);
  if (sig === null || read === null) throw failed("it printed no signature");
  const draft = Signature.draft({
    verdict: verdict.id,
    verdictDigest: { gitBlob: blob },
    ...(judgment === null ? {} : { judgment }),
    signedAt,
    envelope: {
      payloadType: PAYLOAD_TYPE,
      payload: toBase64(payload),
      signatures: [{ keyid: key.fingerprint, sig }],
    },
  });
  return { ...draft, publicKey: read.key };
}

function keygen(): string {
  const program = findKeygen();
  if (program !== null) return program;
  throw new AgentOpsError(
    "SIGNATURE_REFUSED",
    "ssh-keygen is not installed here.",
    "Install OpenSSH's client (openssh-client).",
  );
}

const failed = (stderr: string): AgentOpsError =>
  new AgentOpsError(
    "SIGNATURE_REFUSED",
    `ssh-keygen did not sign: ${(stderr.trim().split("\n").at(-1) ?? "").slice(0, 200)}.`,
    "Check that the key is readable by you alone, and its passphrase or agent at hand.",
  );
