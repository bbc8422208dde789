// Sorts out forged signatures without a process for each: anybody can store thousands that name a signer's key. It only
// ever refuses; whether a signature counts is for ssh-keygen to say.
import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { type SshSignature, stringOf, stringsIn } from "./ssh-signature.ts";

/** How a kind of key signs: its parts behind the type, and those of the signature. */
type Scheme = (key: readonly Buffer[], data: Buffer, algorithm: string, signature: Buffer) => boolean;

const SCHEMES: Readonly<Record<string, Scheme>> = {
  "ssh-ed25519": ([x], data, _, signature) =>
    verify(null, data, keyOf({ kty: "OKP", crv: "Ed25519", x: url(x) }), signature),
  "ssh-rsa": ([e, n], data, algorithm, signature) => {
    const hash = /^rsa-sha2-(256|512)$/.exec(algorithm)?.[1];
    const key = keyOf({ kty: "RSA", e: url(e), n: url(unsigned(n)) });
    return hash !== undefined && verify(`sha${hash}`, data, key, padded(signature, unsigned(n).length));
  },
  "ecdsa-sha2-nistp256": ecdsa("P-256", 32, "sha256"),
  "ecdsa-sha2-nistp384": ecdsa("P-384", 48, "sha384"),
  "ecdsa-sha2-nistp521": ecdsa("P-521", 66, "sha512"),
};

function ecdsa(crv: string, bytes: number, hash: string): Scheme {
  return ([, point = EMPTY], data, _, signature) => {
    const x = point.subarray(1, 1 + bytes);
    const y = point.subarray(1 + bytes);
    const [r, s] = stringsIn(signature);
    const numbers = Buffer.concat([padded(unsigned(r), bytes), padded(unsigned(s), bytes)]);
    const key = keyOf({ kty: "EC", crv, x: url(x), y: url(y) });
    return verify(hash, data, { key, dsaEncoding: "ieee-p1363" }, numbers);
  };
}

/** False where it can't be a signature over `message`; true where it is one, or its kind of key is not known here. */
export function isPlausible({ key, namespace, rest }: SshSignature, message: string): boolean {
  const [type = EMPTY, ...parts] = stringsIn(Buffer.from(key, "base64"));
  const kind = type.toString("latin1");
  const scheme = Object.hasOwn(SCHEMES, kind) ? SCHEMES[kind] : undefined;
  if (scheme === undefined) return true;
  const [reserved = EMPTY, hash = EMPTY, signed = EMPTY] = rest;
  const [algorithm = EMPTY, signature = EMPTY] = stringsIn(signed);
  try {
    const digest = createHash(hash.toString("latin1")).update(message).digest();
    const data = [Buffer.from(namespace, "latin1"), reserved, hash, digest].map(stringOf);
    return scheme(parts, Buffer.concat([MAGIC, ...data]), algorithm.toString("latin1"), signature);
  } catch {
    // A key, a hash or a number that can't be read.
    return false;
  }
}

const MAGIC = Buffer.from("SSHSIG");
const EMPTY = Buffer.alloc(0);

const keyOf = (key: JsonWebKey): KeyObject => createPublicKey({ key, format: "jwk" });

const url = (bytes: Buffer = EMPTY): string => bytes.toString("base64url");

/** Without the zeros that ssh puts before a number whose first bit is set. */
function unsigned(number: Buffer = EMPTY): Buffer {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? EMPTY : number.subarray(first);
}

const padded = (number: Buffer, bytes: number): Buffer =>
  Buffer.concat([Buffer.alloc(Math.max(0, bytes - number.length)), number]);
