// The outer form of an ssh signature, as OpenSSH's PROTOCOL.sshsig describes it: which key, and for what.

export interface SshSignature {
  /** The public key in base64, without padding. */
  readonly key: string;
  readonly namespace: string;
}

const MAGIC = "SSHSIG";
const VERSION = 1;
const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";

/** What the signature says of itself, which is not checked here; null where it is none. */
export function readSshSignature(base64: string): SshSignature | null {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) return null;
  const start = MAGIC.length + 4;
  if (bytes.length < start || bytes.readUInt32BE(MAGIC.length) !== VERSION) return null;
  const key = readString(bytes, start);
  const namespace = key && readString(bytes, key.end);
  if (!key || !namespace) return null;
  return {
    key: key.value.toString("base64").replace(/=+$/, ""),
    namespace: namespace.value.toString("latin1"),
  };
}

function readString(bytes: Buffer, at: number): { value: Buffer; end: number } | null {
  if (bytes.length < at + 4) return null;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? null : { value: bytes.subarray(at + 4, end), end };
}

/** As `ssh-keygen` reads and writes it. */
export const armour = (base64: string): string =>
  `${BEGIN}\n${base64.replace(/.{70}/g, "$&\n").trimEnd()}\n${END}\n`;

/** Null where the text is no armoured signature. */
export function withoutArmour(text: string): string | null {
  const [first, ...lines] = text.trim().split(/\r?\n/);
  return first === BEGIN && lines.pop() === END ? lines.join("") : null;
}
