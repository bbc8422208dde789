// Defines a signed verdict: the bytes that are signed, and the DSSE envelope that holds them.
import { canonicalJson } from "../../shared/canonical-json.ts";
import { STATEMENT_TYPE } from "../records/claim.ts";
import type { SignatureRecord } from "../records/signature.ts";
import type { VerdictRecord } from "../records/verdict.ts";

/** The namespace of the ssh signature: one made for git or for a file is none for a verdict. */
export const SIGNATURE_NAMESPACE = "agentops-verdict";
/** https://github.com/secure-systems-lab/dsse; the type is in-toto's. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";
export const SIGNED_VERDICT_PREDICATE = "agentops://predicates/signed-verdict/v1";

/**
 * The in-toto statement that is signed: the verdict without the output of its checks, bound to the records of claim,
 * verdict and judgement by their object ids. Whoever knows the verdict can make it again to the byte, so nobody needs to parse a
 * stranger's payload.
 */
export function signedStatement(
  verdict: VerdictRecord,
  blob: string,
  signedAt: string,
  judgment?: SignatureRecord["judgment"],
): string {
  const { subject, predicate } = verdict.statement;
  const about = (uri: string, gitBlob: string) => ({ uri, digest: { gitBlob } });
  return canonicalJson({
    _type: STATEMENT_TYPE,
    subject,
    predicateType: SIGNED_VERDICT_PREDICATE,
    predicate: {
      ...predicate,
      signedAt,
      inputAttestations: [
        ...predicate.inputAttestations,
        about(`agentops://verdicts/${verdict.id}`, blob),
        ...(judgment ? [about(`agentops://trace/${judgment.id}`, judgment.gitBlob)] : []),
      ],
      // The digest stands for the output, which may be long.
      receipts: predicate.receipts.map(({ head: _, tail: __, argv: ___, ...receipt }) => receipt),
    },
  });
}

/** DSSE's pre-authentication encoding: what a key really signs, so that no type or payload can pass for another. */
export function preAuthenticationEncoding(payloadType: string, payload: string): string {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  return `DSSEv1 ${bytes(payloadType)} ${payloadType} ${bytes(payload)} ${payload}`;
}

/** UTF-8 in base64. */
export const toBase64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
