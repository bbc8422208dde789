// Real ssh keys, a project whose changes need a signature, and signatures that no honest signer would make.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SignatureRecord } from "../../src/claims/records/signature.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { withoutArmour } from "../../src/claims/signatures/io/ssh-signature.ts";
import {
  PAYLOAD_TYPE,
  preAuthenticationEncoding,
  SIGNATURE_NAMESPACE,
  signedStatement,
  toBase64,
} from "../../src/claims/signatures/signature.ts";
import type { Ran } from "../cli/run-cli.ts";
import { command } from "../support/command.ts";
import { cloneRefs, journalFiles, plant } from "../support/journal.ts";
import { idOf } from "../support/records.ts";
import { temporaryFolder } from "../support/repository.ts";
import type { Project } from "./project.ts";

export const SSH_KEYGEN = "/usr/bin/ssh-keygen";

export interface Key {
  readonly file: string;
  /** As a configuration names it. */
  readonly text: string;
}

export function createKey(type: "ed25519" | "rsa" | "ecdsa" = "ed25519", bits?: number): Key {
  const file = path.join(temporaryFolder(), "key");
  const size = bits === undefined ? [] : ["-b", String(bits)];
  execFileSync(SSH_KEYGEN, ["-q", "-t", type, ...size, "-N", "", "-C", "", "-f", file]);
  return { file, text: readFileSync(`${file}.pub`, "utf8").trim() };
}

/** A line of `signers`. */
export const signer = (principal: string, { text }: Key, more = ""): string =>
  `  - { principal: ${principal}, key: ${JSON.stringify(text)}${more} }\n`;

/** Every change of value.txt needs a signature of one of `signers`. */
export const policyWith = (signers: string): string => `checks:
  - id: small
    run: [sh, check.sh]
    inputs: [value.txt, check.sh]
levels:
  - { paths: [value.txt], level: L3 }
signers:
${signers}`;

export function sign(
  project: Project,
  args: readonly string[],
  env: Record<string, string> = { CI: "1" },
): Promise<Ran> {
  return command(project.repository.dir, ["verdict", "sign", ...args, "--json"], env);
}

/** ssh-keygen's own signature over any bytes, without armour. */
export function sshSign(key: Key, bytes: string, namespace: string = SIGNATURE_NAMESPACE): string {
  const file = path.join(temporaryFolder(), "message");
  writeFileSync(file, bytes);
  execFileSync(SSH_KEYGEN, ["-q", "-Y", "sign", "-f", key.file, "-n", namespace, file], { stdio: "ignore" });
  return withoutArmour(readFileSync(`${file}.sig`, "utf8")) ?? "";
}

export interface Stored<T> {
  readonly record: T;
  readonly blob: string;
}

/** The newest record of a kind, with its object id. */
export function newest<T>({ repository }: Project, kind: string): Stored<T> {
  const file = journalFiles(repository)
    .filter((each) => each.includes(`:${kind}/`))
    .toSorted((a, b) => (path.basename(a) < path.basename(b) ? 1 : -1))[0];
  return {
    record: JSON.parse(repository.git("show", file ?? "")),
    blob: repository.git("rev-parse", file ?? "").trim(),
  };
}

export interface Forgery {
  readonly key: Key;
  readonly namespace?: string;
  readonly signedAt?: string;
  readonly payload?: string;
  /** What is signed, where that is not the payload as DSSE says. */
  readonly signed?: string;
  readonly changes?: Partial<SignatureRecord>;
}

let forged = 0;

/** What `verdict sign` would have made of a verdict, but for what the forgery changes. */
export function forgedSignature(
  { record: verdict, blob }: Stored<VerdictRecord>,
  { key, namespace, signedAt = new Date().toISOString(), changes, ...parts }: Forgery,
): SignatureRecord {
  forged += 1;
  const payload = parts.payload ?? signedStatement(verdict, blob, signedAt);
  const bytes = parts.signed ?? preAuthenticationEncoding(PAYLOAD_TYPE, payload);
  const { v, clone, commit, at } = verdict;
  return {
    record: "signature",
    v,
    clone,
    commit,
    at,
    id: idOf(900 + forged),
    session: "ci",
    runtime: "ci",
    role: "judge",
    verdict: verdict.id,
    verdictDigest: { gitBlob: blob },
    signedAt,
    envelope: {
      payloadType: PAYLOAD_TYPE,
      payload: toBase64(payload),
      signatures: [{ keyid: "x", sig: sshSign(key, bytes, namespace) }],
    },
    ...changes,
  };
}

/** Puts a record into the journal of this clone, past every tool. */
export function store(
  { repository }: Project,
  record: { record: string; at: string; id: string },
  clone = path.basename(cloneRefs(repository)[0] ?? ""),
): void {
  const file = `${record.record}/${record.at.slice(0, 10).replaceAll("-", "/")}/${record.id}.json`;
  plant(repository.dir, clone, { [file]: `${JSON.stringify(record, null, 1)}\n` });
}
