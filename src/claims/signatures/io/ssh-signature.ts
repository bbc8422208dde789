// Reads the outer form of an ssh signature, as OpenSSH's PROTOCOL.sshsig describes it: which key, and for what.

export interface SshSignature {
  /** The public key in base64, without padding. */
  readonly key: string;
  readonly namespace: string;
  /** What follows, as far as it is there: a reserved field, the hash, and the signature itself. */
  readonly rest: readonly Buffer[];
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
  const [key, namespace, ...rest] = stringsIn(bytes.subarray(start));
  if (!key || !namespace) return null;
  return {
    key: key.toString("base64").replace(/(?<!=)=+$/, ""),
    namespace: namespace.toString("latin1"),
    rest,
  };
}

/** The strings, as ssh writes them behind their lengths, up to the first that is not whole. */
export function stringsIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

/** The same the other way round. */
export function stringOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** As `ssh-keygen` reads and writes it. */
export const armour = (base64: string): string =>
  `${BEGIN}\n${base64.replace(/.{70}/g, "$&\n").trimEnd()}\n${END}\n`;

/** Null where the text is no armoured signature. */
export function withoutArmour(text: string): string | null {
  const [first, ...lines] = text.trim().split(/\r?\n/);
  return first === BEGIN && lines.pop() === END ? lines.join("") : null;
}
