// Says where clones agree on who holds a job: at the git remote, or at a NATS server where there are too many workers for a
// remote.
import * as z from "zod";

const BUCKET = /^[A-Za-z0-9_-]{1,60}$/;

/** Where leases are kept at a NATS server. */
export interface NatsPlace {
  /** What to connect to: scheme, host and port. */
  readonly server: string;
  readonly bucket: string;
}

/** Null unless the text is `nats://` or `tls://`, a host, a port and a bucket, without user or password. */
export function natsPlace(text: string): NatsPlace | null {
  if (!/^(?:nats|tls):\/\//.test(text) || !URL.canParse(text)) return null;
  // URL does not normalise the host of a scheme that it does not know.
  const { protocol, hostname, host, username, password, pathname, search, hash } = new URL(text);
  const bucket = pathname.replace(/^\//, "") || "agentops";
  const isPlain = hostname !== "" && username === "" && password === "" && search === "" && hash === "";
  return isPlain && BUCKET.test(bucket) ? { server: `${protocol}//${host}`, bucket } : null;
}

export const Coordination = z
  .string()
  .max(300)
  .refine((text) => text === "git" || natsPlace(text) !== null, {
    message:
      "must be git, or nats://<host>:<port>/<bucket> (tls:// with TLS), with letters, digits, - and _ in the bucket and no password",
  });
