// Defines the configuration's list of signers. It is in force as it stands at the base commit and nowhere else.
import * as z from "zod";

/** A public key as `ssh-keygen` prints it: its type and its bytes, perhaps a comment. */
const PublicKey = z
  .string()
  .max(4000)
  .regex(
    /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]+={0,2}( [^\r\n\0]*)?$/,
    { error: "must be one public key as ssh-keygen prints it, such as ssh-ed25519 AAAA…", abort: true },
  )
  .refine(isOfItsType, "is no whole key of the type before it: copy the line of the .pub file");

/** The type stands in the bytes too, behind its length. */
function isOfItsType(key: string): boolean {
  const [type = ""] = key.split(" ");
  const bytes = Buffer.from(keyBytes(key), "base64");
  return bytes
    .subarray(0, 4 + type.length)
    .equals(Buffer.from(`\0\0\0${String.fromCharCode(type.length)}${type}`));
}

/** A day stands for its beginning in UTC. */
const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: "must be a day such as 2027-01-31, or a time in ISO 8601",
});

const Signer = z
  .strictObject({
    principal: z
      .string()
      .regex(/^[A-Za-z0-9][\w.+@-]{0,99}$/, "must be one name, such as ci@example.org")
      .describe("Who signs with it; shown with every verdict that it has signed."),
    key: PublicKey.describe("The public key, as the `.pub` file holds it."),
    valid_after: Moment.optional().describe("Nothing signed before counts."),
    valid_before: Moment.optional().describe(
      "Nothing signed later counts; what was signed until then goes on counting.",
    ),
  })
  .refine(
    ({ valid_after, valid_before }) =>
      valid_after === undefined ||
      valid_before === undefined ||
      Date.parse(valid_after) < Date.parse(valid_before),
    { path: ["valid_before"], message: "must be later than valid_after" },
  );
export type Signer = z.output<typeof Signer>;

export const SIGNER_KEYS = {
  signers: z
    .array(Signer)
    .max(100)
    .superRefine((signers, context) => {
      for (const [at, { key }] of signers.entries())
        if (signers.findIndex((each) => keyBytes(each.key) === keyBytes(key)) < at)
          context.addIssue({ code: "custom", path: [at, "key"], message: "is given twice" });
    })
    .default([])
    .describe(
      "Whose ssh keys may sign verdicts (L3): of CI, or of persons. A key that is taken out counts for nothing from then on; for one that is only replaced, set `valid_before`.",
    )
    .meta({
      examples: [
        [
          {
            principal: "ci@example.org",
            key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKVmc9V9Dz9kkN4k6GZkWc1xv4oEoW0m2Q8pUuH0yYtR",
            valid_before: "2027-12-31",
          },
        ],
      ],
    }),
} as const;

/** The key's own bytes in base64 as everybody writes it, without padding, type and comment. */
export function keyBytes(key: string): string {
  return Buffer.from(key.split(" ")[1] ?? "", "base64")
    .toString("base64")
    .replace(/(?<!=)=+$/, "");
}

/** Why the key could not sign at that time (ISO 8601); null when it could. */
export function outsideValidity({ valid_after, valid_before }: Signer, at: string): string | null {
  const time = Date.parse(at);
  if (valid_after !== undefined && time < Date.parse(valid_after)) return `not valid before ${valid_after}`;
  if (valid_before !== undefined && time > Date.parse(valid_before))
    return `not valid any more since ${valid_before}`;
  return null;
}
