// A signature holds a verdict in its DSSE envelope, signed outside of the worker's reach.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { ObjectId, RecordId } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";

const Base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, "must be base64");

const FIELDS = {
  verdict: RecordId,
  verdictDigest: z.object({ gitBlob: ObjectId }),
  /** Of a verdict whose judges left it to a person: that person's pass, for which the signer vouches too. */
  judgment: z.object({ id: RecordId, gitBlob: ObjectId }).optional(),
  /** When it was signed, by the signer's clock; a part of what is signed. */
  signedAt: z.iso.datetime(),
  envelope: z.strictObject({
    payloadType: z.string().max(100),
    payload: Base64.max(200_000),
    signatures: z
      .array(
        z.strictObject({
          /** A hint of DSSE's, and trusted for nothing: the signature itself tells its key. */
          keyid: z.string().max(100),
          /** The ssh signature without its armour. */
          sig: Base64.max(8000),
        }),
      )
      .min(1)
      .max(8),
  }),
} as const;
export type SignatureRecord = RecordWith<"signature", typeof FIELDS>;

/** In no order; which of them count is for `signatures/laws.ts` to say. */
export const signaturesByVerdict = defineIndex<SignatureRecord>("signatures by verdict");

export default defineRecord("signature", FIELDS, {
  summary: ({ verdict }) => `signature: of verdict ${verdict}`,
  story: ({ verdict, judgment, envelope }) => ({
    derived_from: [`verdict ${verdict}`, ...(judgment ? [`judgment ${judgment.id}`] : [])],
    title: oneLine(envelope.payloadType),
  }),
  vouches: ({ verdict }) => [verdict],
  countsAnywhere: true,
  indexes: [keyed(signaturesByVerdict, ({ verdict }) => verdict)],
});
